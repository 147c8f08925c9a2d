"""Risk scores: the two scales, the score and its levels (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

LOWEST, HIGHEST = 1, 4  # of likelihood and of consequence
HIGHEST_SCORE = HIGHEST * HIGHEST
STEPS = tuple(range(HIGHEST, LOWEST - 1, -1))  # in printed order
FEWEST_LEVELS, MOST_LEVELS = 2, 5
LONGEST_WORD = 12  # characters: printed in a cell of the matrix


@dataclass(frozen=True)
class Step:
    word: str
    meaning: str


# The wording of Sydnärkes IT-nämnd's internal control report of 2020.
LIKELIHOOD: dict[int, Step] = {
    4: Step("Sannolik", "det är mycket troligt att fel ska uppstå"),
    3: Step("Möjlig", "det finns risk för att fel ska uppstå"),
    2: Step("Mindre sannolik", "risken är mycket liten att fel ska uppstå"),
    1: Step("Osannolik", "risken är praktiskt taget obefintlig att fel ska uppstå"),
}
CONSEQUENCE: dict[int, Step] = {
    4: Step("Allvarlig", "konsekvenserna för verksamheten skulle vara allvarliga"),
    3: Step("Kännbar", "konsekvenserna för verksamheten kan vara påtagliga"),
    2: Step("Lindrig", "konsekvenserna för verksamheten behöver övervägas"),
    1: Step("Försumbar", "konsekvensen för verksamheten är försumbar och kan negligeras"),
}


def risk_score(likelihood: int | None, consequence: int | None) -> int | None:
    """1–16; None until both are assessed, which is not zero."""
    if likelihood is None or consequence is None:
        return None
    return likelihood * consequence


@dataclass(frozen=True)
class Level:
    """A band of risk scores, ends included."""

    word: str
    start: int
    end: int

    @property
    def key(self) -> str:
        return f"niva-{self.start}"

    @property
    def label(self) -> str:
        """ "Medium 5–8"."""
        return (
            f"{self.word} {self.start}" if self.start == self.end else f"{self.word} {self.start}–{self.end}"
        )


# In the source 6 and 8 are Medium; it does not say where the bands begin and end.
DEFAULT_LEVELS: list[dict[str, Any]] = [
    {"word": "Låg", "through": 4},
    {"word": "Medium", "through": 8},
    {"word": "Hög", "through": HIGHEST_SCORE},
]


def read_levels(data: Any) -> list[Level]:
    """Parse a template's levels, lowest first. Raises ValueError (Swedish)."""
    if not isinstance(data, list) or not FEWEST_LEVELS <= len(data) <= MOST_LEVELS:
        raise ValueError(
            f"levels ska vara en lista med {FEWEST_LEVELS}–{MOST_LEVELS} nivåer, den lägsta först."
        )
    levels: list[Level] = []
    for part in data:
        start = levels[-1].end + 1 if levels else 1
        levels.append(_read_level(part, start))
    words = [level.word.casefold() for level in levels]
    for level in levels:
        if words.count(level.word.casefold()) > 1:
            raise ValueError(f"Två nivåer heter ”{level.word}”. Ge dem olika namn.")
    if levels[-1].end != HIGHEST_SCORE:
        raise ValueError(
            f"Den högsta nivån ska gå till och med {HIGHEST_SCORE}, det högsta riskvärdet. "
            f"”{levels[-1].word}” slutar på {levels[-1].end}."
        )
    return levels


def _read_level(part: Any, start: int) -> Level:
    if not isinstance(part, dict) or set(part) != {"word", "through"}:
        raise ValueError("En nivå anges med word (dess namn) och through (dess högsta riskvärde).")
    word, through = part["word"], part["through"]
    if not isinstance(word, str) or not 1 <= len(word.strip()) <= LONGEST_WORD:
        raise ValueError(f"En nivås namn (word) ska ha 1–{LONGEST_WORD} tecken.")
    if type(through) is not int or not start <= through <= HIGHEST_SCORE:
        raise ValueError(
            f"Nivån ”{word.strip()}” ska sluta (through) på ett riskvärde mellan {start} och {HIGHEST_SCORE}."
        )
    return Level(word.strip(), start, through)


def level_of(score: int, levels: list[Level]) -> Level:
    return next(level for level in levels if score <= level.end)
