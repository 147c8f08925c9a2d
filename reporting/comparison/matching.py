"""Pairs the parts of two documents. Pure."""

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
    """Pairs by the first of ``names``, then the rest by the next.

    Parts with the same name are paired in order. An empty name pairs only as the first of ``names``, the key: two rows
    without a label have nothing in common.
    """
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for rank, name in enumerate(names):
        waiting: defaultdict[str, deque[int]] = defaultdict(deque)
        for index, part in enumerate(old):
            text = plain(name(part))
            if index not in taken and (text or rank == 0):
                waiting[text].append(index)
        for index, part in enumerate(new):
            candidates = waiting.get(plain(name(part)))
            if index not in partner and candidates:
                partner[index] = candidates.popleft()
                taken.add(partner[index])
    return Matching(
        pairs=[(old[partner[index]], part) for index, part in enumerate(new) if index in partner],
        appeared=[part for index, part in enumerate(new) if index not in partner],
        vanished=[part for index, part in enumerate(old) if index not in taken],
    )


def plain(text: str) -> str:
    """A name without spaces, capitals and final full stop: "( NKI)." is "(nki)"."""
    return "".join(text.split()).casefold().rstrip(".")
