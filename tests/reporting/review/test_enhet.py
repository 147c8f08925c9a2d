import pytest

from reporting.review.rules.columns import OddUnit
from tests.reporting.review.samples import doc, figure, indicators, severities


@pytest.mark.parametrize(
    ("label", "unit", "other", "expected"),
    [
        ("Värde Nöjd Kund Index (NKI)", "%", "%", ["advice"]),
        ("Värde Nöjd Kund Index (NKI)", "", "", []),
        ("Andel besvarade samtal", "%", "%", []),
        ("Minska genomsnittlig ärendehanteringstid", "st", "st", ["advice"]),
        ("Minska genomsnittlig ärendehanteringstid", "dagar", "dagar", []),
        ("Antal e-tjänster", "st", "%", ["advice"]),
        ("Antal e-tjänster", "st", "", []),
        ("Antal svarstider", "st", "st", []),
    ],
)
def test_units(label: str, unit: str, other: str, expected: list[str]) -> None:
    given = indicators((label, figure(5, unit), figure(6, other), figure(7, unit), "met"))
    assert severities(OddUnit, doc(given)) == expected
