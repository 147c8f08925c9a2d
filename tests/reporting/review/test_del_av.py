import pytest

from reporting.review.rules.prose import PartOf
from tests.reporting.review.samples import doc, severities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Avtal är tecknat med 3 av 5 verksamheter, de övriga 2 är på gång.", []),
        ("Avtal är tecknat med 3 av 5 verksamheter, de övriga 3 är på gång.", ["error"]),
        ("Vi har nått 6 av 5 mål.", ["error"]),
    ],
)
def test_part_of(text: str, expected: list[str]) -> None:
    assert severities(PartOf, doc(text)) == expected
