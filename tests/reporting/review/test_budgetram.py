import pytest

from reporting.review.rules.columns import BudgetFrame
from tests.reporting.review.samples import doc, figure, found, indicators, result

LINES = (
    ("Intäkter", -1000, -600, -1100),
    ("Kostnader", 1000, 690, 1150),
)  # 90 deficit now, 50 by the forecast


@pytest.mark.parametrize(
    ("current", "forecast", "expected"),
    [
        (-90, -50, []),
        (90, -50, [("error", "rad-0", "current")]),  # the sign of April 2024
        (-90, -60, [("error", "rad-0", "forecast")]),
    ],
)
def test_the_indicator_against_the_result(current: int, forecast: int, expected: list[object]) -> None:
    budget_frame = ("Nämnden håller sin budgetram", figure(current, "tkr"), figure(forecast, "tkr"),
                    figure(0, "tkr"), "not_met")  # fmt: skip
    assert found(BudgetFrame, doc(result(*LINES), indicators(budget_frame))) == expected
