"""The Word file, read back: headings, texts and every cell; what Word repeats and keeps; hostile texts."""

from __future__ import annotations

import base64
import datetime as dt
import io
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from hypothesis import given, settings
from PIL import Image

from reporting.document import prose
from reporting.document.blocks import (
    EMPTY,
    Cell,
    Column,
    Heading,
    Matrix,
    MatrixCell,
    MatrixLevel,
    Prose,
    Table,
)
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlights
from reporting.document.identity import PNG, Identity
from reporting.management.commands.load_demo import REPORTS
from reporting.renderers.word import render_word
from tests.reporting.documents import DOCUMENTS, cell, document, row, table
from tests.reporting.test_workbook import convert

pytestmark = pytest.mark.django_db  # the module's documents are made in it

SYMBOLS = {"good": "✓ ", "partly": "◐ ", "bad": "✗ ", "neutral": "– ", "": ""}
FIGURES = (cell("-1500", "−1\u00a0500"), cell("2000.5", "2\u00a0000,5"))


def opened(made: Document) -> Any:
    return docx.Document(io.BytesIO(render_word(made)))


def written(*blocks: Any) -> Any:
    return opened(document(*blocks))


def paragraphs(word: Any) -> list[tuple[str, str]]:
    """Style and text of the chapters' paragraphs: those after the contents, without the chapter's heading."""
    found = [(paragraph.style.name, paragraph.text) for paragraph in word.paragraphs]
    return found[found.index(("Heading 1", "1 Ekonomi")) + 1 :]


def grid(made: WordTable) -> list[list[str]]:
    """What its cells say, a merged cell once."""
    return [[_cell_text(cell) for cell in line.tc_lst] for line in made._tbl.tr_lst]


def _cell_text(made: Any) -> str:
    return "\n".join(said(line) for line in made.p_lst)


def said(made: Any) -> str:
    """The text inside an element."""
    breaks = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(breaks.get(part.tag) or part.text or "" for part in made.iter(qn("w:t"), *breaks))


def expected_grid(made: Table) -> list[list[str]]:
    groups = made.column_groups()
    upper = [["", *(name for name, _ in groups)]] if groups else []
    headings = [made.label_heading, *(column.heading for column in made.columns)]
    lines = [
        [line.label]
        if line.kind == "group"
        else [line.label, *(SYMBOLS[cell.tone] + cell.text for cell in line.cells)]
        for line in made.rows
    ]
    return [*upper, headings, *lines]


def marks(made: WordTable, tag: str) -> list[bool]:
    """For each row, whether it has a mark."""
    return [any(True for _ in line.iter(qn(f"w:{tag}"))) for line in made._tbl.tr_lst]


def looks(made: WordTable, line: int) -> list[tuple[str | None, bool, bool]]:
    """Alignment, weight and line above of a row's cells."""
    found = []
    for place in made._tbl.tr_lst[line].tc_lst:
        align, weight, above = (next(place.iter(qn(f"w:{tag}")), None) for tag in ("jc", "b", "top"))
        found.append(
            (None if align is None else align.get(qn("w:val")), weight is not None, above is not None)
        )
    return found


# The reports of the demo


@pytest.mark.parametrize("slug", REPORTS)
def test_every_cell_of_the_published_reports(demo_documents: dict[str, Document], slug: str) -> None:
    made = demo_documents[slug]
    found = [grid(one) for one in opened(made).tables if one._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert found == [expected_grid(one) for one in made.grids()]


@pytest.mark.parametrize("slug", REPORTS)
def test_every_heading_of_the_published_reports(demo_documents: dict[str, Document], slug: str) -> None:
    made = demo_documents[slug]
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in opened(made).paragraphs
        if paragraph.style.name.startswith(("Heading", "Title"))
    ]
    assert found == [("Title", made.title), *headings(made)]


