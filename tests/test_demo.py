"""The demo: every figure of the published reports, as printed there, in everything a reader gets.

The published figures stand in ``golden/<slug>.json``, typed from the sources and not made from the
fixtures. Each test reads one channel back into the same shape and compares the whole of it.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import ProtectedError
from openpyxl.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from budgets.models import BudgetLine
from goals.models import Indicator
from reporting.document import prose
from reporting.document.blocks import Row, Table
from reporting.document.document import Document
from reporting.document.pdf_profile import PdfProfile
from reporting.management.commands.load_demo import ADOPTED, FIXTURES, PASSWORD, PEOPLE, REPORTS
from reporting.models import ProseText, Question, Report, ReportTemplate, User
from reporting.models.choices import Status
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.excel.table_sheet import HEADER_ROW
from reporting.renderers.formats import memo_alone, render_memo, render_pdf
from reporting.renderers.jsondoc import render_json
from reporting.review.of_report import open_errors
from reporting.workflow.blockers import problems
from tests.pdf_validation import PDF_2_FLAVOURS, assert_valid_pdf, require_verapdf, verapdf_failures

GOLDEN = Path(__file__).parent / "golden"
OLDER, NEWER = "sydnarke-2023-07-delarsrapport", "sydnarke-2024-04-delarsrapport"
# The words the tables of goals put before the goals themselves.
COUNCIL_GOAL, COMMITTEE_GOAL = "Kommunfullmäktiges mål: ", "Nämndmål: "

FIGURE = re.compile(r"-?\d+(?: \d{3})*(?:,\d+)?(?: (?:st|%|tkr))?")

Place = tuple[str, ...]  # of a row: its label, or council goal, nämndmål and indicator
Figures = dict[Place, dict[str, str]]  # of every row: column key -> text


# What was published


@cache
def golden(slug: str) -> dict[str, Any]:
    return json.loads((GOLDEN / f"{slug}.json").read_text(encoding="utf-8"))["tables"]


PUBLISHED_TABLES = [(slug, key) for slug in REPORTS for key in golden(slug)]


def published(slug: str, key: str) -> Figures:
    table = golden(slug)[key]
    columns = list(table["columns"])
    return {
        tuple(plain(part) for part in row[: -len(columns)]): dict(
            zip(columns, map(as_portal_prints, row[-len(columns) :]), strict=True)
        )
        for row in table["rows"]
    }


def published_figures(slug: str, key: str) -> Figures:
    """The same without the cells that have no figure: a blank, a dash or words alone."""
    return {
        path: {name: text for name, text in row.items() if FIGURE.search(text)}
        for path, row in published(slug, key).items()
    }


def as_portal_prints(text: str) -> str:
    """A published figure in one spelling: the sources write both "- 41 391" and "-24 199", "63 %" and "83%"."""
    text = re.sub(r"^-\s+(?=\d)", "-", plain(text))
    return re.sub(r"(?<=\d)%", " %", text).replace("st.", "st")


def plain(text: str) -> str:
    """Ordinary spaces, one at a time, and a hyphen for minus."""
    return " ".join(text.replace("\u2212", "-").split())


# What the portal gives


@pytest.fixture(scope="module")
def pdfs(demo_documents: dict[str, Document]) -> dict[str, bytes]:
    return {slug: render_pdf(document) for slug, document in demo_documents.items()}


def table_of(document: Document, key: str) -> Table:
    return {table.key: table for table in document.tables()}[key]


def paths(rows: Iterator[tuple[str, bool]]) -> Iterator[Place | None]:
    """The place of each row, from labels and whether they are heading rows; None for a heading row."""
    council_goal = committee_goal = ""
    has_goals = False
    for label, is_group in rows:
        if label.startswith(COUNCIL_GOAL):
            council_goal, committee_goal, has_goals = label.removeprefix(COUNCIL_GOAL), "", True
        elif label.startswith(COMMITTEE_GOAL):
            committee_goal = label.removeprefix(COMMITTEE_GOAL)
        if is_group:
            yield None
        else:
            yield (council_goal, committee_goal, label) if has_goals else (label,)


def figures_of(table: Table, columns: list[str]) -> Figures:
    places = {column.key: place for place, column in enumerate(table.columns)}
    found = paths((plain(row.label), row.kind == "group") for row in table.rows)
    return {
        path: {key: plain(row.cells[places[key]].text) for key in columns}
        for path, row in zip(found, table.rows, strict=True)
        if path is not None
    }


def shown(value: Decimal, decimals: int, unit: str = "") -> str:
    """An exact figure as printed."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    digits = f"{abs(rounded):,.{decimals}f}".replace(",", " ").replace(".", ",")
    return f"{'-' if rounded < 0 else ''}{digits} {unit}".strip()


