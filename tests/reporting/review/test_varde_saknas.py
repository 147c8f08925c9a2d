import pytest

from reporting.document.blocks import EMPTY, Cell
from reporting.review.rules.indicators import MissingValue
from tests.reporting.review.samples import doc, figure, found, indicators


def test_neither_current_nor_forecast() -> None:
    given = indicators(
        ("NKI", EMPTY, EMPTY, figure(7), None),
        ("HME", EMPTY, figure(74), figure(74), "met"),
        ("Sjukfrånvaro", figure(0, "%"), EMPTY, figure(7), "met"),
    )
    assert found(MissingValue, doc(given)) == [("warning", "rad-0", "")]


@pytest.mark.parametrize("dash", ["—", "–", "-", "saknas"])
def test_a_dash_is_no_value(dash: str) -> None:
    given = indicators(("NKI", Cell(text=dash), Cell(text=dash), figure(7), None))
    assert found(MissingValue, doc(given)) == [("warning", "rad-0", "")]
