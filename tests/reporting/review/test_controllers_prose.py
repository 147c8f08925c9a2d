"""Sentences on one table: right ones pass, wrong ones are found.

What is of another time, a change or a possibility is no fault though no cell has it.
"""

from decimal import Decimal

import pytest

from reporting.review.claims.claim import State, claims
from reporting.review.claims.figures import figures
from reporting.review.engine import review
from reporting.review.facts import Facts
from tests.reporting.review.samples import SYD_IT, doc, figure, indicators, result

STANDS, CONTRADICTED, NOT_FOUND = "styrkt", "motsägs", "hittas inte"
COSTS = ("Övriga kostnader", 400, 155, 600)
# Budget, actual and forecast of all revenue and all costs, as some print it: net −200 in the forecast.
NET = (("Intäkter", -1000, -600, -1500), ("Kostnader", 1000, 650, 1320))
INDICATORS = indicators(
    (
        "Minska antalet pågående incidenter",
        figure(178, "st"),
        figure(175, "st"),
        figure(125, "st"),
        "not_met",
    ),
    ("Total sjukfrånvaro", figure("3.17", decimals=2), figure(4), figure(4), "met"),
    ("Andel besvarade samtal", figure(83, "%"), figure(80, "%"), figure(80, "%"), "met"),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # As it is said in other words
        ("Nämnden prognostiserar ett underskott om drygt 1,9 mnkr.", [STANDS]),
        ("Underskottet blir knappt 2 mnkr.", [STANDS]),
        ("Underskottet blir 1.956 tkr.", [STANDS]),
        ("Underskottet blir 1.965 tkr.", [CONTRADICTED]),
        ("Underskottet blir 1 965 tusen kr.", [CONTRADICTED]),
        ("Underskottet blir 1,8 miljoner kr.", [CONTRADICTED]),
        ("Underskottet blir 1,8 milj. kr.", [CONTRADICTED]),
        # Above and below budget
        ("Licenskostnaderna överstiger budget med 2 400 tkr.", [STANDS]),
        ("Licenskostnaderna understiger budget med 2 400 tkr.", [CONTRADICTED]),
        ("Kapitalkostnaderna överskrider budget med 1 194 tkr.", [CONTRADICTED]),
        ("Kapitalkostnaderna underskrider budget med 1 194 tkr.", [STANDS]),
        ("Intäkterna understeg budget med 500 tkr.", [CONTRADICTED]),
        ("Personalkostnaderna har en positiv avvikelse på 250 tkr.", [STANDS]),
        ("Personalkostnaderna har en negativ avvikelse på 250 tkr.", [CONTRADICTED]),
        ("Resultatet blir 1 956 tkr sämre än budget.", [STANDS]),
        ("Resultatet blir 1 956 tkr bättre än budget.", [CONTRADICTED]),
        # Several in one sentence, each with its own row and word
        (
            "Överskottet på kapitalkostnaderna, 1 194 tkr, täcker inte underskottet på licenser, 2 400 tkr.",
            [STANDS, STANDS],
        ),
        (
            "Överskott för personal (250 tkr) och kapitalkostnader (1 194 tkr) minskar underskottet.",
            [STANDS, STANDS],
        ),
        ("Licenserna ger ett överskott på 2 400 tkr och personalen ett underskott på 250 tkr.",
         [CONTRADICTED, CONTRADICTED]),
        ("Underskottet beror på licenser (2 400 tkr) och datakommunikation (1 500 tkr).", [STANDS, STANDS]),
        ("2 400 tkr avser licenser och 1 500 tkr datakommunikation.", [STANDS, STANDS]),
        # Of nothing the table has
        ("Underskottet minskar med 500 tkr tack vare ökade intäkter.", [STANDS]),  # the revenue's variance
        ("Åtgärderna beräknas minska underskottet med 410 tkr.", [NOT_FOUND]),
        ("Underskottet har ökat med 790 tkr sedan april.", [NOT_FOUND]),
        ("Prognosen visar ett underskott som är 410 tkr större än i föregående rapport.", [NOT_FOUND]),
        ("Förra året redovisade nämnden ett överskott på 312 tkr.", [NOT_FOUND]),
        ("Underskottet 2022 uppgick till 823 tkr.", [NOT_FOUND]),
        ("Tertial 1 visade en prognos om ett underskott på 1 960 tkr.", [NOT_FOUND]),
        ("Nämnden hade vid årsskiftet ett ackumulerat underskott på 2 779 tkr.", [NOT_FOUND]),
        ("Utan åtgärder hade underskottet blivit 2 510 tkr.", [NOT_FOUND]),
        ("Om anslaget beviljas blir underskottet 1 960 tkr.", [NOT_FOUND]),
        ("I underskottet ingår en engångskostnad på 610 tkr.", [NOT_FOUND]),
        # The same words of this report's own figures
        ("Underskottet 2023 blir 1 965 tkr.", [CONTRADICTED]),
        ("Prognosen per juli är ett underskott på 1 965 tkr.", [CONTRADICTED]),
    ],
)  # fmt: skip
def test_a_sentence(text: str, expected: list[str]) -> None:
    found = claims(Facts(doc(result(*SYD_IT), text)))
    assert [(claim.figure.text, str(claim.state)) for claim in found] == [
        (claim.figure.text, state) for claim, state in zip(found, expected, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Övriga kostnader beräknas överstiga budget med 200 tkr.", STANDS),
        ("Övriga kostnader beräknas understiga budget med 200 tkr.", CONTRADICTED),
    ],
)
def test_a_row_called_by_common_words_alone(text: str, expected: str) -> None:
    given = doc(result(*SYD_IT, COSTS), text)
    assert [str(claim.state) for claim in claims(Facts(given))] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kostnaderna väntas bli 320 tkr högre än budget.", STANDS),
        ("Kostnaderna väntas bli 320 tkr lägre än budget.", CONTRADICTED),
        ("Kostnaderna för konsulter väntas bli 310 tkr högre än budget.", NOT_FOUND),
    ],
)
def test_the_row_of_all_costs(text: str, expected: str) -> None:
    given = doc(result(*NET), text)
    assert [str(claim.state) for claim in claims(Facts(given))] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Antalet pågående incidenter är 178 st.", [State.SUPPORTED]),
        ("Antalet pågående incidenter är 187 st.", [State.CONTRADICTED]),
        ("Antalet pågående incidenter är 20 st per tekniker.", []),
        ("Antalet pågående incidenter ökade från 168 st till 178 st.", [State.SUPPORTED]),
        ("Den totala sjukfrånvaron är 3,17 procent.", [State.SUPPORTED]),
        ("Den totala sjukfrånvaron är 3,71 procent.", [State.CONTRADICTED]),
    ],
)
def test_an_indicator(text: str, expected: list[State]) -> None:
    assert [claim.state for claim in claims(Facts(doc(INDICATORS, text)))] == expected


def test_a_slip_of_a_count_is_a_warning() -> None:
    found = review(doc(INDICATORS, "Antalet pågående incidenter är 187 st."))
    assert [(one.code, str(one.severity)) for one in found if one.sentence] == [("siffra-i-text", "warning")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.956 tkr", ["1956000"]),
        ("1.956.500 kr", ["1956500"]),
        ("1.956 mnkr", []),  # a thousand or with decimals: not for the portal to say
        ("avsnitt 2.135", []),
        ("2 miljoner kr", ["2000000"]),
        ("1,5 milj. kr", ["1500000.0"]),
        ("400 tusen kr", ["400000"]),
        ("3 mdr kr", ["3000000000"]),
        ("80 ksek", ["80000"]),
    ],
)
def test_amounts_as_they_are_written(text: str, expected: list[str]) -> None:
    assert [str(Decimal(one.exact)) for one in figures(text)] == expected
