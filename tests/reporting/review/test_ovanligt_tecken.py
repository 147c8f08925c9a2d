import pytest

from reporting.review.rules.signs import UnusualSign
from tests.reporting.review.samples import SIGN_NOTE, doc, found, result

NOTE = "Intäkter skrivs med minus och kostnader med plus. " + SIGN_NOTE
LINES = (
    ("Försäljningsintäkter", -1000, -600, -1100),
    ("Övriga intäkter", -50, -20, -50),
    ("Personalkostnader", 700, 400, 680),
    ("Lokalhyror", 300, 290, 470),
    ("Avgifter", -3, -2, -3),
)


def test_signs_as_the_report_writes_them() -> None:
    assert found(UnusualSign, doc(result(*LINES), sign_note=NOTE)) == []


@pytest.mark.parametrize("turned", [0, 3])
def test_a_row_with_its_sign_turned(turned: int) -> None:
    lines = [
        (label, *(-value for value in values)) if place == turned else (label, *values)
        for place, (label, *values) in enumerate(LINES)
    ]
    given = doc(result(*lines), sign_note=NOTE)  # type: ignore[arg-type]
    assert found(UnusualSign, given) == [("warning", f"rad-{turned}", "")]


def test_a_table_with_signs_of_its_own_is_silent() -> None:
    lines = [(label, *(-value for value in values)) for label, *values in LINES]
    assert found(UnusualSign, doc(result(*lines), sign_note=NOTE)) == []  # type: ignore[arg-type]


def test_a_report_that_says_nothing_of_signs_is_silent() -> None:
    turned = ("Lokalhyror", -300, -290, -470)
    assert found(UnusualSign, doc(result(*LINES[:3], turned), sign_note="")) == []
