"""Help with a forecast for the whole year: what speaks for a figure, and how good earlier forecasts were. Pure.

Amounts are kronor with the ledger's sign (debit +), or None where it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from budgets.calculations import percent_used, rounded, variance

Kronor = Decimal | None


@dataclass(frozen=True)
class Precedent:
    """What other reports say of a line: its last forecast of this year, and the year before (the part that
    had gone at the same time, and the whole)."""

    forecast: Kronor = None
    part_last_year: Kronor = None
    whole_last_year: Kronor = None


@dataclass(frozen=True)
class Proposal:
    """A forecast that can be taken as it is. ``source`` says in Swedish where it comes from."""

    source: str
    amount: Decimal


def linear(actual: Kronor, months: int) -> Kronor:
    """The year's figure if every month is like those that have gone. ``months``: how many, 1–12."""
    return None if actual is None else actual * 12 / months


def seasonal(actual: Kronor, part: Kronor, whole: Kronor) -> Kronor:
    """The year's figure if the year has the shape of one where ``part`` of ``whole`` came by this time.

    Missing where the part is zero, or of the other sign than the whole: such a year has no shape to follow.
    """
    if actual is None or not part or not whole or (part > 0) != (whole > 0):
        return None
    return actual * whole / part


def proposals(
    *, actual: Kronor, budget: Kronor, period_budget: Kronor, months: int, precedent: Precedent
) -> list[Proposal]:
    """What speaks for a forecast, in the order it is offered; what can't be computed is left out."""
    past = precedent
    found: list[tuple[str, Kronor]] = [
        ("Förra prognosen", past.forecast),
        ("Utfall förra året", past.whole_last_year),
        ("Som hittills, jämnt", linear(actual, months)),
        ("Som hittills, förra årets säsong", seasonal(actual, past.part_last_year, past.whole_last_year)),
        ("Som hittills, periodbudgetens säsong", seasonal(actual, period_budget, budget)),
    ]
    return [Proposal(source, amount) for source, amount in found if amount is not None]


@dataclass(frozen=True)
class Threshold:
    """When a forecast has to be explained: off from budget by more than ``amount`` kronor, or by more than
    ``share`` per cent of it. None is no limit of that kind."""

    amount: Kronor = None
    share: Decimal | None = None

    def is_passed(self, budget: Kronor, forecast: Kronor) -> bool:
        off = variance(budget, forecast)
        if not off or budget is None:
            return False
        by_amount = self.amount is not None and abs(off) > self.amount
        by_share = self.share is not None and abs(off) * 100 > self.share * abs(budget)
        return by_amount or by_share


@dataclass(frozen=True)
class Precision:
    """How near a forecast came. ``missed``: forecast less outcome, + where it became better for the result
    than forecast. ``share``: that in per cent of the outcome, one decimal; missing where the outcome is zero."""

    forecast: Kronor
    missed: Kronor
    share: Decimal | None


def precision(forecast: Kronor, outcome: Kronor) -> Precision:
    missed = variance(forecast, outcome)
    share = percent_used(abs(outcome) if outcome else None, abs(missed) if missed is not None else None)
    return Precision(forecast, missed, None if share is None else rounded(share, 1))