# Every figure in every channel


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_the_document_prints_what_was_published(
    demo_documents: dict[str, Document], slug: str, key: str
) -> None:
    table = table_of(demo_documents[slug], key)

    assert figures_of(table, list(golden(slug)[key]["columns"])) == published(slug, key)


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_columns_are_headed_as_published(demo_documents: dict[str, Document], slug: str, key: str) -> None:
    """The source gives two columns of the investments one heading; the portal tells them apart."""
    headings = {column.key: column.heading for column in table_of(demo_documents[slug], key).columns}
    columns = golden(slug)[key]["columns"]

    assert {name: headings[name][: len(heading)] for name, heading in columns.items()} == columns


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_the_json_has_every_figure_as_text(demo_documents: dict[str, Document], slug: str, key: str) -> None:
    table = json_table(demo_documents[slug], key)
    places = {column["key"]: place for place, column in enumerate(table["columns"])}
    found = paths((plain(row["label"]), row["kind"] == "group") for row in table["rows"])

    assert {
        path: {name: plain(row["cells"][places[name]]["text"]) for name in golden(slug)[key]["columns"]}
        for path, row in zip(found, table["rows"], strict=True)
        if path is not None
    } == published(slug, key)


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_the_json_has_every_figure_as_a_number(
    demo_documents: dict[str, Document], slug: str, key: str
) -> None:
    table = json_table(demo_documents[slug], key)
    places = {
        column["key"]: (place, column)
        for place, column in enumerate(table["columns"])
        if column["kind"] in {"amount", "variance", "percent", "quantity"}
    }
    found = paths((plain(row["label"]), row["kind"] == "group") for row in table["rows"])
    expected = {
        path: {name: as_number(text) for name, text in cells.items() if name in places}
        for path, cells in published_figures(slug, key).items()
    }

    assert {
        path: {name: json_number(row["cells"][places[name][0]], places[name][1]) for name in expected[path]}
        for path, row in zip(found, table["rows"], strict=True)
        if path is not None
    } == expected


def json_table(document: Document, key: str) -> dict[str, Any]:
    content = json.loads(render_json(document), parse_float=Decimal, parse_int=Decimal)
    blocks = [block for section in content["sections"] for block in section["blocks"]]
    return {block["key"]: block for block in blocks if block["type"] == "table"}[key]


def json_number(cell: dict[str, Any], column: dict[str, Any]) -> str:
    """The number as printed; a quantity with the decimals of its text."""
    if cell["value"] is None:
        return ""
    if column["kind"] == "quantity":
        decimals = len(found[1]) if (found := re.search(r",(\d+)", cell["text"])) else 0
        return shown(cell["value"], decimals, cell["unit"])
    return shown(cell["value"], int(column["decimals"]))


