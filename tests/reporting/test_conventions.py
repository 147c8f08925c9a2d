"""Printed signs of amounts: as municipalities do it (source: five published reports)."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.conventions import Convention, Side

SIGNS = st.sampled_from(["+", "-"])
CONVENTIONS = st.builds(
    Convention, unit=st.sampled_from(["kr", "tkr", "mnkr"]), decimals=st.sampled_from([0, 1, 2]),
    revenue=SIGNS, cost=SIGNS, surplus=SIGNS, better=SIGNS, zero_variance=st.sampled_from(["0", "-", ""]),
)  # fmt: skip
AMOUNTS = st.decimals(-(10**9), 10**9, places=2)

# Stored: revenue −100, cost +80; the result is a surplus of 20, and 5 better than budget.
REVENUE, COST, RESULT, BETTER = Decimal(-100), Decimal(80), Decimal(-20), Decimal(5)


@pytest.mark.parametrize(
    ("about", "convention", "printed"),
    [
        ("000, 001, 003: Summa + is a deficit", Convention(), (-100, 80, -20, 5)),
        ("002: Resultat − is a deficit", Convention(surplus="+"), (-100, 80, 20, 5)),
        ("004 drift: all plus, netto − is a surplus", Convention(revenue="+"), (100, 80, -20, 5)),
        ("others: cost −", Convention(revenue="+", cost="-", surplus="+"), (100, -80, 20, 5)),
        ("others: variance − is better", Convention(better="-"), (-100, 80, -20, -5)),
    ],
)
def test_printed(about: str, convention: Convention, printed: tuple[object, ...]) -> None:
    assert printed == (
        convention.printed(REVENUE, "revenue"),
        convention.printed(COST, "cost"),
        convention.printed(RESULT, "result"),
        convention.printed_variance(BETTER),
    )


@given(CONVENTIONS, AMOUNTS, st.sampled_from(get_args(Side)))
def test_what_is_typed_as_printed_is_stored_as_it_was(
    convention: Convention, amount: Decimal, side: Side
) -> None:
    assert convention.sign(side) * convention.printed(amount, side) == amount


@given(CONVENTIONS)
def test_to_data_and_back(convention: Convention) -> None:
    assert Convention.from_dict(convention.to_dict()) == convention
    assert set(convention.to_dict()) == {field.name for field in fields(Convention)}


@given(CONVENTIONS, SIGNS)
def test_merged_changes_only_what_is_named(convention: Convention, sign: Any) -> None:
    merged = convention.merged({"surplus": sign})
    assert merged.to_dict() == convention.to_dict() | {"surplus": sign}
    assert convention.merged({}) == convention


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], 'Enhet och tecken anges som namn och värde, till exempel {"unit": "tkr"}.'),
        ("tkr", 'Enhet och tecken anges som namn och värde, till exempel {"unit": "tkr"}.'),
        (None, 'Enhet och tecken anges som namn och värde, till exempel {"unit": "tkr"}.'),
        (
            {"enhet": "tkr"},
            "Inställningen ”enhet” finns inte. "
            "Välj bland unit, decimals, revenue, cost, surplus, better, zero_variance.",
        ),
        ({"unit": "TKR"}, "”TKR” kan inte vara unit. Välj bland 'kr', 'tkr', 'mnkr'."),
        ({"unit": ["tkr"]}, "”['tkr']” kan inte vara unit. Välj bland 'kr', 'tkr', 'mnkr'."),
        ({"decimals": 3}, "”3” kan inte vara decimals. Välj bland 0, 1, 2."),
        ({"decimals": "1"}, "”1” kan inte vara decimals. Välj bland 0, 1, 2."),
        ({"decimals": 1.0}, "”1.0” kan inte vara decimals. Välj bland 0, 1, 2."),
        ({"decimals": True}, "”True” kan inte vara decimals. Välj bland 0, 1, 2."),
        ({"cost": "−"}, "”−” kan inte vara cost. Välj bland '+', '-'."),
    ],
)
def test_bad_data_is_refused_with_a_sentence(data: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        Convention.from_dict(data)
    assert str(refused.value) == sentence


def test_note_says_it_in_words() -> None:
    assert Convention(revenue="-", cost="+", surplus="-", better="+").note() == (
        "Intäkter skrivs med minus och kostnader med plus. Ett överskott skrivs med minus på resultatraden. "
        "En avvikelse som är bättre än budget skrivs med plus."
    )
