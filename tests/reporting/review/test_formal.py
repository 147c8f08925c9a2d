"""Placeholders, empty chapters, the lawful period, replaced law, another period in the text."""

import dataclasses
import datetime as dt

import pytest

from reporting.review.formal import (
    EmptyChapter,
    LawfulPeriod,
    OtherOccasion,
    OtherPeriodInText,
    Placeholder,
    ReplacedLaw,
)
from tests.reporting.review.samples import doc, weights


@pytest.mark.parametrize(
    "text", ["Underskottet är XX tkr.", "[Fyll i namn]", "TODO: skriv", "Resultatet ??? tkr", "Namn ____"]
)
def test_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == ["warning"]


@pytest.mark.parametrize("text", ["Vi har infört MAX IV.", "Vad händer nu?", "A [länk](https://example.org)"])
def test_no_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == []


def test_an_empty_chapter() -> None:
    chapter = doc().sections[0]
    under = dataclasses.replace(doc("Text.").sections[0], key="under", level=2)
    assert weights(EmptyChapter, doc(sections=(chapter,))) == ["warning"]
    assert weights(EmptyChapter, doc(sections=(chapter, under))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se bilagan, uppföljningstillfälle 3 år 2022.", []),
        ("Se bilagan, uppföljningstillfälle 2 år 2022.", ["warning"]),
        ("Detta är det andra uppföljningstillfället.", ["warning"]),
        ("Det tredje tillfället.", []),
        ("Vid samma tillfälle beslutades annat.", []),
    ],
)
def test_the_ordinal_of_the_follow_up(text: str, expected: list[str]) -> None:
    assert weights(OtherOccasion, doc(text, title="Rapportering 2022, tillfälle 3")) == expected
    assert weights(OtherOccasion, doc(text)) == []


@pytest.mark.parametrize(
    ("month", "kind", "expected"),
    [(4, "Delårsrapport", ["advice"]), (6, "Delårsrapport", []), (8, "Delårsrapport", []),
     (9, "Delårsrapport", ["advice"]), (12, "Årsredovisning", []), (4, "Uppföljning", [])],
)  # fmt: skip
def test_the_lawful_period(month: int, kind: str, expected: list[str]) -> None:
    assert weights(LawfulPeriod, doc(actuals_through=dt.date(2023, month, 28), kind=kind)) == expected


def test_replaced_law() -> None:
    assert weights(ReplacedLaw, doc("Enligt kommunallagen (1991:900) ska nämnden rapportera.")) == ["warning"]
    assert weights(ReplacedLaw, doc("Enligt kommunallagen (2017:725) ska nämnden rapportera.")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi gör till och med 31 juli ett underskott.", []),
        ("Vi gör till och med 30 april ett underskott.", ["warning"]),
        ("Utfallet t.o.m. 2023-04-30 är lågt.", ["warning"]),
        ("Avtalet gäller till och med 30 april 2022.", []),
        ("Remissen pågår till och med oktober månad.", []),
        ("Avtalet gäller till och med 31 december.", []),
        ("Vi prognosticerar ett underskott om 2 tkr för 2022.", ["warning"]),
        ("Vi prognosticerar ett underskott om 2 tkr för 2023.", []),
    ],
)
def test_another_period(text: str, expected: list[str]) -> None:
    assert weights(OtherPeriodInText, doc(text)) == expected
