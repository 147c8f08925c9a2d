"""Rows of money as a table of the document: columns, signs, notes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.calculations import adds_up, rounded, total, total_percent_used, variance
from budgets.sections.columns import COLUMN_SOURCES, SUMS, ShownColumn, stored_figures
from budgets.sections.subtotals import LayoutRow, MoneyRow
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.conventions import Convention, Sign
from reporting.document.naming import in_words, some_in_words

MISSING = Cell(text="saknas")
UNDEFINED = Cell(text="–")  # a share of no budget
BLANK = Cell(text="")
ROUNDING_NOTE = "Avrundningsdifferens: summor och avvikelser är räknade på belopp som inte är avrundade."


@dataclass(frozen=True, kw_only=True)
class MoneyTable:
    """How one table is printed: from kronor to the convention's unit.

    ``zero_row``: how figures are printed in a line of zeros only. ``variance_below_net``: whether the appropriation and
    the result have a variance.
    """

    key: str
    title: str
    label_heading: str
    columns: tuple[ShownColumn, ...]
    convention: Convention
    appropriation: Sign = "+"
    percent_decimals: int = 1
    zero_row: str = "0"
    variance_below_net: bool = True

    def build(self, entries: Sequence[LayoutRow], notes: Sequence[str] = ()) -> Table:
        """``notes``: printed after the table's own."""
        return Table(
            key=self.key,
            title=self.title,
            label_heading=self.label_heading,
            unit=self.convention.unit,
            columns=tuple(self._column(column) for column in self.columns),
            rows=tuple(self._row(entry) for entry in entries),
            notes=(*self._notes(entries), *notes),
            better=self.convention.better,
            surplus=self.convention.surplus,
            result_rows=tuple(entry.key for entry in entries if entry.side == "result"),
        )

    def _column(self, column: ShownColumn) -> Column:
        kind = column.source.kind
        is_percent = kind == "percent"
        decimals = {"percent": self.percent_decimals, "text": 0}.get(kind, self.convention.decimals)
        return Column(
            key=column.key,
            heading=column.heading,
            kind=kind,
            unit="%" if is_percent else "",
            decimals=decimals,
            group=column.group,
            operands=self._operands(column),
        )

    def _operands(self, column: ShownColumn) -> tuple[tuple[str, ...], ...]:
        """The columns that a computed one is made of; () if not all are shown."""
        if column.source.kind == "amount":
            operands: tuple[tuple[str, ...], ...] = (self._all_shown(self._parts(column)),)
        else:
            operands = tuple(self._shown_as(column, figure) for figure in column.source.figures)
        return operands if operands and all(operands) else ()

    def _shown_as(self, column: ShownColumn, figure: str) -> tuple[str, ...]:
        """The column of a figure, or those of its parts."""
        return (figure,) if figure in self._keys else self._all_shown(column.stored(figure))

    def _all_shown(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return keys if self._keys.issuperset(keys) else ()

    @property
    def _keys(self) -> set[str]:
        return {column.key for column in self.columns}

    def _row(self, entry: LayoutRow) -> Row:
        if entry.kind == "group":
            return Row(key=entry.key, label=entry.label, kind="group", cells=())
        subtracted = [part for part in entry.parts if self._sign(part) != self._sign(entry)]
        return Row(
            key=entry.key,
            label=entry.label,
            kind=entry.kind,
            cells=tuple(self._cell(column, entry) for column in self.columns),
            adds=tuple(part.key for part in entry.parts if part not in subtracted),
            subtracts=tuple(part.key for part in subtracted),
            better="-" if self._sign(entry) == 1 else "+",
        )

    def _cell(self, column: ShownColumn, entry: LayoutRow) -> Cell:
        kind = column.source.kind
        if kind == "text":
            return Cell(text=str(getattr(entry.rows[0], column.key)) if entry.kind == "line" else "")
        if kind == "percent":
            return self._percent_cell(self._pairs(column, entry))
        if kind == "variance" and not self.has_variance(entry):
            return BLANK
        value = self.value(column, entry)
        if value == 0 and entry.kind == "line":
            return Cell(text=self._zero(column, entry), value=value)
        return MISSING if value is None else Cell(text=self._text(value), value=value)

    def _zero(self, column: ShownColumn, entry: LayoutRow) -> str:
        zero = Decimal(0)
        if self.zero_row != "0" and self._is_all_zeros(entry):
            return self.zero_row
        is_plain = column.source.kind != "variance" or self.convention.zero_variance == "0"
        return self._text(zero) if is_plain else self.convention.zero_variance

    def _is_all_zeros(self, entry: LayoutRow) -> bool:
        names = stored_figures(self.columns)
        return all(getattr(row, name) == 0 for row in entry.rows for name in names)

    def has_variance(self, entry: LayoutRow) -> bool:
        return self.variance_below_net or entry.side not in {"appropriation", "result"}

    def value(self, column: ShownColumn, entry: LayoutRow) -> Decimal | None:
        """An amount or variance in the table's unit, with its printed sign, unrounded."""
        pairs = self._pairs(column, entry)
        if column.source.kind == "variance":
            effect = total(variance(*pair) for pair in pairs)
            return None if effect is None else self._in_unit(self.convention.printed_variance(effect))
        amount = total(figure for (figure,) in pairs)
        return None if amount is None else self._in_unit(self._sign(entry) * amount)

    def _pairs(self, column: ShownColumn, entry: LayoutRow) -> list[tuple[Decimal | None, ...]]:
        """The figures of the column, by stored row."""
        return [
            tuple(_figure(row, column.stored(figure)) for figure in column.source.figures)
            for row in entry.rows
        ]

    def _sign(self, entry: LayoutRow) -> int:
        return self.convention.sign(entry.side, appropriation=self.appropriation)

    def _in_unit(self, kronor: Decimal) -> Decimal:
        return kronor / UNITS[self.convention.unit]

    def _text(self, value: Decimal) -> str:
        return format_number(value, self.convention.decimals)

    def _percent_cell(self, pairs: Sequence[tuple[Decimal | None, ...]]) -> Cell:
        known = [(pair[0], pair[1]) for pair in pairs if None not in pair]
        value = total_percent_used(known)
        if value is None:
            return UNDEFINED if known else MISSING
        return Cell(text=format_number(value, self.percent_decimals), value=value)

    def _notes(self, entries: Sequence[LayoutRow]) -> list[str]:
        rows = stored_rows(entries)
        has_sums = any(entry.parts for entry in entries)
        notes = [
            f"{self.heading(name)} saknas för {some_in_words(labels)}. "
            f"Summan gäller de andra raderna{self._also(name)}."
            for name, labels in self._lacking(rows)
            if has_sums and len(labels) < len(rows)
        ]
        return [*notes, ROUNDING_NOTE] if self._is_rounding_seen(entries) else notes

    def missing(self, rows: Sequence[MoneyRow]) -> list[tuple[str, list[str]]]:
        """The missing figures: headings, each with the labels of its rows."""
        return [(self.heading(name), labels) for name, labels in self._lacking(rows)]

    def _lacking(self, rows: Sequence[MoneyRow]) -> list[tuple[str, list[str]]]:
        found = [
            (name, [row.label for row in rows if getattr(row, name) is None])
            for name in stored_figures(self.columns)
        ]
        return [(name, labels) for name, labels in found if labels]

    def _also(self, name: str) -> str:
        """The columns whose sums leave the same rows out, though these rows have other figures in the table."""
        computed = [
            column.full_heading
            for column in self.columns
            if name in column.needs and column.key != name and len(column.needs) > 1
        ]
        return f", också i {in_words(computed)}" if computed else ""

    def heading(self, name: str) -> str:
        """The heading of a stored figure, also without a column of its own."""
        shown = {column.key: column.full_heading for column in self.columns}
        return shown.get(name) or COLUMN_SOURCES[name].heading.removesuffix(" {date}")

    def _is_rounding_seen(self, entries: Sequence[LayoutRow]) -> bool:
        """Whether the printed figures of a column or row don't add up."""
        return not all(
            self._column_adds_up(column, entry) and self._row_adds_up(column, entry)
            for column in self.columns
            for entry in entries
        )

    def _column_adds_up(self, column: ShownColumn, entry: LayoutRow) -> bool:
        """Whether the printed parts of a sum add up to it."""
        if column.source.kind not in {"amount", "variance"} or not entry.parts:
            return True
        is_variance = column.source.kind == "variance"
        if is_variance and not self.has_variance(entry):
            return True
        signs = [1 if is_variance else self._sign(entry) * self._sign(part) for part in entry.parts]
        values = [self.value(column, part) for part in entry.parts]
        parts = [sign * value for sign, value in zip(signs, values, strict=True) if value is not None]
        return adds_up(parts, self.value(column, entry), self.convention.decimals)

    def _row_adds_up(self, column: ShownColumn, entry: LayoutRow) -> bool:
        """Whether the printed figures of a computed column give it, if all of them have columns."""
        parts = self._parts(column)
        shown = {shown.key: shown for shown in self.columns}
        if not parts or not set(parts) <= set(shown):
            return True
        if column.source.kind == "variance" and not self.has_variance(entry):
            return True
        sums = [total(pair[0] for pair in self._pairs(shown[name], entry)) for name in parts]
        figures = [self._in_unit(amount) for amount in sums if amount is not None]
        if len(figures) < len(parts) or any(None in pair for pair in self._pairs(column, entry)):
            return True
        signs = (1, -1) if column.source.kind == "variance" else (1,) * len(figures)
        decimals = self.convention.decimals
        printed = [sign * rounded(figure, decimals) for sign, figure in zip(signs, figures, strict=True)]
        exact = sum((sign * figure for sign, figure in zip(signs, figures, strict=True)), Decimal(0))
        return adds_up(printed, exact, decimals)

    def _parts(self, column: ShownColumn) -> tuple[str, ...]:
        """The figures of a variance or a sum; () for a stored figure or a share."""
        if column.source.kind == "variance":
            return column.source.figures
        if column.key not in SUMS:
            return ()
        stored = column.stored(column.key)
        if column.key == "total_appropriation" and "additions" in self._keys:
            return ("budget", "additions")
        return stored


def _figure(row: MoneyRow, names: Sequence[str]) -> Decimal | None:
    """The sum of stored amounts; missing if any is."""
    amounts = [getattr(row, name) for name in names]
    return None if None in amounts else total(amounts)


def stored_rows(entries: Sequence[LayoutRow]) -> list[MoneyRow]:
    """The stored rows of a table, each once."""
    return list({row.key: row for entry in entries for row in entry.rows}.values())
