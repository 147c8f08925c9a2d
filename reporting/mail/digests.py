"""What waits for each person, once a week."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from reporting.mail.notices import whole_name
from reporting.mail.outbox import whole_address, write
from reporting.models import Membership, NoticeKind, Report, SectionAssignment, StatusChange, User
from reporting.models.choices import Status
from reporting.permissions import ALLOWED, TO_DO, TURN_OF, WRITERS, Action, barred
from reporting.workflow.progress import progress_of

RETURNED = "rätta och lämna in på nytt"
MOST_NAMED = 5  # sections of a report
STOOD = dt.timedelta(days=1)  # what is newer has a mail of its own


@dataclass(frozen=True)
class Item:
    """``what``: what one is to do with the report, in Swedish."""

    report: Report
    what: str

    @property
    def title(self) -> str:
        return whole_name(self.report)

    @property
    def address(self) -> str:
        return whole_address("report_workspace", self.report.slug)


def write_digests(now: dt.datetime | None = None) -> int:
    """To each person for whom something waits, at most once a week. Returns how many have something."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    monday = today - dt.timedelta(days=today.weekday())
    waiting = items_by_person(now)
    for person, items in waiting.items():
        write(
            [person],
            NoticeKind.DIGEST,
            matter="sammanfattning",
            day=monday,
            subject=_subject(len({item.report.pk for item in items})),
            facts={"items": items},
            municipality=person.municipality or items[0].report.committee.municipality,
        )
    return len(waiting)


def _subject(reports: int) -> str:
    return "En rapport väntar på dig" if reports == 1 else f"{reports} rapporter väntar på dig"


def items_by_person(now: dt.datetime) -> dict[User, list[Item]]:
    """Eight queries, however many people and reports there are."""
    reports, shared = _waiting_reports(now - STOOD), _shared_drafts()
    committees = {report.committee_id for report in (*reports, *shared)}
    held: dict[int, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.current(timezone.localdate(now)).filter(committee__in=committees)
    for membership in memberships.exclude(user__email="").select_related("user__municipality"):
        held[membership.committee_id].append(membership)
    found: dict[User, list[Item]] = defaultdict(list)
    for report in reports:
        action = TURN_OF[report.status]
        roles = ALLOWED[action][report.status]
        shut_out = barred(action, report.template, report.history)
        people = {one.user for one in held[report.committee_id] if one.role in roles}
        for person in sorted(people, key=lambda one: one.pk):
            if person.pk not in shut_out:
                found[person].append(Item(report, RETURNED if action is Action.HAND_IN else TO_DO[action]))
    for progress in progress_of(shared).values():
        report = progress.report
        for person in {one.user for one in held[report.committee_id] if one.role in WRITERS}:
            if left := progress.left_for(person):
                found[person].append(Item(report, _to_write([one.section.title for one in left])))
    return dict(found)


def _to_write(titles: list[str]) -> str:
    more = f" och {len(titles) - MOST_NAMED} till" if len(titles) > MOST_NAMED else ""
    return f"skriva klart {', '.join(titles[:MOST_NAMED])}{more}"


def _shared_drafts() -> list[Report]:
    """Those with a section that someone answers for."""
    assigned = SectionAssignment.objects.filter(report=models.OuterRef("pk"))
    drafts = Report.objects.filter(models.Exists(assigned), status=Status.DRAFT)
    return list(drafts.with_context().order_by("committee__name", "period__actuals_through", "pk"))


def _waiting_reports(before: dt.datetime) -> list[Any]:
    """Handed in, approved, or returned and not handed in again, all of it earlier."""
    changes = StatusChange.objects.filter(report=models.OuterRef("pk"))
    last = changes.order_by("-pk")
    reports = Report.objects.filter(status__in=[*TURN_OF]).annotate(
        since=models.Subquery(last.values("at")[:1])
    )
    old = reports.filter(since__lte=before)  # a draft that was never handed in has no step
    return list(
        old.with_context().with_history().order_by("committee__name", "period__actuals_through", "pk")
    )
