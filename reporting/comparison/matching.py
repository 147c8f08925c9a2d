"""Which part of one document answers to which of the other. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Matching(Generic[T]):
    """Pairs of (old, new) in the new order, what is only new, and what is only old."""

    pairs: list[tuple[T, T]]
    appeared: list[T]
    vanished: list[T]


def matched(old: Sequence[T], new: Sequence[T], *names: Callable[[T], str]) -> Matching[T]:
    """Pairs by the first name they share, then what is left by the next.

    Of several with the same name, the first answers to the first. Only the first kind of name, the key, may
    be empty: two rows that are called nothing have nothing in common.
    """
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for rank, name in enumerate(names):
        waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        for place, part in enumerate(old):
            called = plain(name(part))
            if place not in taken and (called or rank == 0):
                waiting[called].append(place)
        for place, part in enumerate(new):
            candidates = waiting.get(plain(name(part)))
            if place not in partner and candidates:
                partner[place] = candidates.popleft()
                taken.add(partner[place])
    return Matching(
        pairs=[(old[partner[place]], part) for place, part in enumerate(new) if place in partner],
        appeared=[part for place, part in enumerate(new) if place not in partner],
        vanished=[part for place, part in enumerate(old) if place not in taken],
    )


def plain(text: str) -> str:
    """A name without what two writers do differently: spaces, capitals, a full stop ("( NKI).", "(NKI)")."""
    return "".join(text.split()).casefold().rstrip(".")
