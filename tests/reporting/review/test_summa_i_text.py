import pytest

from reporting.review.rules.prose import SumInText
from tests.reporting.review.samples import doc, severities

PARTS = "\n\n| Ärenden | Antal |\n| --- | --- |\n| Incidenter | 178 |\n| Tjänster | 78 |\n| Ändringar | 54 |"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ärendena uppgick till 315 st fördelat enligt:" + PARTS, ["error"]),
        ("Ärendena uppgick till 310 st fördelat enligt:" + PARTS, []),
        ("Vi har 40 anställda." + PARTS, []),
        ("Ärendena:" + PARTS + "\n| Summa | 310 |", []),
        ("Ärendena:" + PARTS + "\n| Summa | 315 |", ["error"]),
        ("Ärendena fördelas på 9 enheter:" + PARTS, []),
    ],
)
def test_a_small_table_in_the_text(text: str, expected: list[str]) -> None:
    assert severities(SumInText, doc(text)) == expected
