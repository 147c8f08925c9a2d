"""Which figures of two reports can be subtracted, though they tell of different parts of a year. Pure.

What is counted from the beginning of the year can't: seven months are more than four. A budget or forecast for the
year can. Columns are told by key, as in docs/oppen-namndrapport.md: a frozen document says no more of them.
"""

from __future__ import annotations

import re

from reporting.document.amounts import money_unit
from reporting.document.blocks import Cell, Column
from reporting.document.document import Document
from reporting.document.months import year_so_far

OTHER_PERIOD = "olika period"
TO_DATE = frozenset({
    "actual", "actual_last_year", "period_budget", "effect_actual",
    "variance_actual", "variance_period", "percent_used", "percent_of_total",
})  # fmt: skip
STATE = "current"  # of an indicator: a state on the day, or, in kronor, what has been used
VARIANCE = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")


def spans_differ(old: Document, new: Document) -> bool:
    """Whether they tell of different numbers of months."""
    return old.actuals_through.month != new.actuals_through.month


def is_to_date(column: Column, cell: Cell) -> bool:
    """Whether a figure is counted from the beginning of the year."""
    if column.key == STATE:
        return money_unit(cell.unit or column.unit) is not None
    match = VARIANCE.match(column.key)
    return column.key in TO_DATE or (match is not None and not TO_DATE.isdisjoint(match.groups()))


def spans_in_words(old: Document, new: Document) -> str:
    """What the reader must know of them; "" if they are of the same months."""
    if not spans_differ(old, new):
        return ""
    return (
        f"Rapporterna gäller olika långa delar av året: {year_so_far(old.actuals_through)} mot "
        f"{year_so_far(new.actuals_through)}. Det som räknas från årets början, som utfall, visas därför utan "
        "skillnad. Budget och prognos för hela året går att jämföra."
    )
