"""Which choice a text means: in Python the rule that ``static/js/grid/shape.js`` is in the browser. Both are tested by
``tests/choices.json``."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

Choice = tuple[str, str]  # value and label
NUMBER = re.compile(r"\A(\d+)\. ")
KIND = re.compile(r"\A[^:]{1,40}: ")  # "Nämndmål: Nöjda" is also Nöjda
SHORTEST_START = 3


def choices_meant(choices: Sequence[Choice], text: str) -> list[Choice]:
    """By its label, its number, its label without number or kind, or the first words of that: what the first of
    these that anything answers to finds. Several are a question. Never by its value, which no one sees."""
    wanted, plain = _folded(text), _bare(text)
    real = [choice for choice in choices if choice[0]]
    ways: list[tuple[Sequence[Choice], Callable[[str], bool]]] = [
        (choices, lambda label: _folded(label) == wanted),
        (real, lambda label: _number(label) == wanted.removesuffix(".")),
        (real, lambda label: _bare(label) == wanted),
        (real, lambda label: not NUMBER.match(wanted) and _bare(label) == plain),
        (real, lambda label: len(wanted) >= SHORTEST_START and _bare(label).startswith(f"{wanted} ")),
    ]
    for among, answers in ways:
        if found := [choice for choice in among if answers(choice[1])]:
            return found
    return []


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _bare(label: str) -> str:
    return KIND.sub("", NUMBER.sub("", _folded(label)))


def _number(label: str) -> str | None:
    found = NUMBER.match(_folded(label))
    return found[1] if found else None
