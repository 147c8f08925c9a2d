"""Decisions and internal control: four rules on the same small tables."""

import pytest

from reporting.document import Cell, Column, Heading, Prose, Row, Table
from reporting.review.decisions import (
    ConclusionAgainstStatus,
    MissingStatus,
    StatusAgainstComment,
    UnscoredRisk,
)
from tests.reporting.documents import row, table
from tests.reporting.review.samples import doc, figure, weights


def with_status(status: str, comment: str = "") -> Table:
    columns = (
        Column(key="status", heading="Status", kind="status"),
        Column(key="comment", heading="Kommentar", kind="text"),
    )
    one = Row(key="ett", label="Att se över lokalerna", cells=(Cell(text=status), Cell(text=comment)))
    return Table(key="beslut", title="Beslut", label_heading="Beslut", columns=columns, rows=(one,))


def test_a_decision_has_a_status() -> None:
    assert weights(MissingStatus, doc(with_status("Pågår"))) == []
    assert weights(MissingStatus, doc(with_status(""))) == ["error"]


@pytest.mark.parametrize(
    ("status", "comment", "expected"),
    [
        ("Ej påbörjad", "Inga avvikelser", ["warning"]),
        ("Ej påbörjad", "", []),
        ("Inga avvikelser", "Inga avvikelser", []),
        ("Klart", "Arbetet pågår.", ["warning"]),
        ("Pågår", "Arbetet pågår.", []),
    ],
)
def test_status_against_comment(status: str, comment: str, expected: list[str]) -> None:
    assert weights(StatusAgainstComment, doc(with_status(status, comment))) == expected


def test_a_comment_below_under_the_rows_name() -> None:
    given = with_status("Ej påbörjad")
    below = doc(given, Heading(text="Att se över lokalerna"), Prose(markdown="Inga avvikelser."))
    assert weights(StatusAgainstComment, below) == ["warning"]


def test_a_conclusion_against_the_statuses() -> None:
    text = "Kontrollerna visar endast mindre avvikelser."
    assert weights(ConclusionAgainstStatus, doc(with_status("Större avvikelser"), text)) == ["error"]
    assert weights(ConclusionAgainstStatus, doc(with_status("Mindre avvikelser"), text)) == []


def test_a_risk_has_a_score() -> None:
    columns = (
        Column(key="likelihood", heading="Sannolikhet", kind="text"),
        Column(key="consequence", heading="Konsekvens", kind="text"),
        Column(key="score", heading="Riskvärde", kind="quantity"),
    )
    scored = row("a", Cell(text="3"), Cell(text="4"), figure(12))
    unscored = row("b", Cell(text=""), Cell(text="4"), figure(None))
    assert weights(UnscoredRisk, doc(table(scored, columns=columns))) == []
    assert weights(UnscoredRisk, doc(table(scored, unscored, columns=columns))) == ["error"]