def as_number(text: str) -> str:
    """A printed figure without its words: "högst 20 st" is 20 st."""
    found = FIGURE.search(text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_the_workbook_has_every_figure_with_its_cached_sums(
    demo_documents: dict[str, Document], slug: str, key: str
) -> None:
    table, sheet = sheet_of(demo_documents[slug], key)
    found = sheet_figures(sheet, table, list(golden(slug)[key]["columns"]))
    expected = published_figures(slug, key)

    assert {path: {name: found[path][name] for name in row} for path, row in expected.items()} == expected


def test_sums_in_the_workbook_are_live(demo_documents: dict[str, Document]) -> None:
    """The figures are formulas, not numbers in their place."""
    table, sheet = sheet_of(demo_documents[NEWER], "investeringar", values=False)
    total = sheet[HEADER_ROW + 2 + len(table.rows)]

    assert [cell.value for cell in total if str(cell.value).startswith("=")] == [
        *(f"=SUM({letter}4:{letter}8)" for letter in "BCD"),
        '=IF(B9=0,"–",C9/B9*100)',
        *(f"=SUM({letter}4:{letter}8)" for letter in "FG"),
    ]


def test_every_sum_variance_and_per_cent_in_the_workbook_is_live(
    demo_documents: dict[str, Document],
) -> None:
    """Change a forecast, and what is computed from it changes."""
    numbers = []
    for document in demo_documents.values():
        for table in document.tables():
            if not any(column.is_summed for column in table.columns):
                continue
            _, sheet = sheet_of(document, table.key, values=False)
            first = HEADER_ROW + 3 + bool(table.column_groups())
            for line, row in enumerate(table.rows, start=first):
                for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=False), start=2):
                    is_sum = row.adds and column.kind == "amount"
                    if cell.number is not None and (is_sum or column.kind in {"variance", "percent"}):
                        numbers.append((table.key, row.key, column.key, sheet.cell(line, place).value))
    assert len(numbers) > 100
    assert [each for each in numbers if not str(each[-1]).startswith("=")] == []


def sheet_of(document: Document, key: str, *, values: bool = True) -> tuple[Table, Worksheet]:
    """A table and its sheet; ``values``: with what the formulas gave, else with the formulas."""
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(document)), data_only=values)
    name = "tab_" + re.sub(r"\W", "_", key)
    (sheet,) = [sheet for sheet in book.worksheets if name in sheet.tables]
    return table_of(document, key), sheet


def sheet_figures(sheet: Worksheet, table: Table, columns: list[str]) -> Figures:
    places = {column.key: place for place, column in enumerate(table.columns, start=1)}
    first = HEADER_ROW + 3 + bool(table.column_groups())
    lines = list(sheet.iter_rows(min_row=first, max_row=first - 1 + len(table.rows)))
    found = paths(
        (plain(line[0].value), row.kind == "group") for line, row in zip(lines, table.rows, strict=True)
    )
    return {
        path: {key: sheet_text(line[places[key]]) for key in columns}
        for path, line in zip(found, lines, strict=True)
        if path is not None
    }


def sheet_text(cell: SheetCell) -> str:
    """What a spreadsheet shows of a cell: its text, or its number in the cell's format."""
    if not isinstance(cell.value, int | float):
        return plain(cell.value or "")
    code = cell.number_format.split(";")[0]
    decimals = len(code.split(".")[1].split('"')[0]) if "." in code.split('"')[0] else 0
    return shown(Decimal(str(cell.value)), decimals, plain(code.split('"')[1]) if '"' in code else "")


@pytest.mark.parametrize(("slug", "key"), PUBLISHED_TABLES)
def test_the_pdf_has_every_row(pdfs: dict[str, bytes], slug: str, key: str) -> None:
    text = pdf_text(pdfs[slug])
    rows = {path: printed_row(path[-1], list(row.values())) for path, row in published(slug, key).items()}

    assert [path for path, row in rows.items() if not row.search(text)] == []


def printed_row(label: str, figures: list[str]) -> re.Pattern[str]:
    """The row as printed: a result's word may stand under each of its figures, and under the label that a measure
    is missing."""
    word = "(?:överskott|underskott|bättre|sämre)?"
    return re.compile(
        f"{re.escape(squeezed(label))}(?:Åtgärd(?:en)?sakna[a-zåäö]+)?"
        + "".join(re.escape(squeezed(each)) + word for each in figures)
    )


