"""Swedish figures: every form people write, every form refused, and the laws of parsing and printing."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporting.document.ambiguity import commas_are_decimal
from reporting.document.amounts import UNITS, Quantity, format_number, format_quantity, money_unit
from reporting.document.parsing import MAX_KRONOR, AmountError, parse_amount, parse_number, parse_quantity

NBSP = "\u00a0"
THIRTEEN_DIGITS = int(MAX_KRONOR * 100)

oren = st.integers(-THIRTEEN_DIGITS, THIRTEEN_DIGITS)
nearly_figures = st.text(alphabet="0123456789 .,-−–+±()=#%:eEkrtSm\u00a0\u202f\u2009٣１½²", max_size=20)


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("-41 391", "-41391"),
        ("- 41 391", "-41391"),
        ("−24 199", "-24199"),
        ("–24 199", "-24199"),
        ("− 24 199", "-24199"),
        ("41 391-", "-41391"),
        ("41 391−", "-41391"),
        ("41 391 -", "-41391"),
        ("(41 391)", "-41391"),
        ("( 41 391 )", "-41391"),
        ("+500", "500"),
        ("1 166,50", "1166.5"),
        ("1.166,50", "1166.5"),
        ("1.166.500", "1166500"),
        ("1 166", "1166"),
        ("1\u00a0166", "1166"),
        ("1\u202f166", "1166"),
        ("1\u2009166", "1166"),
        ("  1166\n", "1166"),
        ("1166.5", "1166.5"),
        ("1 166.50", "1166.5"),
        ("0", "0"),
        ("-0", "0"),
        ("+-0", "0"),
        ("±0", "0"),
        ("0:-", "0"),
        ("1 166:-", "1166"),
        ("1 166,-", "1166"),
        ("-1 166:-", "-1166"),
        ("007", "7"),
        ("9 999 999 999 999,99", "9999999999999.99"),
    ],
)
def test_an_amount_in_kronor(text: str, kronor: str) -> None:
    assert parse_amount(text) == Decimal(kronor)


@pytest.mark.parametrize(
    ("text", "kronor"),
    [
        ("1,9 Mkr", "1900000"),
        ("2,1 mSEK", "2100000"),
        ("4,1 mnkr", "4100000"),
        ("4,1 milj. kr", "4100000"),
        ("2 miljoner kronor", "2000000"),
        ("1,5 mdkr", "1500000000"),
        ("-1 166 tkr", "-1166000"),
        ("(1 166) tkr", "-1166000"),
        ("(1 166 tkr)", "-1166000"),
        ("1166 Tkr", "1166000"),
        ("1166kkr", "1166000"),
        ("12 tusen kronor", "12000"),
        ("500 kr", "500"),
        ("500 kronor", "500"),
        ("500 SEK", "500"),
        ("500:-", "500"),
        ("1,166 tkr", "1166"),
        ("7", "7000"),
        ("0,00001", "0.01"),
    ],
)
def test_a_written_unit_wins_over_the_unit_of_the_table(text: str, kronor: str) -> None:
    assert parse_amount(text, unit="tkr") == Decimal(kronor)


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\n"])
def test_blank_is_missing(blank: str) -> None:
    assert (parse_amount(blank), parse_number(blank), parse_quantity(blank)) == (None, None, None)


@pytest.mark.parametrize("text", ["-", "−", "–", "—", " - "])
def test_a_dash_means_what_the_table_says(text: str) -> None:
    assert parse_amount(text, dash="zero") == Decimal(0)
    assert parse_amount(text, dash="missing") is None
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert str(refused.value) == (
        f"”{text.strip()}” är bara ett streck, som kan betyda noll eller att värdet saknas. "
        "Skriv 0 för noll, eller lämna fältet tomt om värdet saknas."
    )


HOW = f"Skriv siffror, till exempel 1{NBSP}166 eller −1{NBSP}166,50."
GROUPING = (
    "är inte grupperat i tusental: {} ska ha tre siffror mellan sig. Skriv till exempel "
    f"1{NBSP}166, eller talet utan mellanslag. Är det två tal, skriv ett i taget."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.166", f"”1.166” kan betyda 1{NBSP}166 eller 1,166. Skriv 1166 eller 1,166."),
        ("-1.166", f"”-1.166” kan betyda 1{NBSP}166 eller 1,166. Skriv 1166 eller 1,166."),
        ("0.166", "”0.166” kan betyda 166 eller 0,166. Skriv 166 eller 0,166."),
        (
            "1 166.500",
            f"”1 166.500” kan betyda 1{NBSP}166{NBSP}500 eller 1{NBSP}166,500. Skriv 1166500 eller 1166,500.",
        ),
        ("1 16 6", "”1 16 6” " + GROUPING.format("mellanslagen")),
        ("12 34", "”12 34” " + GROUPING.format("mellanslagen")),
        ("1  166", "”1  166” " + GROUPING.format("mellanslagen")),
        ("0 166", "”0 166” " + GROUPING.format("mellanslagen")),
        ("1.16.6", "”1.16.6” " + GROUPING.format("punkterna")),
        ("1,2,3", "”1,2,3” har fler än ett decimalkomma. Skriv ett tal i taget, med högst ett komma."),
        (
            "1,166.50",
            "”1,166.50” är skrivet på engelskt sätt, med komma mellan tusental. Skriv 1166,50 om det menas.",
        ),
        (
            "1,500",
            "”1,500” har tre decimaler, men kronor har högst två (öre). "
            "Skriv 1500 om kommat skiljer tusental, annars 1,50.",
        ),
        ("1e5", "”1e5” är skrivet med exponent. Skriv ut alla siffror, till exempel 120000."),
        ("1,2E+5", "”1,2E+5” är skrivet med exponent. Skriv ut alla siffror, till exempel 120000."),
        ("NaN", f"”NaN” går inte att läsa som ett tal. {HOW}"),
        ("-inf", f"”-inf” går inte att läsa som ett tal. {HOW}"),
        ("abc", f"”abc” går inte att läsa som ett tal. {HOW}"),
        (",5", f"”,5” går inte att läsa som ett tal. {HOW}"),
        ("1 166)", f"”1 166)” har en parentes utan motsvarighet. {HOW}"),
        ("(1 166", f"”(1 166” har en parentes utan motsvarighet. {HOW}"),
        ("١٢", "”١٢” har andra siffertecken än 0–9. Skriv om talet med siffrorna 0–9."),
        ("１２", "”１２” har andra siffertecken än 0–9. Skriv om talet med siffrorna 0–9."),
        ("½", "”½” har andra siffertecken än 0–9. Skriv om talet med siffrorna 0–9."),
        ("=1+1", "”=1+1” är en formel. Skriv värdet som formeln ger, till exempel 1166."),
        ("#REF!", "”#REF!” är ett felmeddelande från ett kalkylblad. Rätta formeln där, eller skriv värdet."),
        ("--5", "”--5” har fler än ett tecken för plus eller minus. Skriv ett minus före talet: −5."),
        ("(-5)", "”(-5)” har fler än ett tecken för plus eller minus. Skriv ett minus före talet: −5."),
        ("-5-", "”-5-” har fler än ett tecken för plus eller minus. Skriv ett minus före talet: −5."),
        ("+-5", "”+-5” har både plus och minus. Skriv ett av dem, eller 0."),
        (
            "12345678901234567890",
            "”12345678901234567890” har fler än 15 siffror och kan inte räknas exakt. "
            "Kontrollera antalet siffror.",
        ),
        (
            "10 000 000 000 000",
            f"”10 000 000 000 000” blir 10{NBSP}000{NBSP}000{NBSP}000{NBSP}000 kr, mer än portalen "
            "kan räkna exakt. Kontrollera antalet siffror och enheten.",
        ),
        (
            "1,1234567 tkr",
            f"”1,1234567 tkr” blir 1{NBSP}123,4567 kr, och delar av ett öre går inte att spara. "
            "Skriv högst två decimaler i kronor, till exempel 1123,46 kr.",
        ),
        ("1" * 61, f"”{'1' * 39}…” är för långt för att vara ett tal. {HOW}"),
        (
            "45 st",
            "”45 st” är inte ett belopp: ”st” är ingen enhet för pengar. "
            "Skriv talet utan enhet eller med kr, tkr, mnkr eller mdkr.",
        ),
        (
            "7 av 10",
            "”7 av 10” börjar med talet 7, men ”av 10” efter det är ingen enhet. "
            "Skriv talet ensamt eller med en enhet, till exempel tkr, % eller st.",
        ),
    ],
)
def test_what_is_refused_and_why(text: str, message: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("45 st.", "45", "st"),
        ("2st", "2", "st"),
        ("63 %", "63", "%"),
        ("98,53%", "98.53", "%"),
        ("-1 166 tkr", "-1166", "tkr"),
        ("7,5", "7.5", ""),
        ("12 dagar", "12", "dagar"),
        ("2,1 mSEK", "2.1", "mSEK"),
        ("1 100 st", "1100", "st"),
        ("5 timmar per vecka", "5", "timmar per vecka"),
        ("40 kWh/m2", "40", "kWh/m2"),
        ("3,5 ton CO2", "3.5", "ton CO2"),
        ("100:-", "100", "kr"),
    ],
)
def test_a_quantity_keeps_its_unit_and_value_as_written(text: str, value: str, unit: str) -> None:
    assert parse_quantity(text) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize("text", ["7 eller högre", "högst 20 st", "3 av 5", "12 st 14 st", "5 x2", "5 <b>"])
def test_a_quantity_is_one_value_with_one_unit(text: str) -> None:
    with pytest.raises(AmountError):
        parse_quantity(text)


def test_a_plain_number_has_no_unit() -> None:
    assert parse_number("−1 166,125") == Decimal("-1166.125")
    with pytest.raises(AmountError) as refused:
        parse_number("1 166 tkr")
    assert str(refused.value) == (
        "”1 166 tkr” har enheten ”tkr”, men här väntas ett tal utan enhet. Skriv 1166."
    )


def test_a_plain_number_has_at_most_six_decimals() -> None:
    with pytest.raises(AmountError) as refused:
        parse_number("0,1234567")
    assert str(refused.value) == "”0,1234567” har fler än 6 decimaler. Avrunda, till exempel till 0,12."


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("Mkr", "mnkr"),
        ("mSEK", "mnkr"),
        ("KKR", "tkr"),
        ("milj. kr", "mnkr"),
        ("kronor", "kr"),
        ("st", None),
        ("", None),
    ],
)
def test_money_units_by_any_spelling(written: str, unit: str | None) -> None:
    assert money_unit(written) == unit


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        ("1166500.5", 0, f"1{NBSP}166{NBSP}501"),
        ("-1166.25", 1, f"−1{NBSP}166,3"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "−1"),
        ("-0.04", 1, "0,0"),
        ("-0", 0, "0"),
        ("999", 2, "999,00"),
        ("1E+3", 0, f"1{NBSP}000"),
    ],
)
def test_a_number_in_print(value: str, decimals: int, printed: str) -> None:
    assert format_number(Decimal(value), decimals) == printed


def amount_in_print(kronor: Decimal, *, unit: str, decimals: int) -> str:
    return format_number(kronor / UNITS[unit], decimals)


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "printed"),
    [
        ("-1166000", "tkr", 0, f"−1{NBSP}166"),
        ("50360000", "mnkr", 1, "50,4"),
        ("4100000", "mnkr", 1, "4,1"),
        ("-400", "tkr", 0, "0"),
        ("1166.5", "kr", 2, f"1{NBSP}166,50"),
    ],
)
def test_an_amount_in_print(value: str, unit: str, decimals: int, printed: str) -> None:
    assert amount_in_print(Decimal(value), unit=unit, decimals=decimals) == printed


def test_quantities_in_print() -> None:
    assert format_quantity(Quantity(Decimal("98.53"), "%")) == f"98,53{NBSP}%"
    assert format_quantity(Quantity(Decimal("-1166"), "tkr")) == f"−1{NBSP}166{NBSP}tkr"
    assert format_quantity(Quantity(Decimal("7.50"))) == "7,5"


def check_printed_is_read_back(ore: int, unit: str) -> None:
    kronor = Decimal(ore).scaleb(-2)
    printed = amount_in_print(kronor, unit=unit, decimals=11)
    exact = re.sub(r",?0+$", "", printed) if unit != "kr" else amount_in_print(kronor, unit="kr", decimals=2)
    assert parse_amount(exact or "0", unit=unit, decimal_comma=commas_are_decimal) == kronor


@given(ore=oren, unit=st.sampled_from(sorted(UNITS)))
def test_printed_amounts_parse_to_the_same_amount(ore: int, unit: str) -> None:
    check_printed_is_read_back(ore, unit)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(ore=oren, unit=st.sampled_from(sorted(UNITS)))
def test_printed_amounts_parse_to_the_same_amount_many_times(ore: int, unit: str) -> None:
    check_printed_is_read_back(ore, unit)


@given(
    value=st.decimals(-(10**9), 10**9, places=6),
    unit=st.sampled_from(["", "st", "%", "tkr", "dagar", "mSEK"]),
)
def test_a_printed_quantity_is_read_back(value: Decimal, unit: str) -> None:
    assert parse_quantity(format_quantity(Quantity(value, unit))) == Quantity(value, unit)


@given(text=st.one_of(st.text(), nearly_figures))
@example(text="9" * 5000)
@example(text="\x00")
@example(text="\ud800")
def test_no_text_crashes_the_parser(text: str) -> None:
    check_read_or_refused(text)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(text=st.one_of(st.text(), nearly_figures))
def test_no_text_crashes_the_parser_many_times(text: str) -> None:
    check_read_or_refused(text)


def check_read_or_refused(text: str) -> None:
    for unit in UNITS:
        value = outcome(partial(parse_amount, text, unit=unit))
        if isinstance(value, str):
            assert value.endswith(".")
        else:
            assert value is None or (type(value) is Decimal and abs(value) <= MAX_KRONOR)
    assert type(outcome(partial(parse_quantity, text))) in (str, Quantity, type(None))


def outcome(parse: Callable[[], object]) -> object:
    """The parsed value, or the message of a refusal; any other error fails the test."""
    try:
        return parse()
    except AmountError as refused:
        return str(refused)


@given(ore=oren)
def test_an_amount_is_exact_with_at_most_fifteen_digits(ore: int) -> None:
    value = parse_amount(amount_in_print(Decimal(ore).scaleb(-2), unit="kr", decimals=2))
    assert value is not None
    assert Decimal(repr(float(value))) == value


@given(value=st.decimals(allow_nan=False, allow_infinity=False, places=3), decimals=st.integers(0, 2))
def test_print_never_shows_a_minus_before_zero(value: Decimal, decimals: int) -> None:
    printed = format_number(value, decimals)
    assert printed.startswith("−") == (parse_digits(printed) < 0)


def parse_digits(printed: str) -> Decimal:
    return Decimal(printed.replace("−", "-").replace(NBSP, "").replace(",", "."))
