"""Every demo report is heard in the order, and with the words, of its page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from reporting.document.document import Document
from reporting.management.commands.load_demo import REPORTS
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import print_html
from tests.reporting.pdf_reading import Read, make, read_aloud, small

pytestmark = pytest.mark.django_db

SYMBOLS = {"✓", "✗", "–"}  # drawn before the word of a status
MARK_OF_ITEM = re.compile(r"•|–|\d+\.")


@pytest.mark.parametrize("slug", REPORTS)
def test_a_report_is_heard_as_its_page_is_written(demo_documents: dict[str, Document], slug: str) -> None:
    document = demo_documents[slug]
    assert heard(render_pdf(document)) == written(print_html(document))


def test_the_words_of_a_paragraph_over_lines_and_pages_are_whole() -> None:
    sentence = (
        "Kostnaderna för datakommunikation och informationsklassificering ökar, IT-driften däremot inte. "
    )
    page = small(
        f'<main class="report"><section><div class="prose"><p>{sentence * 90}</p></div></section></main>'
    )
    content = make(page)
    paragraphs = [read for read in read_aloud(content) if read.tag == "/P"]
    assert len({read.page for read in read_aloud(content)} - {0}) > 1
    assert len([read for read in paragraphs if not read.text]) == 1
    assert heard(content).endswith(sentence * 89 + sentence.strip())


def heard(content: bytes) -> str:
    """What the tags say, without what the style sheet adds: marks of items, symbols, page numbers of contents."""
    return plain("".join(spoken(read_aloud(content))))


def spoken(parts: list[Read]) -> Iterator[str]:
    in_contents = False
    for place, part in enumerate(parts):
        if part.tag in ("/TOC", "/Part", "/Sect"):
            in_contents = part.tag == "/TOC"
        if not part.text:
            yield "" if part.tag in ("/Span", "/Link", "/NonStruct") else " "
        elif not is_added(part.text.strip(), parts[place - 2].tag, in_contents=in_contents):
            yield part.text


def is_added(text: str, above: str, *, in_contents: bool) -> bool:
    """Whether the style sheet wrote it. ``above``: the tag of the text's tag."""
    is_symbol = text in SYMBOLS and above == "/NonStruct"
    is_mark = above == "/Lbl" and MARK_OF_ITEM.fullmatch(text) is not None
    return is_symbol or is_mark or (in_contents and text.isdigit())


INLINE = {"a", "b", "code", "em", "i", "span", "strong", "sub", "sup"}
SILENT = {"head", "svg"}


class Writing(HTMLParser):
    """The text of a page that is read: no pictures, no captions that the heading above says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.silent or tag in SILENT or ("class", "visually-hidden") in attrs:
            if tag not in ("meta", "link", "img", "br", "col"):
                self.silent.append(tag)
        elif tag not in INLINE:
            self.found.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            self.silent.pop()
        elif tag not in INLINE:
            self.found.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def written(html: str) -> str:
    parser = Writing()
    parser.feed(html)
    return plain("".join(parser.found))


def plain(text: str) -> str:
    return " ".join(text.replace("\N{SOFT HYPHEN}", "").split())
