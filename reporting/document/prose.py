"""Prose: Markdown to clean HTML. Pure.

markdown-it-py renders, nh3 cleans. ``problems`` refuses what the cleaner would drop, so nothing typed
disappears silently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block import heading as read_heading
from markdown_it.token import Token

from reporting.document import visible

TAGS = {
    "p", "br", "em", "strong", "ul", "ol", "li", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "a",
    "table", "thead", "tbody", "tr", "th", "td", "code", "pre",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "li": {"value"}, "ol": {"start"}, "th": {"scope"}}
SCHEMES = {"https", "mailto"}
DEEPEST_HEADING = 6
FIGURE = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")
BEFORE_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|‰|kr|tkr|Tkr|mkr|Mkr|mnkr|mdkr|mSEK|st|procent|kronor)(?![\wåäöÅÄÖ]))"
)
NUMBER_SIGN = re.compile(r"#[ \t]+\d")
BREAKS = {"softbreak", "hardbreak"}
NESTED = {"bullet_list", "ordered_list", "blockquote", "em", "strong", "link"}
MOST_NESTED = 8  # of these inside each other; a reader tells no more apart, and the parser drops the 21st


def _parser() -> MarkdownIt:
    """CommonMark with tables; HTML, link references and the # of "# 3 fordon" stay text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.block.ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser.disable(["html_inline", "html_block", "entity", "reference"])


