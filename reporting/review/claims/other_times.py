"""Whether the words around a figure are about something without a table in the report. Pure.

Another time ("förra året", "i april"), a change ("har ökat med") or a condition ("om anslaget beviljas"): such a figure
may match a cell, but need not.
"""

from __future__ import annotations

import re
from datetime import date

from reporting.document.months import MONTHS
from reporting.review.claims.figures import Figure

NEAR = 60  # characters
OTHER_TIME = re.compile(
    r"\b(?:förra|föregående|fjol\w*|ifjol|årsskiftet|ackumulera\w*|motsvarande period|(?:den )?tidigare prognos\w*"
    r"|(?:förra|föregående|tidigare) rapport\w*)\b",
    re.IGNORECASE,
)
CHANGE = re.compile(
    r"\b(?:minsk|ök|förbättr|försämr|sänk|höj|reducer)\w*(?: [a-zåäö]+){0,2} med(?! i)\b", re.IGNORECASE
)
AGAINST_BUDGET = re.compile(r"\bbudget|\bplan", re.IGNORECASE)
CONDITION = re.compile(r"Om\b(?! \d)")
POSSIBLE = re.compile(
    r", om (?!\d)|\bskulle\b|\bifall\b|\bkan komma att\b|\bhade (?:\w+ ){1,3}blivit\b", re.IGNORECASE
)
YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d\d(?![\d,%])")
TERTIAL = re.compile(r"\btertial (?P<number>[123])\b", re.IGNORECASE)
MONTH = re.compile(rf"\b(?P<month>{'|'.join(MONTHS)})(?:rapport\w*|prognos\w*|s)?\b", re.IGNORECASE)


def is_of_another_time(text: str, figure: Figure, through: date) -> bool:
    """``through``: the last day of the report's actuals."""
    near = text[max(0, figure.start - NEAR) : figure.end + NEAR]
    if CONDITION.match(text) or POSSIBLE.search(near) or OTHER_TIME.search(near):
        return True
    if CHANGE.search(near) and not AGAINST_BUDGET.search(text):
        return True
    years = {int(match[0]) for match in YEAR.finditer(near)}
    months = {MONTHS.index(match["month"].lower()) + 1 for match in MONTH.finditer(near)}
    months |= {4 * int(match["number"]) for match in TERTIAL.finditer(near)}
    return (bool(years) and through.year not in years) or (bool(months) and not months & {through.month, 12})
