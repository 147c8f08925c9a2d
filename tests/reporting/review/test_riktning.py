import pytest

from reporting.review.rules.indicators import Direction
from tests.reporting.review.samples import doc, figure, indicators, severities, target


@pytest.mark.parametrize(
    ("label", "forecast", "text", "goal", "verdict", "expected"),
    [
        ("Minska antalet incidenter", 175, "Minska från 125 st", 125, "not_met", []),
        ("Minska antalet incidenter", 90, "Minska från 125 st", 125, "met", []),
        ("Minska antalet incidenter", 175, "125 st", 125, "met", ["warning"]),
        ("Minska antalet incidenter", 90, "minst 100 st", 100, "not_met", ["warning"]),
        ("Minska antalet incidenter", 20, "högst 20 st", 20, "met", []),
        ("Öka antalet datorer", 250, "1 100 st", 1100, "not_met", []),
        ("Öka antalet datorer", 250, "högst 1 100 st", 1100, "met", ["warning"]),
        ("Antal e-tjänster", 10, "50 st", 50, "met", []),
    ],
)
def test_direction(
    label: str, forecast: int, text: str, goal: int, verdict: str, expected: list[str]
) -> None:
    given = indicators((label, figure(1), figure(forecast), target(text, goal), verdict))
    assert severities(Direction, doc(given)) == expected
