"""*Avvikelser och åtgärder*: what goes badly is computed, and whatever lacks a measure is shown as lacking one."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from goals.models import CouncilGoal, Indicator
from reporting.assembly import assemble
from reporting.core_sections.deviations import DeviationsSection, judged_in
from reporting.document.blocks import Cell, Row, Table
from reporting.document.deviations import (
    COLUMNS,
    Judged,
    by_deviation,
    deviations_highlight,
    lacks,
    marks,
    told_apart,
)
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.entry.rows import RowForm
from reporting.journal.writing import open_journal
from reporting.models import DeviationMeasure, Report
from reporting.renderers.page import article_html, print_html
from reporting.sections import section_of
from reporting.workflow.blockers import problems
from reporting.workflow.start import start_report
from tests import patches
from tests.budgets.test_import_workbook import exported, send
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page
from tests.reporting.test_highlights import highlights_in
from tests.test_demo import NEWER

pytestmark = pytest.mark.django_db

FULL = {"cause": "Sjukdom", "owner": "Enhetschef", "due_on": dt.date(2024, 6, 30), "effect": "Som mål"}
IN_BRIEF = section("korthet", "reporting.highlights")
MEASURES = section("avvikelser", "reporting.deviations")
GOALS = section("mal", "goals.goals")
MONEY = section("ekonomi", "budgets.statement")


def table_in(document: Document) -> Table:
    return next(table for table in document.tables() if table.key == "avvikelser")


def printed(document: Document) -> list[str]:
    """Labels in order: "# " before a heading, "!" after a row that says a measure lacks."""
    return [
        f"# {row.label}" if row.kind == "group" else row.label + "!" * (row.cells[0].value == "missing")
        for row in table_in(document).rows
    ]


# What deviates


def test_what_deviates_in_the_newer_report(demo_documents: dict[str, Document], demo: None) -> None:
    judged = judged_in(Report.objects.get(slug=NEWER), demo_documents[NEWER])
    assert [(each.ref, str(each), each.tone) for each in judged if each.is_deviation] == [
        ("indikator.budgetram", "Nämnderna och styrelsen håller sin budgetram: uppnås inte", "bad"),
        (
            "indikator.forvaltningsplan",
            "Att i samtliga förvaltningsobjekt styra objektet efter upprättad och beslutad förvaltningsplan: "
            "uppnås inte",
            "bad",
        ),  # its nämndmål is not met either, but is not counted once more
        ("namndmal.god-service", "Ge god service och IT-drift av hög kvalité: uppnås delvis", "partly"),
        (
            "resultat",
            "Ekonomi, helårsprognos: underskott 1\u00a0200\u00a0tkr mot budgeterat nollresultat",
            "bad",
        ),
    ]


def test_what_is_red_in_short_is_among_the_deviations(
    demo_documents: dict[str, Document], demo: None
) -> None:
    """By section: the result, an indicator or nämndmål not met, a risk on the highest level, a follow-up."""
    for slug, document in demo_documents.items():
        report = Report.objects.get(slug=slug)
        deviating = {
            content.kind
            for content in document.sections
            if any(each.is_deviation for each in section_of(report, content.key).judged(content, document))
        }
        items = [item for item in highlights_in(document).items if item.key != DeviationsSection.kind]
        red = {item.key for item in items if item.tone in {"partly", "bad"}}
        judged = {"goals.goals", "internal_control.followups"}
        red |= {
            item.key
            for item in items
            if item.key in judged and any(part.tone == "bad" for part in item.shares)
        }
        assert red <= deviating, slug


def test_lines_past_the_limits_of_the_template_deviate_when_they_are_worse() -> None:
    options = {"columns": ["budget", "forecast", "variance_forecast"], "explain_amount": 100}
    report = make_report(MONEY | {"options": options}, MEASURES, convention={"unit": "tkr"})
    for place, (label, forecast) in enumerate([("Hyra", 1101), ("Resor", 1100), ("Löner", 700)]):
        add_line(report, label, budget=1000, forecast=forecast, position=place)
    judged = judged_in(report, assemble(report))
    assert [str(each) for each in judged if each.is_deviation] == ["Hyra: 101\u00a0tkr sämre än budget"]


def test_two_of_one_name_are_told_apart() -> None:
    first, again = of("a.1", "Telefoni"), of("b.1", "Telefoni")
    assert [each.label for each in told_apart([(first, "Mål"), (again, "Ekonomi"), (first, "Mål")])] == [
        "Telefoni (Mål)",
        "Telefoni (Ekonomi)",
    ]


# What is printed


def of(ref: str, label: str = "Telefonsvar", tone: Any = "bad") -> Judged:
    return Judged(ref=ref, label=label, words="uppnås inte" if tone else "uppnås", tone=tone, row="")


def measure(label: str, concerns: str, **texts: str) -> Row:
    said = {"status": "Pågår", "cause": "Sjukdom", "owner": "Chef", "due_on": "2024-06-30", "effect": "Mål"}
    said |= {"comment": ""} | texts
    cells = (
        Cell(text=concerns, value=concerns),
        *(Cell(text=text, value=text or None if name == "due_on" else None) for name, text in said.items()),
    )
    return Row(key=label.lower(), label=label, cells=cells)


def table(*rows: Row) -> Table:
    return Table(key="avvikelser", title="Åtgärder", label_heading="Åtgärd", columns=COLUMNS, rows=rows)


def labels(found: Table) -> list[str]:
    return [f"# {row.label}" if row.kind == "group" else row.label for row in found.rows]


def test_measures_stand_under_what_they_concern() -> None:
    rows = (measure("Larma", "larm"), measure("Ring", "svar"), measure("Anställ", "svar"))
    found = by_deviation(table(*rows), [of("svar"), of("ko", "Kö", "partly"), of("larm", "Larm", "")])
    assert labels(found) == [
        *("# Telefonsvar: uppnås inte", "Ring", "Anställ"),
        *("# Kö: uppnås inte", "Åtgärd saknas"),
        *("# Larm: uppnås", "Larma"),  # it deviates no more, and says so
    ]
    lacking = found.rows[4]
    assert (lacking.cells[0].text, lacking.cells[0].tone) == ("Saknas", "bad")
    assert [column.heading for column in found.columns] == [
        *("Status", "Orsak", "Ansvarig", "Klar senast", "Väntad effekt")
    ]


def test_what_is_no_longer_in_the_report_keeps_its_measures() -> None:
    found = by_deviation(table(measure("Ring", "borta"), measure("Larma", "helt")), [])
    assert labels(found) == ["# Avvikelser som rapporten inte längre bedömer", "Ring", "Larma"]


def test_a_measure_says_what_it_lacks() -> None:
    row = measure("Ring", "svar", cause="", owner=" ", comment="Pågår")
    found = by_deviation(table(row, measure("Larma", "larm", owner="")), [of("svar"), of("larm", tone="")])
    assert [cell.text for cell in found.rows[1].cells[1:5]] == ["saknas", "saknas", "2024-06-30", "Mål"]
    assert found.rows[3].cells[2].text == ""  # nothing is asked of what deviates no more
    assert lacks([of("svar"), of("ko", "Kö"), of("larm", tone="")], [row]) == [
        "Åtgärden ”Ring” saknar orsak och ansvarig.",
        "”Kö” (uppnås inte) saknar åtgärd.",
    ]


@pytest.mark.parametrize(
    ("rows", "judged", "statement", "tone"),
    [
        ([], [of("a")], "1 av 1 avvikelse saknar åtgärd", "bad"),
        ([measure("Ring", "a")], [of("a"), of("b")], "1 av 2 avvikelser saknar åtgärd", "bad"),
        ([measure("Ring", "a")], [of("a")], "Avvikelsen har en åtgärd", "good"),
        ([measure("Ring", "a", owner="")], [of("a")], "Avvikelsen har en åtgärd", "partly"),
        (
            [measure("Ring", "a"), measure("Larma", "b")],
            [of("a"), of("b")],
            "Alla 2 avvikelser har en åtgärd",
            "good",
        ),
        ([measure("Ring", "a", due_on="2024-05-07")], [of("a")], "Avvikelsen har en åtgärd", "partly"),
    ],
)
def test_in_short(
    demo_documents: dict[str, Document], rows: list[Row], judged: list[Judged], statement: str, tone: str
) -> None:
    document = demo_documents[NEWER]  # dated 2024-05-08
    content = next(each for each in document.sections if each.key == "avvikelser")
    content = type(content)(
        key="a", title="A", level=1, number="", blocks=(by_deviation(table(*rows), judged),)
    )
    found = deviations_highlight([content], document, key="x")
    assert found is not None
    assert (found.statement, found.tone) == (statement, tone)


def test_the_demo_says_what_lacks_a_measure(demo_documents: dict[str, Document]) -> None:
    document = demo_documents[NEWER]
    assert printed(document)[2:4] == [
        "# Att i samtliga förvaltningsobjekt styra objektet efter upprättad och beslutad förvaltningsplan: "
        "uppnås inte",
        "Åtgärd saknas!",
    ]
    item = next(item for item in highlights_in(document).items if item.key == DeviationsSection.kind)
    assert (item.statement, item.tone) == ("1 av 4 avvikelser saknar åtgärd", "bad")
    assert from_json(to_json(document)) == document


def test_a_deviating_row_says_itself_that_it_lacks_a_measure(
    demo_documents: dict[str, Document], demo: None
) -> None:
    """At the row, on the page and in the PDF, with the way to the section; and no other row."""
    document = demo_documents[NEWER]
    for html in (article_html(document), print_html(replace(document))):
        page = Page(html)
        ids = {element.attrs["id"] for element in page.elements if "id" in element.attrs}
        marked, row = {}, ""
        for element in page.elements:
            row = element.attrs.get("id", "") if element.tag == "tr" else row
            if element.attrs.get("class") == "row-mark" and element.attrs["href"] == "#tabell-avvikelser":
                marked[row] = element.text
        assert marked == {
            "rad-mal-budgetram": "Åtgärden saknar ansvarig och datum",
            "rad-mal-forvaltningsplan": "Åtgärd saknas",
        }
        assert "tabell-avvikelser" in ids


def test_every_judged_row_is_where_it_says(demo_documents: dict[str, Document], demo: None) -> None:
    for slug, document in demo_documents.items():
        ids = {e.attrs["id"] for e in Page(article_html(document)).elements if "id" in e.attrs}
        judged = judged_in(Report.objects.get(slug=slug), document)
        assert [each for each in judged if each.row not in ids] == []


def test_the_mark_goes_when_the_measure_is_whole() -> None:
    """And says what is left out until then."""
    judged = [replace(of("a"), row="rad-mal-nki"), replace(of("b", tone=""), row="rad-mal-svar")]
    assert marks(judged, []) == (("rad-mal-nki", "Åtgärd saknas"),)
    partial = measure("Rekrytera", "a", cause="", due_on=" ")
    assert marks(judged, [partial]) == (("rad-mal-nki", "Åtgärden saknar orsak och datum"),)
    assert marks(judged, [measure("Rekrytera", "a")]) == ()


def test_without_deviations_the_section_says_so() -> None:
    report = make_report(MEASURES, IN_BRIEF)
    document = assemble(report)
    assert document.sections[0].blocks[0].markdown == "Rapporten har inga avvikelser."  # type: ignore[union-attr]
    assert document.sections[1].blocks == ()


# In the editor


def add_line(report: Report, label: str, *, position: int = 0, **thousands: int) -> None:
    amounts: Any = {name: Decimal(1000 * value) for name, value in thousands.items()}
    BudgetLine.objects.create(
        report=report, key=label.lower(), label=label, kind="cost", position=position, **amounts
    )


def with_goals(*sections: dict[str, Any], targets: int = 2) -> Report:
    """A report whose indicators "Mått 1", "Mått 2" … miss their targets."""
    report = make_report(*(sections or (GOALS, MEASURES)), actuals_through=dt.date(2024, 4, 30))
    goal = CouncilGoal.objects.create(report=report, key="kf", label="God service")
    for number in range(1, targets + 1):
        Indicator.objects.create(
            report=report, council_goal=goal, key=f"matt-{number}", label=f"Mått {number}", position=number,
            current="10", forecast="10", target="20", comparison="at_least", target_value=20, target_confirmed=True,
        )  # fmt: skip
    return report


def add_measure(report: Report, concerns: str = "indikator.matt-1", **more: Any) -> DeviationMeasure:
    said: dict[str, Any] = {"key": "ring", "label": "Ring upp"} | FULL | more
    made: DeviationMeasure = DeviationMeasure.objects.create(report=report, concerns=concerns, **said)
    return made


def editor(client: Client, report: Report) -> Page:
    return Page(client.get(reverse("section_edit", args=[report.slug, "avvikelser"])).content)


@pytest.fixture
def report() -> Report:
    report = with_goals()
    add_measure(report, owner="")
    open_journal(report)
    return report


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def test_the_editor_asks_for_what_lacks(person: Client, report: Report) -> None:
    page = editor(person, report)
    state = page.all("div", id="avvikelser-lage")[0].text
    assert "Åtgärden ”Ring upp” saknar ansvarig." in state
    assert "”Mått 2” (uppnås inte) saknar åtgärd." in state
    options = [each.text for each in page.all("option")][:3]
    assert options == ["Välj", "Åtgärd saknas: Mått 2", "Mått 1"]
    assert "Mått 1: uppnås inte" in page.text  # the preview is as it is printed


def test_a_typed_measure_answers_live(person: Client, report: Report) -> None:
    data = editor(person, report).values()
    new = {"avvikelser-1-concerns": "indikator.matt-2", "avvikelser-1-label": "Anställ"}
    answer = patches.autosave(person, report, "avvikelser", data | new)
    assert answer["saved"], answer
    state = answer["pieces"]["avvikelser-lage"]
    assert "Åtgärden ”Anställ” saknar orsak, ansvarig, datum och effekt." in state
    assert "Mått 2” (uppnås inte) saknar åtgärd" not in state
    assert answer["choices"] == [
        [
            "avvikelser",
            "concerns",
            [["", "Välj"], ["indikator.matt-1", "Mått 1"], ["indikator.matt-2", "Mått 2"]],
        ]
    ]
    assert "Anställ" in answer["html"]
    assert DeviationMeasure.objects.get(label="Anställ").concerns == "indikator.matt-2"


@pytest.mark.parametrize("targets", [3, 60])
def test_a_typed_cell_costs_two_forms_and_twelve_queries(
    client: Client, targets: int, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    report = with_goals(targets=targets)
    for number in range(1, targets):
        concerns = f"indikator.matt-{number}"
        add_measure(report, concerns, key=f"a-{number}", label=f"Åtgärd {number}", position=number)
    open_journal(report)
    client.force_login(make_user(report.committee))
    data = editor(client, report).values()
    made: list[RowForm] = []
    make = RowForm.__init__

    def counted(form: RowForm, *args: Any, **kwargs: Any) -> None:
        made.append(form)
        make(form, *args, **kwargs)

    monkeypatch.setattr(RowForm, "__init__", counted)
    with django_assert_num_queries(12):
        answer = patches.autosave(client, report, "avvikelser", data | {"avvikelser-1-owner": "Chef"})
    assert answer["saved"]
    assert len(made) <= 2


def test_a_deviation_that_is_gone_keeps_its_measure(person: Client, report: Report) -> None:
    Indicator.objects.filter(report=report, key="matt-1").update(forecast="20")
    assert printed(assemble(fresh(report))) == [
        *("# Mått 2: uppnås inte", "Åtgärd saknas!"),
        *("# Mått 1: uppnås", "Ring upp"),
    ]
    options = [each.text for each in editor(person, report).all("option")][:3]
    assert options == ["Välj", "Åtgärd saknas: Mått 2", "Mått 1"]


def test_the_history_names_what_a_measure_concerned(person: Client, report: Report) -> None:
    data = editor(person, report).values()
    moved = data | {"avvikelser-0-concerns": "indikator.matt-2"}
    answer = patches.autosave(person, report, "avvikelser", moved)
    assert answer["choices"][0][2][1:] == [
        ["indikator.matt-1", "Åtgärd saknas: Mått 1"],
        ["indikator.matt-2", "Mått 2"],
    ]
    cell = ["reporting.deviationmeasure", "ring", "concerns"]
    page = Page(person.get(reverse("cell_history", args=[report.slug, *cell])).content)
    assert page.texts("td")[:2] == ["Mått 1", "Mått 2"]


def test_the_entry_workbook_takes_the_deviation_by_its_name(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(person, report)))
    sheet = book["Åtgärder"]
    row = next(row for row in sheet.iter_rows() if row[0].value == "ring")
    headings = [cell.value for cell in next(rows for rows in sheet.iter_rows() if rows[0].value == "Nyckel")]
    row[headings.index("Gäller")].value = "Åtgärd saknas: Mått 2"
    row[headings.index("Ansvarig (funktion)")].value = "Enhetschef"
    content = io.BytesIO()
    book.save(content)
    _, response = send(person, report, content.getvalue())
    page = Page(response.content)
    assert "Mått 2" in page.text
    assert "Enhetschef" in page.text
    assert "Ingenting kan läsas in" not in page.text


# Before the report is handed in, and in the next period


def test_the_template_may_demand_measures() -> None:
    demanding = MEASURES | {"options": {"demands_measures": True}}
    report = with_goals(GOALS, demanding, targets=1)
    assert problems(report) == ["Avsnittet ”Avvikelser”: ”Mått 1” (uppnås inte) saknar åtgärd."]
    row = add_measure(report, cause="")
    report.save()
    assert problems(fresh(report))[0].endswith("Åtgärden ”Ring upp” saknar orsak.")
    row.cause = "Sjukdom"
    row.save()
    assert problems(fresh(report)) == []


def test_by_default_nothing_is_demanded(report: Report) -> None:
    assert problems(report) == []


def test_open_measures_follow_into_the_next_period(person: Client, report: Report) -> None:
    add_measure(report, key="klar", label="Klar", status="done")
    DeviationMeasure.objects.filter(key="ring").update(status="ongoing", comment="Tre av fem klara")
    user = make_user(report.committee)
    new = start_report(
        committee=report.committee, by=user, actuals_through=dt.date(2024, 8, 31), kind="interim",
        title="Nästa", dated=dt.date(2024, 9, 9), template=report.template,
    )  # fmt: skip
    carried = DeviationMeasure.objects.get(report=new)
    assert (carried.label, carried.concerns, carried.cause) == ("Ring upp", "indikator.matt-1", "Sjukdom")
    assert (carried.status, carried.comment) == ("ongoing", "")
    text = editor(person, new).text
    assert "Förra: Pågår" in text
    assert "Förra: Tre av fem klara" in text
