from reporting.review.rules.forecasts import UnexplainedVariance
from tests.reporting.review.samples import LINES, doc, found, result


def test_a_large_variance_that_no_text_names() -> None:
    text = "Intäkterna ökar med 100 tkr."
    assert found(UnexplainedVariance, doc(result(*LINES), text)) == [("advice", "rad-2", "")]


def test_named_in_another_inflection() -> None:
    text = "Intäkterna ökar, och kostnaderna för licenserna stiger."
    assert found(UnexplainedVariance, doc(result(*LINES), text)) == []
