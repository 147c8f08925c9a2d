"""Positions in Markdown mapped to positions in its plain text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.prose import to_text
from reporting.review.marks import running_text


@pytest.mark.parametrize(
    ("markdown", "sought"),
    [
        ("Det blev 12 tkr i år.", "12 tkr"),
        ("# Rubrik\n\nDet blev **12 tkr** i år.\n\n- och 7 st", "12 tkr"),
        ("| År | 12 tkr |\n|---|---|\n| a | b |\n\nMen 12 tkr här.", "12 tkr"),
        ("1. Först\n2. Sedan 12 tkr", "12 tkr"),
        ("Se [12 tkr](https://lekeberg.se) här.", "12 tkr"),
        ("\U000f0000Det blev\U000f0003 12 tkr.", "12 tkr"),
    ],
)
def test_a_place_is_found_in_the_words(markdown: str, sought: str) -> None:
    place = markdown.rindex(sought)
    text, (stands,) = running_text(markdown, [place])
    assert stands is not None
    assert text[stands : stands + len(sought)] == sought


@pytest.mark.parametrize(
    ("markdown", "place"), [("1. Först\n2. Sedan", 0), ("| 7 | 8 |\n|---|---|\n| 1 | 2 |", 2)]
)
def test_a_place_that_is_in_no_words_is_none(markdown: str, place: int) -> None:
    """Neither the number of a list item nor the contents of a table has one."""
    assert running_text(markdown, [place])[1] == [None]


def test_a_mark_that_would_change_the_text_hides_no_others() -> None:
    markdown = "7. Först 7 st."
    text, places = running_text(markdown, [0, 9])
    assert (text, places) == ("Först 7 st.", [None, 6])


def test_one_such_place_among_many_costs_few_readings() -> None:
    """A mark after the bold figure would end the bold; trying places one by one parsed all the text each time."""
    markdown = "Resor 10 tkr.\n\n" * 600 + "**Siffra:**x"
    places = [*(found.start() for found in re.finditer("10", markdown)), markdown.index("**x")]
    begun = time.process_time()
    text, stands = running_text(markdown, places)
    assert time.process_time() - begun < 5
    assert stands[-1] is None
    assert [text[place : place + 2] for place in stands[:-1] if place is not None] == ["10"] * 600


@given(st.text(alphabet="ab *_|#`[]()\n1.-é"), st.data())
def test_marks_leave_no_trace(markdown: str, data: st.DataObject) -> None:
    places = data.draw(st.lists(st.integers(0, len(markdown)), max_size=4))
    assert running_text(markdown, places)[0] == running_text(markdown)[0]
    assert "|" in markdown or running_text(markdown)[0] == to_text(markdown)
