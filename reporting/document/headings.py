"""Placeholders of the period in headings: "Utfall {date}" is printed "Utfall 230731". Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Protocol

from django.core.exceptions import ValidationError


class Period(Protocol):
    """The parts of a ReportingPeriod that headings use."""

    @property
    def actuals_through(self) -> dt.date: ...

    @property
    def month(self) -> str: ...


PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS: dict[str, Callable[[Period], str]] = {
    "date": lambda period: f"{period.actuals_through:%y%m%d}",
    "year": lambda period: str(period.actuals_through.year),
    "month": lambda period: period.month,
    "period": lambda period: f"{period.actuals_through:%Y%m}",
    "previous_year": lambda period: str(period.actuals_through.year - 1),
    "last_date": lambda period: f"{a_year_before(period.actuals_through):%y%m%d}",
    "last_year": lambda period: str(period.actuals_through.year - 1),
    "last_period": lambda period: f"{a_year_before(period.actuals_through):%Y%m}",
}


def filled(heading: str, period: Period) -> str:
    """Braces that are no placeholder stay."""

    def value(match: re.Match[str]) -> str:
        placeholder = PLACEHOLDERS.get(match[1])
        return placeholder(period) if placeholder else match[0]

    return PLACEHOLDER.sub(value, heading)


def validate_heading(heading: str) -> None:
    """Refuse unknown placeholders and stray braces."""
    unknown = [name for name in PLACEHOLDER.findall(heading) if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", heading)
    if unknown or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValidationError(f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {known}.")


def a_year_before(date: dt.date) -> dt.date:
    """The last day of a month gives the last day of that month, also in February."""
    last_day = calendar.monthrange(date.year - 1, date.month)[1]
    is_last = date.day == calendar.monthrange(date.year, date.month)[1]
    return date.replace(year=date.year - 1, day=last_day if is_last else min(date.day, last_day))
