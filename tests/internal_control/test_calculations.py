"""Risk scores and their levels, and the levels a template may not have."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internal_control.calculations import (
    CONSEQUENCE,
    DEFAULT_LEVELS,
    LIKELIHOOD,
    STEPS,
    Level,
    level_of,
    read_levels,
    risk_score,
)


@pytest.mark.parametrize(
    ("likelihood", "consequence", "score"),
    [
        (2, 3, 6),
        (2, 4, 8),
        (3, 2, 6),
        (1, 1, 1),
        (4, 4, 16),
        (None, 3, None),
        (2, None, None),
        (None, None, None),
    ],
)
def test_risk_score(likelihood: int | None, consequence: int | None, score: int | None) -> None:
    assert risk_score(likelihood, consequence) == score


def test_the_published_wording() -> None:
    assert [LIKELIHOOD[step].word for step in STEPS] == ["Sannolik", "Möjlig", "Mindre sannolik", "Osannolik"]
    assert [CONSEQUENCE[step].word for step in STEPS] == ["Allvarlig", "Kännbar", "Lindrig", "Försumbar"]


def test_default_levels() -> None:
    levels = read_levels(DEFAULT_LEVELS)
    assert levels == [Level("Låg", 1, 4), Level("Medium", 5, 8), Level("Hög", 9, 16)]
    assert [level.label for level in levels] == ["Låg 1–4", "Medium 5–8", "Hög 9–16"]
    assert [level_of(score, levels).word for score in (1, 4, 6, 8, 9, 16)] == [
        *("Låg", "Låg", "Medium", "Medium"),
        *("Hög", "Hög"),
    ]


def test_a_level_of_one_value_says_it_once() -> None:
    assert read_levels([{"word": "A", "through": 1}, {"word": "B", "through": 16}])[0].label == "A 1"


@given(st.sets(st.integers(1, 15), min_size=1, max_size=4), st.integers(1, 16))
def test_every_score_has_one_level(ends: set[int], score: int) -> None:
    data = [{"word": f"N{end}", "through": end} for end in [*sorted(ends), 16]]
    levels = read_levels(data)
    assert [level for level in levels if level.start <= score <= level.end] == [level_of(score, levels)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("låg", "levels ska vara en lista med 2–5 nivåer, den lägsta först."),
        ([{"word": "Alla", "through": 16}], "levels ska vara en lista med 2–5 nivåer, den lägsta först."),
        ([{"word": str(n), "through": n} for n in range(1, 7)],
         "levels ska vara en lista med 2–5 nivåer, den lägsta först."),
        ([{"word": "Låg"}, {"word": "Hög", "through": 16}],
         "En nivå anges med word (dess namn) och through (dess högsta riskvärde)."),
        (["låg", "hög"], "En nivå anges med word (dess namn) och through (dess högsta riskvärde)."),
        ([{"word": " ", "through": 4}, {"word": "Hög", "through": 16}], "En nivås namn (word) ska ha 1–12 tecken."),
        ([{"word": "Utomordentligt", "through": 4}, {"word": "Hög", "through": 16}],
         "En nivås namn (word) ska ha 1–12 tecken."),
        ([{"word": "Låg", "through": 8}, {"word": "Hög", "through": 8}],
         "Nivån ”Hög” ska sluta (through) på ett riskvärde mellan 9 och 16."),
        ([{"word": "Låg", "through": 8}, {"word": "Hög", "through": 17}],
         "Nivån ”Hög” ska sluta (through) på ett riskvärde mellan 9 och 16."),
        ([{"word": "Låg", "through": True}, {"word": "Hög", "through": 16}],
         "Nivån ”Låg” ska sluta (through) på ett riskvärde mellan 1 och 16."),
        ([{"word": "Låg", "through": 4}, {"word": "låg", "through": 16}],
         "Två nivåer heter ”Låg”. Ge dem olika namn."),
        ([{"word": "Låg", "through": 4}, {"word": "Hög", "through": 12}],
         "Den högsta nivån ska gå till och med 16, det högsta riskvärdet. ”Hög” slutar på 12."),
    ],
)  # fmt: skip
def test_other_levels_are_refused(data: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        read_levels(data)
    assert str(caught.value) == message
