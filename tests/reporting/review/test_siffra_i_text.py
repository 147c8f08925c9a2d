"""Figures in the text against the tables: supported, contradicted, not found."""

import pytest

from reporting.review.claims.claim import State, claims
from reporting.review.facts import Facts
from reporting.review.rules.prose import FigureInText
from tests.reporting.review.samples import SYD_IT, doc, figure, indicators, result, severities


def states(text: str) -> list[tuple[str, str]]:
    given = doc(result(*SYD_IT), text)
    return [(str(claim.state), claim.problem) for claim in claims(Facts(given))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi prognosticerar ett underskott om 1 956 tkr.", ("styrkt", "")),
        ("Vi prognosticerar ett underskott om 2,0 Mkr.", ("styrkt", "")),
        ("Vi prognosticerar ett minusresultat på 1,9 Mkr på grund av licenserna.", ("motsägs", "avrundning")),
        ("Vi prognosticerar ett underskott om 1 965 tkr.", ("motsägs", "belopp")),
        ("Vi prognosticerar ett underskott om 700 tkr.", ("motsägs", "annat")),
        ("Till och med 31 juli gör vi ett överskott om 89 tkr.", ("styrkt", "")),
        ("Vakanser inom personalen ger ett överskott om 250 tkr.", ("styrkt", "")),
        ("Kapitalkostnaderna blir 1194 tkr mindre än budgeterat.", ("styrkt", "")),
        ("Intäkterna prognostiseras bli 500 tkr högre.", ("styrkt", "")),
        ("Licenserna är dyra. Dessa prognostiseras till ett underskott om 2 400 tkr.", ("styrkt", "")),
        ("Vi sparar ca 150 tkr på att byta system.", ("hittas inte", "")),
        ("Ludvika licensavdelning. Ett överskott på 1 200 tkr väntas där.", ("hittas inte", "")),
        ("Licenserna ger ett underskott, bland annat 300 tkr för M365.", ("hittas inte", "")),
    ],
)
def test_an_amount(text: str, expected: tuple[str, str]) -> None:
    assert states(text) == [expected]


def test_the_findings() -> None:
    given = doc(result(*SYD_IT), "Vi gör ett minusresultat på 1,9 Mkr.")
    assert severities(FigureInText, given) == ["warning"]
    found = next(FigureInText().find(Facts(given)))
    assert found.message == (
        "Texten säger 1,9 Mkr, men Summa, Årsprognos i ”Ekonomiskt resultat” är 1\u00a0956\u00a0tkr; avrundat är det "
        "2,0\u00a0mnkr. Skriv 2,0\u00a0mnkr."
    )


def test_the_fingerprint_follows_the_figures() -> None:
    def fingerprint(text: str, forecast: int = 2600) -> str:
        lines = [(*line[:3], forecast) if line[0].startswith("Tele") else line for line in SYD_IT]
        return next(FigureInText().find(Facts(doc(result(*lines), text)))).fingerprint

    first = fingerprint("Minusresultatet är 1,9 Mkr.")
    assert first == fingerprint("Minusresultatet är 1,9 Mkr.")
    assert first != fingerprint("Minusresultatet är 1,9 Mkr.", forecast=2620)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kundenkäten ger ett NKI på 7,06.", [State.SUPPORTED]),
        ("Kundenkäten ger ett NKI på 7,60.", [State.CONTRADICTED]),
        ("Sjukfrånvaron är 4,66 %.", [State.SUPPORTED]),
        ("Sjukfrånvaron är 4,9 %.", [State.CONTRADICTED]),
        ("Upptiden i maj var 99,998 %.", [State.NOT_FOUND]),
        ("Införandet av Windows 11 fortgår.", []),
    ],
)
def test_an_indicator(text: str, expected: list[State]) -> None:
    table = indicators(
        ("Värde Nöjd Kund Index (NKI)", figure("7.06", decimals=2), figure(7), figure(7), "met"),
        ("Sjukfrånvaro", figure("4.66", "%", 2), figure(7, "%"), figure(7, "%"), "met"),
        ("Antal objekt", figure(11), figure(11), figure(11), "met"),
    )
    assert [claim.state for claim in claims(Facts(doc(table, text)))] == expected
