"""Live figures in the review: always supported, and reported when they have nothing to show."""

from __future__ import annotations

from typing import Any

import pytest

from reporting.document.live_figures import resolve
from reporting.review.claims.claim import claims
from reporting.review.engine import review
from reporting.review.facts import Facts
from reporting.review.rules.live import DeadReference
from tests.reporting.review.samples import LINES, doc, found, result, severities

SIGNS: dict[str, Any] = {"better": "+", "surplus": "-", "result_rows": ("summa",)}
FORECAST = "{{ekonomi: summa, forecast; belopp tkr}}"  # −50 + … = 50 tkr deficit
TABLE = result(*LINES, **SIGNS)


def states(text: str) -> list[tuple[str, str, str, bool]]:
    """Each figure of a text: its print, state, supporting cell, and whether it is live."""
    given = resolve(doc(TABLE, text))
    return [
        (
            claim.figure.text.replace("\u00a0", " "),
            str(claim.state),
            f"{claim.source.row.key} {claim.source.column.key}" if claim.source else "",
            claim.is_live,
        )
        for claim in claims(Facts(given))
    ]


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        (f"Vi prognosticerar ett underskott om {FORECAST}.", "50 tkr"),
        ("Det blir ett {{ekonomi: summa, forecast; resultat mnkr 2}} i år.", "0,05 mnkr"),
        ("Något helt annat kostar {{ekonomi: summa, forecast; utan enhet}} här.", "50"),
        ("Först ett stycke.\n\n- **Resultat:** {{ekonomi: summa, forecast}}", "50 tkr"),
    ],
)
def test_a_live_figure_is_supported_by_its_cell(text: str, figure: str) -> None:
    assert states(text) == [(figure, "styrkt", "summa forecast", True)]


def test_a_typed_figure_beside_a_live_one_is_read_as_before() -> None:
    text = f"Underskottet blir {FORECAST}, varav 30 tkr är personal. Licenserna kostar 12 345 tkr."
    assert [(figure, state, live) for figure, state, _, live in states(text)] == [
        ("50 tkr", "styrkt", True),
        ("30 tkr", "hittas inte", False),
        ("12 345 tkr", "hittas inte", False),
    ]


def test_a_word_outside_the_figure_may_still_say_the_opposite() -> None:
    assert states(f"Vi prognosticerar ett överskott om {FORECAST}.")[0][1] == "motsägs"


def test_the_word_of_a_live_figure_itself_is_never_wrong() -> None:
    text = "Efter förra årets överskott väntas {{ekonomi: summa, forecast; resultat tkr}}."
    assert states(text)[0][1] == "styrkt"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Vi har {{ekonomi: borta, forecast}} kvar.",
            "{{ekonomi: borta, forecast}} kan inte visas: avsnittet ”ekonomi” har ingen rad ”borta”. "
            "Välj en ny siffra, eller skriv beloppet för hand.",
        ),
        (
            "Vi har {{ekonomi summa forecast}} kvar.",
            "{{ekonomi summa forecast}} kan inte visas: den är inte skriven som en levande siffra. "
            "Sätt in den på nytt ur tabellen.",
        ),
    ],
)
def test_a_reference_without_a_cell_is_an_error(text: str, message: str) -> None:
    given = resolve(doc(TABLE, text))
    (finding,) = DeadReference().find(Facts(given))
    assert (finding.code, str(finding.severity), finding.section_key) == (
        "levande-siffra",
        "error",
        "ekonomi",
    )
    assert finding.message == message
    assert [one.code for one in review(given) if one.code in {"levande-siffra", "platshallare"}] == [
        "levande-siffra"
    ]


@pytest.mark.parametrize(
    "text",
    ["Ingen siffra.", f"Bara {FORECAST}.", "Klamrar {så här} är en platshållare.", "\\{{ekonomi: a, b}}"],
)
def test_all_else_is_silent(text: str) -> None:
    assert severities(DeadReference, resolve(doc(TABLE, text))) == []


def test_each_dead_reference_is_one_finding() -> None:
    text = "{{ekonomi: a, forecast}} och {{ekonomi: b, forecast}} och {{ekonomi: a, forecast}}."
    given = resolve(doc(TABLE, text))
    assert len([one for one in review(given) if one.code == "levande-siffra"]) == 2
    assert found(DeadReference, given)[0] == ("error", "", "")