def pdf_text(pdf: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


def squeezed(text: str) -> str:
    """Without spaces and hyphens, which line breaks change. A minus is kept, as printed: U+2212."""
    minus = re.sub(r"-(?=\d)", "\u2212", text)
    return re.sub(r"[\s\u00ad\u2010-]", "", minus)


@pytest.mark.parametrize("slug", REPORTS)
def test_the_pdf_is_accessible_and_archival(pdfs: dict[str, bytes], slug: str) -> None:
    assert_valid_pdf(pdfs[slug])


@pytest.mark.verapdf
@pytest.mark.django_db
def test_the_reference_validator_finds_nothing_in_any_report(pdfs: dict[str, bytes], tmp_path: Path) -> None:
    require_verapdf()
    paths = [tmp_path / f"{slug}.pdf" for slug in pdfs]
    for path, content in zip(paths, pdfs.values(), strict=True):
        path.write_bytes(content)
    assert verapdf_failures(paths) == {path.name: {"ua1": [], "3a": []} for path in paths}


@pytest.mark.verapdf
@pytest.mark.django_db
def test_nor_in_any_report_as_pdf_2(demo_documents: dict[str, Document], tmp_path: Path) -> None:
    """The other choice of a mall; a tjänsteskrivelse carries no files, so that it is PDF/A-4, not 4f."""
    require_verapdf()
    reports, memos = [], []
    for slug, document in demo_documents.items():
        newer = replace(document, pdf_profile=PdfProfile.UA2)
        reports.append(tmp_path / f"{slug}.pdf")
        reports[-1].write_bytes(render_pdf(newer))
        if memo_alone(newer):
            memos.append(tmp_path / f"{slug}.memo.pdf")
            memos[-1].write_bytes(render_memo(newer))
    found = verapdf_failures(reports, PDF_2_FLAVOURS) | verapdf_failures(memos, (*PDF_2_FLAVOURS[:-1], "4"))
    assert len(found) == 10
    assert {name: rules for name, rules in found.items() if any(rules.values())} == {}


# Verdicts


def cells(row: Row) -> list[str]:
    return [plain(cell.text) for cell in row.cells]


def test_the_rules_and_the_published_verdicts_are_side_by_side(demo_documents: dict[str, Document]) -> None:
    table = table_of(demo_documents[OLDER], "maluppfyllelse")

    assert [column.key for column in table.columns] == ["computed", "decided", "explanation", "reason"]
    assert {row.key: cells(row)[:3] for row in table.rows} == {
        "god-service": [
            "Uppnås delvis",
            "Uppnås delvis",
            "5 av 7 indikatorer uppnås eller uppnås delvis: mer än hälften, men inte alla uppnås. "
            "Därför uppnås målet delvis.",
        ],
        "samverkan": [
            "Uppnås delvis",
            "Uppnås delvis",
            "Den enda indikatorn uppnås delvis. Därför uppnås målet delvis.",
        ],
        "digitala-moten": [
            "Uppnås inte",
            "Uppnås",
            "1 av 2 indikatorer uppnås eller uppnås delvis: precis hälften, vilket inte räknas som mer än "
            "hälften. Därför uppnås målet inte.",
        ],
    }


def test_every_published_override_cites_its_source(
    demo_documents: dict[str, Document],
) -> None:
    goals = table_of(demo_documents[OLDER], "maluppfyllelse")
    reasons = [cells(row)[3] for row in goals.rows if cells(row)[0] != cells(row)[1]]
    reasons += [note.partition("Skäl: ")[2] for note in table_of(demo_documents[OLDER], "mal").notes]

    assert [reason.partition(":")[0] for reason in reasons] == ["Enligt den publicerade rapporten"] * 3


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (OLDER, {"Uppnås": 10, "Uppnås delvis": 2, "Uppnås inte": 4}),
        (NEWER, {"Uppnås": 10, "Uppnås inte": 2, "Bedömning saknas": 2}),
    ],
)
def test_verdicts_on_the_indicators(
    demo_documents: dict[str, Document], slug: str, expected: dict[str, int]
) -> None:
    verdicts = [
        row["assessment"]
        for row in figures_of(table_of(demo_documents[slug], "mal"), ["assessment"]).values()
    ]

    assert {verdict: verdicts.count(verdict) for verdict in set(verdicts)} == expected


