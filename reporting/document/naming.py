"""Sentences that name rows. Pure."""

from __future__ import annotations

from collections.abc import Sequence

MOST_NAMED = 12
FIRST = 5  # named when the rows are more


class NamingSentence(str):
    """A Swedish sentence about rows; ``names``: of all its rows, if it names only the first."""

    names: tuple[str, ...] = ()


def naming(start: str, labels: Sequence[str]) -> NamingSentence:
    """”Prognos saknas för”, [Hyror, Licenser] -> ”Prognos saknas för Hyror och Licenser.”"""
    sentence = NamingSentence(f"{start} {some_in_words(labels)}.")
    sentence.names = tuple(labels) if len(labels) > MOST_NAMED else ()
    return sentence


def versioned(title: str, version: int) -> str:
    """A title, with its version from the second on."""
    return f"{title}, version {version}" if version > 1 else title


def in_words(labels: Sequence[str]) -> str:
    """Intäkter, Lokalhyror och Övriga kostnader."""
    return " och ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def few_in_words(labels: Sequence[str], most: int = 3) -> str:
    """The first labels, and how many more: "Hyror, Licenser, Resor och 4 till"."""
    shown = [label.rstrip(".") for label in labels[:most]]
    return in_words([*shown, f"{len(labels) - most} till"] if len(labels) > most else shown)


def some_in_words(labels: Sequence[str]) -> str:
    """The labels, or how many they are and the first of them."""
    if len(labels) <= MOST_NAMED:
        return in_words(labels)
    return f"{len(labels)} rader: {in_words([*labels[:FIRST], f'{len(labels) - FIRST} till'])}"
