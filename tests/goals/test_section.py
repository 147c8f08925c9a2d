"""The goals chapter: the published table of 2023-07-31, verdicts, options, a new period."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goals.models import (
    CommitteeDecision,
    CommitteeGoal,
    CouncilGoal,
    DecisionStatus,
    Indicator,
    SteeringModel,
)
from goals.sections.decisions import DecisionsSection
from goals.sections.goals import GoalsSection
from goals.steering import MER
from reporting.assembly import assemble
from reporting.document.blocks import Heading, NoteMark, Prose, Table
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.models import PeriodKind, Report
from reporting.models.section_spec import clean_specs
from reporting.sections import section_of, sections_of
from reporting.workflow.blockers import problems
from tests.factories import fresh, make_committee, make_report, make_template, section
from tests.goals.sydnarke import (
    AREA,
    COOPERATION,
    DIGITAL,
    GOALS,
    PARTLY_BY_JUDGEMENT,
    SERVICE,
    make_decisions,
    make_goals,
    make_indicator,
)

pytestmark = pytest.mark.django_db
NB = "\u00a0"


def goals_report(**options: Any) -> Report:
    return make_report(section("mal", "goals.goals", options=options), section("beslut", "goals.decisions"))


@pytest.fixture
def report() -> Report:
    report = goals_report()
    make_goals(report)
    make_decisions(report)
    return fresh(report)


def tables(report: Report, key: str = "mal") -> dict[str, Table]:
    blocks = section_of(fresh(report), key).blocks()
    return {block.key: block for block in blocks if isinstance(block, Table)}


def printed(table: Table) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in table.rows]


def small_goal(report: Report) -> CouncilGoal:
    return CouncilGoal.objects.create(report=report, key="kf", label="Ett mål")


MET, PARTLY, NOT = ["Uppnås"] * 2, ["Uppnås inte", "Uppnås delvis"], ["Uppnås inte"] * 2
GROWING = "Kommunfullmäktiges mål: Lekebergs kommun växer och utvecklas på ett hållbart sätt"


def test_every_printed_figure_of_the_published_table(report: Report) -> None:
    table = tables(report)["mal"]
    assert [column.heading for column in table.columns] == [
        *("Nuvärde", "Prognos", "Målvärde"),
        *("Enligt regeln", "Bedömning"),
    ]
    assert printed(table) == [
        ("Kommunfullmäktiges mål: Lekebergs kommun gör det enkelt för sina medborgare att bo i Lekeberg",),
        ("Antal e-tjänster för medborgare", f"45{NB}st", f"55{NB}st", f"50{NB}st", *MET),
        ("Antal e-tjänster för medarbetare", f"19{NB}st", f"22{NB}st", f"20{NB}st", *MET),
        (
            "Andel e-tjänster som per automatik återger ärendestatuser",
            *(f"63{NB}%", f"65{NB}%", f"50{NB}%", *MET),
        ),
        (GROWING,),
        (
            "Nämnderna och styrelsen håller sin budgetram",
            *(f"−1{NB}166{NB}tkr", f"−1{NB}956{NB}tkr", f"0{NB}tkr", *NOT),
        ),
        (f"Nämndmål: {SERVICE}",),
        (
            "Minska genomsnittlig ärendehanteringstid för incidenter",
            *(f"14{NB}st", "20", "högst 20 st", *MET),
        ),
        (
            "Andel besvarade samtal % efter 20 respektive 60 sekunder.",
            *(f"83{NB}%", f"80{NB}%", f"80{NB}%", *MET),
        ),
        (
            "Tillgänglighet för servrar, accesspunkter och Microsoft-tjänster",
            *(f"98,53{NB}%", f"99{NB}%", f"98,5{NB}%", *MET),
        ),
        ("Värde Nöjd Kund Index (NKI)", f"7,06{NB}%", f"7{NB}%", f"7{NB}%", *MET),
        ("Minska antalet pågående incidenter", f"178{NB}st", "175", "Minska från 125 st", *NOT),
        ("Minska antalet pågående tjänsteförfrågan", f"78{NB}st", "90", "minska från 100 st", *MET),
        ("Minska antalet pågående förändringsärenden", f"54{NB}st", "50", "minska från 40 st", *NOT),
        (f"Nämndmål: {COOPERATION}",),
        (GOALS[GROWING.partition(": ")[2]][COOPERATION][0][0], "9", "9", "10", *PARTLY),
        ("Kommunfullmäktiges mål: Lekebergs kommun är en attraktiv arbetsgivare",),
        (
            "Värde medarbetarundersökningen - Medarbetarengagemang (HME)",
            *("74", "74", "74 eller högre", *MET),
        ),
        ("Sjukfrånvaro", f"4,66{NB}%", f"7{NB}%", f"7{NB}%", *MET),
        ("Kommunfullmäktiges mål: Lekebergs kommun minskar sin klimatpåverkan",),
        (f"Nämndmål: {DIGITAL}",),
        (
            "Öka antalet återvunna/återbrukade datorer och serverutrustning",
            *(f"262{NB}st", f"250{NB}st", f"1{NB}100{NB}st", *NOT),
        ),
        (
            "Införa återvinning/återbruk för nya mobila enheter.",
            *(f"25{NB}st", f"25{NB}st", f"50{NB}st", *PARTLY),
        ),
    ]


def test_exact_figures_are_kept_beside_the_printed(report: Report) -> None:
    rows = {row.label: row for row in tables(report)["mal"].rows}
    values = {
        label: [(str(cell.value), cell.unit) for cell in rows[label].cells[:3]]
        for label in (
            "Tillgänglighet för servrar, accesspunkter och Microsoft-tjänster",
            "Minska antalet pågående incidenter",
            "Nämnderna och styrelsen håller sin budgetram",
        )
    }
    assert list(values.values()) == [
        [("98.53", "%"), ("99", "%"), ("98.5", "%")],
        [("178", "st"), ("175", ""), ("125", "st")],
        [("-1166", "tkr"), ("-1956", "tkr"), ("0", "tkr")],
    ]


def test_every_committee_goal_has_computed_and_decided_verdict(report: Report) -> None:
    table = tables(report)["maluppfyllelse"]
    assert [column.heading for column in table.columns] == [
        *("Enligt regeln", "Bedömning", "Så är regeln tillämpad")
    ]
    assert printed(table) == [
        (
            SERVICE,
            "Uppnås delvis",
            "Uppnås delvis",
            "5 av 7 indikatorer uppnås eller uppnås delvis: mer än hälften, men inte alla uppnås. "
            "Därför uppnås målet delvis.",
        ),
        (
            COOPERATION,
            "Uppnås delvis",
            "Uppnås delvis",
            "Den enda indikatorn uppnås delvis. Därför uppnås målet delvis.",
        ),
        (
            DIGITAL,
            "Uppnås inte",
            "Uppnås inte",
            "1 av 2 indikatorer uppnås eller uppnås delvis: precis hälften, vilket inte räknas som mer än "
            "hälften. Därför uppnås målet inte.",
        ),
    ]


def test_statuses_have_a_code_and_a_tone(report: Report) -> None:
    cells = [row.cells[-1] for row in tables(report)["mal"].rows if row.cells]
    kinds = [(cell.value, cell.tone) for cell in cells]
    assert (
        kinds.count(("met", "good")),
        kinds.count(("partial", "partly")),
        kinds.count(("not_met", "bad")),
    ) == (10, 2, 4)


def test_reasons_of_overrides_are_printed_under_the_table(report: Report) -> None:
    table = tables(report)["mal"]
    label = "Införa återvinning/återbruk för nya mobila enheter."
    assert table.notes[1] == (
        f"{label} Enligt regeln uppnås inte, bedömd som uppnås delvis. Skäl: {PARTLY_BY_JUDGEMENT}"
    )
    (marked,) = [row for row in table.rows if row.label == label]
    assert table.marks[1] == NoteMark(row=marked.key, column="assessment", note=1)


def test_a_published_verdict_is_shown_beside_the_computed_one(report: Report) -> None:
    CommitteeGoal.objects.filter(label=DIGITAL).update(
        override="partial", override_reason="Införandet börjar i höst."
    )
    table = tables(report)["maluppfyllelse"]
    assert table.columns[-1].heading == "Skäl till annan bedömning"
    computed, decided, _, reason = table.rows[2].cells
    assert (computed.text, decided.text, reason.text) == (
        "Uppnås inte",
        "Uppnås delvis",
        "Införandet börjar i höst.",
    )
    assert [row.cells[-1].text for row in table.rows[:2]] == ["", ""]


def test_without_any_override_the_rule_has_no_column_of_its_own() -> None:
    report = goals_report()
    make_indicator(small_goal(report), None, 0, "Nöjda", "80 %", "80 %", "minst 80 %")
    assert [column.key for column in tables(report)["mal"].columns] == [
        *("current", "forecast", "target", "assessment")
    ]


def test_a_missing_value_is_a_missing_verdict_and_not_a_zero() -> None:
    report = goals_report()
    make_indicator(small_goal(report), None, 0, "Nöjda", "", "", "minst 80 %")
    row = tables(report)["mal"].rows[1]
    assert [(cell.text, cell.value, cell.tone) for cell in row.cells[:2]] == [("", None, "")] * 2
    assert (row.cells[3].text, row.cells[3].value, row.cells[3].tone) == ("Bedömning saknas", None, "neutral")


def test_yes_and_no_are_values_too() -> None:
    report = goals_report()
    make_indicator(small_goal(report), None, 0, "Planen är antagen", "Nej", "Ja", "Ja")
    assert printed(tables(report)["mal"])[1] == ("Planen är antagen", "Nej", "Ja", "Ja", "Uppnås")


def test_a_stored_text_that_is_no_figure_is_printed_as_it_is() -> None:
    report = goals_report()
    row = make_indicator(small_goal(report), None, 0, "Nöjda", "80 %", "80 %", "minst 80 %")
    Indicator.objects.filter(pk=row.pk).update(forecast="ungefär hälften")
    assert printed(tables(report)["mal"])[1] == (
        *("Nöjda", f"80{NB}%", "ungefär hälften", f"minst 80{NB}%", "Bedömning saknas"),
    )


def test_a_numbered_heading_and_a_table_per_area(report: Report) -> None:
    CouncilGoal.objects.filter(report=report, position__gte=2).update(area="Klimat och arbete")
    blocks = section_of(fresh(report), "mal").blocks()
    assert [(block.text, block.is_numbered) for block in blocks if isinstance(block, Heading)] == [
        (AREA, True),
        ("Klimat och arbete", True),
        ("Måluppfyllelse", False),
    ]
    keys = [block.key for block in blocks if isinstance(block, Table)]
    assert keys == [
        "mal-attraktiv-kommun-lekebergs-kommun-vaxer",
        "mal-klimat-och-arbete",
        "maluppfyllelse",
    ]


def test_area_headings_are_numbered_below_the_section(report: Report) -> None:
    headings = [block for block in assemble(report).sections[0].blocks if isinstance(block, Heading)]
    assert [heading.number for heading in headings] == ["1.1", ""]


def test_the_principle_is_printed_when_the_template_says_so() -> None:
    report = goals_report(show_rules=True)
    small_goal(report)
    heading, prose = section_of(fresh(report), "mal").blocks()[:2]
    assert heading == Heading(text="Bedömning av måluppfyllelse")
    assert prose == Prose(
        markdown="- Alla indikatorer uppnås = målet uppnås\n"
        "- Mer än hälften av indikatorerna uppnås eller uppnås delvis = målet uppnås delvis\n"
        "- I övriga fall = målet uppnås inte"
    )


def test_another_steering_model_judges_and_describes_itself() -> None:
    committee = make_committee()
    rules = MER.to_dict() | {"exact_half": "better"}
    SteeringModel.objects.create(
        municipality=committee.municipality, name="Halva räcker", rules=rules, description="Hälften räcker."
    )
    options = {"steering_model": "Halva räcker", "show_rules": True}
    report = make_report(section("mal", "goals.goals", options=options), committee=committee)
    make_goals(report)
    blocks = section_of(fresh(report), "mal").blocks()
    assert blocks[1] == Prose(markdown="Hälften räcker.")
    assert [row.cells[0].text for row in tables(report)["maluppfyllelse"].rows] == ["Uppnås delvis"] * 3


def test_a_steering_model_of_another_municipality_does_not_count() -> None:
    elsewhere = SteeringModel.objects.create(municipality=make_committee().municipality, name="Deras")
    report = goals_report(steering_model=elsewhere.name)
    small_goal(report)
    assert section_of(fresh(report), "mal").problems() == [
        "Styrmodellen ”Deras” finns inte i kommunen, så målen är bedömda enligt MER-styrning. Lägg in "
        "styrmodellen eller välj en annan i rapportmallen."
    ]


def test_a_year_end_report_is_judged_by_its_outcome() -> None:
    report = goals_report()
    make_indicator(small_goal(report), None, 0, "Nöjda", "70 %", "80 %", "minst 80 %")
    assert printed(tables(report)["mal"])[1][-1] == "Uppnås"
    report.period.kind = PeriodKind.ANNUAL
    report.period.save()
    assert printed(tables(report)["mal"])[1][-1] == "Uppnås inte"


def test_columns_and_headings_are_the_templates(report: Report) -> None:
    columns = [{"key": "target", "heading": "Mål 2023"}, "comment"]
    chosen = make_report(
        section("mal", "goals.goals", options={"columns": columns, "show_fulfilment": False})
    )
    make_goals(chosen)
    found = tables(chosen)
    assert list(found) == ["mal"]
    assert [(column.key, column.heading) for column in found["mal"].columns] == [
        ("target", "Mål 2023"),
        ("comment", "Kommentar"),
    ]
    assert found["mal"].notes == ()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"colums": []},
            "Inställningen ”colums” finns inte för Mål. Välj bland steering_model, basis, title, "
            "columns, show_council_goals, show_rules, show_fulfilment, judge_council_goals, charts.",
        ),
        ({"columns": []}, "columns för Mål: Tabellen har minst en kolumn."),
        (
            {"columns": ["trend"]},
            "columns för Mål: Kolumnen ”trend” finns inte. "
            "Välj bland current, forecast, target, assessment, comment.",
        ),
        ({"columns": [7]}, "columns för Mål: En kolumn anges med key och, om man vill, heading."),
        ({"columns": [{"key": "current", "heading": " "}]}, "columns för Mål: En kolumn saknar rubrik."),
        ({"columns": ["current", "current"]}, "columns för Mål: Kolumnen ”current” står två gånger."),
        (
            {"columns": ["current", {"key": "forecast", "heading": "Nuvärde"}]},
            "columns för Mål: Två kolumner har rubriken ”Nuvärde”. Ge dem olika rubriker.",
        ),
        ({"show_rules": "ja"}, "show_rules för Mål ska vara sant eller falskt (true eller false)."),
        ({"steering_model": 1}, "steering_model för Mål ska vara en text."),
        (
            {"steering_model": "Okänd"},
            "steering_model för Mål: Det finns ingen styrmodell som heter ”Okänd”. Lägg in den först.",
        ),
    ],
)
def test_options_that_no_report_could_be_made_with_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_template(section("mal", "goals.goals", options=options))
    assert refused.value.message_dict == {"sections": [message]}


def test_options_are_stored_written_out_and_accepted_again() -> None:
    specs = clean_specs([section("mal", "goals.goals")])
    assert specs[0]["options"]["show_fulfilment"] is True
    assert clean_specs(specs) == specs


def test_decisions_with_status_and_comment(report: Report) -> None:
    CommitteeDecision.objects.filter(position=1).update(status=DecisionStatus.DONE)
    table = tables(report, "beslut")["beslut"]
    assert (table.title, table.label_heading) == ("Fattade politiska beslut", "Beslut")
    assert printed(table) == [
        (
            "Att inleda dialog med Lekebergs kommun om hur lokalfrågan ska lösas.",
            "Pågår",
            "IT har att tillsammans med övriga verksamheter planera utifrån tandläkarens kommande "
            "utflyttning.",
        ),
        (
            "Att förtydliga vad som ingår och inte ingår i medlemsbidraget till IT-nämnden.",
            "Klart",
            "Remissrunda pågår till och med oktober månad.",
        ),
    ]
    assert [row.cells[0].tone for row in table.rows] == ["partly", "good"]


def test_a_report_without_goals_prints_nothing_and_is_blocked() -> None:
    report = fresh(goals_report())
    assert (section_of(report, "mal").blocks(), section_of(report, "beslut").blocks()) == ([], [])
    assert problems(report) == ["Avsnittet ”Mal” har inga mål. Lägg till minst ett."]


def test_nothing_blocks_the_published_report(report: Report) -> None:
    assert problems(report) == []


def test_a_missing_or_unconfirmed_target_blocks_the_hand_in() -> None:
    report = goals_report()
    goal = small_goal(report)
    make_indicator(goal, None, 0, "Utan mål", "1", "1", "")
    unsure = make_indicator(goal, None, 1, "Sjukfrånvaro", "", "", "7 %")
    Indicator.objects.filter(pk=unsure.pk).update(target_confirmed=False)
    assert section_of(fresh(report), "mal").problems() == [
        "Indikatorn ”Utan mål” saknar målvärde. Skriv ett streck om den inte ska ha något.",
        "Indikatorn ”Sjukfrånvaro” har målvärdet ”7 %”, som kan förstås på flera sätt. Kontrollera hur det "
        "är tolkat och kryssa för att det stämmer.",
    ]


def test_a_missing_value_blocks_only_under_a_model_that_says_so() -> None:
    committee = make_committee()
    rules = MER.to_dict() | {"missing_values": "blocks"}
    SteeringModel.objects.create(municipality=committee.municipality, name="Alla värden", rules=rules)
    report = make_report(
        section("mal", "goals.goals", options={"steering_model": "Alla värden"}), committee=committee
    )
    make_indicator(small_goal(report), None, 0, "Nöjda", "80 %", "", "minst 80 %")
    assert section_of(fresh(report), "mal").problems() == [
        "Indikatorn ”Nöjda” saknar prognos, och styrmodellen kräver ett värde."
    ]


@pytest.mark.parametrize("number", [1, 30])
def test_reading_takes_constant_queries(number: int) -> None:
    report = goals_report()
    for place in range(number):
        council_goal = CouncilGoal.objects.create(report=report, key=f"kf-{place}", label=f"KF {place}")
        goal = CommitteeGoal.objects.create(
            report=report, council_goal=council_goal, key=f"n-{place}", label=f"Nämndmål {place}"
        )
        make_indicator(council_goal, goal, place, f"Indikator {place}", "1", "1", "minst 1")
    read = fresh(report)
    with CaptureQueriesContext(
        connection,
    ) as goals:
        section_of(read, "mal").blocks()
    with CaptureQueriesContext(connection) as decisions:
        section_of(read, "beslut").blocks()
    with CaptureQueriesContext(connection) as problems:
        for each in sections_of(read):
            each.problems()
    assert (len(goals), len(decisions), len(problems)) == (3, 1, 3)


def test_the_document_is_the_same_after_json(report: Report) -> None:
    document = assemble(report)
    assert to_json(from_json(to_json(document))) == to_json(document)


def next_report(report: Report) -> Report:
    following = make_report(template=report.template, actuals_through=dt.date(2024, 4, 30), previous=report)
    for each in sections_of(following):
        each.start_from(report)
    return fresh(following)


def test_a_new_period_takes_over_goals_and_targets_but_no_values(report: Report) -> None:
    CommitteeGoal.objects.filter(label=DIGITAL).update(override="met", override_reason="Så är det.")
    following = next_report(report)
    before, after = (
        list(
            Indicator.objects.filter(report=each).values_list(
                *("key", "label", "target", "comparison", "target_value", "target_unit", "baseline"),
                *("target_confirmed", "council_goal__key", "committee_goal__key"),
            )
        )
        for each in (report, following)
    )
    assert (len(after), after) == (16, before)
    emptied = Indicator.objects.filter(report=following).values_list(
        *("current", "forecast", "override", "override_reason", "comment")
    )
    assert set(emptied) == {("", "", "", "", "")}
    goals = CommitteeGoal.objects.filter(report=following)
    assert set(goals.values_list("override", "council_goal__report")) == {("", following.pk)}


def test_a_new_period_takes_over_undecided_decisions(report: Report) -> None:
    for position, status in enumerate(DecisionStatus.values):
        CommitteeDecision.objects.create(
            report=report, key=status, label=status, status=status, position=10 + position
        )
    following = next_report(report)
    carried = CommitteeDecision.objects.filter(report=following).values_list("key", "status", "comment")
    assert list(carried) == [
        ("beslut-0", "ongoing", ""),
        ("beslut-1", "ongoing", ""),
        ("ongoing", "ongoing", ""),
        ("not_started", "not_started", ""),
    ]


def test_starting_twice_takes_nothing_over_twice(report: Report) -> None:
    following = next_report(report)
    for each in sections_of(following):
        each.start_from(report)
    assert (following.indicators.count(), following.committee_decisions.count()) == (16, 2)


def test_the_kinds_are_installed() -> None:
    assert (DecisionsSection.kind, GoalsSection.kind) == ("goals.decisions", "goals.goals")
