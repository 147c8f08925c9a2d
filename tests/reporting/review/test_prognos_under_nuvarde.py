import pytest

from reporting.review.rules.indicators import ShrinkingCount
from tests.reporting.review.samples import doc, figure, indicators, severities


@pytest.mark.parametrize(
    ("label", "unit", "expected"),
    [
        ("Öka antalet återvunna datorer", "st", ["warning"]),
        ("Antal e-tjänster för medborgare", "st", ["warning"]),
        ("Minska antalet pågående incidenter", "st", []),
        ("Antal pågående ärenden", "st", []),
        ("Andel besvarade samtal", "%", []),
    ],
)
def test_a_count_that_shrinks(label: str, unit: str, expected: list[str]) -> None:
    given = indicators((label, figure(262, unit), figure(250, unit), figure(1100, unit), "not_met"))
    assert severities(ShrinkingCount, doc(given)) == expected
