import pytest

from reporting.review.rules.formal import Placeholder
from tests.reporting.review.samples import doc, found, result, weights


@pytest.mark.parametrize(
    "text", ["Underskottet är XX tkr.", "[Fyll i namn]", "TODO: skriv", "Resultatet ??? tkr", "Namn ____"]
)
def test_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == ["warning"]


def test_a_placeholder_in_a_row_is_found_in_that_row() -> None:
    given = doc(result(("Hyror", -10, -8, -9), ("XX", 20, 15, 19)))
    assert found(Placeholder, given) == [("warning", "rad-1", "")]


@pytest.mark.parametrize("text", ["Vi har infört MAX IV.", "Vad händer nu?", "A [länk](https://example.org)"])
def test_no_placeholders(text: str) -> None:
    assert weights(Placeholder, doc(text)) == []
