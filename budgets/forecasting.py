"""Forecasts for the year: proposals, thresholds, precision. Pure.

Amounts are kronor, debit +; None is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgets.calculations import percent_used, rounded, variance

Kronor = Decimal | None


@dataclass(frozen=True)
class Precedent:
    """A line in other reports: its latest forecast of this year, and the actuals of the year before, to the same
    month and whole."""

    forecast: Kronor = None
    part_last_year: Kronor = None
    whole_last_year: Kronor = None


@dataclass(frozen=True)
class Proposal:
    """A proposed forecast. ``source``: where it comes from, in Swedish."""

    source: str
    amount: Decimal


def linear(actual: Kronor, months: int) -> Kronor:
    """The year's amount if the months left are like the past ones. ``months``: past, 1–12."""
    return None if actual is None else actual * 12 / months


def seasonal(actual: Kronor, part: Kronor, whole: Kronor) -> Kronor:
    """The year's amount if it follows a year with ``part`` of ``whole`` by the same month.

    Missing if the part is zero or has another sign than the whole.
    """
    if actual is None or not part or not whole or (part > 0) != (whole > 0):
        return None
    return actual * whole / part


def proposals(
    *, actual: Kronor, budget: Kronor, period_budget: Kronor, months: int, precedent: Precedent
) -> list[Proposal]:
    """Proposed forecasts in the order offered, without those that can't be computed."""
    past = precedent
    candidates: list[tuple[str, Kronor]] = [
        ("Förra prognosen", past.forecast),
        ("Utfall förra året", past.whole_last_year),
        ("Som hittills, jämnt", linear(actual, months)),
        ("Som hittills, förra årets säsong", seasonal(actual, past.part_last_year, past.whole_last_year)),
        ("Som hittills, periodbudgetens säsong", seasonal(actual, period_budget, budget)),
    ]
    return [Proposal(source, amount) for source, amount in candidates if amount is not None]


@dataclass(frozen=True)
class Threshold:
    """How far from budget a forecast may be uncommented: ``amount`` kronor, ``share`` per cent. None: no limit."""

    amount: Kronor = None
    share: Decimal | None = None

    def is_passed(self, budget: Kronor, forecast: Kronor) -> bool:
        gap = variance(budget, forecast)
        if not gap or budget is None:
            return False
        by_amount = self.amount is not None and abs(gap) > self.amount
        by_share = self.share is not None and abs(gap) * 100 > self.share * abs(budget)
        return by_amount or by_share


@dataclass(frozen=True)
class Precision:
    """``missed``: forecast − outcome, + if the outcome was better for the result.

    ``share``: that in per cent of the outcome, one decimal; missing if the outcome is zero.
    """

    forecast: Kronor
    missed: Kronor
    share: Decimal | None


def precision(forecast: Kronor, outcome: Kronor) -> Precision:
    missed = variance(forecast, outcome)
    share = percent_used(abs(outcome) if outcome else None, abs(missed) if missed is not None else None)
    return Precision(forecast, missed, None if share is None else rounded(share, 1))
