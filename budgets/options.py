"""The options of the money sections, checked: what a template may say of a table. Pure but for the period.

Every refusal is a ValueError in Swedish that says what was met and what can stand there.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from budgets.sections.columns import VARIANCE, VARIANCE_HELP, measure_of
from reporting.document.conventions import Convention
from reporting.models import ReportingPeriod

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("date", "year", "month", "period", "last_date", "last_year", "last_period")
COLUMN_KEYS = {"key", "heading", "group"}
MOST_PERCENT_DECIMALS = 2
NO_LIMITS = {
    "explain_amount": 0,
    "explain_share": 0,
}  # how far a forecast may be from budget without a comment
MOST_LIMIT = 999_999_999


def filled(heading: str, period: ReportingPeriod) -> str:
    """A heading with the period in it: "Utfall {date}" is "Utfall 230731".

    {year} 2023, {month} juli, {period} 202307; {last_date}, {last_year} and {last_period} a year before.
    """
    date, before = period.actuals_through, a_year_before(period.actuals_through)
    values = {
        "date": period.compact_date,
        "year": str(date.year),
        "month": period.month,
        "period": f"{date:%Y%m}",
        "last_date": f"{before:%y%m%d}",
        "last_year": str(before.year),
        "last_period": f"{before:%Y%m}",
    }
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), heading)


def a_year_before(date: dt.date) -> dt.date:
    """The same month's last day the year before: the end of a period, as ``date`` is."""
    last_day = calendar.monthrange(date.year - 1, date.month)[1]
    is_last = date.day == calendar.monthrange(date.year, date.month)[1]
    return date.replace(year=date.year - 1, day=last_day if is_last else min(date.day, last_day))


def check_known(options: Mapping[str, Any], known: Iterable[str], name: str) -> None:
    names = list(known)
    for key in options:
        if key not in names:
            raise ValueError(f"Inställningen ”{key}” finns inte för {name}. Välj bland {', '.join(names)}.")


def check_text(options: Mapping[str, Any], key: str, name: str, *, may_be_blank: bool = False) -> None:
    text = options[key]
    if not isinstance(text, str) or not (may_be_blank or text.strip()):
        raise ValueError(f"{key} för {name} ska vara en text.")
    check_placeholders(text)


def check_choice(options: Mapping[str, Any], key: str, choices: Sequence[str], name: str) -> None:
    if not isinstance(options[key], str) or options[key] not in choices:
        known = ", ".join(f"”{choice}”" for choice in choices)
        raise ValueError(f"{key} för {name} kan inte vara ”{options[key]}”. Välj bland {known}.")


def check_flag(options: Mapping[str, Any], key: str, name: str) -> None:
    if not isinstance(options[key], bool):
        raise ValueError(f"{key} för {name} är sant eller falskt (true eller false).")


def check_limits(options: Mapping[str, Any], name: str) -> None:
    for key in NO_LIMITS:
        if type(options[key]) is not int or not 0 <= options[key] <= MOST_LIMIT:
            raise ValueError(f"{key} för {name} är ett heltal, 0 för ingen gräns.")


def check_percent_decimals(decimals: Any) -> None:
    if type(decimals) is not int or not 0 <= decimals <= MOST_PERCENT_DECIMALS:
        raise ValueError("percent_decimals ska vara 0, 1 eller 2.")


def check_convention(convention: Any, name: str) -> None:
    if not isinstance(convention, dict):
        raise ValueError(f"convention för {name} har fel form.")
    Convention.from_dict(convention)


def check_placeholders(heading: str) -> None:
    unknown = [name for name in PLACEHOLDER.findall(heading) if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", heading)
    if unknown or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {known}.")


def full_columns(
    columns: Any, *, allowed: Sequence[str], headings: Mapping[str, str], name: str
) -> list[dict[str, str]]:
    """The columns written out, each with its key, heading and, where it has one, its group."""
    if not isinstance(columns, list):
        raise ValueError(f"columns för {name} ska vara en lista av kolumner.")
    return [_full_column(column, allowed=allowed, headings=headings, name=name) for column in columns]


def _full_column(
    column: Any, *, allowed: Sequence[str], headings: Mapping[str, str], name: str
) -> dict[str, str]:
    data = {"key": column} if isinstance(column, str) else column
    if not isinstance(data, dict) or not set(data) <= COLUMN_KEYS or not isinstance(data.get("key"), str):
        raise ValueError(f"En kolumn i {name} anges med key och, om man vill, heading och group.")
    key = data["key"]
    default = headings.get(key) or _default_heading(key, allowed, name)
    group = {"group": data["group"]} if data.get("group") else {}
    return {"key": key, "heading": data.get("heading", default)} | group


def _default_heading(key: str, allowed: Sequence[str], name: str) -> str:
    """The measure's own heading; a variance of two figures is allowed where both of them are."""
    pair = VARIANCE.match(key)
    measure = measure_of(key)
    is_allowed = key in allowed if pair is None else set(pair.groups()) <= set(allowed)
    if measure is None or not is_allowed:
        choices = ", ".join(allowed)
        raise ValueError(f"Kolumnen ”{key}” finns inte för {name}. Välj bland {choices}, {VARIANCE_HELP}.")
    return measure.heading


def check_columns(columns: Sequence[Mapping[str, Any]], name: str) -> None:
    """At least one; none twice; none of the same heading in the same group."""
    if not columns:
        raise ValueError(f"Tabellen i {name} har minst en kolumn.")
    met: set[tuple[str, str]] = set()
    for column in columns:
        heading, group = column["heading"], column.get("group", "")
        if not isinstance(heading, str) or not heading.strip():
            raise ValueError(f"En kolumn i {name} saknar rubrik.")
        if not isinstance(group, str):
            raise ValueError(f"Gruppen för kolumnen ”{heading}” i {name} ska vara en text.")
        check_placeholders(heading)
        check_placeholders(group)
        if (group, heading) in met:
            raise ValueError(f"Två kolumner har rubriken ”{heading}”. Ge dem olika rubriker.")
        met.add((group, heading))
    keys = [column["key"] for column in columns]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"Kolumnen ”{key}” står två gånger.")
