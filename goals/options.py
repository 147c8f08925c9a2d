"""What the options of the sections of goals have in common: ValueError says in Swedish what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from reporting.models import ReportingPeriod

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("date", "year", "month", "previous_year")


def filled(text: str, period: ReportingPeriod) -> str:
    """A heading with the period in it: "Utfall {year}" is "Utfall 2020", {previous_year} 2019,
    {month} december and {date} 201231.
    """
    values = {
        "date": period.compact_date,
        "year": str(period.year),
        "month": period.month,
        "previous_year": str(period.year - 1),
    }
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def check_known(options: Iterable[str], known: Iterable[str], section: str) -> None:
    known = list(known)
    for key in options:
        if key not in known:
            raise ValueError(
                f"Inställningen ”{key}” finns inte för {section}. Välj bland {', '.join(known)}."
            )


def check_title(title: Any, section: str) -> None:
    if not isinstance(title, str) or not title.strip():
        raise ValueError(f"title för {section} ska vara en text.")
    check_placeholders(title)


def check_placeholders(heading: str) -> None:
    unknown = [name for name in PLACEHOLDER.findall(heading) if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", heading)
    if unknown or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {known}.")


def full_columns(columns: Any, headings: Mapping[str, str], section: str) -> list[dict[str, Any]]:
    """Columns written out as ``{"key", "heading"}``; ``headings`` are the known keys' own."""
    if not isinstance(columns, list) or not columns:
        raise ValueError(f"columns för {section} ska vara en lista med minst en kolumn.")
    return [_full_column(column, headings, section) for column in columns]


def _full_column(column: Any, headings: Mapping[str, str], section: str) -> dict[str, Any]:
    data = {"key": column} if isinstance(column, str) else column
    if not isinstance(data, dict) or not set(data) <= {"key", "heading"} or "key" not in data:
        raise ValueError(f"En kolumn i {section} anges med key och, om man vill, heading.")
    key = data["key"]
    if not isinstance(key, str) or key not in headings:
        raise ValueError(f"Kolumnen ”{key}” finns inte för {section}. Välj bland {', '.join(headings)}.")
    return {"key": key, "heading": data.get("heading", headings[key])}


def check_columns(columns: list[dict[str, Any]], section: str) -> None:
    keys = [column["key"] for column in columns]
    headings = [column["heading"] for column in columns]
    for key, heading in zip(keys, headings, strict=True):
        if not isinstance(heading, str) or not heading.strip():
            raise ValueError(f"En kolumn i {section} saknar rubrik.")
        check_placeholders(heading)
        if keys.count(key) > 1:
            raise ValueError(f"Kolumnen ”{key}” står två gånger.")
        if headings.count(heading) > 1:
            raise ValueError(f"Två kolumner har rubriken ”{heading}”. Ge dem olika rubriker.")
