import pytest

from reporting.review.rules.formal import Placeholder
from tests.reporting.review.samples import doc, weights


@pytest.mark.parametrize(
    "text", ["Underskottet är XX tkr.", "[Fyll i namn]", "TODO: skriv", "Resultatet ??? tkr", "Namn ____"]
)
def test_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == ["warning"]


@pytest.mark.parametrize("text", ["Vi har infört MAX IV.", "Vad händer nu?", "A [länk](https://example.org)"])
def test_no_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == []
