"""The nämnd's decision to adopt a report. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from reporting.document.months import MONTHS

PARAGRAPH = re.compile(r"[1-9][0-9]{0,3}[a-z]?")


@dataclass(frozen=True, kw_only=True)
class Decision:
    """In Swedish: beslut. ``on``: the day of the meeting; ``paragraph``: of its minutes, without the sign: "34"."""

    on: dt.date
    paragraph: str

    def __str__(self) -> str:
        return f"{self.on.day} {MONTHS[self.on.month - 1]} {self.on.year}, §\u00a0{self.paragraph}"


def paragraph_of(typed: str) -> str:
    """ "§ 34 a" and "34a" alike as "34a". Raises ValueError, in Swedish."""
    paragraph = "".join(typed.replace("§", "").split()).lower()
    if not PARAGRAPH.fullmatch(paragraph):
        raise ValueError("Skriv paragrafens nummer i protokollet, till exempel 34.")
    return paragraph


def day_problem(on: dt.date, *, actuals_through: dt.date, today: dt.date) -> str:
    """Why a nämnd can't have decided that day on a report with those actuals, in Swedish; "" if it can."""
    if on > today:
        return "Beslutets dag har inte varit än. Rapporten fastställs när nämnden har beslutat."
    if on <= actuals_through:
        first = actuals_through + dt.timedelta(days=1)
        return f"Nämnden kan inte ha beslutat före {first}, för perioden slutar {actuals_through}."
    return ""
