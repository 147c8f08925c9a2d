"""A round after another: the next period of its kind, with each date as far from the period's end."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reporting.models import DEADLINES, PeriodKind, Round
from reporting.models.round import Dates
from reporting.workflow.start import next_tertial_end

SATURDAY = 5


@dataclass(frozen=True)
class Proposal:
    """What a round may begin with. ``own``: the dates of nämnder that have their own, by the nämnd's pk."""

    kind: str
    actuals_through: dt.date
    committees: list[int]
    dates: Dates
    own: dict[int, Dates]


def first_round(committees: list[int], today: dt.date) -> Proposal:
    """Of the tertial that ended last."""
    through = next_tertial_end(today - dt.timedelta(days=123))
    kind = PeriodKind.ANNUAL if through.month == 12 else PeriodKind.INTERIM
    return Proposal(kind, through, committees, dict.fromkeys(DEADLINES), {})


def next_round(last: Round) -> Proposal:
    was, through = last.period.actuals_through, next_tertial_end(last.period.actuals_through)
    by = through - was
    parts = list(last.taking_part.all())
    own = {part.committee_id: _moved_dates(part.own_dates, by) for part in parts}
    return Proposal(
        kind=_kind_of(last, through),
        actuals_through=through,
        committees=[part.committee_id for part in parts],
        dates=_moved_dates(last.dates, by),
        own={pk: dates for pk, dates in own.items() if any(dates.values())},
    )


def moved(on: dt.date, by: dt.timedelta) -> dt.date:
    """On the next Monday instead of a Saturday or Sunday."""
    day = on + by
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def _moved_dates(dates: Dates, by: dt.timedelta) -> Dates:
    return {name: moved(on, by) if on else None for name, on in dates.items()}


def _kind_of(last: Round, through: dt.date) -> str:
    """Delårsrapport and årsredovisning by the month; other kinds stay."""
    if last.period.kind not in (PeriodKind.INTERIM, PeriodKind.ANNUAL):
        return last.period.kind
    return PeriodKind.ANNUAL if through.month == 12 else PeriodKind.INTERIM
