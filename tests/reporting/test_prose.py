"""Prose: what Markdown becomes, what is refused, and no word is lost or dangerous."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.prose import TAGS, is_safe_link, problems, to_html, to_text
from tests.html import Page

IMAGE = "Texten har en bild. Bilder kan inte stå i löptext: beskriv innehållet i ord eller i en tabell."
INVISIBLE = "Texten har ett tecken som inte syns ({}). Skriv om texten i stället för att klistra in den."


def bad_link(url: str) -> str:
    return f"Länken ”{url}” kan inte användas. En länk börjar med https:// eller mailto:."


def would_be_lost(text: str) -> str:
    return (
        f"”{text}” skulle inte synas i rapporten. I en tabell har varje rad lika många celler som rubrikraden; "
        "skriv annars om stycket som vanlig text."
    )


def too_deep(depth: int) -> str:
    return (
        f"Texten har listor, citat, fetstil eller kursiv i {depth} led inuti varandra, och högst 8 går att visa. "
        "Ta bort några av tecknen framför eller runt texten: * _ > -."
    )


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("", ""),
        ("Ett stycke\npå två rader.", "<p>Ett stycke<br>\npå två rader.</p>\n"),
        ("Ett.\n\nTvå.", "<p>Ett.</p>\n<p>Två.</p>\n"),
        ("*så* och **så**", "<p><em>så</em> och <strong>så</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
        ("3. a\n4. b\n7. c", '<ol start="3">\n<li>a</li>\n<li>b</li>\n<li value="7">c</li>\n</ol>\n'),
        ("0. a\n1. b", '<ol start="0">\n<li>a</li>\n<li>b</li>\n</ol>\n'),
        ("rad\\\nbruten", "<p>rad<br>\nbruten</p>\n"),
        ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>\n"),
        ("[a](https://x.se/b)", '<p><a href="https://x.se/b">a</a></p>\n'),
        ("[a](mailto:a@x.se)", '<p><a href="mailto:a@x.se">a</a></p>\n'),
        ("<https://x.se>", '<p><a href="https://x.se">https://x.se</a></p>\n'),
        ("2 < 3 & 4 > 1", "<p>2 &lt; 3 &amp; 4 &gt; 1</p>\n"),
        ("&amp; &copy; &#65;", "<p>&amp;amp; &amp;copy; &amp;#65;</p>\n"),
        ("[1]: fotnot", "<p>[1]: fotnot</p>\n"),
        ("<b>fet</b>", "<p>&lt;b&gt;fet&lt;/b&gt;</p>\n"),
        ("<!-- dold -->", "<p>&lt;!-- dold --&gt;</p>\n"),
        ("https://x.se", "<p>https://x.se</p>\n"),
    ],
)
def test_html(markdown: str, html: str) -> None:
    assert (problems(markdown), to_html(markdown)) == ([], html)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# 3 fordon såldes.", "<p># 3 fordon såldes.</p>\n"),
        ("Kvar:\n#  12", "<p>Kvar:<br>\n#  12</p>\n"),
        ("- # 3 fordon", "<ul>\n<li># 3 fordon</li>\n</ul>\n"),
        ("> # 3 fordon", "<blockquote>\n<p># 3 fordon</p>\n</blockquote>\n"),
        ("\\# 3 fordon", "<p># 3 fordon</p>\n"),  # as the portal wrote what was pasted
        ("# Fordon 3", "<h3>Fordon 3</h3>\n"),
        ("## 2.1 Beslut", "<h3>2.1 Beslut</h3>\n"),
    ],
)
def test_a_number_sign_makes_no_heading(markdown: str, html: str) -> None:
    assert (problems(markdown), to_html(markdown)) == ([], html)
    assert to_text(markdown).count("#") == html.count("#")


def test_table_has_scoped_headers_and_no_style() -> None:
    html = to_html("| Beslut | Status |\n|:---|---:|\n| Ett | Klart |\n| Två |")
    assert html == (
        '<table>\n<thead>\n<tr>\n<th scope="col">Beslut</th>\n<th scope="col">Status</th>\n</tr>\n</thead>\n'
        "<tbody>\n<tr>\n<td>Ett</td>\n<td>Klart</td>\n</tr>\n<tr>\n<td>Två</td>\n<td></td>\n</tr>\n"
        "</tbody>\n</table>\n"
    )


@pytest.mark.parametrize(
    ("markdown", "level", "headings"),
    [
        ("# A", 1, ["h3 A"]),
        ("## A", 1, ["h3 A"]),
        ("###### A", 2, ["h4 A"]),
        ("# A\n## B\n# C", 1, ["h3 A", "h4 B", "h3 C"]),
        ("# A\n### B\n###### C\n## D\n# E", 1, ["h3 A", "h4 B", "h5 C", "h4 D", "h3 E"]),
        ("### A\n## B\n# C\n## D", 1, ["h3 A", "h3 B", "h3 C", "h4 D"]),
        ("# A\n## B\n### C\n#### D\n##### E", 3, ["h5 A", "h6 B", "h6 C", "h6 D", "h6 E"]),
        ("A\n===\n\nB\n---", 1, ["h3 A", "h4 B"]),
        ("> # A\n\n- ## B", 1, ["h3 A", "h4 B"]),
    ],
)
def test_headings_start_below_the_sections_own_and_skip_no_level(
    markdown: str, level: int, headings: list[str]
) -> None:
    page = Page(to_html(markdown, level=level))
    assert [f"{e.tag} {e.text}" for e in page.elements if e.tag.startswith("h")] == headings


@pytest.mark.parametrize(
    ("markdown", "sentences"),
    [
        ("![bild](https://x.se/a.png)", [IMAGE]),
        ("- **![bild](a.png)**", [IMAGE]),
        ("[![bild](a.png)](https://x.se)", [IMAGE]),
        ("[a](http://x.se)", [bad_link("http://x.se")]),
        ("[a](//x.se/b)", [bad_link("//x.se/b")]),
        ("[a](javascript:alert(1))", [bad_link("javascript:alert(1)")]),
        ("[a](JAVASCRIPT:alert(1))", [bad_link("JAVASCRIPT:alert(1)")]),
        ("[a](data:text/html,x)", [bad_link("data:text/html,x")]),
        ("[a](/rapporter/)", [bad_link("/rapporter/")]),
        ("[a](bilaga.pdf)", [bad_link("bilaga.pdf")]),
        ("[a]()", [bad_link("")]),
        ("[a](https:///b)", [bad_link("https:///b")]),
        ("[a](https://[x)", [bad_link("https://[x")]),
        ("[a](mailto:)", [bad_link("mailto:")]),
        ("[a](http://å.se)", [bad_link("http://å.se")]),
        ("<http://x.se>", [bad_link("http://x.se")]),
        ("<a@x.se>", []),
        ("[a](ftp://x.se) och ![b](c)", [bad_link("ftp://x.se"), IMAGE]),
        ("klistrat\x0b här", [INVISIBLE.format("U+000B")]),
        ("noll\x00tecken", [INVISIBLE.format("U+0000")]),
        ("| a | b |\n|---|---|\n| 1 | 2 | tredje |", [would_be_lost("tredje |")]),
        ("```python\nkod\n```", [would_be_lost("python")]),
        ('[a](https://x.se "titel")', [would_be_lost('titel")')]),
        (">" * 25 + " djupt", [too_deep(20)]),  # where the parser stops
        ("*" * 600 + "a" + "*" * 600, [too_deep(300)]),
        ("> - " * 5 + "djupt", [too_deep(10)]),
        ("_a **b " * 5 + "c" + "** a_" * 5, [too_deep(10)]),
    ],
)
def test_what_a_report_can_not_show_is_refused_with_a_sentence(markdown: str, sentences: list[str]) -> None:
    assert problems(markdown) == sentences


@pytest.mark.parametrize(
    "markdown", ["> - " * 4 + "djupt", "*" * 16 + "a" + "*" * 16, "**fet *och kursiv***"]
)
def test_what_a_person_nests_is_not_refused(markdown: str) -> None:
    assert problems(markdown) == []


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("*" * 600 + "a" + "*" * 600, "<p><strong>a</strong></p>\n"),
        ("*a *b* c* *d*", "<p><em>a b c</em> <em>d</em></p>\n"),
        ("**a *b **c** d* e**", "<p><strong>a <em>b c d</em> e</strong></p>\n"),
    ],
)
def test_emphasis_within_the_same_is_printed_once(markdown: str, html: str) -> None:
    """Also in a report that was adopted before such a text was refused."""
    assert to_html(markdown) == html


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](javascript:alert(1))",
        "[a](//x.se)",
        "[a](data:text/html,x)",
        "![a](https://x.se/a.png)",
        "<script>x</script>",
    ],
)
def test_a_refused_text_is_harmless_even_when_printed(markdown: str) -> None:
    """Text that came past the form is shown as typed."""
    page = Page(to_html(markdown))
    assert [e.tag for e in page.elements] in [["p"], ["p", "a"]]
    assert [e.attrs["href"] for e in page.all("a")] in [[], ["https://x.se/a.png"]]
    assert "a" in page.text or "x" in page.text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://x.se", True),
        ("https://x.se/a?b=c&d=e#f", True),
        ("HTTPS://X.SE", True),
        ("mailto:a@x.se", True),
        ("http://x.se", False),
        ("//x.se", False),
        ("https:x.se", False),
        ("https://", False),
        ("\\\\x.se", False),
        ("https://x.se\\@y.se", False),
        ("java\nscript:alert(1)", False),
        (" https://x.se", False),
        ("vbscript:x", False),
        ("", False),
    ],
)
def test_is_safe_link(url: str, safe: bool) -> None:
    assert is_safe_link(url) == safe


def test_to_text() -> None:
    markdown = "# Rubrik\n\nEtt *stycke*\npå [två](https://x.se)\\\nrader.\n\n- punkt\n\n    kod\n\n| a |\n|---|\n| b |"
    assert to_text(markdown) == "Rubrik\nEtt stycke på två rader.\npunkt\nkod\na\nb"


FRAGMENTS = [
    *"abåÖ \n\t*_`~#>-+.)([]|\\:/!<&;\"'=", "\n\n", "ord ", "1. ", "7) ", "- ", "> ", "    ", "# ", "```", "~~~", "---",
    "| a | b |\n|---|---|\n", "| c ", "https://a.se/x", "mailto:a@b.se", "](https://a.se/y)", "![", "<b>", "&amp;",
    "<https://a.se/z>", "\\\n", "  \n", "**", "javascript:x", "[a]: ",
]  # fmt: skip
MARKDOWN = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


@given(st.text() | MARKDOWN)
def test_no_text_crashes_it(text: str) -> None:
    problems(text)
    to_text(text)
    Page(to_html(text))


@given(st.text() | MARKDOWN, st.integers(1, 3))
def test_html_has_only_what_is_allowed(text: str, level: int) -> None:
    page = Page(to_html(text, level=level))
    assert {element.tag for element in page.elements} <= TAGS
    assert page.inline_code() == []
    attributes = {(element.tag, name) for element in page.elements for name in element.attrs}
    assert attributes <= {("a", "href"), ("a", "title"), ("li", "value"), ("ol", "start"), ("th", "scope")}
    assert [a.attrs["href"] for a in page.all("a") if not is_safe_link(a.attrs["href"])] == []


@given(MARKDOWN, st.integers(1, 3))
def test_headings_never_skip_a_level(text: str, level: int) -> None:
    depth = level + 1
    for element in Page(to_html(text, level=level)).elements:
        if element.tag in {"h2", "h3", "h4", "h5", "h6"}:
            assert level + 2 <= int(element.tag[1]) <= depth + 1
            depth = int(element.tag[1])


@given(MARKDOWN)
def test_no_letter_is_lost_from_what_is_not_refused(text: str) -> None:
    if problems(text):
        return
    page = Page(to_html(text))
    shown = page.text + "".join(unquote(a.attrs["href"]) for a in page.all("a"))
    lost = Counter(filter(str.isalpha, text)) - Counter(filter(str.isalpha, shown))
    assert lost == Counter()


@given(st.text(alphabet="abcåäö ,.%0123456789\n", max_size=80))
def test_plain_text_is_never_refused(text: str) -> None:
    assert problems(text) == []


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("om 1 500 tkr", "om 1~500~tkr"),
        ("-41 391 och 1 234 567 kr.", "-41~391 och 1~234~567~kr."),
        ("48 %, 315 st", "48~%, 315~st"),
        ("per 2023 100 ärenden", "per 2023 100 ärenden"),
        ("3 av 13 indikatorer", "3 av 13 indikatorer"),
        ("2 stora", "2 stora"),
    ],
)
def test_a_figure_in_prose_is_never_broken_over_lines(typed: str, printed: str) -> None:
    assert to_html(typed) == f"<p>{printed.replace('~', '&nbsp;')}</p>\n"


def test_a_line_that_was_ended_is_ended_in_print() -> None:
    assert to_html("Ett\ntvå\n\ntre") == "<p>Ett<br>\ntvå</p>\n<p>tre</p>\n"
    assert to_html("- ett\n  rad två") == "<ul>\n<li>ett<br>\nrad två</li>\n</ul>\n"