def _heading(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # the parser's
    start = state.bMarks[line] + state.tShift[line]
    return not NUMBER_SIGN.match(state.src, start) and read_heading(state, line, last, silent)


@cache
def _judging_parser() -> MarkdownIt:
    """Accepts every link and image, as written."""
    parser = _parser()
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


@cache
def _printing_parser() -> MarkdownIt:
    """Images and unsafe links stay text."""
    parser = _parser().disable("image")
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    return parser


def problems(markdown: str) -> list[str]:
    """What a report can't show, one Swedish sentence each."""
    sentences: list[str] = []
    if hidden := visible.problem(markdown, is_long=True):
        sentences.append(hidden)
    tokens = _walk(_judging_parser().parse(markdown))
    for token in tokens:
        if token.type == "image":
            sentences.append(
                "Texten har en bild. Bilder kan inte stå i löptext: beskriv innehållet i ord eller i en tabell."
            )
        elif token.type == "link_open" and not is_safe_link(str(token.attrGet("href") or "")):
            sentences.append(
                f"Länken ”{token.attrGet('href')}” kan inte användas. "
                "En länk börjar med https:// eller mailto:."
            )
    if (depth := nesting(tokens)) > MOST_NESTED:
        sentences.append(
            f"Texten har listor, citat, fetstil eller kursiv i {depth} led inuti varandra, och högst {MOST_NESTED} "
            "går att visa. Ta bort några av tecknen framför eller runt texten: * _ > -."
        )
    if not sentences and (lost := _first_lost(markdown, tokens)):
        sentences.append(
            f"”{lost}” skulle inte synas i rapporten. I en tabell har varje rad lika många celler som rubrikraden; "
            "skriv annars om stycket som vanlig text."
        )
    return sentences


def nesting(tokens: list[Token]) -> int:
    """How many lists, quotations, emphases and links lie inside each other where they are the most."""
    depth = deepest = 0
    for token in tokens:
        if token.type.rpartition("_")[0] in NESTED:
            depth += token.nesting
            deepest = max(deepest, depth)
    return deepest


def _first_lost(markdown: str, tokens: list[Token]) -> str:
    """The start of the first text that would not be printed (a surplus cell, a link's title), or "".

    Compares letters and digits in order, not the punctuation of Markdown.
    """
    written = [index for index, character in enumerate(markdown) if character.isalnum()]
    seen = "".join(character for part in _seen(tokens) for character in part if character.isalnum())
    for number, index in enumerate(written):
        if number >= len(seen) or markdown[index] != seen[number]:
            return markdown[index : index + 40].split("\n")[0].strip()
    return ""


def _seen(tokens: list[Token]) -> Iterator[str]:
    """The text of the HTML, with list numbers and link addresses."""
    addresses: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            addresses.append("" if token.info == "auto" else str(token.attrGet("href")))
        elif token.type == "link_close":
            yield addresses.pop()
        elif token.type == "list_item_open":
            yield token.info
        elif token.type != "inline":
            yield token.content


def is_safe_link(url: str) -> bool:
    """https with a host, or mailto."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if any(character in url for character in "\\\t\n\r "):
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc if parts.scheme == "https" else parts.path)


def to_html(markdown: str, *, level: int = 1) -> str:
    """Clean HTML. Headings start below the section's: ``#`` becomes h(level + 2), no level skipped."""
    parser = _printing_parser()
    html = parser.renderer.render(to_tokens(markdown, level=level), parser.options, {})
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def to_tokens(markdown: str, *, level: int = 1) -> list[Token]:
    """As ``to_html``, for other renderers: safe links, no images.

    A heading's ``tag`` is the HTML's. A list item that breaks the sequence has its number in the attribute
    ``value``. A line that was ended is ended in print too.
    """
    tokens = _printing_parser().parse(markdown)
    _shift_headings(tokens, level + 2)
    _keep_numbers(tokens)
    for token in tokens:
        if token.children:
            token.children = list(_emphasised_once(token.children))
            _keep_lines(token.children)
    for token in _walk(tokens):
        if token.type == "text":
            token.content = keep_figures_whole(token.content)
        elif token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    return tokens


def as_plain_markdown(text: str) -> str:
    """The text of a one-line field, escaped as Markdown."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~&])", r"\\\1", " ".join(text.split()))


def keep_figures_whole(text: str) -> str:
    """No-break spaces within a figure and before its unit (Isof's rules for print): "1 956 tkr", "48 %"."""
    grouped = FIGURE.sub(lambda figure: figure[0].replace(" ", "\u00a0"), text)
    return BEFORE_UNIT.sub("\u00a0", grouped)


def to_text(markdown: str) -> str:
    """Plain text, a line per block."""
    return "\n".join(
        "".join(" " if child.type in BREAKS else child.content for child in token.children or [])
        if token.type == "inline"
        else token.content.rstrip("\n")
        for token in _printing_parser().parse(markdown)
        if token.type in {"inline", "fence", "code_block"}
    )


def _shift_headings(tokens: list[Token], top: int) -> None:
    previous = top - 1
    depths: list[int] = []  # written levels of the headings above and the current one
    for token in tokens:
        if token.type == "heading_open":
            written = int(token.tag[1])
            while depths and depths[-1] >= written:
                depths.pop()
            depths.append(written)
            previous = min(top + len(depths) - 1, DEEPEST_HEADING)
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{previous}"


def _keep_numbers(tokens: list[Token]) -> None:
    """Keep the written numbers of a list, also out of sequence."""
    following: list[int] = []
    for token in tokens:
        if token.type in {"ordered_list_open", "bullet_list_open"}:
            following.append(int(token.attrs.get("start", 1)))
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            following.pop()
        elif token.type == "list_item_open" and token.info:
            if int(token.info) != following[-1]:
                token.attrSet("value", token.info)
            following[-1] = int(token.info) + 1


def _keep_lines(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type == "softbreak":
            token.type, token.tag = "hardbreak", "br"


def _emphasised_once(tokens: list[Token]) -> Iterator[Token]:
    """Without emphasis inside the same emphasis, which looks the same: a row of 600 stars before a word is 300
    of them, deeper than a printer can follow."""
    open_now: Counter[str] = Counter()
    for token in tokens:
        if token.tag not in {"em", "strong"}:
            yield token
            continue
        if token.nesting == 1:
            open_now[token.tag] += 1
        if open_now[token.tag] == 1:
            yield token
        if token.nesting == -1:
            open_now[token.tag] -= 1


def _walk(tokens: list[Token]) -> list[Token]:
    return [part for token in tokens for part in (token, *_walk(token.children or []))]