def headings(made: Document) -> list[tuple[str, str]]:
    found = []
    for section in made.sections:
        found.append((f"Heading {section.level}", f"{section.number} {section.title}".strip()))
        for block in section.blocks:
            if isinstance(block, Heading):
                found.append(
                    (f"Heading {section.level + block.depth}", f"{block.number} {block.text}".strip())
                )
            elif isinstance(block, Highlights):
                found += [(f"Heading {section.level + 1}", item.heading) for item in block.items]
            elif isinstance(block, Prose):
                tokens = prose.to_tokens(block.markdown, level=section.level)
                found += [
                    (f"Heading {int(token.tag[1]) - 1}", prose.to_text(tokens[place + 1].content))
                    for place, token in enumerate(tokens)
                    if token.type == "heading_open"
                ]
    return found


@pytest.mark.parametrize("slug", REPORTS)
def test_every_word_of_the_published_texts(demo_documents: dict[str, Document], slug: str) -> None:
    made = demo_documents[slug]
    written_words = said(opened(made).element.body).translate({0xA0: " ", 0x0A: " "})
    lost = [
        line
        for section in made.sections
        for block in section.blocks
        if isinstance(block, Prose)
        for line in prose.to_text(block.markdown).replace("\u00a0", " ").splitlines()
        if line not in written_words
    ]
    assert lost == []


@pytest.mark.libreoffice
@pytest.mark.poppler
@pytest.mark.parametrize("slug", ["sydnarke-2023-07-delarsrapport", "ludvika-2022-08-rapportering"])
def test_libreoffice_prints_every_figure(
    demo_documents: dict[str, Document], slug: str, tmp_path: Path
) -> None:
    source = tmp_path / "rapport.docx"
    source.write_bytes(render_word(demo_documents[slug]))
    pdf = convert(source, "pdf", tmp_path)
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    ).stdout
    words = text.replace("\u00a0", " ")
    figures = {
        cell.text.replace("\u00a0", " ")
        for one in demo_documents[slug].tables()
        for line in one.rows
        for column, cell in zip(one.columns, line.cells, strict=False)
        if column.is_summed and cell.text
    }
    assert len(figures) > 10
    assert {figure for figure in figures if figure not in words} == set()
    assert "Error" not in text


# Cover, contents, pages


def test_cover() -> None:
    made = document(status_label="utkast", members=("Askersund", "Laxå"))
    assert [(line.style.name, line.text) for line in opened(made).paragraphs][:7] == [
        ("Cover Owner", "Lekeberg"),
        ("Title", "Delårsrapport 2023"),
        ("Subtitle", "IT-nämnden"),
        ("Cover Fact", "Period\t2023, utfall till och med 31 juli 2023"),
        ("Cover Fact", "Daterad\t1 september 2023"),
        ("Cover Fact", "Status\tUtkast"),
        ("Cover Fact", "Medlemskommuner\tAskersund, Laxå"),
    ]


def sections(*levels: int) -> tuple[SectionContent, ...]:
    return tuple(
        SectionContent(key=f"del-{place}", title=f"Del {place}", level=level, number="", blocks=())
        for place, level in enumerate(levels)
    )


