import dataclasses

import pytest

from reporting.document.blocks import Table
from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.rules.indicators import ChangedTarget
from tests.reporting.review.samples import doc, figure, found, indicators, target


def with_targets(services: int, absence: str = "7 %") -> Table:
    return indicators(
        ("Antal e-tjänster", figure(45), figure(55), figure(services, "st"), "met"),
        ("Sjukfrånvaro", figure(4, "%"), figure(4, "%"), target(absence, absence.rstrip(" %")), "met"),
    )


BEFORE, AFTER = doc(with_targets(50)), doc(with_targets(40))


def a_year_before(document: Document) -> Document:
    return dataclasses.replace(document, year=2022)


def test_a_target_that_changed_within_the_year() -> None:
    assert found(ChangedTarget, AFTER, BEFORE) == [("warning", "rad-0", "")]
    assert found(ChangedTarget, AFTER, AFTER) == []
    assert found(ChangedTarget, AFTER, None) == []


def test_a_new_year_has_one_piece_of_advice_for_all() -> None:
    given = doc(with_targets(40, "6 %"))
    assert found(ChangedTarget, given, a_year_before(BEFORE)) == [("advice", "", "")]
    (finding,) = ChangedTarget().find(Facts(given, a_year_before(BEFORE)))
    assert finding.message == (
        "2 målvärden är andra än i rapporten för 2022, utan att kommentar eller text säger det: ”Antal e-tjänster” "
        "50\u00a0st → 40\u00a0st; ”Sjukfrånvaro” 7 % → 6 %. Skriv att de är nya och varför, så att åren kan jämföras."
    )
    assert found(ChangedTarget, BEFORE, a_year_before(BEFORE)) == []


def test_one_new_target_is_reported_once() -> None:
    (finding,) = ChangedTarget().find(Facts(AFTER, a_year_before(BEFORE)))
    assert finding.message == (
        "Ett målvärde är ett annat än i rapporten för 2022, utan att kommentar eller text säger det: "
        "”Antal e-tjänster” 50\u00a0st → 40\u00a0st. Skriv att det är nytt och varför, så att åren kan jämföras."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Målvärdet för antal e-tjänster är sänkt, för att två har lagts ned.",
        "Målvärdet för e-tjänster är nytt.",
    ],
)
def test_a_change_that_the_text_tells_of_is_silent(text: str) -> None:
    assert found(ChangedTarget, doc(with_targets(40), text), BEFORE) == []


def test_another_sentence_does_not_explain_it() -> None:
    given = doc(with_targets(40), "Antalet e-tjänster ökar. Målvärdet för NKI är nytt.")
    assert found(ChangedTarget, given, BEFORE) == [("warning", "rad-0", "")]
