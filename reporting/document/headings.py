"""Headings of a template with the period in them: "Utfall {date}" is printed "Utfall 230731". Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from typing import Protocol

from django.core.exceptions import ValidationError


class Period(Protocol):
    """What a heading can say of a reporting period."""

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
    """The heading as it is printed. Braces that are no placeholder stay."""

    def value(match: re.Match[str]) -> str:
        placeholder = PLACEHOLDERS.get(match[1])
        return placeholder(period) if placeholder else match[0]

    return PLACEHOLDER.sub(value, heading)


def validate_heading(heading: str) -> None:
    """Refuses placeholders that nothing is printed for, and braces that are none."""
    unknown = [name for name in PLACEHOLDER.findall(heading) if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", heading)
    if unknown or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValidationError(f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {known}.")


def a_year_before(date: dt.date) -> dt.date:
    """The same month's last day the year before: the end of a period, as ``date`` is."""
    last_day = calendar.monthrange(date.year - 1, date.month)[1]
    is_last = date.day == calendar.monthrange(date.year, date.month)[1]
    return date.replace(year=date.year - 1, day=last_day if is_last else min(date.day, last_day))
