"""Months in Swedish. Pure."""

from __future__ import annotations

import datetime as dt

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip


def year_so_far(through: dt.date) -> str:
    """The part of the year up to a date: "januari–april 2024", "helåret 2024"."""
    if through.month == len(MONTHS):
        return f"helåret {through.year}"
    months = [MONTHS[0]] if through.month == 1 else [MONTHS[0], MONTHS[through.month - 1]]
    return f"{'–'.join(months)} {through.year}"
