from reporting.review.rules.decisions import ConclusionAgainstStatus
from tests.reporting.review.samples import doc, severities, with_status


def test_a_conclusion_against_the_statuses() -> None:
    text = "Kontrollerna visar endast mindre avvikelser."
    assert severities(ConclusionAgainstStatus, doc(with_status("Större avvikelser"), text)) == ["error"]
    assert severities(ConclusionAgainstStatus, doc(with_status("Mindre avvikelser"), text)) == []
