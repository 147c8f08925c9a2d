"""Which figures about staff may be shown without telling about single persons (pure).

GDPR: sick leave per sex in a small group says who is ill. A hidden figure must not be possible to work
out either: where the total is known, one sex gives the other, and shares of the two sexes add up to 100.
"""

from __future__ import annotations

NOTHING: frozenset[str] = frozenset()
BOTH_SEXES = frozenset({"women", "men"})
EVERYTHING = BOTH_SEXES | {"total"}


def hidden_figures(women: int | None, men: int | None, smallest: int) -> frozenset[str]:
    """Which of "total", "women" and "men" may not be shown.

    ``women`` and ``men`` are numbers of persons, None when unknown, which counts as too few; ``smallest``
    is the least group that is shown, 0 when every group is. A group of nobody hides nothing.
    """
    if not smallest:
        return NOTHING
    if women is None or men is None or _is_too_small(women + men, smallest):
        return EVERYTHING
    if _is_too_small(women, smallest) or _is_too_small(men, smallest):
        return BOTH_SEXES
    return NOTHING


def _is_too_small(persons: int, smallest: int) -> bool:
    return 0 < persons < smallest
