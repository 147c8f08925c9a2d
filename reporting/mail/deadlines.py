"""What falls the day after, the day before, to those who are to do it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from reporting.mail.outbox import whole_address, write
from reporting.models import DEADLINES, Membership, NoticeKind, Report, Round, RoundCommittee, User
from reporting.models.choices import Status
from reporting.permissions import ALLOWED, CREATORS, NO_ONE, Action

# deadline -> whose it is, while the report has one of the statuses. Nobody in a nämnd acts on kommunstyrelsen's day.
WHOSE: Mapping[str, tuple[Action, frozenset[str]]] = {
    "figures_by": (Action.WRITE, frozenset({Status.DRAFT})),
    "text_by": (Action.WRITE, frozenset({Status.DRAFT})),
    "hand_in_by": (Action.HAND_IN, frozenset({Status.DRAFT})),
    "meets_on": (Action.ADOPT, frozenset({Status.DRAFT, Status.HANDED_IN, Status.APPROVED})),
}


@dataclass(frozen=True)
class Due:
    """``report`` is None for a nämnd that has not begun."""

    part: RoundCommittee
    deadline: str
    report: Report | None

    @property
    def title(self) -> str:
        return (
            self.report.title
            if self.report
            else f"{self.part.committee.name} har ingen rapport för perioden än"
        )

    @property
    def address(self) -> str:
        if self.report:
            return whole_address("report_workspace", self.report.slug)
        return whole_address("report_start", self.part.committee.slug)

    @property
    def roles(self) -> frozenset[str]:
        """Of those who are to act. None when it is done, or not theirs."""
        action, statuses = WHOSE[self.deadline]
        if self.report is None:
            return CREATORS
        if self.report.status not in statuses:
            return NO_ONE
        status = Status.APPROVED if action is Action.ADOPT else Status.DRAFT
        return ALLOWED[action][status]


def write_deadlines(now: dt.datetime | None = None) -> int:
    """To each person one mail for a round and deadline, with all their nämnder. Three queries before the writing.
    Returns how many are due."""
    tomorrow = timezone.localdate(now) + dt.timedelta(days=1)
    mail: dict[tuple[User, Round, str], list[Due]] = defaultdict(list)
    found = list(_due_on(tomorrow))
    held = _held(found, tomorrow - dt.timedelta(days=1))
    for due in found:
        people = {one.user for one in held[due.part.committee_id] if one.role in due.roles}
        for person in sorted(people, key=lambda one: one.pk):
            mail[person, due.part.round, due.deadline].append(due)
    for (person, opened, deadline), items in mail.items():
        write(
            [person],
            NoticeKind.DEADLINE,
            matter=f"omgång {opened.pk} {deadline}",
            day=tomorrow,
            subject=f"I morgon: {DEADLINES[deadline]}, {opened}",
            facts={"deadline": DEADLINES[deadline], "round": opened, "day": tomorrow, "items": items},
            municipality=opened.municipality,
        )
    return len(mail)


def _due_on(day: dt.date) -> Iterator[Due]:
    falls = Q()
    for name in WHOSE:
        falls |= Q(**{name: day}) | Q(**{f"round__{name}": day})
    parts = RoundCommittee.objects.filter(falls)
    parts = parts.select_related("round__period", "round__municipality", "committee")
    due = [
        (part, name)
        for part in parts.order_by("committee__name")
        for name in WHOSE
        if part.dates[name] == day
    ]
    reports = _reports([part for part, _ in due])
    for part, name in due:
        yield Due(part, name, reports.get((part.committee_id, part.round.period_id)))


def _reports(parts: list[RoundCommittee]) -> dict[tuple[int, int], Report]:
    """By nämnd and period, the version that holds."""
    found = (
        Report.objects.kept()
        .holding()
        .filter(
            committee__in={part.committee_id for part in parts},
            period__in={part.round.period_id for part in parts},
        )
    )
    return {(report.committee_id, report.period_id): report for report in found.order_by("version")}


def _held(found: list[Due], today: dt.date) -> dict[int, list[Membership]]:
    committees = {due.part.committee_id for due in found}
    memberships = Membership.objects.current(today).filter(committee__in=committees)
    held: dict[int, list[Membership]] = defaultdict(list)
    for membership in memberships.exclude(user__email="").select_related("user"):
        held[membership.committee_id].append(membership)
    return held
