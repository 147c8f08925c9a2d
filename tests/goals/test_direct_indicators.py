"""Indicators directly under a council goal: the report and the editor say what counts."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from goals.models import CommitteeGoal, CouncilGoal
from reporting.assembly import assemble
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