def test_contents_link_to_headings_before_the_first_update() -> None:
    body = opened(document(sections=sections(1, 2, 1))).element.body
    (contents,) = body.iter(qn("w:sdt"))
    entries = [
        (link.getparent().style, said(link).partition("\t")[0], link.get(qn("w:anchor")))
        for link in contents.iter(qn("w:hyperlink"))
    ]
    marked = [
        (mark.getparent().style, said(mark.getparent()), mark.get(qn("w:name")))
        for mark in body.iter(qn("w:bookmarkStart"))
    ]
    assert [(style, text) for style, text, _ in entries] == [
        ("TOC1", "Del 0"),
        ("TOC2", "Del 1"),
        ("TOC1", "Del 2"),
    ]
    assert [(style.replace("TOC", "Heading"), *rest) for style, *rest in entries] == marked
    assert [code.text for code in contents.iter(qn("w:instrText"))] == [
        ' TOC \\o "1-2" \\h \\z \\u ', *(f" PAGEREF {name} \\h " for _, _, name in entries),
    ]  # fmt: skip
    kinds = [mark.get(qn("w:fldCharType")) for mark in contents.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", *["begin", "separate", "end"] * 3, "end"]


def long_report() -> Document:
    """Chapters of different length, among them one on landscape pages and one with a picture."""
    text = Prose(markdown="En mening om hur året har gått, med så många ord att den tar en hel rad. " * 12)
    lines = [row(f"r{number}", *FIGURES, label=f"Rad {number}") for number in range(12)]
    chapters: list[tuple[Any, ...]] = [
        (text,) * 6, (text, table(*lines)) * 3, (table(*lines, key="bred", is_wide=True),), (text,) * 9, (text,),
    ]  # fmt: skip
    return document(
        sections=tuple(
            SectionContent(key=f"k{number}", title=f"Kapitel {number} här", level=1, number="", blocks=blocks)
            for number, blocks in enumerate(chapters)
        )
    )


def numbers_in_contents(made: Document) -> list[tuple[str, int]]:
    (contents,) = opened(made).element.body.iter(qn("w:sdt"))
    lines = [said(link).split("\t") for link in contents.iter(qn("w:hyperlink"))]
    return [(title, int(number)) for title, number in lines]


def test_the_contents_have_page_numbers_and_no_instruction() -> None:
    numbers = [number for _, number in numbers_in_contents(long_report())]
    assert numbers[0] == 3  # after cover and contents
    assert numbers == sorted(numbers)
    assert numbers[-1] > 6
    assert "Högerklicka" not in said(opened(long_report()).element.body)


@pytest.mark.libreoffice
@pytest.mark.poppler
def test_the_page_numbers_are_those_of_the_pages(tmp_path: Path) -> None:
    source = tmp_path / "rapport.docx"
    source.write_bytes(render_word(long_report()))
    command = ["pdftotext", "-layout", str(convert(source, "pdf", tmp_path)), "-"]
    pages = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")
    for title, number in numbers_in_contents(long_report()):
        (found,) = [place for place, page in enumerate(pages, start=1) if place > 2 and title in page]
        assert abs(found - number) <= 1, title


def test_the_signs_are_told_under_a_table_as_in_the_pdf() -> None:
    columns = (Column(key="variance_actual", heading="Avvikelse", kind="variance"),)
    word = written(table(row("a", cell("5")), columns=columns, better="+"))
    assert ("Table Note", "I kolumnen Avvikelse är plus bättre och minus sämre.") in paragraphs(word)


def test_the_kommuns_arms_are_on_the_cover() -> None:
    drawn = Image.new("RGB", (30, 40), "#0f3d5e")
    kept = io.BytesIO()
    drawn.save(kept, "PNG")
    arms = PNG + base64.b64encode(kept.getvalue()).decode()
    word = opened(document(identity=Identity(arms=arms, arms_text="Lekebergs vapen")))
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "Lekebergs vapen"
    assert shape.height > shape.width > 0
    assert word.paragraphs[1].text == "Lekeberg"


def test_drawn_arms_stand_there_as_a_drawing_with_their_own_shape() -> None:
    """Word since 2016 shows the SVG; what can't has an empty picture in its place."""
    arms = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 80"><path d="M0 0H60V80Z" fill="#0f3d5e"/></svg>'
    made = document(identity=Identity(arms=arms, arms_text="Lekebergs vapen"))
    word = opened(made)
    (shape,) = word.inline_shapes
    assert shape.height / shape.width == pytest.approx(80 / 60, rel=0.01)
    (drawing,) = [part for part in word.element.body.iter() if str(part.tag).endswith("svgBlip")]
    part = word.part.related_parts[drawing.get(qn("r:embed"))]
    assert (part.content_type, part.blob.decode()) == ("image/svg+xml", made.identity.drawn_arms())
    assert render_word(made) == render_word(made)


def test_opening_asks_no_question() -> None:
    assert opened(document()).settings.element.find(qn("w:updateFields")) is None


def orientations(word: Any) -> list[tuple[bool, bool]]:
    """For each run of pages: whether it is landscape, and whether its first page lacks a header."""
    return [
        (part.page_width > part.page_height, part.different_first_page_header_footer)
        for part in word.sections
    ]


def test_a_wide_table_lies_down_with_its_heading_alone() -> None:
    small = table(row("a", *FIGURES))
    wide = table(row("a", *FIGURES), key="bred", is_wide=True)
    word = written(small, Heading(text="Bred"), wide, Prose(markdown="Efter."), small)
    assert orientations(word) == [(False, True), (False, False), (True, False), (False, False)]
    ended = [
        paragraph.getparent().getparent().text
        for paragraph in word.element.body.iter(qn("w:sectPr"))
        if paragraph.getparent().tag == qn("w:pPr")
    ]
    assert ended == ["", "", ""]
    pages = [line.text for line in word.paragraphs]
    assert pages.index("Bred") < pages.index("Efter.")


def test_header_and_footer() -> None:
    first = opened(document()).sections[0]
    assert first.header.paragraphs[0].text == "Lekeberg · Delårsrapport 2023"
    assert first.footer.paragraphs[0].text == "Sida 1 (1)"
    assert [code.text for code in first.footer._element.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_what_is_said_of_the_file() -> None:
    word = opened(document(title="Å" * 300))
    about = word.core_properties
    assert (about.title, about.author, about.language) == ("Å" * 255, "IT-nämnden", "sv-SE")
    assert (about.created, about.modified) == (
        dt.datetime(2023, 9, 1, tzinfo=dt.UTC),
        dt.datetime(2023, 9, 1, 22, 30, tzinfo=dt.UTC),
    )
    assert (about.comments, about.last_modified_by) == ("", "")
    (language,) = word.styles.element.find(qn("w:docDefaults")).iter(qn("w:lang"))
    assert language.get(qn("w:val")) == "sv-SE"


def test_same_document_gives_the_same_bytes() -> None:
    made = document(Prose(markdown="Se [länk](https://example.org)."), table(row("a", *FIGURES)))
    content = render_word(made)
    assert content == render_word(made)
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# Tables

GROUPED = (
    Column(key="utfall", heading="Utfall", group="Januari–augusti"),
    Column(key="avvikelse", heading="Avvikelse", kind="variance", group="Januari–augusti"),
    Column(key="status", heading="Status", kind="status"),
    Column(key="text", heading="Kommentar", kind="text", group="Bedömning"),
)


def grouped() -> Table:
    words = (Cell(text="Uppnås", value="met", tone="good"), Cell(text="Bra =1+1"))
    return table(
        row("grupp", label="Intäkter", kind="group"),
        row("varor", *FIGURES, *words),
        row("netto", *FIGURES, EMPTY, EMPTY, kind="total"),
        columns=GROUPED,
        notes=("En not.",),
    )


def test_a_table() -> None:
    word = written(grouped())
    (made,) = word.tables
    assert grid(made) == [
        ["", "Januari–augusti", "", "Bedömning"],
        ["Rad", "Utfall", "Avvikelse", "Status", "Kommentar"],
        ["Intäkter"],
        ["Varor", "−1\u00a0500", "2\u00a0000,5", "✓ Uppnås", "Bra =1+1"],
        ["Netto", "−1\u00a0500", "2\u00a0000,5", "", ""],
    ]
    assert marks(made, "tblHeader") == [True, True, False, False, False]
    assert marks(made, "cantSplit") == [True] * 5
    spans = [[place.grid_span for place in line.tc_lst] for line in made._tbl.tr_lst]
    assert spans == [[1, 2, 1, 1], [1] * 5, [5], [1] * 5, [1] * 5]
    assert looks(made, 2) == [(None, True, False)]
    assert looks(made, 3) == [
        *((None, False, False), ("right", False, False), ("right", False, False)),
        *((None, True, False), (None, False, False)),  # a verdict is bold
    ]
    assert [(align, above) for align, _, above in looks(made, 4)] == [
        *((None, True), ("right", True), ("right", True), (None, True), (None, True))
    ]
    assert [weight for _, weight, _ in looks(made, 4)] == [True, True, True, False, False]  # two are empty
    assert paragraphs(word) == [("Caption", "Resultat (tkr)"), ("Table Note", "En not.")]


def test_widths_fill_the_page() -> None:
    (made,) = written(grouped()).tables
    columns = [int(column.get(qn("w:w"))) for column in made._tbl.tblGrid.gridCol_lst]
    across = [sum(int(place.tcPr.find(qn("w:tcW")).get(qn("w:w"))) for place in line.tc_lst)
              for line in made._tbl.tr_lst]  # fmt: skip
    assert across == [sum(columns)] * 5
    assert abs(sum(columns) - 163 * 1440 / 25.4) < 5


def test_a_short_table_is_kept_whole_and_a_long_one_is_not() -> None:
    def kept(rows: int) -> list[bool]:
        (made,) = written(table(*(row(f"rad{n}", *FIGURES) for n in range(rows)))).tables
        return [line.find(f".//{qn('w:keepNext')}") is not None for line in made._tbl.tr_lst]

    assert kept(3) == [True, True, True, False]
    assert kept(15) == [True, *[False] * 15]


def test_a_matrix_says_its_levels_in_words_too() -> None:
    levels = (
        MatrixLevel(key="l", label="Låg 1–2", word="Låg"),
        MatrixLevel(key="h", label="Hög 3–4", word="Hög"),
    )
    cells = ((MatrixCell(level="l"), MatrixCell(level="h", text="1, 3")),)
    made = Matrix(
        key="risk", title="Riskmatris", row_heading="Sannolikhet", column_heading="Konsekvens",
        row_labels=("1",), column_labels=("1", "2"), cells=cells, levels=levels,
    )  # fmt: skip
    word = written(made)
    (drawn,) = word.tables
    assert grid(drawn) == [["Sannolikhet", "Konsekvens 1", "Konsekvens 2"], ["1", "Låg", "Hög: 1, 3"]]
    fills = [place.tcPr.find(qn("w:shd")) for place in drawn._tbl.tr_lst[1].tc_lst]
    assert [fill is not None and fill.get(qn("w:fill")) for fill in fills] == [False, "F1F7F1", "F5C9C5"]
    assert [text for _, text in paragraphs(word)] == ["Riskmatris", "Låg 1–2", "Hög 3–4"]


# Prose


def test_paragraphs_headings_and_quotes() -> None:
    word = written(
        Prose(markdown="# Läge\n\nEtt 1 956 tkr\nstycke.\n\n> Citat\n\n```\nkod  x\n```\n\n---\n\n### Sen")
    )
    assert paragraphs(word) == [
        ("Heading 2", "Läge"),
        ("Body Text", "Ett 1\u00a0956\u00a0tkr\nstycke."),
        ("Quote", "Citat"),
        ("Body Text", "kod  x"),
        ("Horizontal Line", ""),
        ("Heading 3", "Sen"),
    ]


def test_emphasis_and_links() -> None:
    word = written(
        Prose(markdown="Vi **ökar *mycket*** och *lite* `x` [se *här*](https://example.org/a?b=1&c=å).")
    )
    made = next(line for line in word.paragraphs if line.style.name == "Body Text")
    assert [(run.text, bool(run.bold), bool(run.italic), run.font.name) for run in made.runs] == [
        ("Vi ", False, False, None),
        ("ökar ", True, False, None),
        ("mycket", True, True, None),
        (" och ", False, False, None),
        ("lite", False, True, None),
        (" ", False, False, None),
        ("x", False, False, "Courier New"),
        (" ", False, False, None),
        (".", False, False, None),
    ]
    (link,) = made.hyperlinks
    assert (link.text, link.address) == ("se här", "https://example.org/a?b=1&c=%C3%A5")
    assert [run.italic for run in link.runs] == [None, True]


def numbered(word: Any) -> list[tuple[str, str, int, str]]:
    """Style, text, level and number format of each item, with the number where a list begins."""
    numbering = word.part.numbering_part.element
    found = []
    for line in word.paragraphs:
        if line._p.pPr is None or line._p.pPr.numPr is None:
            continue
        number, level = line._p.pPr.numPr.numId.val, line._p.pPr.numPr.ilvl.val
        (num,) = (num for num in numbering.num_lst if num.numId == number)
        starts = [f"{number}: {start.get(qn('w:val'))}" for start in num.iter(qn("w:startOverride"))]
        found.append((line.style.name, line.text, level, *(starts or ["-"])))
    return found


def test_lists_have_the_numbers_they_were_written_with() -> None:
    text = "- a\n  - b\n- c\n\n3. tre\n4. fyra\n7. sju\n\n   mera\n\nText\n\n1. ett"
    word = written(Prose(markdown=text))
    assert numbered(word) == [
        ("List Bullet", "a", 0, "-"),
        ("List Bullet", "b", 1, "-"),
        ("List Bullet", "c", 0, "-"),
        ("List Number", "tre", 0, "2: 3"),
        ("List Number", "fyra", 0, "2: 3"),
        ("List Number", "sju", 0, "3: 7"),
        ("List Number", "ett", 0, "4: 1"),
    ]
    assert ("List Continue", "mera") in paragraphs(word)


def test_a_typed_table() -> None:
    word = written(Prose(markdown="| Ärende | Antal |\n|---|---|\n| **Nya** | 1 956 |\n\nEfter."))
    (made,) = word.tables
    assert grid(made) == [["Ärende", "Antal"], ["Nya", "1\u00a0956"]]
    assert marks(made, "tblHeader") == [True, False]
    assert [weight for _, weight, _ in looks(made, 1)] == [True, False]
    assert paragraphs(word) == [("After Table", ""), ("Body Text", "Efter.")]


# Anything at all


def test_hostile_texts() -> None:
    hostile = "a\x00b\x0b\ud800\ufffe<w:p>&amp;\u202e\nny\trad"
    shown = "a\ufffdb\ufffd\ufffd\ufffd<w:p>&amp;\u202e\nny\trad"
    made = table(row("a", Cell(text=hostile)), title=hostile, unit=hostile, notes=(hostile,))
    word = opened(document(made, Heading(text=hostile), title=hostile, committee=hostile))
    assert grid(word.tables[0])[1][1] == shown
    assert [
        line.text for line in word.paragraphs if line.style.name in {"Title", "Subtitle", "Heading 2"}
    ] == [shown] * 3
    assert word.core_properties.title == shown


def test_hostile_prose() -> None:
    word = written(Prose(markdown="![bild](x.png) <script>x</script> [ond](javascript:x) \x07 &nbsp;"))
    assert [text for _, text in paragraphs(word)] == [
        "![bild](x.png) <script>x</script> [ond](javascript:x) \ufffd &nbsp;"
    ]


@settings(max_examples=40)
@given(DOCUMENTS)
def test_any_document_becomes_a_word_file(made: Document) -> None:
    word = opened(made)
    captions = [one for one in word.tables if one._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert [len(one._tbl.tr_lst) for one in captions] == [
        len(expected_grid(one)) for one in made.grids() if one.title
    ]
