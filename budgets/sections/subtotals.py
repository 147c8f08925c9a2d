"""The layout of money tables: lines, subtotals and totals, before printing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.text import slugify

from reporting.document.blocks import RowKind
from reporting.document.conventions import Side

# Keys of rows a table makes itself. Stored keys are slugs, so those with a full stop can't collide.
TOTAL_KEY = "summa"  # a slug, so reserved
REVENUE_KEY = "summa.intakter"
COST_KEY = "summa.kostnader"
NET_KEY = "summa.nettokostnad"


class MoneyRow(Protocol):
    """A stored row. Amounts in kronor, debit +; None is missing. ``side`` decides the printed sign."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def side(self) -> Side: ...


@dataclass(frozen=True, kw_only=True)
class LayoutRow:
    """A row before printing. Its figures sum its ``rows``; ``parts``: the entries a sum adds."""

    key: str
    label: str
    side: Side
    rows: tuple[MoneyRow, ...]
    kind: RowKind = "line"
    parts: tuple[LayoutRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Labels of sums; "" leaves one out. ``subtotal`` has {group} for the group's name."""

    total: str = "Summa"
    revenue: str = ""
    cost: str = ""
    net: str = ""
    appropriation: str = ""
    subtotal: str = ""


def line(row: MoneyRow) -> LayoutRow:
    return LayoutRow(key=row.key, label=row.label, side=row.side, rows=(row,))


def sum_of(
    key: str, label: str, side: Side, parts: Sequence[LayoutRow], kind: RowKind = "subtotal"
) -> LayoutRow:
    rows = tuple(row for part in parts for row in part.rows)
    return LayoutRow(key=key, label=label, side=side, rows=rows, kind=kind, parts=tuple(parts))


def one_sum(rows: Iterable[MoneyRow], labels: Labels, *, side: Side) -> list[LayoutRow]:
    """All lines, then their sum."""
    lines = [line(row) for row in rows]
    return [*lines, *_total(lines, labels, side)]


def with_subtotals(rows: Sequence[MoneyRow], labels: Labels) -> list[LayoutRow]:
    """Revenue and costs with their sums, the net cost, the appropriation (kommunbidrag), the result."""
    revenue = _with_sum(_lines(rows, "revenue"), REVENUE_KEY, labels.revenue, "revenue")
    cost = _with_sum(_lines(rows, "cost"), COST_KEY, labels.cost, "cost")
    above = [*_tops(revenue), *_tops(cost)]
    net = [sum_of(NET_KEY, labels.net, "cost", above)] if labels.net and above else []
    appropriation = _lines(rows, "appropriation")
    total = _total([*(net or above), *appropriation], labels, "result")
    return [*revenue, *cost, *net, *appropriation, *total]


def net(rows: Sequence[MoneyRow], labels: Labels) -> list[LayoutRow]:
    """A row of all revenue, one of all costs, one of appropriations, and the result."""
    sides: tuple[tuple[Side, str, str], ...] = (
        ("revenue", REVENUE_KEY, labels.revenue),
        ("cost", COST_KEY, labels.cost),
        ("appropriation", "summa.kommunbidrag", labels.appropriation),
    )
    lines = [
        LayoutRow(key=key, label=label, side=side, rows=own)
        for side, key, label in sides
        if (own := tuple(row for row in rows if row.side == side))
    ]
    return [*lines, *_total(lines, labels, "result")]


def in_groups(
    rows: Sequence[MoneyRow], groups: Sequence[str], labels: Labels, *, has_headings: bool
) -> list[LayoutRow]:
    """Costs by group in order of appearance, with subtotals, then their sum.

    ``groups``: the group of each row; "" is none, without subtotal. ``has_headings``: whether a row with the name of
    the group comes first.
    """
    entries: list[LayoutRow] = []
    tops: list[LayoutRow] = []
    for group, key in group_keys(groups).items():
        lines = [line(row) for row, own in zip(rows, groups, strict=True) if own == group]
        if not group:
            entries += lines
            tops += lines
            continue
        subtotal = sum_of(f"grupp.{key}.summa", labels.subtotal.replace("{group}", group), "cost", lines)
        heading = LayoutRow(key=f"grupp.{key}", label=group, side="cost", rows=(), kind="group")
        entries += [*([heading] if has_headings else []), *lines, subtotal]
        tops.append(subtotal)
    return [*entries, *_total(tops, labels, "cost")]


def group_keys(names: Iterable[str]) -> dict[str, str]:
    """A key for each distinct name: its slug; its position only if that is empty or taken.

    So a reference to a group's sum never comes to mean another group's.
    """
    keys: dict[str, str] = {}
    for number, name in enumerate(dict.fromkeys(names), start=1):
        key = slugify(name)[:60] or str(number)
        keys[name] = f"{key}-{number}" if key in keys.values() else key
    return keys


def _lines(rows: Sequence[MoneyRow], side: Side) -> list[LayoutRow]:
    return [line(row) for row in rows if row.side == side]


def _with_sum(lines: list[LayoutRow], key: str, label: str, side: Side) -> list[LayoutRow]:
    return [*lines, sum_of(key, label, side, lines)] if lines and label else lines


def _tops(entries: list[LayoutRow]) -> list[LayoutRow]:
    """The entries that are not part of a sum among them."""
    within = {part.key for entry in entries for part in entry.parts}
    return [entry for entry in entries if entry.key not in within]


def _total(parts: Sequence[LayoutRow], labels: Labels, side: Side) -> list[LayoutRow]:
    return [sum_of(TOTAL_KEY, labels.total, side, parts, kind="total")] if labels.total else []
