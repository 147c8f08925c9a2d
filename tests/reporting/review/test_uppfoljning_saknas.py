import pytest

from reporting.document.blocks import Cell, Column, Heading, Row, Table
from reporting.review.rules.followups import MissingFollowUp
from tests.reporting.documents import row, table
from tests.reporting.review.samples import doc, figure, found, severities

RISKS = table(
    row("inkop", figure(8), label="2. Inköp följer inte ramavtal"),
    key="risker",
    title="Risker",
    unit="",
    columns=(Column(key="score", heading="Riskvärde", kind="quantity"),),
)
RISK = Heading(text="2. Inköp följer inte ramavtal")


def follow_ups(*rows: tuple[str, str]) -> Table:
    """Status and end date."""
    columns = (
        Column(key="status", heading="Status", kind="status"),
        Column(key="ends_on", heading="Slutdatum", kind="text"),
    )
    made = tuple(
        Row(
            key=f"tillfalle-{place}",
            label=f"Tillfälle {place}",
            cells=tuple(Cell(text=text) for text in texts),
        )
        for place, texts in enumerate(rows, start=1)
    )
    return Table(
        key="kontroll-inkop", title="Stickprov", label_heading="Uppföljning", columns=columns, rows=made
    )


@pytest.mark.parametrize(
    ("status", "ends_on", "expected"),
    [
        ("Inga avvikelser", "2023-07-31", []),
        ("Ej påbörjad", "2023-07-31", [("warning", "tillfalle-1", "")]),
        ("Ej påbörjad", "2023-12-31", []),  # the report is through July
        ("Ej påbörjad", "", []),
    ],
)
def test_a_follow_up_is_made_in_time(status: str, ends_on: str, expected: list[object]) -> None:
    assert found(MissingFollowUp, doc(RISKS, RISK, follow_ups((status, ends_on)))) == expected


def test_a_control_has_a_follow_up() -> None:
    assert severities(MissingFollowUp, doc(RISKS, RISK, follow_ups())) == ["warning"]


def test_a_risk_has_a_control() -> None:
    given = doc(RISKS, Heading(text="Ekonomi: 1. Något annat"), follow_ups(("Inga avvikelser", "2023-07-31")))
    assert found(MissingFollowUp, given) == [("warning", "inkop", "")]
    named = doc(RISKS, Heading(text=f"Ekonomi: {RISK.text}"), follow_ups(("Inga avvikelser", "2023-07-31")))
    assert found(MissingFollowUp, named) == []


def test_a_report_without_follow_ups_claims_nothing() -> None:
    assert found(MissingFollowUp, doc(RISKS)) == []
