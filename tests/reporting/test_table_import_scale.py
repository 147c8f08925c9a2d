"""A unit that looks wrong is told of before anything is read in."""

from __future__ import annotations

import pytest

from reporting.table_import import scale_doubt

LARGER = (
    "De flesta belopp blir ungefär tusen gånger större än det som står i rapporten nu. Stämmer enheten? "
    "Den ändras under ”Ändra kolumner och tecken”."
)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([("12 106", "12 106 000"), ("\u221243 306", "\u221243 306 000")], [LARGER]),
        ([("12 106", "11 950 000"), ("200", "90 000"), ("3", "4")], [LARGER]),
        ([("12 106 000", "12 106"), ("200 000", "200")], [LARGER.replace("större", "mindre")]),
        ([("12 106", "12 206"), ("200", "200 000"), ("7", "9")], []),  # one cell alone may be so
        ([("3", "3 000")], []),
        ([("", "5 000"), ("0", "7 000"), ("Resor", "Övrigt"), ("5", "")], []),
    ],
)
def test_most_figures_a_thousand_times_what_they_were(
    changes: list[tuple[str, str]], told: list[str]
) -> None:
    assert scale_doubt(changes) == told
