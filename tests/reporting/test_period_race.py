"""Drafts given one period at once: one gets it, the others are told in the form. None fails."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from reporting.models import PeriodKind, Report, User
from reporting.models.choices import Status
from tests.factories import make_period, make_report, make_user, section
from tests.html import Page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,  # on SQLite no two writing transactions run at once (IMMEDIATE)
]
DRAFTS = 8
TAKEN = "Nämnden har redan en rapport för perioden."
FACTS = {
    "kind": PeriodKind.INTERIM,
    "actuals_through": "2024-04-30",
    "dated": "2024-05-15",
    "title": "Delårsrapport januari–april 2024",
}


def sent_at_once(user: User, requests: list[tuple[str, dict[str, str]]]) -> Counter[tuple[int, str]]:
    """The answers to posts that begin together: status and what the form says."""
    start = Barrier(len(requests))

    def send(request: tuple[str, dict[str, str]]) -> tuple[int, str]:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        start.wait()
        answer = client.post(*request)
        connection.close()
        alerts = [e.text for e in Page(answer.content).elements if e.attrs.get("role") == "alert"]
        return answer.status_code, " ".join(alerts)

    with ThreadPoolExecutor(len(requests)) as threads:
        return Counter(threads.map(send, requests))


def drafts() -> list[Report]:
    first = make_report(section("inledning", has_prose=True), actuals_through=dt.date(2020, 12, 31))
    later = [
        make_report(template=first.template, actuals_through=dt.date(2020 - n, 12, 31))
        for n in range(1, DRAFTS)
    ]
    return [first, *later]


@pytest.mark.parametrize("of_them_new", [0, DRAFTS // 2])
def test_one_draft_gets_the_period_and_the_others_are_told(of_them_new: int) -> None:
    make_period(dt.date(2024, 4, 30))  # there already: else the first to make it holds the others back
    made = drafts()
    user = make_user(made[0].committee)
    changes = [(reverse("report_facts", args=[report.slug]), FACTS) for report in made[of_them_new:]]
    starts = [
        (
            reverse("report_start", args=[made[0].committee.slug]),
            FACTS | {"template": str(made[0].template_id)},
        )
    ] * of_them_new

    answers = sent_at_once(user, [*changes, *starts])

    assert answers == {(302, ""): 1, (422, TAKEN): DRAFTS - 1}
    in_period = Report.objects.filter(period__actuals_through="2024-04-30", period__kind=PeriodKind.INTERIM)
    assert in_period.count() == 1


def test_one_correction_is_begun_and_the_others_are_told() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Året började bra.")
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)
    asked = (reverse("report_correction", args=[report.slug]), {"reason": "Fel siffra."})

    answers = sent_at_once(make_user(report.committee), [asked] * DRAFTS)

    assert answers == {
        (302, ""): 1,
        (422, "En rättelse pågår redan: version 2 är utkast. Fortsätt i den."): DRAFTS - 1,
    }
    assert Report.objects.filter(version=2).count() == 1
