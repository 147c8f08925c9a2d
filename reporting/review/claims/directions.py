"""The direction in the words around a figure: underskott, överskott, högre, lägre, bättre, sämre. Pure."""

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
BETTER = re.compile(r"\bpositiv\w* (?:budget)?avvikelse", re.IGNORECASE)  # if + is better than budget
WORSE = re.compile(r"\bnegativ\w* (?:budget)?avvikelse", re.IGNORECASE)
THAN_BUDGET = re.compile(r"[ \u00a0]+(?:(?P<better>bättre)|sämre) än (?:budget|planera)", re.IGNORECASE)
ADJACENT = 15  # characters after a figure within which a word belongs to it


def direction_said(
    text: str, figure: Figure, *, is_variance: bool, is_revenue: bool, is_plus_better: bool
) -> int:
    """What the words nearest the figure say of the result: +1 better, −1 worse, 0 nothing.

    The flags describe its cell: a variance, of revenue, in a document whose better variances have a plus.
    """
    if than_budget := THAN_BUDGET.match(text, figure.end):
        return 1 if than_budget["better"] else -1
    start = max(0, figure.start - NEAR)
    near, at = text[start : figure.end + NEAR], figure.start - start
    if DEFICIT.search(text) and SURPLUS.search(text):
        return _of_own_word(text, figure)
    if nearest := _nearest(near, at, DEFICIT, SURPLUS):
        return nearest
    if not is_variance:
        return 0
    if is_plus_better and (nearest := _nearest(near, at, WORSE, BETTER)):
        return nearest
    side = 1 if is_revenue else -1
    return -side * _nearest(near, at, ABOVE, BELOW)


def _of_own_word(text: str, figure: Figure) -> int:
    """The figure's own word, in a sentence with both an underskott and an överskott.

    It is before the figure with no other figure between, or right after ("50 tkr i överskott").
    """
    ends = [match.end() for match in FIGURE.finditer(text, 0, figure.start)]
    start = max([figure.start - NEAR, *ends, 0])
    if own := _last(text[start : figure.start]):
        return own
    return _nearest(text[figure.end : figure.end + ADJACENT], 0, DEFICIT, SURPLUS)


def _nearest(text: str, at: int, minus: re.Pattern[str], plus: re.Pattern[str]) -> int:
    """−1 or +1 by which pattern matches nearest a position; 0 for no match."""
    signs = [
        (abs(match.start() - at), sign)
        for pattern, sign in ((minus, -1), (plus, 1))
        for match in pattern.finditer(text)
    ]
    return min(signs)[1] if signs else 0


def _last(text: str) -> int:
    """−1 or +1 by whether underskott or överskott is last; 0 for neither."""
    signs = [
        (match.start(), sign)
        for pattern, sign in ((DEFICIT, -1), (SURPLUS, 1))
        for match in pattern.finditer(text)
    ]
    return max(signs)[1] if signs else 0
