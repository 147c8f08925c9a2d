"""The figures of a sentence, as written."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.review.claims.figures import counts_of, days, figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ett underskott om 1 956 tkr för 2023", [("amount", "1956000", "tkr")]),
        ("minusresultat på 1,9 Mkr", [("amount", "1900000.0", "mnkr")]),
        ("blir 1044 tkr mindre", [("amount", "1044000", "tkr")]),
        ("1\u00a0200\u00a0tkr och 150 Tkr", [("amount", "1200000", "tkr"), ("amount", "150000", "tkr")]),
        ("2,1 mSEK", [("amount", "2100000.0", "mnkr")]),
        ("ett resultat på −89 tkr", [("amount", "-89000", "tkr")]),
        ("3,5 miljoner kronor", [("amount", "3500000.0", "mnkr")]),
        ("inom 20 sekunder på 72%", [("count", "20", "sekunder"), ("percent", "72", "%")]),
        ("ett NKI på 7,06 (på en 1-10 skala)", [("number", "7.06", "")]),
        ("M365-licenserna den 31 juli 2023", []),
        ("under 2024, sedan 2023-07-31", []),
        ("lagen (2017:725)", []),
    ],
)
def test_figures(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.kind, str(one.exact), one.unit) for one in figures(text)] == expected


@pytest.mark.parametrize(
    ("written", "kronor", "matches"),
    [
        ("2,0 Mkr", 1_956_000, True),
        ("1,9 Mkr", 1_956_000, False),
        ("1,96 mnkr", 1_956_000, True),
        ("1 956 tkr", 1_956_499, True),
        ("1 956 tkr", -1_956_000, True),
        ("1 956 tkr", 1_956_501, False),
    ],
)
def test_a_figure_is_known_to_the_precision_it_is_written_with(
    written: str, kronor: int, matches: bool
) -> None:
    assert figures(written)[0].matches(Decimal(kronor)) is matches


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 av 13 indikatorer", [(3, 13)]),
        ("3 st indikator av 13", [(3, 13)]),
        ("tre av de fem kommunerna", [(3, 5)]),
        ("en del av arbetet", []),
    ],
)
def test_counts(text: str, expected: list[tuple[int, int]]) -> None:
    assert [(one.part, one.whole) for one in counts_of(text)] == expected


def test_days() -> None:
    found = list(days("från 1 maj till och med 31 juli 2023, se 2022-12-31; 31 februari finns inte", 2023))
    assert found == [
        ("1 maj", dt.date(2023, 5, 1)),
        ("31 juli 2023", dt.date(2023, 7, 31)),
        ("2022-12-31", dt.date(2022, 12, 31)),
    ]


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    for one in figures(text):
        assert text[one.start : one.end].strip() == one.text
    list(counts_of(text))
    list(days(text, 2023))
