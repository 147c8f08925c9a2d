"""HTML of the document: cached by digest, hostile text escaped, status as a word and a tone."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from hypothesis import given, settings

from reporting.document.blocks import Block, Cell, Column, Heading, Prose
from reporting.document.document import SectionContent
from reporting.renderers.page import article_html, block_html, print_html
from tests.html import Page
from tests.reporting.documents import BLOCKS, cell, document, row, table

STATUS = (Column(key="status", heading="Status", kind="status"),)


def test_table() -> None:
    made = table(
        row("a", cell("1"), cell("2")),
        row("g", label="Grupp", kind="group"),
        row("s", cell("3"), cell("4"), kind="total"),
        notes=("En not.",),
    )
    page = Page(block_html(made, 1))
    assert page.texts("caption") == ["Resultat (tkr)"]
    assert [(th.text, th.attrs["scope"]) for th in page.all("th")] == [
        ("Rad", "col"), ("Kolumn 0", "col"), ("Kolumn 1", "col"), ("A", "row"), ("Grupp", "rowgroup"), ("S", "row"),
    ]  # fmt: skip
    assert page.texts("td") == ["1", "2", "3", "4"]
    assert (len(page.all("tbody")), len(page.all("col"))) == (2, 3)
    assert page.all("th", scope="rowgroup")[0].attrs["colspan"] == "3"
    assert page.texts("p", class_="note") == ["En not."]


def test_status_is_a_word_with_a_tone() -> None:
    cells = [
        Cell(text="Uppnås", value="met", tone="good"),
        Cell(text="Uppnås inte", value="not_met", tone="bad"),
    ]
    page = Page(block_html(table(*(row(c.text, c) for c in cells), columns=STATUS), 1))
    assert [(e.text, e.attrs["class"]) for e in page.all("span", class_="status")] == [
        ("Uppnås", "status tone-good"),
        ("Uppnås inte", "status tone-bad"),
    ]


HOSTILE = "</th><script>alert('1')</script><img src=x onerror=alert(1)>&amp;\""


def test_hostile_text_is_shown_as_text() -> None:
    blocks: list[Block] = [
        table(
            row("g", label=HOSTILE, kind="group"),
            row("r", Cell(text=HOSTILE, tone="good"), label=HOSTILE),
            columns=(Column(key="k", heading=HOSTILE, kind="text"),),
            title=HOSTILE, unit=HOSTILE, label_heading=HOSTILE, notes=(HOSTILE,),
        ),
        Heading(text=HOSTILE, number="1"),
        Prose(markdown=HOSTILE),
    ]  # fmt: skip
    made = document(*blocks, title=HOSTILE, committee=HOSTILE, municipality=HOSTILE, members=(HOSTILE,))
    shown = " ".join(HOSTILE.split())
    for html in (article_html(made), print_html(made)):
        page = Page(html)
        assert (page.all("script"), page.all("img"), page.inline_code()) == ([], [], [])
        assert page.texts("td") == [shown]
        assert page.texts("caption") == [f"{shown} ({shown})"]
        assert page.all("p")[-1].text == shown


@settings(deadline=None)  # the first of each kind loads its template
@given(BLOCKS)
def test_any_block_becomes_whole_html(block: Block) -> None:
    page = Page(block_html(block, 2))
    assert page.inline_code() == []


@pytest.mark.parametrize(("level", "tag"), [(1, "h3"), (2, "h4"), (3, "h5")])
def test_headings_lie_below_their_section(level: int, tag: str) -> None:
    section = SectionContent(
        key="mal", title="Mål", level=level, number="2",
        blocks=(Heading(text="Under", number="2.1"), Prose(markdown="# Text"), Heading(text="Djupt", depth=2)),
    )  # fmt: skip
    page = Page(article_html(document(sections=(section,))))
    assert [(e.tag, e.text) for e in page.elements if e.tag in {"h2", "h3", "h4", "h5", "h6"}] == [
        (f"h{level + 1}", "2 Mål"),
        (tag, "2.1 Under"),
        (tag, "Text"),
        (f"h{level + 3}", "Djupt"),
    ]


def test_block_is_rendered_once() -> None:
    made = table(row("a", cell("1")))
    first = block_html(made, 1)
    (key,) = caches["blocks"]._cache  # type: ignore[attr-defined]
    caches["blocks"].set(key.split(":", 2)[2], "från förrådet")
    assert block_html(table(row("a", cell("1"))), 1) == "från förrådet"
    assert first != "från förrådet"


def test_a_changed_figure_or_another_level_is_another_block() -> None:
    blocks: list[tuple[Block, int]] = [
        (table(row("a", cell("1"))), 1),
        (table(row("a", cell("2"))), 1),
        (Prose(markdown="# A"), 1),
        (Prose(markdown="# A"), 2),
    ]
    assert len({block_html(block, level) for block, level in blocks}) == 4


def test_print_page_starts_with_one_h1_and_links_its_contents() -> None:
    page = Page(print_html(document(Prose(markdown="Text."))))
    headings = [e.tag for e in page.elements if e.tag in {"h1", "h2", "h3"}]
    assert headings == ["h1", "h2", "h2", "h2"]  # contents, chapter, colophon
    anchors = {e.attrs["id"] for e in page.elements if "id" in e.attrs}
    links = [a.attrs["href"] for a in page.all("a")]
    expected = ["#avsnitt-ekonomi", "#om-handlingen"]
    assert (links, {link[1:] for link in links} <= anchors) == (expected, True)
