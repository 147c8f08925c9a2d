"""When a goal is met and when partly met, as a person chooses it; and the lines that say so. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from goals.steering import Fulfilment, RuleLine, Share

Part = tuple[tuple[Fulfilment, ...], Share]
_MET, _COUNTED = (Fulfilment.MET,), (Fulfilment.MET, Fulfilment.PARTIAL)
_ALL_MET, _ALL_COUNTED = (_MET, Share.ALL), (_COUNTED, Share.ALL)
_HALF_MET, _HALF_COUNTED = (_MET, Share.MORE_THAN_HALF), (_COUNTED, Share.MORE_THAN_HALF)
_ALWAYS: Part = ((), Share.OTHERWISE)


class Condition(StrEnum):
    """What the indicators must be. *Counted* are those met or partly met; *half* is more than half.

    Together they say all that lines with one verdict can say: an "all met" is also a "half met", and so on.
    """

    ALL_MET = "all_met"
    ALL_COUNTED = "all_counted"
    HALF_MET = "half_met"
    ALL_COUNTED_OR_HALF_MET = "all_counted_or_half_met"
    HALF_COUNTED = "half_counted"
    ALWAYS = "always"
    NEVER = "never"

    def implies(self, other: Condition) -> bool:
        """Whether no goal fulfils this without the other."""
        return _COVERS[self] <= _COVERS[other]

    @property
    def asks_for_half(self) -> bool:
        return any(share is Share.MORE_THAN_HALF for _, share in _PARTS[self])


_PARTS: dict[Condition, tuple[Part, ...]] = {
    Condition.NEVER: (),
    Condition.ALL_MET: (_ALL_MET,),
    Condition.ALL_COUNTED: (_ALL_COUNTED,),
    Condition.HALF_MET: (_HALF_MET,),
    Condition.ALL_COUNTED_OR_HALF_MET: (_ALL_COUNTED, _HALF_MET),
    Condition.HALF_COUNTED: (_HALF_COUNTED,),
    Condition.ALWAYS: (_ALWAYS,),
}
# The parts that imply each condition, from the strictest to the loosest.
_COVERS: dict[Condition, frozenset[Part]] = {
    Condition.NEVER: frozenset(),
    Condition.ALL_MET: frozenset({_ALL_MET}),
    Condition.ALL_COUNTED: frozenset({_ALL_MET, _ALL_COUNTED}),
    Condition.HALF_MET: frozenset({_ALL_MET, _HALF_MET}),
    Condition.ALL_COUNTED_OR_HALF_MET: frozenset({_ALL_MET, _ALL_COUNTED, _HALF_MET}),
    Condition.HALF_COUNTED: frozenset({_ALL_MET, _ALL_COUNTED, _HALF_MET, _HALF_COUNTED}),
    Condition.ALWAYS: frozenset({_ALL_MET, _ALL_COUNTED, _HALF_MET, _HALF_COUNTED, _ALWAYS}),
}


def conditions_of(lines: Iterable[RuleLine]) -> tuple[Condition, Condition]:
    """When a goal is met, and when partly met. Lines that never apply are left out."""
    parts: dict[Fulfilment, set[Part]] = {verdict: set() for verdict in Fulfilment}
    for line in lines:
        parts[line.verdict].add((line.counted, line.share))
    met, partly = _loosest(parts[Fulfilment.MET]), _loosest(parts[Fulfilment.PARTIAL])
    return met, Condition.NEVER if partly.implies(met) else partly


def _loosest(parts: set[Part]) -> Condition:
    """The condition that any one of the parts fulfils."""
    return next(condition for condition, covered in _COVERS.items() if parts <= covered)


def lines_of(met: Condition, partly: Condition) -> tuple[RuleLine, ...]:
    """The inverse of ``conditions_of``, with the lines' texts. Without an ALWAYS the rest is not met."""
    chosen = [(Fulfilment.MET, met), (Fulfilment.PARTIAL, partly), (Fulfilment.NOT_MET, Condition.ALWAYS)]
    lines: list[RuleLine] = []
    for verdict, condition in chosen:
        lines += [RuleLine(*part, verdict, line_text(*part, verdict)) for part in _PARTS[condition]]
        if condition is Condition.ALWAYS:
            break
    return tuple(lines)


_VERDICTS = {
    Fulfilment.MET: "målet uppnås",
    Fulfilment.PARTIAL: "målet uppnås delvis",
    Fulfilment.NOT_MET: "målet uppnås inte",
}
_SUBJECTS = {Share.ALL: "Alla indikatorer", Share.MORE_THAN_HALF: "Mer än hälften av indikatorerna"}


def line_text(counted: tuple[Fulfilment, ...], share: Share, verdict: Fulfilment) -> str:
    """A line as reports print it."""
    if share is Share.OTHERWISE:
        return f"I övriga fall = {_VERDICTS[verdict]}"
    words = "uppnås eller uppnås delvis" if Fulfilment.PARTIAL in counted else "uppnås"
    return f"{_SUBJECTS[share]} {words} = {_VERDICTS[verdict]}"
