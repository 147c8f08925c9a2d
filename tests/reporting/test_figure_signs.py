"""The signs that pages, Word and Excel put in a copied figure: read, or refused by name."""

from decimal import Decimal

import pytest

from goals.target_parsing import parse_target, parse_value
from reporting.document.amounts import Quantity
from reporting.document.parsing import AmountError, parse_amount, parse_quantity


@pytest.mark.parametrize("dash", ["\u2010", "\u2011", "\u2012", "\u2013", "\u2212", "\ufe63", "\uff0d"])
def test_every_hyphen_is_a_minus(dash: str) -> None:
    assert parse_amount(f"{dash}43 306") == Decimal(-43306)
    assert parse_amount(f"43 306{dash}") == Decimal(-43306)
    assert parse_amount(dash, dash="missing") is None
    assert parse_value(dash) is None


def test_a_range_has_any_hyphen() -> None:
    target = parse_target("5\u20117 %")
    assert target is not None
    assert (target.value, target.upper) == (Decimal(5), Decimal(7))


@pytest.mark.parametrize("sign", ["\u200b", "\u200e", "\u200f", "\ufeff", "\u2060", "\u00ad"])
def test_signs_without_a_width_are_passed_over(sign: str) -> None:
    assert parse_amount(f"{sign}-41 {sign}391{sign}") == Decimal(-41391)


@pytest.mark.parametrize("space", ["\u2003", "\u2008", "\u200a", "\u3000"])
def test_every_space_parts_thousands(space: str) -> None:
    assert parse_amount(f"41{space}391") == Decimal(41391)


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("kr 41 391", 41391),
        ("kr. 41 391", 41391),
        ("SEK 41 391", 41391),
        ("tkr 41", 41000),
        ("-kr 41 391", -41391),
        ("kr -41 391", -41391),
        ("(kr 41 391)", -41391),
        ("kr\u00a041\u00a0391-", -41391),
    ],
)
def test_money_may_have_its_unit_first(text: str, kronor: int) -> None:
    assert parse_amount(text) == Decimal(kronor)


def test_a_quantity_keeps_the_unit_that_was_first() -> None:
    assert parse_quantity("SEK 500") == Quantity(Decimal(500), "SEK")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("—43 306", "har tecknet ”—” (U+2014), som inte kan stå i ett tal."),
        ("\u202e41 391", "har ett tecken som inte syns (U+202E), som inte kan stå i ett tal."),
        ("41\t391", "har ett tecken som inte syns (U+0009), som inte kan stå i ett tal."),
        ("41 391 €", "har tecknet ”€” (U+20AC), som inte kan stå i ett tal."),
        ("3 463*", "har ”*” efter talet, som en hänvisning till en not. Skriv talet ensamt, 3463,"),
        ("SEK", "är en enhet utan tal. Skriv talet, eller lämna fältet tomt."),
        ("kr 41 kr", "går inte att läsa som ett tal."),
        ("\\43 306", "går inte att läsa som ett tal."),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert said in str(refused.value)
