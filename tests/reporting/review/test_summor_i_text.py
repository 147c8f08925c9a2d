"""Sums and parts within the text, and what the named effects explain."""

import pytest

from reporting.review.prose import NamedEffects, PartOf, SumInText
from tests.reporting.review.samples import doc, found, result, weights

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
    assert weights(SumInText, doc(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Avtal är tecknat med 3 av 5 verksamheter, de övriga 2 är på gång.", []),
        ("Avtal är tecknat med 3 av 5 verksamheter, de övriga 3 är på gång.", ["error"]),
        ("Vi har nått 6 av 5 mål.", ["error"]),
    ],
)
def test_part_of(text: str, expected: list[str]) -> None:
    assert weights(PartOf, doc(text)) == expected


LINES = (("Intäkter", -1000, -600, -1100), ("Personal", 700, 400, 650), ("Licenser", 300, 290, 470))


def test_the_effects_that_no_text_names() -> None:
    text = "Intäkterna blir 100 tkr högre. Licenserna ger ett underskott om 170 tkr."
    assert found(NamedEffects, doc(result(*LINES), text)) == [("advice", "summa", "")]
    assert found(NamedEffects, doc(result(*LINES), text + " Personal ger ett överskott om 50 tkr.")) == []
    assert found(NamedEffects, doc(result(*LINES), "Allt går bra.")) == []
    assert found(NamedEffects, doc(result(*LINES), "Intäkterna blir 100 tkr högre.")) == []
