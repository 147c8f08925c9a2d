"""A kommun's Word template gives the report its look, and what it lacks is reported."""

from __future__ import annotations

import base64
import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from reporting.checks import check_word_template
from reporting.document.blocks import Prose
from reporting.renderers.look import look_digest
from reporting.renderers.word import render_word
from reporting.renderers.word.styles import NAMES, lacking
from tests.reporting.documents import cell, document, row, table
from tests.reporting.test_word import said

OWN = Path(__file__).resolve().parents[2] / "reporting/renderers/word/template.docx"
ARMS = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DOCUMENT = document(
    Prose(markdown="Text.\n\n- punkt\n\n3. tre"),
    table(row("a", cell("1")), row("grupp", kind="group")),
    table(row("b", cell("1")), key="bred", is_wide=True),
)


@pytest.fixture
def template(tmp_path: Path, settings: LazySettings) -> Any:
    """Save a changed template as the kommun's own."""

    def save(word: Any) -> Path:
        path = tmp_path / f"mall{len(list(tmp_path.iterdir()))}.docx"
        word.save(path)
        settings.WORD_TEMPLATE = str(path)
        return path

    return save


def changed() -> Any:
    return docx.Document(str(OWN))


def rendered() -> Any:
    return docx.Document(io.BytesIO(render_word(DOCUMENT)))


def without(*names: str) -> Any:
    word = changed()
    for name in names:
        word.styles[name].delete()
    return word


def test_the_portals_own_lacks_nothing() -> None:
    assert list(lacking(OWN)) == []
    assert check_word_template() == []


def test_no_style_is_used_that_a_template_need_not_have() -> None:
    word = rendered()
    used = {line.style.name for line in word.paragraphs} | {made.style.name for made in word.tables}
    assert {name.lower() for name in used} <= {name.lower() for name in NAMES}


def test_a_changed_style_is_what_the_report_gets(template: Any) -> None:
    word = changed()
    word.styles["Heading 1"].font.name = "Georgia"
    word.styles["Heading 1"].font.color.rgb = RGBColor.from_string("7A0019")
    word.styles["Table Heading"].element.pPr.find(qn("w:shd")).set(qn("w:fill"), "FFE9A8")
    template(word)
    made = rendered()
    (heading,) = (line for line in made.paragraphs if line.text == "1 Ekonomi")
    assert (heading.style.font.name, str(heading.style.font.color.rgb)) == ("Georgia", "7A0019")
    assert heading.runs[0].font.name is None  # no direct formatting
    fills = [[place.tcPr.find(qn("w:shd")) for place in line.tc_lst] for line in made.tables[0]._tbl.tr_lst]
    assert [[fill is not None and fill.get(qn("w:fill")) for fill in line] for line in fills] == [
        ["FFE9A8", "FFE9A8"],
        [False, False],
        ["F2F5F8"],
    ]


def test_styles_are_found_by_name_as_a_swedish_word_saves_them(template: Any) -> None:
    word = changed()
    for name, other in (("Heading 1", "Rubrik1"), ("Body Text", "Brdtext"), ("List Number", "Numreradlista")):
        word.styles[name].element.set(qn("w:styleId"), other)
    template(word)
    found = {line.text: line.style.name for line in rendered().paragraphs}
    assert (found["1 Ekonomi"], found["Text."], found["tre"]) == ("Heading 1", "Body Text", "List Number")


def test_arms_on_the_cover_and_in_the_header_stay(template: Any) -> None:
    word = changed()
    word.paragraphs[0].add_run().add_picture(io.BytesIO(ARMS), width=Mm(20))
    header = word.sections[0].header
    header.paragraphs[0].text = "Sydnärke"
    header.add_paragraph()
    template(word)
    made = rendered()
    first = made.paragraphs[0]
    assert len(list(first._p.iter(qn("w:drawing")))) == 1
    assert made.paragraphs[1].style.name == "Cover Owner"
    assert [line.text for line in made.sections[0].header.paragraphs] == [
        "Sydnärke",
        "Lekeberg · Delårsrapport 2023",
    ]
    assert "Portalens Word-mall" not in said(made.element.body)  # its last page


def test_pages_and_widths_are_the_templates(template: Any) -> None:
    word = changed()
    word.sections[0].left_margin = word.sections[0].right_margin = Mm(40)
    word.sections[-1].top_margin = Mm(50)
    template(word)
    made = rendered()
    assert [(round(part.left_margin.mm), round(part.top_margin.mm)) for part in made.sections] == [
        *((40, 27), (40, 27)),
        (22, 50),
    ]
    widths = [int(width.get(qn("w:w"))) for width in made.tables[0]._tbl.iter(qn("w:gridCol"))]
    assert abs(sum(widths) - 130 * 1440 / 25.4) < 5


def test_what_a_template_lacks_is_said(template: Any) -> None:
    word = without("Table Text", "Status Bad")
    word.styles["List Number"].element.pPr._remove_numPr()
    path = template(word)
    (warning,) = check_word_template()
    assert (warning.id, warning.msg) == (
        "reporting.W002",
        f"The Word template {path} lacks the style Table Text, the style Status Bad, the list of the style "
        "List Number. Reports are made, and look plainer there.",
    )


def test_nothing_is_lost_by_a_template_that_lacks_all(template: Any) -> None:
    whole = said(rendered().element.body)
    word = without(
        *(name for name in NAMES if not name.startswith("TOC")), *(f"toc {n}" for n in range(1, 10))
    )
    body = word.element.body
    for part in list(body)[:-1]:
        body.remove(part)
    template(word)
    assert said(rendered().element.body) == whole
    (warning,) = check_word_template()
    assert "the style Heading 1" in warning.msg
    assert "a last section with landscape pages" not in warning.msg  # its only pages are landscape
    assert "portrait" in warning.msg


@pytest.mark.parametrize("kind", ["missing", "text", "zip", "dotx"])
def test_a_file_that_is_no_template_stops_the_start(
    tmp_path: Path, settings: LazySettings, kind: str
) -> None:
    path = tmp_path / "mall.docx"
    settings.WORD_TEMPLATE = str(path)
    if kind == "text":
        path.write_text("Mall")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as zipped:
            zipped.writestr("a", "b")
    elif kind == "dotx":
        with zipfile.ZipFile(OWN) as source, zipfile.ZipFile(path, "w") as zipped:
            for name in source.namelist():
                zipped.writestr(name, source.read(name).replace(b"document.main+xml", b"template.main+xml"))
    (error,) = check_word_template()
    assert error.id == "reporting.E001"
    assert str(path) in error.msg
    with pytest.raises(SystemCheckError, match="PORTAL_WORD_TEMPLATE"):
        call_command("check")


def test_another_template_gives_another_look(template: Any) -> None:
    look_digest.cache_clear()
    before = look_digest()
    word = changed()
    word.styles["Heading 1"].font.name = "Georgia"
    template(word)
    look_digest.cache_clear()
    after = look_digest()
    look_digest.cache_clear()
    assert after != before
