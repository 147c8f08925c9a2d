"""What the words round a figure say of the result: underskott, överskott, högre, lägre, bättre, sämre. Pure."""

from __future__ import annotations

import re

from reporting.review.claims.figures import FIGURE, Figure
from reporting.review.claims.other_times import NEAR

DEFICIT = re.compile(r"\bunderskott|\bminusresultat|\bnegativt resultat|\bförlust", re.IGNORECASE)
SURPLUS = re.compile(r"\böverskott|\bplusresultat|\bpositivt resultat|\bvinst", re.IGNORECASE)
ABOVE = re.compile(r"\b(?:högre|mer|större|över|ök\w*|överst[ie]g\w*|överskr[ie]d\w*)\b", re.IGNORECASE)
BELOW = re.compile(
    r"\b(?:lägre|mindre|under budget|minsk\w*|underst[ie]g\w*|underskr[ie]d\w*)\b", re.IGNORECASE
)
BETTER = re.compile(r"\bpositiv\w* (?:budget)?avvikelse", re.IGNORECASE)  # where a plus is better than budget
WORSE = re.compile(r"\bnegativ\w* (?:budget)?avvikelse", re.IGNORECASE)
THAN_BUDGET = re.compile(r"[ \u00a0]+(?:(?P<better>bättre)|sämre) än (?:budget|planera)", re.IGNORECASE)
ADJACENT = 15  # how far after a figure a word that must go with it stands, in characters


def said_of_result(
    text: str, figure: Figure, *, is_variance: bool, is_revenue: bool, is_plus_better: bool
) -> int:
    """What the words nearest the figure say: +1 better, −1 worse, 0 nothing. The rest is about the cell it may be:
    a variance, in a row of revenue, and where a variance that is better than budget has a plus."""
    if than_budget := THAN_BUDGET.match(text, figure.end):
        return 1 if than_budget["better"] else -1
    start = max(0, figure.start - NEAR)
    near, place = text[start : figure.end + NEAR], figure.start - start
    if DEFICIT.search(text) and SURPLUS.search(text):
        return _of_ones_own(text, figure)
    if nearest := _nearest(near, place, DEFICIT, SURPLUS):
        return nearest
    if not is_variance:
        return 0
    if is_plus_better and (nearest := _nearest(near, place, WORSE, BETTER)):
        return nearest
    side = 1 if is_revenue else -1
    return -side * _nearest(near, place, ABOVE, BELOW)


def _of_ones_own(text: str, figure: Figure) -> int:
    """As ``_said`` of a sentence with both an underskott and an överskott: by the one that is the figure's own.

    It stands before the figure with no other between, or close after ("50 tkr i överskott").
    """
    before = [found.end() for found in FIGURE.finditer(text, 0, figure.start)]
    start = max([figure.start - NEAR, *before, 0])
    if own := _last(text[start : figure.start]):
        return own
    return _nearest(text[figure.end : figure.end + ADJACENT], 0, DEFICIT, SURPLUS)


def _nearest(text: str, place: int, minus: re.Pattern[str], plus: re.Pattern[str]) -> int:
    """−1 or +1 by which of two patterns stands nearest a place, 0 when neither does."""
    found = [
        (abs(match.start() - place), sign)
        for pattern, sign in ((minus, -1), (plus, 1))
        for match in pattern.finditer(text)
    ]
    return min(found)[1] if found else 0


def _last(text: str) -> int:
    """−1 or +1 by which of underskott and överskott stands last, 0 when neither does."""
    found = [
        (match.start(), sign)
        for pattern, sign in ((DEFICIT, -1), (SURPLUS, 1))
        for match in pattern.finditer(text)
    ]
    return max(found)[1] if found else 0
