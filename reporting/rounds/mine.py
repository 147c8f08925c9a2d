"""Rounds on a person's start page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from reporting.models import Report, Round, RoundCommittee, User
from reporting.permissions import OFFICIALS, municipalities_administered_by
from reporting.rounds.standing import Standing, next_of, standing

MOST_LISTED = 3
KEPT_FOR = dt.timedelta(days=60)  # after its last day


@dataclass(frozen=True)
class OwnRound:
    round: Round
    standing: Standing


def due_of(reports: Sequence[Report], today: dt.date) -> dict[int, dt.date]:
    """The next deadline of each report in a round, by its pk. One query."""
    parts = RoundCommittee.objects.filter(
        committee__in={report.committee_id for report in reports},
        round__period__in={report.period_id for report in reports},
    )
    dates = {(part.committee_id, part.round.period_id): part.dates for part in parts.select_related("round")}
    found = (
        (report.pk, standing(report.status, dates[report.committee_id, report.period_id], today).on)
        for report in reports
        if (report.committee_id, report.period_id) in dates
    )
    return {pk: on for pk, on in found if on}


def own_rounds(user: User, today: dt.date) -> list[OwnRound]:
    """The latest of a person's nämnder and kommuner that are not long past. One query."""
    held = user.memberships.current().filter(role__in=OFFICIALS).values("committee")
    with_own = RoundCommittee.objects.filter(committee__in=held).values("round")
    followed = models.Q(pk__in=with_own) | models.Q(
        municipality__in=municipalities_administered_by(user).values("pk")
    )
    rounds = (
        Round.objects.filter(followed).select_related("period", "municipality").defer("municipality__arms")
    )
    found = [OwnRound(one, next_of(one.dates, today)) for one in rounds[: 2 * MOST_LISTED]]
    recent = [
        one for one in found if max(filter(None, one.round.dates.values()), default=today) >= today - KEPT_FOR
    ]
    return recent[:MOST_LISTED]
