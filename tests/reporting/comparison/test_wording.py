"""Names and counts of comparisons, in Swedish."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from reporting.comparison import comparison
from reporting.comparison.wording import alone_in_new, alone_in_old, counts, names, only
from tests.reporting.comparison.test_comparison import BEFORE, NEW_GOALS, OLD_GOALS, line, money
from tests.reporting.documents import document, row, table

EARLIER, LATER = dt.date(2023, 7, 31), dt.date(2024, 4, 30)


@pytest.mark.parametrize(
    ("old", "new", "called", "alone"),
    [
        ({"actuals_through": EARLIER}, {"actuals_through": LATER},
         ("2023-07-31", "2024-04-30"), ("Borttaget", "Nytt")),
        ({"actuals_through": LATER}, {"actuals_through": EARLIER},
         ("2024-04-30", "2023-07-31"), ("Bara i 2024-04-30", "Bara i 2023-07-31")),
        ({"committee": "Barnnämnden"}, {"actuals_through": LATER},
         ("Barnnämnden", "IT-nämnden"), ("Bara i Barnnämnden", "Bara i IT-nämnden")),
        ({}, {"kind": "Internkontrollrapport"}, ("Delårsrapport", "Internkontrollrapport"),
         ("Bara i Delårsrapport", "Bara i Internkontrollrapport")),
        ({}, {}, ("Den första", "Den andra"), ("Bara i Den första", "Bara i Den andra")),
        ({}, {"slug": "rapporten"}, ("Inlämnat", "Nu"), ("Borttaget", "Nytt")),
    ],
)  # fmt: skip
def test_names(old: dict[str, Any], new: dict[str, Any], called: Any, alone: Any) -> None:
    first, second = document(**{"slug": "rapporten"} | old), document(**{"slug": "en-annan"} | new)
    assert names(first, second) == called
    assert only(first, second) == alone


def test_counts_in_one_and_many() -> None:
    old = document(BEFORE, OLD_GOALS, actuals_through=EARLIER)
    after = money(line("personal", 501, "480", 20, "96", label="Löner"), line("varor", 1, 2, -1, 200))
    found = comparison(old, document(after, NEW_GOALS, actuals_through=LATER))
    assert counts(found) == [
        "4 ändrade siffror", "2 ändrade målvärden", "1 ändrad bedömning eller status", "1 ändrat namn",
        "Borttaget: 1 rad", "Nytt: 1 rad",
    ]  # fmt: skip
    assert counts(comparison(old, old)) == []


def test_what_stands_alone_says_what_it_is() -> None:
    group = row("g", label="Nämndmål: Lugn", kind="group")
    one = table(group, columns=OLD_GOALS.columns, key=OLD_GOALS.key)
    ((_, found),) = comparison(document(OLD_GOALS), document(one)).tables()
    assert alone_in_new(found) == ["Nämndmål: Lugn"]
    assert alone_in_old(found) == [
        "Indikator: Sjukfrånvaro (Nuvärde 7,06\u00a0%, Prognos 20\u00a0st, Målvärde högst 20 st, Bedömning Uppnås)",
        "Indikator: Incidenter (Nuvärde 178\u00a0st, Prognos 5, Målvärde Minska från 125 st, Bedömning Uppnås inte)",
    ]
