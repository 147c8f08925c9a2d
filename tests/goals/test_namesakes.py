"""A new row by the name of one beside it is asked about, not made."""

from __future__ import annotations

import pytest
from django.test import Client

from goals.models import CommitteeGoal, CouncilGoal, Indicator
from reporting.models import Report
from tests.factories import fresh, make_report, make_user, section
from tests.goals.sydnarke import DIGITAL, make_goals
from tests.goals.test_forms import INCIDENTS, as_posted, form_of, typed
from tests.patches import autosave, judged

pytestmark = pytest.mark.django_db
EXISTS = "Indikatorn ”{}” finns redan under målet. Skriv på den raden, eller ge den här ett annat namn."


@pytest.fixture
def report() -> Report:
    made = make_report(section("mal", "goals.goals"))
    make_goals(made)
    return made


def pasted(report: Report, *lines: tuple[str, int]) -> dict[str, str]:
    """New indicators: name and the pk of the nämndmål."""
    form = form_of(report, "mal")
    data = as_posted(form)
    for blank, (label, goal) in zip(form.indicators.extra_forms, lines, strict=False):
        data |= {blank["label"].html_name: label, blank["placement"].html_name: f"namndmal-{goal}"}
    return data


def test_a_pasted_indicator_that_is_there_is_asked_about(client: Client, report: Report) -> None:
    there = Indicator.objects.get(label=INCIDENTS)
    other = CommitteeGoal.objects.exclude(pk=there.committee_goal_id).first()
    assert other is not None
    client.force_login(make_user(report.committee))
    again = INCIDENTS.upper()
    data = pasted(report, (again, there.committee_goal_id), (INCIDENTS, other.pk))

    (error,) = judged(client, report, "mal", data)["errors"].items()
    assert (error[0][-6:], error[1]) == ("-label", EXISTS.format(again))
    autosave(client, report, "mal", data)

    made = Indicator.objects.filter(label__iexact=INCIDENTS).exclude(pk=there.pk)
    assert [(row.label, row.committee_goal_id) for row in made] == [(INCIDENTS, other.pk)]


def test_two_new_ones_by_one_name_are_one(client: Client, report: Report) -> None:
    goal = CommitteeGoal.objects.get(label=DIGITAL)
    client.force_login(make_user(report.committee))
    answer = autosave(client, report, "mal", pasted(report, ("Möten", goal.pk), ("möten ", goal.pk)))
    assert [*answer["errors"].values()] == [EXISTS.format("möten")]
    assert Indicator.objects.filter(label__iexact="möten").count() == 1


def test_a_row_is_not_renamed_to_one_beside_it(client: Client, report: Report) -> None:
    goal = CommitteeGoal.objects.get(label=DIGITAL)
    first, second = Indicator.objects.filter(committee_goal=goal)[:2]
    client.force_login(make_user(report.committee))
    answer = autosave(
        client, report, "mal", typed(fresh(report), {(second.label, "label"): first.label}, "mal")
    )
    assert [*answer["errors"].values()] == [EXISTS.format(first.label)]


def test_namesakes_that_are_stored_are_left_alone(client: Client, report: Report) -> None:
    goal = CommitteeGoal.objects.get(label=DIGITAL)
    first, second = Indicator.objects.filter(committee_goal=goal)[:2]
    Indicator.objects.filter(pk=second.pk).update(label=first.label)
    client.force_login(make_user(report.committee))
    answer = autosave(
        client, report, "mal", typed(fresh(report), {(first.label, "comment"): "Klart."}, "mal")
    )
    assert (answer["saved"], answer["errors"]) == (True, {})


def test_goals_have_names_of_their_own(client: Client, report: Report) -> None:
    form = form_of(report, "mal")
    council, committee = CouncilGoal.objects.first(), CommitteeGoal.objects.get(label=DIGITAL)
    assert council is not None
    new_council, new_committee = form.council_goals.extra_forms[0], form.committee_goals.extra_forms[0]
    data = as_posted(form) | {
        new_council["label"].html_name: council.label,
        new_committee["label"].html_name: DIGITAL,
        new_committee["placement"].html_name: f"kf-{committee.council_goal_id}",
    }
    client.force_login(make_user(report.committee))
    rest = "Skriv på den raden, eller ge den här ett annat namn."
    assert sorted(judged(client, report, "mal", data)["errors"].values()) == [
        f"Målet ”{council.label}” finns redan. {rest}",
        f"Nämndmålet ”{DIGITAL}” finns redan under målet. {rest}",
    ]
