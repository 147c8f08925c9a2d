"""What a person sees of rounds: each nämnd's step, and what falls next."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import models

from reporting.models import (
    DEADLINES,
    Committee,
    Municipality,
    Report,
    ReportTemplate,
    Round,
    RoundCommittee,
    User,
)
from reporting.models.choices import Status
from reporting.permissions import CREATORS, OFFICIALS, follows_rounds_of, opens_rounds_for
from reporting.rounds.standing import Standing, standing
from reporting.workflow.progress import Progress, progress_of


@dataclass(frozen=True)
class BoardRow:
    """``report`` is None before it is begun. ``may_read``: whether the person may open it; ``may_set``: its dates.
    ``progress``: of a draft."""

    taking_part: RoundCommittee
    report: Report | None
    standing: Standing
    progress: Progress | None
    may_read: bool
    may_set: bool
    may_edit_templates: bool
    has_template: bool

    @property
    def committee(self) -> Committee:
        return self.taking_part.committee

    @property
    def has_own(self) -> bool:
        return any(self.taking_part.own_dates.values())


@dataclass(frozen=True)
class Board:
    """A round as a person sees it, what is late first."""

    round: Round
    rows: tuple[BoardRow, ...]

    @property
    def calendar(self) -> list[tuple[str, dt.date | None]]:
        return [(DEADLINES[name].capitalize(), on) for name, on in self.round.dates.items()]

    @property
    def late(self) -> int:
        return sum(row.standing.is_late for row in self.rows)

    @property
    def lacking(self) -> list[BoardRow]:
        """Whose reports the person may begin."""
        return [row for row in self.rows if row.report is None and row.may_set]

    @property
    def may_begin(self) -> bool:
        return any(row.has_template for row in self.lacking)

    @property
    def without_template(self) -> list[BoardRow]:
        return [row for row in self.rows if row.report is None and not row.has_template]

    @property
    def steps(self) -> list[tuple[str, int]]:
        """How many are at each step, in the order of the way."""
        counts = Counter(row.standing.status for row in self.rows)
        ways = [Standing(status) for status in ("", *Status.values)]
        return [(way.step, counts[way.status]) for way in ways if counts[way.status]]


def rounds_of(user: User, municipality: Municipality) -> models.QuerySet[Round]:
    """Those in which a nämnd takes part that the person follows."""
    seen = RoundCommittee.objects.filter(committee__in=follows_rounds_of(user, municipality))
    rounds = Round.objects.filter(municipality=municipality, pk__in=seen.values("round"))
    return rounds.select_related("period", "municipality")


def board_of(shown: Round, user: User, today: dt.date) -> Board:
    """Ten queries, however many nämnder there are."""
    parts = taking_part_in(shown, user)
    committees = [part.committee_id for part in parts]
    reports = {report.committee_id: report for report in reports_of_period(shown, committees)}
    progress = progress_of([report for report in reports.values() if report.status == Status.DRAFT])
    held = user.memberships.current()
    reads = set(held.filter(role__in=OFFICIALS).values_list("committee", flat=True))
    edits = set(held.filter(role__in=CREATORS).values_list("committee", flat=True))
    sets = set(opens_rounds_for(user, shown.municipality).values_list("pk", flat=True))
    with_template = set(
        ReportTemplate.objects.filter(committee__in=committees).values_list("committee", flat=True)
    )
    rows = [
        BoardRow(
            part,
            report := reports.get(part.committee_id),
            standing(report.status if report else "", part.dates, today),
            progress.get(report.pk) if report else None,
            may_read=report is not None and part.committee_id in reads,
            may_set=part.committee_id in sets,
            may_edit_templates=part.committee_id in edits,
            has_template=part.committee_id in with_template,
        )
        for part in parts
    ]
    return Board(shown, tuple(sorted(rows, key=lambda row: not row.standing.is_late)))


def taking_part_in(shown: Round, user: User) -> list[RoundCommittee]:
    """The round's nämnder that the person follows, by name."""
    parts = shown.taking_part.filter(committee__in=follows_rounds_of(user, shown.municipality))
    found = list(parts.select_related("committee").order_by("committee__name"))
    for part in found:
        part.round = shown
    return found


def reports_of_period(shown: Round, committees: list[int]) -> models.QuerySet[Report]:
    kept = Report.objects.kept().holding()
    of_period = kept.filter(committee__in=committees, period=shown.period_id)
    return of_period.with_context().defer("committee__municipality__arms").order_by("version")


def part_of(report: Report) -> RoundCommittee | None:
    """The nämnd in the round of its period, if there is one."""
    parts = RoundCommittee.objects.filter(committee=report.committee_id, round__period=report.period_id)
    return parts.select_related("round__period", "round__municipality", "committee").first()
