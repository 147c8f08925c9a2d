import pytest

from reporting.review.facts import Facts
from reporting.review.rules.prose import SignWord
from tests.reporting.review.samples import SYD_IT, doc, found, result, severities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi prognosticerar ett överskott om 1 956 tkr.", ["error"]),
        ("Till och med 31 juli gör vi ett underskott om 89 tkr.", ["error"]),
        ("Vakanser inom personalen ger ett underskott om 250 tkr.", ["error"]),
        ("Kapitalkostnaderna blir 1194 tkr högre än budgeterat.", ["error"]),
        ("Intäkterna prognostiseras bli 500 tkr lägre.", ["error"]),
        ("Till och med 31 juli gör vi ett överskott om 89 tkr.", []),
        ("Vakanser inom personalen ger ett överskott om 250 tkr.", []),
        ("Kapitalkostnaderna blir 1194 tkr mindre än budgeterat.", []),
        ("Intäkterna prognostiseras bli 500 tkr högre.", []),
    ],
)
def test_the_word_against_the_sign(text: str, expected: list[str]) -> None:
    assert severities(SignWord, doc(result(*SYD_IT), text)) == expected


def test_a_sum_called_the_opposite_in_the_text() -> None:
    """The total's sign is the table's own: with minus for a surplus, +1 956 is a deficit."""
    given = doc(result(*SYD_IT), "Resultatet är ett överskott om 1 956 tkr.")
    assert found(SignWord, given) == [("error", "", "")]
    (finding,) = SignWord().find(Facts(given))
    assert finding.message == (
        "Texten och tabellen säger emot varandra om 1 956 tkr: Summa, Årsprognos i ”Ekonomiskt resultat” är "
        "1\u00a0956\u00a0tkr, vilket är ett underskott i den tabellen. Rätta ordet i texten eller tecknet i tabellen."
    )
