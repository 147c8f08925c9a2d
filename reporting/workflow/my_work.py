"""What waits for a person, of the reports that they work with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils import timezone

from reporting.models import Report, User
from reporting.models.choices import Status
from reporting.permissions import TURN_OF, Action, allows, barred
from reporting.workflow.progress import Progress, SectionProgress

Deadlines = Mapping[int, dt.date]
NO_DEADLINES: Deadlines = MappingProxyType({})


@dataclass(frozen=True)
class Step:
    """A report whose next step is this person's."""

    report: Report
    action: Action
    progress: Progress | None = None


@dataclass(frozen=True)
class OwnSections:
    """Sections of one report that the person answers for and that are not done. ``due``: the report's next deadline."""

    report: Report
    sections: Sequence[SectionProgress]
    due: dt.date | None = None

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.localdate()


@dataclass(frozen=True)
class Work:
    """``returned``: drafts that were sent back, with the reason in their history, and no answer to it yet."""

    steps: Sequence[Step]
    returned: Sequence[Report]
    sections: Sequence[OwnSections]

    @property
    def is_nothing(self) -> bool:
        return not (self.steps or self.returned or self.sections)


def work_of(
    user: User, reports: Sequence[Report], progress: Mapping[int, Progress], due: Deadlines = NO_DEADLINES
) -> Work:
    """``reports``: of the person's own nämnder, with their history. ``due``: the next deadline of each, by pk. No query
    but for the person's roles."""
    own = [
        OwnSections(report, left, due.get(report.pk))
        for report in reports
        if report.status == Status.DRAFT and (left := progress[report.pk].left_for(user))
    ]
    return Work(
        steps=list(_steps(user, reports, progress)),
        returned=[report for report in reports if report.unanswered and _may(user, Action.WRITE, report)],
        sections=sorted(own, key=lambda one: (one.due or dt.date.max, one.report.period.actuals_through)),
    )


def _steps(user: User, reports: Iterable[Report], progress: Mapping[int, Progress]) -> Iterable[Step]:
    for report in reports:
        action = TURN_OF.get(Status(report.status), Action.HAND_IN)
        if not _may(user, action, report):
            continue
        if action is Action.HAND_IN:
            found = progress.get(report.pk)
            if found and found.is_followed and found.is_done:
                yield Step(report, action, found)
        elif user.pk not in barred(action, report.template, report.history):
            yield Step(report, action)


def _may(user: User, action: Action, report: Report) -> bool:
    return allows(action, report.status, user.roles_in(report.committee))
