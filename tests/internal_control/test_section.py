"""The sections: options of a template, a new period, constant queries, what the portal counts itself."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from goals.models import CommitteeDecision
from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, Risk
from reporting.document.blocks import Heading, Matrix, Prose, Table
from reporting.models import PeriodKind, Report
from reporting.models.section_spec import clean_specs
from reporting.sections import section_of, sections_of
from reporting.workflow.blockers import problems
from tests.factories import fresh, make_committee, make_period, make_report, make_template, section
from tests.internal_control.published import SECTIONS, add_internal_control

pytestmark = pytest.mark.django_db

YEAR_END = dt.date(2020, 12, 31)
LEVELS = [{"word": "Acceptabel", "through": 6}, {"word": "Oacceptabel", "through": 16}]


def make_control_report(*sections: dict[str, Any], **more: Any) -> Any:
    return make_report(*(sections or SECTIONS), **{"actuals_through": YEAR_END} | more)


def later(report: Report, through: dt.date, *, previous: bool = True) -> Report:
    return make_report(
        template=report.template, actuals_through=through, previous=report if previous else None
    )


def started(report: Report, previous: Report) -> Any:
    for each in sections_of(report):
        each.start_from(previous)
    return fresh(report)


def blocks(report: Report, key: str) -> list[Any]:
    return section_of(fresh(report), key).blocks()


def small(report: Report, rows: int = 1, **more: Any) -> list[Control]:
    """A category with risks, each with a control and a follow-up."""
    category = ControlCategory.objects.create(report=report, key="ekonomi", label="Ekonomi", position=1)
    controls = []
    for n in range(1, rows + 1):
        risk = Risk.objects.create(report=report, category=category, key=f"risk-{n}", label=f"Risk {n}", number=n,
                                   likelihood=2, consequence=2, position=n)  # fmt: skip
        control = Control.objects.create(
            report=report, risk=risk, key=f"k-{n}", label=f"Kontroll {n}", **more
        )
        FollowUp.objects.create(
            report=report, control=control, key=f"u-{n}", label="Tillfälle", status="none"
        )
        ControlMeasure.objects.create(report=report, risk=risk, key=f"a-{n}", label=f"Åtgärd {n}")
        controls.append(control)
    return controls


ALL = [
    section("matris", "internal_control.matrix"),
    section("plan", "internal_control.plan"),
    section("uppfoljning", "internal_control.followups"),
    section("atgarder", "internal_control.measures"),
]


# Options ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        ("matrix", {"colour": "red"},
         "Inställningen ”colour” finns inte för Riskbedömningsmatris. Välj bland title, show_scale, levels."),
        ("matrix", {"title": " "}, "title för Riskbedömningsmatris: Detta fält måste fyllas i."),
        ("matrix", {"show_scale": 1},
         "show_scale för Riskbedömningsmatris ska vara sant eller falskt (true eller false)."),
        ("matrix", {"levels": []},
         "levels för Riskbedömningsmatris: levels ska vara en lista med 2–5 nivåer, den lägsta först."),
        ("plan", {"title": 3}, "title för Internkontrollplan ska vara en text."),
        ("followups", {"category": "Ekonomi"},
         "category för Uppföljning av intern kontroll: Skriv kategorins nyckel, till exempel ”ekonomi”, "
         "eller lämna tomt."),
        ("followups", {"category": None},
         "category för Uppföljning av intern kontroll ska vara en text."),
        ("measures", {"x": 1},
         "Inställningen ”x” finns inte för Åtgärder efter intern kontroll. Välj bland title."),
    ],
)  # fmt: skip
def test_options_that_no_report_could_be_made_with(kind: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        clean_specs([section("a", f"internal_control.{kind}", options=options)])
    assert str(caught.value) == message


def test_a_stored_template_says_all_it_means() -> None:
    stored = [spec["options"] for spec in clean_specs(ALL)]
    assert stored == [
        {"title": "Riskbedömningsmatris", "show_scale": True,
         "levels": [{"word": "Låg", "through": 4}, {"word": "Medium", "through": 8}, {"word": "Hög", "through": 16}]},
        {"title": "Internkontrollplan"},
        {"category": ""},
        {"title": "Åtgärder"},
    ]  # fmt: skip


def test_a_template_has_its_own_levels_and_title() -> None:
    options = {"levels": LEVELS, "title": "Väsentlighet och risk", "show_scale": False}
    report = make_control_report(section("matris", "internal_control.matrix", options=options))
    add_internal_control(report)

    matrix, risks = blocks(report, "matris")

    assert isinstance(matrix, Matrix)
    assert (matrix.title, [level.label for level in matrix.levels]) == (
        "Väsentlighet och risk",
        ["Acceptabel 1–6", "Oacceptabel 7–16"],
    )
    assert matrix.notes[0] == "2 Oacceptabel, 3 Acceptabel, totalt 5 bedömda risker."
    assert [row.cells[3].text for row in risks.rows if row.cells] == [
        *("Acceptabel", "Oacceptabel", "–"),
        *("Acceptabel", "Oacceptabel", "Acceptabel"),
    ]


@pytest.mark.parametrize("kind", ["matrix", "plan", "measures"])
def test_a_title_names_the_period(kind: str) -> None:
    options = {"title": "Kontroll {year}, mot {previous_year}"}
    report = make_control_report(section("a", f"internal_control.{kind}", options=options))
    add_internal_control(report)
    ControlMeasure.objects.create(report=report, key="a", label="Utbilda")

    blocks = section_of(report, "a").blocks()

    titles = [block.title for block in blocks if isinstance(block, Table | Matrix)]
    assert "Kontroll 2020, mot 2019" in titles


def test_all_categories_in_one_section() -> None:
    report = make_control_report(section("uppfoljning", "internal_control.followups"))
    add_internal_control(report)
    headings = [
        block.text
        for block in blocks(report, "uppfoljning")
        if isinstance(block, Heading) and block.is_numbered
    ]
    assert headings == [
        "Administration: Nämndens beslut genomförs/verkställs inte av förvaltningen",
        "Ekonomi: Inköp enligt ramavtal följs inte",
        "Personal: Att flextidsavtalet inte efterlevs",
        "Verksamhetsspecifik: Förvaltningen har inte kontroll på antal datorer",
        "Verksamhetsspecifik: Säkerhetskopierings systemet fungerar inte",
        "Verksamhetsspecifik: Supportärenden dokumenteras inte enligt rutin",
    ]


# What is there and what is missing --------------------------------------------------------------


def test_an_empty_report() -> None:
    report = make_control_report(*ALL)
    assert [len(blocks(report, key)) for key in ("matris", "plan", "uppfoljning")] == [1, 0, 0]
    assert blocks(report, "atgarder") == [Prose(markdown="Inga åtgärder.")]
    assert problems(report) == [
        "Avsnittet ”Matris” har inga risker. Lägg till minst en.",
        "Avsnittet ”Plan” har inga kontrollmoment. Lägg till minst ett.",
        "Avsnittet ”Uppfoljning” har inga kontrollmoment. Lägg till minst ett.",
    ]


def test_no_risk_is_assessed() -> None:
    report = make_control_report(*ALL)
    category = ControlCategory.objects.create(report=report, key="x", label="X")
    Risk.objects.create(report=report, category=category, key="r", label="Brand", likelihood=4)

    _, matrix, risks = blocks(report, "matris")

    assert matrix.notes == ("Inga bedömda risker.", "Ej bedömd: Brand.")
    assert matrix.alternative == "Riskbedömningsmatris. Alla rutor är tomma."
    assert [cell.text for cell in risks.rows[1].cells] == ["4. Sannolik", "–", "Ej bedömd", "–"]
    assert risks.rows[1].cells[2].value is None


def test_a_description_gets_a_column() -> None:
    report = make_control_report(*ALL)
    small(report)
    Risk.objects.update(description="Det brinner.")
    risks = blocks(report, "matris")[2]
    assert risks.columns[0].heading == "Beskrivning"
    assert risks.rows[1].cells[0].text == "Det brinner."


def test_what_a_follow_up_lacks() -> None:
    report = make_control_report(*ALL)
    first, second = small(report, 2)
    FollowUp.objects.filter(control=first).delete()
    FollowUp.objects.filter(control=second).update(status="major")

    assert section_of(fresh(report), "uppfoljning").problems() == [
        "Kontrollmomentet ”Kontroll 1” har ingen uppföljning.",
        "”Tillfälle” av ”Kontroll 2” har avvikelser. Skriv i kommentaren vad de består i.",
    ]


def test_the_plan() -> None:
    report = make_control_report(*ALL)
    small(
        report, method="Stickprov", frequency="Två gånger om året", owner="Controller", reported_to="Nämnden"
    )
    (plan,) = blocks(report, "plan")
    assert [column.heading for column in plan.columns] == [
        "Metod",
        "Frekvens",
        "Ansvarig",
        "Rapporteras till",
    ]
    assert [[row.label, *(cell.text for cell in row.cells)] for row in plan.rows] == [
        ["Ekonomi: 1. Risk 1"],
        ["Kontroll 1", "Stickprov", "Två gånger om året", "Controller", "Nämnden"],
    ]
    table = next(block for block in blocks(report, "uppfoljning") if isinstance(block, Table))
    assert table.notes == (
        "Metod: Stickprov",
        "Frekvens: Två gånger om året",
        "Ansvarig för kontrollen: Controller",
        "Rapporteras till: Nämnden",
    )


def test_measures() -> None:
    report = make_control_report(*ALL)
    small(report)
    ControlMeasure.objects.update(
        owner="Controller", due_on=dt.date(2021, 3, 1), status="ongoing", comment="Kurs."
    )
    (table,) = blocks(report, "atgarder")
    assert [[row.label, *(cell.text for cell in row.cells)] for row in table.rows] == [
        ["Åtgärd 1", "1. Risk 1", "Controller", "2021-03-01", "Pågår", "Kurs."]
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_constant_queries(rows: int, django_assert_num_queries: Any) -> None:
    report = make_control_report(*ALL)
    small(report, rows, measurement="decisions")
    CommitteeDecision.objects.create(report=report, key="b", label="Beslut", status="done")
    report = fresh(report)
    for key, queries in (("matris", 1), ("plan", 2), ("uppfoljning", 5), ("atgarder", 1)):
        bound = section_of(report, key)
        with django_assert_num_queries(queries):
            bound.blocks()


# A new period -----------------------------------------------------------------------------------


def test_within_the_year_all_is_kept() -> None:
    first = make_control_report(actuals_through=dt.date(2020, 4, 30))
    add_internal_control(first)
    second = started(later(first, YEAR_END), first)

    for key in ("matris", "uppfoljning-administration", "uppfoljning-ekonomi", "uppfoljning-verksamhet"):
        assert blocks(second, key) == blocks(first, key)
    assert FollowUp.objects.filter(report=second).count() == 13


def test_a_new_year_is_assessed_and_followed_up_anew() -> None:
    first = make_control_report()
    add_internal_control(first)
    second = started(later(first, dt.date(2021, 12, 31)), first)

    assert set(Risk.objects.filter(report=second).values_list("likelihood", "consequence")) == {(None, None)}
    keys = ("key", "label", "number", "category__key")
    assert list(second.risks.values_list(*keys)) == list(first.risks.values_list(*keys))
    plan = ("key", "label", "method", "risk__key")
    assert list(second.controls.values_list(*plan)) == list(first.controls.values_list(*plan))
    assert list(second.follow_ups.values_list("key", "label", "owner")) == list(
        first.follow_ups.values_list("key", "label", "owner")
    )
    assert set(second.follow_ups.values_list("status", "ends_on", "comment")) == {("not_started", None, "")}


def test_starting_twice_changes_nothing() -> None:
    first = make_control_report()
    add_internal_control(first)
    second = later(first, dt.date(2021, 12, 31))
    started(second, first)
    started(second, first)
    assert Risk.objects.filter(report=second).count() == 6


def test_open_measures_are_carried_over() -> None:
    first = make_control_report(*ALL)
    small(first, 2)
    ControlMeasure.objects.filter(key="a-1").update(status="done")
    second = started(later(first, dt.date(2021, 12, 31)), first)
    assert list(second.control_measures.values_list("key", "status", "risk__report")) == [
        ("a-2", "not_started", second.pk)
    ]


def test_a_report_without_internal_control_is_skipped() -> None:
    """The last report may be a delårsrapport without a plan; the plan is then taken from the last that has one."""
    first = make_control_report(*ALL)
    small(first)
    between = make_report(
        template=make_template(section("inledning"), committee=first.committee),
        actuals_through=dt.date(2021, 4, 30), previous=first,
    )  # fmt: skip
    second: Any = make_report(
        template=first.template, actuals_through=dt.date(2021, 12, 31), previous=between
    )
    started(second, between)
    assert list(second.risks.values_list("key", flat=True)) == ["risk-1"]


def test_no_other_committee_lends_its_plan() -> None:
    small(make_control_report(*ALL))
    report = make_control_report(*ALL, actuals_through=dt.date(2021, 12, 31))
    between = later(report, dt.date(2021, 8, 31))
    assert started(report, between).risks.count() == 0


# What the portal counts itself ------------------------------------------------------------------


def decisions(report: Report, *statuses: str) -> None:
    for n, status in enumerate(statuses):
        CommitteeDecision.objects.create(report=report, key=f"b-{n}", label=f"Beslut {n}", status=status)


def counted(report: Report) -> list[Table]:
    found = [block for block in blocks(report, "uppfoljning") if isinstance(block, Table)]
    return [table for table in found if table.key.startswith("matning-")]


def test_decisions_are_counted_by_status() -> None:
    report = make_control_report(*ALL)
    small(report, measurement="decisions")
    decisions(report, *["ongoing"] * 5, "done", "deprioritised")

    (table,) = counted(report)

    assert (table.title, table.label_heading) == ("Politiska beslut efter status", "Status")
    assert [(row.label, row.cells[0].text) for row in table.rows] == [
        ("Pågår", "5"), ("Klart", "1"), ("Ej påbörjat", "0"), ("Nedprioriterat", "1"),
    ]  # fmt: skip
    assert table.notes == ("Räknat av portalen ur Delårsrapport.",)


def test_decisions_come_from_the_committees_newest_report() -> None:
    report = make_control_report(*ALL)
    small(report, measurement="decisions")
    plain = make_template(section("inledning"), committee=report.committee)
    for through, statuses in (
        (dt.date(2019, 12, 31), ["ongoing"] * 9),
        (dt.date(2020, 4, 30), ["ongoing"] * 3),
        (dt.date(2020, 8, 31), ["ongoing", "done"]),
    ):
        decisions(make_report(template=plain, actuals_through=through), *statuses)
    decisions(make_report(actuals_through=dt.date(2020, 10, 31)), *["ongoing"] * 7)  # another nämnd's

    (table,) = counted(report)

    assert [row.cells[0].text for row in table.rows] == ["1", "1", "0", "0"]


@pytest.mark.parametrize("measurement", ["decisions", "no-longer-there", ""])
def test_nothing_to_count_shows_nothing(measurement: str) -> None:
    report = make_control_report(*ALL)
    small(report, measurement=measurement)
    assert counted(report) == []


def test_an_internal_control_report_coexists_with_another_report() -> None:
    """Two reports of the same date: periods of two kinds."""
    committee = make_committee()
    kinds = [PeriodKind.ANNUAL, PeriodKind.INTERNAL_CONTROL]
    for kind in kinds:
        template = make_template(section("a"), committee=committee)
        Report.objects.create(slug=f"r-{kind}", committee=committee, period=make_period(YEAR_END, kind),
                              template=template, title=kind, dated=YEAR_END)  # fmt: skip
    assert Report.objects.filter(committee=committee).count() == 2
