"""Budget arithmetic. Pure: Decimal or None (saknas) in and out, nothing rounded on the way.

Amounts are kronor, debit +, so budget − actual is the effect on the result, of revenue and cost alike: + is better than
budget.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

PERCENT = Context(prec=15, rounding=ROUND_HALF_UP)  # the digits a cell keeps exactly


def variance(budget: Decimal | None, compared: Decimal | None) -> Decimal | None:
    """``budget`` − ``compared``; missing if either is."""
    return None if budget is None or compared is None else budget - compared


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known amounts; missing if none is. Who prints it names the missing ones."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def percent_used(budget: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """The per cent of the budget used: 13.9 is 13.9 %. Missing if the actual is, or without a budget."""
    if not budget or actual is None:
        return None
    return PERCENT.divide(actual * 100, budget)


def total_percent_used(pairs: Iterable[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """The per cent used of all rows with both budget and actual."""
    known = [(budget, actual) for budget, actual in pairs if budget is not None and actual is not None]
    return percent_used(total(budget for budget, _ in known), total(actual for _, actual in known))


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Rounded half up, as printed."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=99))


def adds_up(parts: Sequence[Decimal | None], whole: Decimal | None, decimals: int) -> bool:
    """Whether the printed parts make the printed whole; True if any is missing."""
    if whole is None or None in parts:
        return True
    printed = sum((rounded(part, decimals) for part in parts if part is not None), Decimal(0))
    return printed == rounded(whole, decimals)


def allocate(amount: Decimal, weights: Sequence[Decimal], decimals: int) -> list[Decimal]:
    """Split an amount in proportion to weights, in steps of its last printed decimal.

    The parts sum to the amount as printed. Largest remainder: shares are rounded down, and the steps left over go to
    those that lost most, of equals to the first. ValueError if a weight is negative or all are zero.
    """
    if any(weight < 0 for weight in weights) or not sum(weights):
        raise ValueError("the weights are zero or more, and at least one is more")
    whole = sum(map(Fraction, weights))
    steps = int(abs(rounded(amount, decimals)).scaleb(decimals))
    shares = [Fraction(weight) * steps / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    by_loss = sorted(range(len(parts)), key=lambda index: parts[index] - shares[index])
    for index in by_loss[: steps - sum(parts)]:
        parts[index] += 1
    sign = -1 if amount < 0 else 1
    return [Decimal(sign * part).scaleb(-decimals) for part in parts]
