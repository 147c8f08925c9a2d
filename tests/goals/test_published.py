"""The goals of three published reports: stored, printed and typed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import CommitteeGoal, CouncilGoal, Indicator, SteeringModel
from reporting.assembly import assemble
from reporting.document.blocks import Block, Heading, Table
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.models import PeriodKind, ProseText, Report
from reporting.renderers.page import article_html
from reporting.sections import section_of, sections_of
from reporting.workflow.blockers import problems
from tests.factories import fresh, make_committee, make_period, make_report, make_template, section
from tests.goals.published import (
    ANNUAL_OPTIONS,
    COOPERATION,
    COUNCIL_GOALS,
    COUNCIL_OPTIONS,
    DIGITAL,
    GOALS_AS_PROSE,
    PUBLISHED_VERDICT,
    SERVICE,
    make_annual_goals,
    make_council_goals,
)
from tests.goals.sydnarke import make_indicator
from tests.goals.test_forms import as_posted, form_of, submit, typed
from tests.html import Page

pytestmark = pytest.mark.django_db
NB = "\u00a0"


def blocks_of(report: Report, key: str = "mal") -> list[Block]:
    return section_of(fresh(report), key).blocks()


def tables(report: Report, key: str = "mal") -> list[Table]:
    return [block for block in blocks_of(report, key) if isinstance(block, Table)]


def printed(table: Table) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]


# 003: årsredovisning, judged by its outcome


def annual_report(**options: Any) -> Report:
    report = make_report(section("mal", "goals.goals", options=ANNUAL_OPTIONS | options))
    report.period = make_period(dt.date(2020, 12, 31), PeriodKind.ANNUAL)
    report.save()
    return report


@pytest.fixture
def annual() -> Report:
    report = annual_report()
    make_annual_goals(report)
    return report


def test_every_figure_of_the_published_annual_table(annual: Report) -> None:
    table = tables(annual)[0]
    assert (table.title, [column.heading for column in table.columns]) == (
        "Nämndmål",
        ["Utfall 2020", "Målvärde 2020", "Bedömning"],
    )
    missing, met, not_met = "Bedömning saknas", "Uppnås", "Uppnås inte"
    assert printed(table) == [
        (f"Nämndmål: {DIGITAL}",),
        (f"Nämndmål: {SERVICE}",),
        ("Öka andelen akuta incidenter där återkopplingen är <=30min", "—", "—", missing),
        ("Öka andelen högprioriterade incidenter där återkopplingen är <=2h", "—", "—", missing),
        ("Öka andelen normalprioriterade incidenter där återkopplingen är <=8h", "", f"90{NB}%", missing),
        ("Öka andelen ärenden som åtgärdas av Servicebureau (1st line)", "", f"56{NB}%", missing),
        ("Minska genomsnittlig ärendehanteringstid", f"21{NB}st", "högst 20 st", not_met),
        ("Beställningar av datorer och kringutrustning inom 2 dagar", f"0{NB}%", f"0{NB}%", met),
        (
            "Andel besvarade samtal % efter 20 respektive 60 sekunder. 20 sek= Servicenivå 1 och 60 sek= "
            "Servicenivå 2",
            *(f"67{NB}%", f"70{NB}%", not_met),
        ),
        (f"Nämndmål: {COOPERATION}",),
        ("Indikatorer utan nämndmål",),
        (
            "Värde medarbetarundersökningen - Medarbetarengagemang (HME)",
            *(f"55{NB}%", "Öka från 71,13", not_met),
        ),
        ("Sjukfrånvaro", f"6,58{NB}%", f"Minska från 7{NB}%", met),
        ("Miljödiplomering av Lekebergs kommun", "Ja", "Ja", met),
        ("Nämnderna och styrelsen håller sin budgetram", f"−823{NB}tkr", f"0{NB}tkr", not_met),
    ]


def test_published_verdicts_are_shown_beside_the_rules(annual: Report) -> None:
    _, table = tables(annual)
    assert printed(table) == [
        (
            *(DIGITAL, "Bedömning saknas", "Uppnås delvis"),
            *("Målet har inga indikatorer och får därför ingen bedömning.", PUBLISHED_VERDICT),
        ),
        (
            *(SERVICE, "Uppnås inte", "Uppnås delvis"),
            "1 av 7 indikatorer uppnås eller uppnås delvis: mindre än hälften. 4 indikatorer saknar bedömning "
            "och räknas som inte uppnådda. Därför uppnås målet inte.",
            PUBLISHED_VERDICT,
        ),
        (
            *(COOPERATION, "Bedömning saknas", "Uppnås delvis"),
            *("Målet har inga indikatorer och får därför ingen bedömning.", PUBLISHED_VERDICT),
        ),
    ]


def test_nothing_blocks_once_targets_are_confirmed(annual: Report) -> None:
    assert problems(fresh(annual)) == []


def test_the_annual_form_asks_for_outcome_and_target_alone(annual: Report) -> None:
    form = form_of(annual, "mal")
    assert (form.headings, form.width) == ({"current": "Utfall 2020", "target": "Målvärde 2020"}, 4)
    assert all("forecast" not in each.fields for each in form.indicators.forms)
    data = typed(annual, {("Sjukfrånvaro", "current"): "7,2 %"})
    assert submit(annual, data).is_valid()
    assert Indicator.objects.get(report=annual, label="Sjukfrånvaro").current == "7,2 %"
    rows = {row.label: row for row in tables(annual)[0].rows}
    assert rows["Sjukfrånvaro"].cells[-1].value == "not_met"


def test_the_judged_value_can_be_typed_when_not_printed() -> None:
    report = make_report(section("mal", "goals.goals", options={"columns": ["current", "target"]}))
    assert form_of(report, "mal").headings == {
        "current": "Nuvärde",
        "forecast": "Prognos",
        "target": "Målvärde",
    }


@pytest.mark.parametrize(
    ("basis", "kind", "verdict"),
    [
        ("", PeriodKind.INTERIM, "Uppnås"),
        ("outcome", PeriodKind.INTERIM, "Uppnås inte"),
        ("", PeriodKind.ANNUAL, "Uppnås inte"),
        ("forecast", PeriodKind.ANNUAL, "Uppnås"),
    ],
)
@pytest.mark.parametrize("model", ["", "Egen"])
def test_which_value_is_judged(model: str, basis: str, kind: str, verdict: str) -> None:
    committee = make_committee()
    SteeringModel.objects.create(municipality=committee.municipality, name="Egen")
    options = {"basis": basis, "steering_model": model}
    report = make_report(section("mal", "goals.goals", options=options), committee=committee)
    report.period = make_period(dt.date(2023, 12, 31), kind)
    report.save()
    goal = CouncilGoal.objects.create(report=report, key="kf", label="Ett mål")
    make_indicator(goal, None, 0, "Nöjda", "70 %", "80 %", "minst 80 %")
    assert tables(report)[0].rows[1].cells[-1].text == verdict


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"basis": "budget"},
            "basis för Mål: ”budget” är inget val. Välj bland ””, ”forecast”, ”outcome”.",
        ),
        ({"basis": ["forecast"]}, "basis för Mål ska vara en text."),
        (
            {"show_council_goals": 1},
            "show_council_goals för Mål ska vara sant eller falskt (true eller false).",
        ),
        ({"title": " "}, "title för Mål: Detta fält måste fyllas i."),
        (
            {"columns": [{"key": "current", "heading": "Utfall {ar}"}]},
            "columns för Mål: Rubriken ”Utfall {ar}” har en platshållare som inte finns. Välj bland {date}, "
            "{year}, {month}, {period}, {previous_year}, {last_date}, {last_year}, {last_period}.",
        ),
    ],
)
def test_goal_options_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_template(section("mal", "goals.goals", options=options))
    assert refused.value.message_dict == {"sections": [message]}


def test_goals_of_an_area_are_grouped_whatever_their_position() -> None:
    report = make_report(section("mal", "goals.goals"))
    for place, area in enumerate(["Klimat", "Arbete", "Klimat"]):
        CouncilGoal.objects.create(
            report=report, key=f"kf-{place}", label=f"Mål {place}", area=area, position=place
        )
    blocks = blocks_of(report)
    assert [block.text for block in blocks if isinstance(block, Heading)] == ["Klimat", "Arbete"]
    assert [printed(block) for block in blocks if isinstance(block, Table)] == [
        [("Kommunfullmäktiges mål: Mål 0",), ("Kommunfullmäktiges mål: Mål 2",)],
        [("Kommunfullmäktiges mål: Mål 1",)],
    ]


# 004: the council's goals alone


def council_report(**options: Any) -> Report:
    return make_report(
        section("mal", "goals.council_goals", options=COUNCIL_OPTIONS | options),
        actuals_through=dt.date(2022, 8, 31),
    )


@pytest.fixture
def council() -> Report:
    report = council_report()
    make_council_goals(report)
    return report


def test_the_published_table_of_council_goals(council: Report) -> None:
    (table,) = tables(council)
    assert (table.title, table.label_heading) == ("Fullmäktiges övergripande mål år 2022", "Område")
    assert [column.heading for column in table.columns] == ["Mål"]
    assert printed(table) == [
        ("Verksamhetsmål", "En av landets bästa skolkommuner"),
        ("Verksamhetsmål", "En bra kommun att växa upp i"),
        ("Verksamhetsmål", "En tillväxtkommun"),
        ("Verksamhetsmål", "En bra kommun att leva i"),
        ("Verksamhetsmål", "En hållbar kommun"),
        ("Finansiella mål", "Oförändrad kommunal skattesats"),
        (
            "Finansiella mål",
            "Underliggande resultat ≥ 2 % av skatteintäkter och statsbidrag för 2018–2022",
        ),
        ("Finansiella mål", "Självfinansieringsgrad investeringar ≥ 80 % för 2018–2022"),
    ]
    assert table.notes == tuple(note for _, note in COUNCIL_GOALS.values())
    document = assemble(fresh(council))
    assert to_json(from_json(to_json(document))) == to_json(document)


def test_goals_without_an_area_are_overarching() -> None:
    report = council_report()
    CouncilGoal.objects.create(report=report, key="kf", label="Ett mål")
    assert printed(tables(report)[0]) == [("Övergripande mål", "Ett mål")]


def test_council_goals_are_typed_in_a_grid(council: Report) -> None:
    form = form_of(council, "mal")
    assert [cell.bound.label for cell in form.header] == [
        *("Område", "Mål", "Not under tabellen", "Ordning", "Ta bort")
    ]
    blank = form.extra_forms[0]
    data = as_posted(form) | {
        blank["area"].html_name: "Finansiella mål",
        blank["label"].html_name: "Skuld under 40 000 kr per invånare",
    }
    assert submit(council, data).is_valid()
    assert printed(tables(council)[0])[-1] == ("Finansiella mål", "Skuld under 40 000 kr per invånare")


def test_a_council_goal_with_rows_under_it_is_not_taken_away(council: Report) -> None:
    goal = council.council_goals.get(label="En tillväxtkommun")
    CommitteeGoal.objects.create(report=council, key="n", label="Nämndens", council_goal=goal)
    form = submit(council, typed(council, {(goal.label, "DELETE"): "on"}))
    assert form.non_form_errors() == [
        "Målet ”En tillväxtkommun” har nämndmål eller indikatorer under sig och kan inte tas bort. Flytta "
        "eller ta bort dem först."
    ]
    assert submit(council, typed(council, {("En hållbar kommun", "DELETE"): "on"})).is_valid()
    assert council.council_goals.count() == 7


def test_an_empty_table_of_council_goals_blocks_the_hand_in() -> None:
    report = council_report()
    assert (blocks_of(report), problems(fresh(report))) == (
        [],
        ["Avsnittet ”Mal” har inga mål. Lägg till minst ett."],
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"area": 1}, "Inställningen ”area” finns inte för Fullmäktiges mål. Välj bland title, columns."),
        (
            {"columns": ["goal"]},
            "columns för Fullmäktiges mål: Kolumnerna är område och mål (area, goal), i den ordningen.",
        ),
        ({"title": None}, "title för Fullmäktiges mål ska vara en text."),
    ],
)
def test_council_options_that_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        council_report(**options)
    assert refused.value.message_dict == {"sections": [message]}


@pytest.mark.parametrize("with_committee_goals", [True, False])
def test_a_new_period_takes_over_council_goals_once(with_committee_goals: bool) -> None:
    sections = [section("fullmaktige", "goals.council_goals")]
    if with_committee_goals:
        sections.append(section("mal", "goals.goals"))
    report = make_report(*sections)
    make_council_goals(report)
    goal = report.council_goals.first()
    assert goal is not None
    if with_committee_goals:
        make_indicator(goal, None, 0, "Nöjda", "1", "1", "minst 1")
    following = make_report(template=report.template, actuals_through=dt.date(2024, 4, 30), previous=report)
    for _ in range(2):
        for each in sections_of(fresh(following)):
            each.start_from(report)
    names = ("key", "label", "area", "note", "position")
    assert list(following.council_goals.values_list(*names)) == list(report.council_goals.values_list(*names))
    assert following.indicators.count() == int(with_committee_goals)


@pytest.mark.parametrize("number", [1, 30])
def test_council_goals_take_constant_queries(number: int) -> None:
    report = council_report()
    for place in range(number):
        CouncilGoal.objects.create(report=report, key=f"kf-{place}", label=f"Mål {place}", area="A")
    read = fresh(report)
    with CaptureQueriesContext(connection) as blocks:
        section_of(read, "mal").blocks()
    with CaptureQueriesContext(connection) as form:
        rows: Any = section_of(read, "mal").form()
        list(rows)
    assert (len(blocks), len(form)) == (1, 1)


# 002: a chapter of goals in prose alone


def test_goals_in_prose_keep_their_headings() -> None:
    report = make_report(section("mal", has_prose=True))
    ProseText.objects.create(report=report, section_key="mal", markdown=GOALS_AS_PROSE)
    page = Page(f"<main>{article_html(assemble(fresh(report)))}</main>")
    assert [(each.tag, each.text) for each in page.elements if each.tag in {"h2", "h3", "h4"}] == [
        ("h2", "1 Mal"),
        ("h3", "Digitaliseringsstrategi"),
        ("h3", "Nytt arbetssätt inom IT enheten"),
        ("h3", "Strategiskt arbete"),
        ("h3", "Digitalisering"),
    ]
    assert problems(fresh(report)) == []


def test_an_exact_figure_is_kept_beside_the_printed_outcome(annual: Report) -> None:
    rows = {row.label: row for row in tables(annual)[0].rows}
    outcome, target = rows["Sjukfrånvaro"].cells[:2]
    assert (outcome.value, target.value, outcome.unit) == (Decimal("6.58"), Decimal(7), "%")