# Texts

PUBLISHED_CLAIMS = [
    (OLDER, "verksamhetsrapport", "Antalet pågående ärenden i mitten av augusti uppgick till 315 st"),
    (OLDER, "inledning", "ett minusresultat på 1,9 Mkr, i linje med prognos 1"),
    (OLDER, "mal", "3 st indikator av 13 bedöms inte uppnådd"),
    (OLDER, "mal", "Ett mål uppnås."),
    (NEWER, "ekonomisk-rapport", "SYD-IT gör till och med 30 april ett underskott om 89 tkr."),
]


@pytest.mark.parametrize(("slug", "key", "claim"), PUBLISHED_CLAIMS)
def test_published_claims_are_kept_even_against_a_table(
    demo_documents: dict[str, Document], slug: str, key: str, claim: str
) -> None:
    section = {section.key: section for section in demo_documents[slug].sections}[key]

    assert prose.to_text(section.blocks[0].markdown).count(claim) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (
            OLDER,
            " I korthet · 1 Inledning · "
            "2 MER-styrning · 2.1 Politiskt fattade beslut · 2.2 Mål · 3 Verksamheter · "
            "3.1 Verksamhetsrapport · 4 Ekonomisk rapport · 4.1 Investeringar · "
            "5 Åtgärdsplan för budget i balans",
        ),
        (
            NEWER,
            " I korthet · 1 Inledning · "
            "2 MER-styrning · 2.1 Politiskt fattade beslut · 2.2 Mål · 3 Verksamhetsrapport · "
            "3.1 Verksamhetsrapport · 4 Ekonomisk rapport ·  Investeringsredovisning · "
            "5 Åtgärdsplan för budget i balans · "
            "5.1 Avvikelser och åtgärder",  # the demo's own: what was published has no measures by deviation
        ),
    ],
)
def test_chapters_in_their_published_order(
    demo_documents: dict[str, Document], slug: str, expected: str
) -> None:
    sections = demo_documents[slug].sections

    assert " · ".join(f"{section.number} {section.title}" for section in sections) == expected


# The fixtures and the command


def fixture(name: str) -> list[dict[str, Any]]:
    (directory,) = settings.FIXTURE_DIRS
    return json.loads((directory / f"{name}.json").read_text(encoding="utf-8"))


ALL_FIXTURES = [PEOPLE, *FIXTURES.values()]


def test_loaded_objects_are_such_as_a_form_would_have_saved(demo: None) -> None:
    """loaddata does not validate."""
    for label in ("reporting", "budgets", "goals", "internal_control"):
        for model in apps.get_app_config(label).get_models():
            for thing in model._default_manager.all():
                thing.full_clean()


def test_templates_are_such_as_may_be_saved(demo: None) -> None:
    """Loading a fixture does not call save(), which validates."""
    for template in ReportTemplate.objects.all():
        template.full_clean()


def test_every_section_tells_its_writer_what_to_write(demo: None) -> None:
    specs = [spec for template in ReportTemplate.objects.all() for spec in template.specs]

    assert [spec.key for spec in specs if not spec.guidance] == []


def test_texts_have_nothing_that_cannot_be_shown(demo: None) -> None:
    assert {
        text: problems for text in ProseText.objects.all() if (problems := prose.problems(text.markdown))
    } == {}


def test_one_report_is_adopted_and_one_has_its_published_errors(demo: None) -> None:
    older, newer = (Report.objects.with_context().get(slug=slug) for slug in (OLDER, NEWER))

    assert (older.status, newer.status) == (Status.ADOPTED, Status.DRAFT)
    assert newer.previous == older
    assert {finding.code for finding in open_errors(newer)} == {"budgetram", "tecken-i-text"}
    assert len(problems(newer)) == 2
    assert {one.code for one in older.accepted_findings.all()} == {"antal-i-text", "summa-i-text"}
    assert [(change.led_to, change.by.username) for change in older.status_changes.all()] == [
        (Status.HANDED_IN, "controller"),
        (Status.APPROVED, "godkannare"),
        (Status.ADOPTED, "administrator"),
    ]


