"""Hidden staff figures: small groups, and figures they could be derived from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goals.disclosure import BOTH_SEXES, EVERYTHING, NOTHING, hidden_figures

PERSONS = st.none() | st.integers(0, 200)


@pytest.mark.parametrize(
    ("women", "men", "smallest", "hidden"),
    [
        (5, 5, 5, NOTHING),
        (4, 40, 5, BOTH_SEXES),  # the total and one sex give the other
        (40, 4, 5, BOTH_SEXES),
        (4, 4, 5, BOTH_SEXES),
        (2, 2, 5, EVERYTHING),
        (0, 40, 5, NOTHING),  # nobody to tell about
        (0, 4, 5, EVERYTHING),  # the total is the men's
        (0, 0, 5, NOTHING),
        (None, 40, 5, EVERYTHING),
        (40, None, 5, EVERYTHING),
        (1, 1, 0, NOTHING),
        (None, None, 0, NOTHING),
        (9, 40, 10, BOTH_SEXES),
    ],
)
def test_what_is_hidden(women: int | None, men: int | None, smallest: int, hidden: frozenset[str]) -> None:
    assert hidden_figures(women, men, smallest) == hidden


@given(women=PERSONS, men=PERSONS, smallest=st.integers(0, 20))
def test_never_one_sex_alone(women: int | None, men: int | None, smallest: int) -> None:
    hidden = hidden_figures(women, men, smallest)
    assert len(hidden & BOTH_SEXES) in (0, 2)


@given(women=PERSONS, men=PERSONS, smallest=st.integers(1, 20))
def test_a_higher_limit_never_shows_more(women: int | None, men: int | None, smallest: int) -> None:
    assert hidden_figures(women, men, smallest) <= hidden_figures(women, men, smallest + 1)


@given(women=PERSONS, men=PERSONS, smallest=st.integers(1, 20))
def test_the_sexes_may_change_places(women: int | None, men: int | None, smallest: int) -> None:
    assert hidden_figures(women, men, smallest) == hidden_figures(men, women, smallest)
