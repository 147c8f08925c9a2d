from reporting.review.rules.forecasts import ForecastBelowActual
from tests.reporting.review.samples import LINES, doc, found, result


def test_a_forecast_above_the_actual_is_silent() -> None:
    assert found(ForecastBelowActual, doc(result(*LINES))) == []


def test_more_spent_than_the_forecast_says() -> None:
    given = result(("Intäkter", -100, -60, -110), ("Resor", 10, 30, 20))
    assert found(ForecastBelowActual, doc(given)) == [("warning", "rad-1", "")]


def test_a_members_result_may_shrink() -> None:
    parts = result(("Askersund", 0, 30, 10), ("Laxå", 0, 60, 40), title="Resultat per medlem")
    assert found(ForecastBelowActual, doc(parts)) == []
