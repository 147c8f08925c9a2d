from reporting.review.rules.decisions import MissingStatus
from tests.reporting.review.samples import doc, severities, with_status


def test_a_decision_has_a_status() -> None:
    assert severities(MissingStatus, doc(with_status("Pågår"))) == []
    assert severities(MissingStatus, doc(with_status(""))) == ["error"]
