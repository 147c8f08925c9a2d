from reporting.document.blocks import Cell, Column
from reporting.review.rules.decisions import UnscoredRisk
from tests.reporting.documents import row, table
from tests.reporting.review.samples import doc, figure, severities


def test_a_risk_has_a_score() -> None:
    columns = (
        Column(key="likelihood", heading="Sannolikhet", kind="text"),
        Column(key="consequence", heading="Konsekvens", kind="text"),
        Column(key="score", heading="Riskvärde", kind="quantity"),
    )
    scored = row("a", Cell(text="3"), Cell(text="4"), figure(12))
    unscored = row("b", Cell(text=""), Cell(text="4"), figure(None))
    assert severities(UnscoredRisk, doc(table(scored, columns=columns))) == []
    assert severities(UnscoredRisk, doc(table(scored, unscored, columns=columns))) == ["error"]
