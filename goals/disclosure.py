"""Which staff figures must be hidden so that no single person is disclosed (pure).

GDPR: sick leave per sex in a small group says who is ill. Nor may a hidden figure be derived: a known total
and one sex give the other, and shares of the two sexes add up to 100.
"""

from __future__ import annotations

NOTHING: frozenset[str] = frozenset()
BOTH_SEXES = frozenset({"women", "men"})
EVERYTHING = BOTH_SEXES | {"total"}


def hidden_figures(women: int | None, men: int | None, smallest: int) -> frozenset[str]:
    """The figures to hide, of "total", "women" and "men".

    ``women`` and ``men`` are numbers of persons; None (unknown) counts as too few. ``smallest`` is the smallest
    group to show, 0 for any. An empty group hides nothing.
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
