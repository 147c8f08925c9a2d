"""Målvärden and values as people write them: how each is parsed, and what is refused."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goals.target_parsing import parse_target, parse_value, propose_direction
from goals.targets import Target, TargetError, TargetKind, describe
from reporting.document.amounts import Quantity, format_quantity
from reporting.document.parsing import AmountError

NBSP = "\u00a0"
HOW = "Skriv till exempel minst 50 %, högst 20 st, minska från 125 st, mellan 3 och 5 % eller Ja."
words = "högst minst minska öka från till mellan och eller högre oförändrad ja 5 1.166 7,5 st % - – ≥ < = ( )"
nearly_targets = st.lists(st.sampled_from(words.split(" ")), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("högst 20 st", "Högst 20 st"),
        ("högst 15 st", "Högst 15 st"),
        ("Högst\u00a020\u00a0st", "Högst 20 st"),
        ("Minska från 125 st", "Lägre än 125 st (utgångsvärdet)"),
        ("minska från 40 st", "Lägre än 40 st (utgångsvärdet)"),
        ("minska från 100 st", "Lägre än 100 st (utgångsvärdet)"),
        ("Minska från 7%", "Lägre än 7 % (utgångsvärdet)"),
        ("Öka från 71,13", "Högre än 71,13 (utgångsvärdet)"),
        ("Minska till   90 st", "Högst 90 st"),
        ("minska till  85 st", "Högst 85 st"),
        ("minska till 30 st", "Högst 30 st"),
        ("Öka till 60 %", "Minst 60 %"),
        ("minska från 125 st till 90", "Högst 90 st (utgångsvärdet är 125 st)"),
        ("Ska minskas till 90 st från 125 st", "Högst 90 st (utgångsvärdet är 125 st)"),
        ("74 eller högre", "Minst 74"),
        ("20 dagar eller färre", "Högst 20 dagar"),
        ("≥ 74", "Minst 74"),
        (">= 74", "Minst 74"),
        ("minst 50 st", "Minst 50 st"),
        ("inte under 50 st", "Minst 50 st"),
        ("≤5 %", "Högst 5 %"),
        ("max 5 %", "Högst 5 %"),
        ("inte över 5 %", "Högst 5 %"),
        ("mer än 5 %", "Högre än 5 %"),
        ("> 1 100 st", "Högre än 1 100 st"),
        ("under 7 %", "Lägre än 7 %"),
        ("mindre än 12 dagar", "Lägre än 12 dagar"),
        ("exakt 3", "Exakt 3"),
        ("mellan 3 och 5 %", "Mellan 3 och 5 %"),
        ("mellan -5 och -3 tkr", "Mellan −5 och −3 tkr"),
        ("högst kr 41 391", "Högst 41 391 kr"),
        ("Ja", "Ja"),
        ("nej.", "Nej"),
        ("oförändrat jämfört med 74", "Oförändrat jämfört med 74"),
    ],
)
def test_a_target_that_says_how_to_compare_is_certain(text: str, understood: str) -> None:
    target = parse_target(text)
    assert target is not None
    assert (describe(target).replace(NBSP, " "), target.certain) == (understood, True)


@pytest.mark.parametrize(
    ("text", "indicator", "understood"),
    [
        ("50 st.", "Antal e-tjänster för medborgare", "Minst 50 st"),
        ("50 %", "Andel e-tjänster som per automatik återger ärendestatuser", "Minst 50 %"),
        ("98,5%", "Tillgänglighet för servrar, accesspunkter och Microsoft-tjänster", "Minst 98,5 %"),
        ("7,5", "Värde Nöjd Kund Index (NKI)", "Minst 7,5"),
        ("7 %", "Sjukfrånvaro", "Högst 7 %"),
        ("0 tkr", "Nämnderna och styrelsen håller sin budgetram", "Minst 0 tkr"),
        ("-1 200 tkr", "Resultat", "Minst −1 200 tkr"),
        ("kr 41 391", "Resultat", "Minst 41 391 kr"),
        ("10", "Att i samtliga förvaltningsobjekt styra objektet", "Minst 10"),
        ("1 100 st", "Öka antalet återvunna datorer", "Minst 1 100 st"),
        ("90%", "Öka andelen normalprioriterade incidenter där återkopplingen är <=8h", "Minst 90 %"),
        ("0%", "Beställningar av datorer och kringutrustning inom 2 dagar", "Minst 0 %"),
        ("12 dagar", "Genomsnittlig handläggningstid", "Högst 12 dagar"),
        ("2,1 mSEK", "Kostnader för inhyrd personal", "Högst 2,1 mSEK"),
        ("40", "Minska antalet pågående incidenter", "Högst 40"),
        ("3–5 %", "Sjukfrånvaro", "Mellan 3 och 5 %"),
        ("oförändrad", "Skattesats", "Oförändrat (utgångsvärdet är inte angivet)"),
    ],
)
def test_a_target_that_leaves_something_out_is_a_proposal(text: str, indicator: str, understood: str) -> None:
    target = parse_target(text, indicator)
    assert target is not None
    assert (describe(target).replace(NBSP, " "), target.certain) == (understood, False)


@pytest.mark.parametrize(
    ("indicator", "direction"),
    [
        ("Minska genomsnittlig ärendehanteringstid för incidenter", TargetKind.AT_MOST),
        ("Minskad sjukfrånvaro", TargetKind.AT_MOST),
        ("Genomsnittlig kostnad ska minska", TargetKind.AT_MOST),
        ("Andel sjukfrånvaro", TargetKind.AT_MOST),
        ("Antal klagomål", TargetKind.AT_MOST),
        ("Öka andelen akuta incidenter där återkopplingen är <=30min", TargetKind.AT_LEAST),
        ("Andel klagomål som besvaras i tid", TargetKind.AT_LEAST),
        ("Kostnadseffektivitet", TargetKind.AT_LEAST),
        ("Budget i balans", TargetKind.AT_LEAST),
        ("", TargetKind.AT_LEAST),
    ],
)
def test_the_direction_that_a_name_suggests(indicator: str, direction: TargetKind) -> None:
    assert propose_direction(indicator) == direction


def test_the_fields_of_a_target() -> None:
    assert parse_target("Minska från 125 st") == Target(
        TargetKind.LESS_THAN, Decimal(125), unit="st", baseline=Decimal(125)
    )
    assert parse_target("mellan 3 och 5 %") == Target(TargetKind.BETWEEN, Decimal(3), Decimal(5), "%")
    assert parse_target("2,1 mSEK") == Target(TargetKind.AT_LEAST, Decimal("2.1"), unit="mSEK", certain=False)


@pytest.mark.parametrize("text", ["", "  ", "—", "-", "–", "−", "saknas"])
def test_no_target_and_no_value(text: str) -> None:
    assert (parse_target(text), parse_value(text)) == (None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bra", f"”bra” går inte att läsa som ett målvärde. {HOW}"),
        ("högst", f"”högst” går inte att läsa som ett målvärde. {HOW}"),
        ("ca 50 st", f"”ca 50 st” går inte att läsa som ett målvärde. {HOW}"),
        ("öka 5 st", f"”öka 5 st” går inte att läsa som ett målvärde. {HOW}"),
        ("=50", f"”=50” går inte att läsa som ett målvärde. {HOW}"),
        ("x" * 101, f"”{'x' * 59}…” är för långt för ett målvärde. {HOW}"),
        ("högst 1.166", f"”1.166” kan betyda 1{NBSP}166 eller 1,166. Skriv 1166 eller 1,166."),
        (
            "minska med 10 %",
            "”minska med 10 %” säger hur stor ändringen ska vara, men inte från vilket värde. "
            "Skriv värdet som ska nås, till exempel minska till 90 st.",
        ),
        ("Minska", "”Minska” saknar ett värde. Skriv till exempel minska från 125 st."),
        ("mellan 5 och 3", "Gränserna 5 och 3 står i fel ordning. Skriv den lägre först."),
        (
            "mellan 3 st och 5 %",
            "”mellan 3 st och 5 %” har två enheter, ”st” och ”%”. Skriv båda talen i samma enhet.",
        ),
        (
            "74 eller bättre",
            "”74 eller bättre” börjar med talet 74, men ”eller bättre” efter det är ingen enhet. "
            "Skriv talet ensamt eller med en enhet, till exempel tkr, % eller st.",
        ),
    ],
)
def test_a_text_that_is_no_target(text: str, message: str) -> None:
    with pytest.raises(TargetError) as refused:
        parse_target(text)
    assert str(refused.value) == message


def test_fields_that_do_not_belong_together() -> None:
    with pytest.raises(TargetError) as no_value:
        Target(TargetKind.AT_LEAST)
    with pytest.raises(TargetError) as no_upper:
        Target(TargetKind.BETWEEN, Decimal(3))
    assert (str(no_value.value), str(no_upper.value)) == (
        "Målvärdet saknar en siffra att jämföra med. Ange ett värde, till exempel 50.",
        "Målvärdet saknar en övre gräns. Ange två värden, till exempel mellan 3 och 5.",
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45 st.", Quantity(Decimal(45), "st")),
        ("98,53%", Quantity(Decimal("98.53"), "%")),
        ("-1 956 tkr", Quantity(Decimal(-1956), "tkr")),
        ("20", Quantity(Decimal(20))),
        ("Ja", True),
        ("nej", False),
        ("saknar värde", None),
    ],
)
def test_a_value(text: str, value: Quantity | bool | None) -> None:
    assert parse_value(text) == value


def test_a_value_that_cannot_be_read() -> None:
    with pytest.raises(AmountError) as refused:
        parse_value("●")
    assert str(refused.value) == (
        f"”●” går inte att läsa som ett tal. Skriv siffror, till exempel 1{NBSP}166 eller −1{NBSP}166,50."
    )


def outcome(parse: Callable[[], object]) -> object:
    """The parsed value, or None when refused; any other error fails the test."""
    try:
        return parse()
    except (TargetError, AmountError):
        return None


@given(text=st.one_of(st.text(), nearly_targets))
@example(text="minska från " * 2000)
@example(text="\ud800")
def test_no_text_crashes_the_parsers(text: str) -> None:
    assert type(outcome(partial(parse_target, text))) in (Target, type(None))
    assert type(outcome(partial(parse_value, text))) in (Quantity, bool, type(None))


figures = st.decimals(-(10**6), 10**6, places=2)
units = st.sampled_from(["", "st", "%", "tkr", "dagar"])


@given(value=figures, unit=units, word=st.sampled_from(["minst", "högst", "mer än", "mindre än", "exakt"]))
def test_a_printed_target_is_read_back(value: Decimal, unit: str, word: str) -> None:
    target = parse_target(f"{word} {format_quantity(Quantity(value, unit))}")
    assert target is not None
    assert (target.value, target.unit, parse_target(describe(target))) == (value, unit, target)


@given(bounds=st.tuples(figures, figures).map(sorted), unit=units)
def test_a_printed_range_is_read_back(bounds: list[Decimal], unit: str) -> None:
    target = Target(TargetKind.BETWEEN, bounds[0], bounds[1], unit)
    assert parse_target(describe(target)) == target
