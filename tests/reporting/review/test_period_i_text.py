import pytest

from reporting.review.rules.formal import OtherPeriodInText
from tests.reporting.review.samples import doc, severities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi gör till och med 31 juli ett underskott.", []),
        ("Vi gör till och med 30 april ett underskott.", ["warning"]),
        ("Utfallet t.o.m. 2023-04-30 är lågt.", ["warning"]),
        ("Avtalet gäller till och med 30 april 2022.", []),
        ("Rapporten avser perioden januari–juli.", []),
        ("Rapporten avser perioden januari–april.", ["warning"]),
        ("Utfallet under perioden januari - augusti är lågt.", ["warning"]),
        ("Rapporten avser perioden januari–april 2023.", ["warning"]),
        ("Vi jämför med perioden januari–april.", []),
        ("Under perioden januari–april 2022 var det högre.", []),
        ("Remissen pågår till och med oktober månad.", []),
        ("Avtalet gäller till och med 31 december.", []),
        ("Vi prognosticerar ett underskott om 2 tkr för 2022.", ["warning"]),
        ("Vi prognosticerar ett underskott om 2 tkr för 2023.", []),
    ],
)
def test_another_period(text: str, expected: list[str]) -> None:
    assert severities(OtherPeriodInText, doc(text)) == expected
