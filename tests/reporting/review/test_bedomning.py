from reporting.document.blocks import Cell, Column, Row, Table
from reporting.review.rules.goals import OverriddenVerdict
from tests.reporting.review.samples import doc, severities


def verdicts(computed: str, decided: str, reason: str = "") -> Table:
    columns = (
        Column(key="computed", heading="Enligt regeln", kind="status"),
        Column(key="decided", heading="Bedömning", kind="status"),
        Column(key="reason", heading="Skäl", kind="text"),
    )
    cells = (Cell(text=computed, value=computed), Cell(text=decided, value=decided), Cell(text=reason))
    row = Row(key="god-service", label="God service", cells=cells)
    return Table(
        key="maluppfyllelse", title="Måluppfyllelse", label_heading="Mål", columns=columns, rows=(row,)
    )


def test_as_the_rule_says() -> None:
    assert severities(OverriddenVerdict, doc(verdicts("met", "met"))) == []


def test_otherwise_with_and_without_a_reason() -> None:
    assert severities(OverriddenVerdict, doc(verdicts("not_met", "met"))) == ["error"]
    assert severities(OverriddenVerdict, doc(verdicts("not_met", "met", "Hälften är nära."))) == ["advice"]
