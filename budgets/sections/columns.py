"""Column sources of money tables: stored amounts, sums of them, variances, shares. Pure.

A figure is the name of a stored amount of a row (kronor, debit +), or of a sum of such amounts. The rules of Granskning
name the figures of variances and shares themselves (review/rules/tables.py): a test holds them equal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.document.blocks import ColumnKind

# Appropriations besides the budget, and the sums they are part of.
ADDITIONS = ("carried_over", "extra_appropriation")
SUMS: dict[str, tuple[str, ...]] = {
    "additions": ADDITIONS,
    "total_appropriation": ("budget", *ADDITIONS),
}
VARIANCE = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")


@dataclass(frozen=True)
class ColumnSource:
    """Where the figures of a column come from: one figure, or the two it compares."""

    kind: ColumnKind
    heading: str
    figures: tuple[str, ...] = ()


COLUMN_SOURCES: dict[str, ColumnSource] = {
    "budget": ColumnSource("amount", "Budget", ("budget",)),
    "period_budget": ColumnSource("amount", "Periodbudget", ("period_budget",)),
    "actual": ColumnSource("amount", "Utfall {date}", ("actual",)),
    "actual_last_year": ColumnSource("amount", "Utfall samma period förra året", ("actual_last_year",)),
    "result_last_year": ColumnSource("amount", "Bokslut förra året", ("result_last_year",)),
    "forecast": ColumnSource("amount", "Prognos helår", ("forecast",)),
    "previous_forecast": ColumnSource("amount", "Föregående prognos", ("previous_forecast",)),
    "carried_over": ColumnSource("amount", "Ombudgeterat från förra året", ("carried_over",)),
    "extra_appropriation": ColumnSource("amount", "Extra beviljat under året", ("extra_appropriation",)),
    "additions": ColumnSource("amount", "Extra beviljat och överfört", ("additions",)),
    "total_appropriation": ColumnSource("amount", "Totalt anslag", ("total_appropriation",)),
    "amount": ColumnSource("amount", "Belopp", ("amount",)),
    "variance_forecast": ColumnSource("variance", "Avvikelse mot prognos", ("budget", "forecast")),
    "variance_actual": ColumnSource("variance", "Avvikelse mot utfall", ("budget", "actual")),
    "variance_period": ColumnSource("variance", "Avvikelse för perioden", ("period_budget", "actual")),
    "percent_used": ColumnSource("percent", "Procent förbrukning", ("budget", "actual")),
    "percent_of_total": ColumnSource(
        "percent", "Procent av totalt anslag", ("total_appropriation", "actual")
    ),
    "share": ColumnSource("percent", "Andel"),
    "comment": ColumnSource("text", "Kommentar"),
}
FIGURES = tuple(key for key, source in COLUMN_SOURCES.items() if source.kind == "amount")
VARIANCE_HELP = "variance:a:b (a minus b)"  # the key of any other pair


def source_of(key: str) -> ColumnSource | None:
    """The source of a column's key; ``variance:a:b`` compares any two figures. None for an unknown key."""
    match = VARIANCE.match(key)
    if not match:
        return COLUMN_SOURCES.get(key)
    pair = (match[1], match[2])
    if pair[0] == pair[1] or not set(pair) <= set(FIGURES):
        return None
    names = " – ".join(COLUMN_SOURCES[name].heading.removesuffix(" {date}").lower() for name in pair)
    return ColumnSource("variance", f"Avvikelse ({names})", pair)


@dataclass(frozen=True)
class ShownColumn:
    """A column of one table. ``additions``: what the total appropriation adds to the budget."""

    key: str
    heading: str
    group: str = ""
    additions: tuple[str, ...] = ADDITIONS

    @property
    def source(self) -> ColumnSource:
        source = source_of(self.key)
        assert source is not None, self.key
        return source

    @property
    def full_heading(self) -> str:
        """The heading with its group, for where groups are not shown."""
        return f"{self.heading} ({self.group})" if self.group else self.heading

    def stored(self, figure: str) -> tuple[str, ...]:
        """The stored amounts of a figure: itself, or its parts if it is a sum."""
        left_out = set(ADDITIONS) - set(self.additions)
        return tuple(name for name in SUMS.get(figure, (figure,)) if name not in left_out)

    @property
    def needs(self) -> tuple[str, ...]:
        """The stored amounts the column is computed from."""
        return tuple(dict.fromkeys(name for figure in self.source.figures for name in self.stored(figure)))


def shown_columns(columns: Iterable[Mapping[str, Any]]) -> tuple[ShownColumn, ...]:
    """A table's columns from the template's keys and headings.

    The total appropriation adds the additions that have a column; all of them if none has, or if they share one.
    """
    data = list(columns)
    shown = {column["key"] for column in data}
    additions = tuple(name for name in ADDITIONS if name in shown)
    if not additions or "additions" in shown:
        additions = ADDITIONS
    return tuple(
        ShownColumn(column["key"], column["heading"], column.get("group", ""), additions) for column in data
    )


def stored_figures(columns: Iterable[ShownColumn]) -> list[str]:
    """The stored amounts that columns are computed from, in the order of the columns."""
    return list(dict.fromkeys(name for column in columns for name in column.needs))
