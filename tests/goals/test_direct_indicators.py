"""Indicators directly under a council goal: the report and the editor say what counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from goals.deviations import judged_goals
from goals.highlights import goals_highlight
from goals.models import CommitteeGoal, CouncilGoal
from reporting.assembly import assemble
from reporting.document.blocks import Table
from reporting.models import Report
from reporting.renderers.page import article_html
from tests.factories import fresh, make_report, make_user, section
from tests.goals.sydnarke import make_indicator
from tests.html import Page

pytestmark = pytest.mark.django_db
WORD = "Indikatorer direkt under kommunfullmäktiges mål bedöms var för sig och ger inget mål en bedömning."


def report_of_goal(*, direct: bool, committee_goal: bool = False, **options: object) -> Report:
    report = make_report(section("mal", "goals.goals", options=options))
    goal = CouncilGoal.objects.create(report=report, key="kf", label="Ett mål")
    own = CommitteeGoal.objects.create(report=report, council_goal=goal, key="n", label="Ett nämndmål")
    if not committee_goal:
        own.delete()
    make_indicator(goal, None if direct else own, 0, "Nöjda", "80 %", "80 %", "minst 80 %")
    return fresh(report)


def printed(report: Report) -> str:
    return Page(article_html(assemble(report))).text


@pytest.mark.parametrize("committee_goal", [True, False])
def test_report_says_what_counts(committee_goal: bool) -> None:
    assert printed(report_of_goal(direct=True, committee_goal=committee_goal)).count(WORD) == 1


def test_report_without_direct_indicators_says_nothing() -> None:
    assert WORD not in printed(report_of_goal(direct=False, committee_goal=True))


def test_report_that_does_not_show_fulfilment_says_nothing() -> None:
    assert WORD not in printed(report_of_goal(direct=True, show_fulfilment=False))


@pytest.mark.parametrize("direct", [True, False])
def test_editor_says_what_counts(direct: bool, client: Client) -> None:
    report = report_of_goal(direct=direct, committee_goal=True)
    client.force_login(make_user(report.committee))
    page = Page(client.get(reverse("section_edit", args=[report.slug, "mal"])).content)
    (word,) = page.texts("div", id=f"councilgoal-{CouncilGoal.objects.get().pk}-omdome")
    assert (WORD in word) == direct


JUDGED = "Kommunfullmäktiges mål bedöms efter indikatorerna direkt under dem. Nämndmålen räknas inte in."


def council_verdicts(report: Report) -> list[tuple[str, str, str]]:
    found = [
        block
        for part in assemble(report).sections
        for block in part.blocks
        if isinstance(block, Table) and block.key == "maluppfyllelse-kf"
    ]
    return [(row.label, row.cells[0].text, row.cells[1].text) for table in found for row in table.rows]


@pytest.mark.parametrize("committee_goal", [True, False])
def test_report_gives_the_council_goal_a_verdict_when_the_mall_says_so(committee_goal: bool) -> None:
    report = report_of_goal(direct=True, committee_goal=committee_goal, judge_council_goals=True)
    assert council_verdicts(report) == [
        ("Ett mål", "Uppnås", "Den enda indikatorn uppnås. Därför uppnås målet.")
    ]
    page = printed(report)
    assert (page.count(JUDGED), page.count(WORD)) == (1, 0)


def test_council_goal_is_not_judged_unless_the_mall_says_so() -> None:
    assert council_verdicts(report_of_goal(direct=True)) == []


def test_council_goal_without_direct_indicators_has_no_verdict() -> None:
    assert council_verdicts(report_of_goal(direct=False, committee_goal=True, judge_council_goals=True)) == []


def test_council_goal_follows_the_steering_model_and_the_persons_verdict() -> None:
    report = report_of_goal(direct=True, judge_council_goals=True)
    goal = CouncilGoal.objects.get()
    second = make_indicator(goal, None, 1, "Snabba", "70 %", "70 %", "minst 80 %")
    assert council_verdicts(fresh(report))[0][1] == "Uppnås inte"
    second.override, second.override_reason = "partial", "Arbetet är påbörjat."
    second.save()
    assert council_verdicts(fresh(report))[0][1] == "Uppnås delvis"


def test_editor_shows_the_council_goals_verdict(client: Client) -> None:
    report = report_of_goal(direct=True, committee_goal=True, judge_council_goals=True)
    client.force_login(make_user(report.committee))
    page = Page(client.get(reverse("section_edit", args=[report.slug, "mal"])).content)
    (word,) = page.texts("div", id=f"councilgoal-{CouncilGoal.objects.get().pk}-omdome")
    assert word == "Uppnås enligt regeln. Den enda indikatorn uppnås. Därför uppnås målet."


def test_council_goal_is_a_deviation_where_none_of_its_indicators_is() -> None:
    report = report_of_goal(direct=True, judge_council_goals=True)
    goal = CouncilGoal.objects.get()
    for place in (1, 2):
        make_indicator(goal, None, place, f"Utan värde {place}", "", "", "minst 80 %")
    (content,) = assemble(fresh(report)).sections
    judged = {each.label: (each.ref, each.tone) for each in judged_goals(content)}
    assert judged["Ett mål"] == ("kf-mal.kf", "bad")
    make_indicator(goal, None, 3, "Missar", "70 %", "70 %", "minst 80 %")
    (content,) = assemble(fresh(report)).sections
    assert {each.label: each.tone for each in judged_goals(content)}["Ett mål"] == ""


def test_in_brief_counts_council_goals_alone() -> None:
    report = report_of_goal(direct=True, judge_council_goals=True)
    contents = assemble(report).sections
    highlight = goals_highlight(contents, key="goals.goals")
    assert highlight is not None
    assert highlight.statement == "1 av 1 mål från fullmäktige uppnås"