def test_a_ledamot_has_asked_about_the_adopted_report(demo: None) -> None:
    asked = Question.objects.all()
    assert [(one.report.slug, one.row_key, bool(one.answer), one.is_public) for one in asked] == [
        (ADOPTED, "telekommunikation", True, True),
        (ADOPTED, "summa", False, False),
    ]
    call_command("load_demo", stdout=io.StringIO())
    assert Question.objects.count() == 2


def test_people_are_functions_with_one_role_each(demo: None) -> None:
    people = User.objects.order_by("pk")

    assert [
        (person.username, *(membership.get_role_display() for membership in person.memberships.all()))
        for person in people
    ] == [
        ("controller", "controller"),
        ("rapportor", "rapportör"),
        ("godkannare", "godkännare"),
        ("administrator", "administratör"),
        ("lasare", "läsare"),
        ("ledamot", "ledamot"),
        ("controller-ludvika", "controller"),
        ("godkannare-ludvika", "godkännare"),
        ("controller-herrljunga", "controller"),
        ("godkannare-herrljunga", "godkännare"),
    ]
    assert {person.last_name for person in people} == {""}
    assert all(person.email == f"{person.username}@kommun.example" for person in people)
    assert [person.username for person in people if person.is_staff] == ["administrator"]
    assert all(person.check_password(PASSWORD) for person in people)


def test_no_fixture_has_a_password_or_a_number_of_its_own(demo: None) -> None:
    objects = [thing for name in ALL_FIXTURES for thing in fixture(name)]

    assert [thing for thing in objects if "pk" in thing] == []
    assert {thing["fields"]["password"] for thing in objects if thing["model"] == "reporting.user"} == {"!"}


def test_no_fixture_names_a_person() -> None:
    """Two capitalised words in a row look like a name; these are not."""
    texts = "\n".join(json.dumps(fixture(name), ensure_ascii=False) for name in ALL_FIXTURES)
    pairs = re.findall(r"\b[A-ZÅÄÖ][a-zåäöé]+[ ][A-ZÅÄÖ][a-zåäöé]+\b", texts)

    assert set(pairs) == {
        "Artificial Intelligence", "Atea Aruba", "Att Sydnärkes", "Enligt Reglemente",
        "Gemensamma Servicenämnden", "Gemensamma Servicenämndens", "Kund Index", "Laxå Vatten", "Laxå Värme",
        "Lokalhyra Lilla", "Nöjd Kund", "Ombyggnation Wifi", "Oracle Svenska", "Packard Leasing",
        "Teliasonera Sverige", "Värde Nöjd",
    }  # fmt: skip


def test_a_second_start_keeps_what_was_typed(demo: None) -> None:
    BudgetLine.objects.filter(report__slug=NEWER, key="resor").update(actual=Decimal(4000))
    Indicator.objects.filter(report__slug=NEWER, key="nki").update(forecast="7,4")
    controller = User.objects.get(username="controller")
    controller.set_password("ett-eget-losenord")
    controller.save()

    call_command("load_demo", stdout=io.StringIO())

    assert BudgetLine.objects.get(report__slug=NEWER, key="resor").actual == Decimal(4000)
    assert Indicator.objects.get(report__slug=NEWER, key="nki").forecast == "7,4"
    assert User.objects.get(username="controller").check_password("ett-eget-losenord")
    assert Report.objects.count() == len(REPORTS)


def test_a_report_with_a_journal_is_never_removed(demo: None) -> None:
    Indicator.objects.filter(report__slug=NEWER).delete()
    Report.objects.get(slug=NEWER).committee_goals.all().delete()
    with pytest.raises(ProtectedError):
        Report.objects.get(slug=NEWER).delete()


def test_a_missing_report_is_loaded(db: None) -> None:
    call_command("loaddata", "demo_people", "demo_sydnarke_2023_07", verbosity=0)

    call_command("load_demo", stdout=io.StringIO())

    assert Indicator.objects.filter(report__slug=NEWER).count() == 14
