"""Rows of money as a table of the document: which columns, with which signs, with which notes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from budgets.calculations import adds_up, percent_used, rounded, total, total_percent_used, variance
from reporting.amounts import UNITS, format_number
from reporting.conventions import Convention
from reporting.document import Cell, Column, ColumnKind, Row, Table

TOTAL_KEY = "summa"
MISSING = Cell(text="saknas")
UNDEFINED = Cell(text="–")  # a share of no budget
ROUNDING_NOTE = "Avrundningsdifferens: summor och avvikelser är räknade på belopp som inte är avrundade."


class MoneyRow(Protocol):
    """A budget line or an investment project. Its figures are kronor, debit +; None is missing."""

    @property
    def key(self) -> str: ...

    @property
    def label(self) -> str: ...

    @property
    def is_revenue(self) -> bool: ...


@dataclass(frozen=True)
class Measure:
    """What a column shows: a stored figure, or what is made of the stored figures it ``needs``."""

    kind: ColumnKind
    heading: str
    needs: tuple[str, ...] = ()


MEASURES: dict[str, Measure] = {
    "budget": Measure("amount", "Budget", ("budget",)),
    "period_budget": Measure("amount", "Periodbudget", ("period_budget",)),
    "actual": Measure("amount", "Utfall {date}", ("actual",)),
    "forecast": Measure("amount", "Prognos helår", ("forecast",)),
    "variance_forecast": Measure("variance", "Avvikelse mot prognos", ("budget", "forecast")),
    "variance_actual": Measure("variance", "Avvikelse mot utfall", ("budget", "actual")),
    "variance_period": Measure("variance", "Avvikelse för perioden", ("period_budget", "actual")),
    "percent_used": Measure("percent", "Procent förbrukning", ("budget", "actual")),
    "comment": Measure("text", "Kommentar"),
}


@dataclass(frozen=True)
class ShownColumn:
    key: str
    heading: str

    @property
    def measure(self) -> Measure:
        return MEASURES[self.key]


def stored_figures(columns: Iterable[ShownColumn]) -> list[str]:
    """The stored figures that some columns show or are made of, in the order they are met."""
    return list(dict.fromkeys(name for column in columns for name in column.measure.needs))


@dataclass(frozen=True, kw_only=True)
class MoneyTable:
    """How one table is made. ``is_result``: its sum is a result (revenue and cost), not a sum of costs."""

    key: str
    title: str
    label_heading: str
    total_label: str
    columns: tuple[ShownColumn, ...]
    convention: Convention
    is_result: bool
    percent_decimals: int = 1

    def build(self, rows: Sequence[MoneyRow]) -> Table:
        return Table(
            key=self.key,
            title=self.title,
            label_heading=self.label_heading,
            unit=self.convention.unit,
            columns=tuple(self._column(column) for column in self.columns),
            rows=(*(self._line(row) for row in rows), self._total(rows)),
            notes=tuple(self._notes(rows)),
        )

    def _column(self, column: ShownColumn) -> Column:
        kind = column.measure.kind
        if kind == "percent":
            return Column(
                key=column.key, heading=column.heading, kind=kind, unit="%", decimals=self.percent_decimals
            )
        decimals = 0 if kind == "text" else self.convention.decimals
        return Column(key=column.key, heading=column.heading, kind=kind, decimals=decimals)

    def _line(self, row: MoneyRow) -> Row:
        return Row(
            key=row.key, label=row.label, cells=tuple(self._line_cell(column, row) for column in self.columns)
        )

    def _line_cell(self, column: ShownColumn, row: MoneyRow) -> Cell:
        if column.measure.kind == "text":
            return Cell(text=str(getattr(row, column.key)))
        figures = [getattr(row, name) for name in column.measure.needs]
        if column.measure.kind == "percent":
            return self._percent_cell(percent_used(*figures), is_known=None not in figures)
        value = self._line_value(column, row)
        if column.measure.kind == "variance" and value == 0 and self.convention.zero_variance != "0":
            return Cell(text=self.convention.zero_variance, value=value)
        return self._money_cell(value)

    def _line_value(self, column: ShownColumn, row: MoneyRow) -> Decimal | None:
        """An amount or variance in the table's unit, with its printed sign."""
        figures = [getattr(row, name) for name in column.measure.needs]
        if column.measure.kind == "variance":
            return self._variance_value(variance(*figures))
        if figures[0] is None:
            return None
        return self._in_unit(self.convention.printed(figures[0], is_revenue=row.is_revenue))

    def _total(self, rows: Sequence[MoneyRow]) -> Row:
        subtracted = {row.key for row in rows if self._is_subtracted(row)}
        return Row(
            key=TOTAL_KEY,
            label=self.total_label,
            kind="total",
            cells=tuple(self._total_cell(column, rows) for column in self.columns),
            adds=tuple(row.key for row in rows if row.key not in subtracted),
            subtracts=tuple(row.key for row in rows if row.key in subtracted),
        )

    def _total_cell(self, column: ShownColumn, rows: Sequence[MoneyRow]) -> Cell:
        if column.measure.kind == "text":
            return Cell(text="")
        if column.measure.kind == "percent":
            budget_name, actual_name = column.measure.needs
            pairs = [(getattr(row, budget_name), getattr(row, actual_name)) for row in rows]
            is_known = any(None not in pair for pair in pairs)
            return self._percent_cell(total_percent_used(pairs), is_known=is_known)
        return self._money_cell(self._total_value(column, rows))

    def _total_value(self, column: ShownColumn, rows: Sequence[MoneyRow]) -> Decimal | None:
        """The column's sum in the table's unit, with its printed sign: what its cells add up to."""
        if column.measure.kind == "variance":
            effects = (variance(*(getattr(row, name) for name in column.measure.needs)) for row in rows)
            return self._variance_value(total(effects))
        amount = total(getattr(row, column.measure.needs[0]) for row in rows)
        return None if amount is None else self._in_unit(self._printed_sum(amount))

    def _printed_sum(self, kronor: Decimal) -> Decimal:
        if self.is_result:
            return self.convention.printed_result(kronor)
        return self.convention.printed(kronor, is_revenue=False)

    def _is_subtracted(self, row: MoneyRow) -> bool:
        """Whether the row, as printed, is drawn from the sum: one krona more in it makes the sum less."""
        one = Decimal(1)
        return self._printed_sum(one) != self.convention.printed(one, is_revenue=row.is_revenue)

    def _variance_value(self, effect: Decimal | None) -> Decimal | None:
        return None if effect is None else self._in_unit(self.convention.printed_variance(effect))

    def _in_unit(self, kronor: Decimal) -> Decimal:
        return kronor / UNITS[self.convention.unit]

    def _money_cell(self, value: Decimal | None) -> Cell:
        if value is None:
            return MISSING
        return Cell(text=format_number(value, self.convention.decimals), value=value)

    def _percent_cell(self, value: Decimal | None, *, is_known: bool) -> Cell:
        if value is None:
            return UNDEFINED if is_known else MISSING
        return Cell(text=format_number(value, self.percent_decimals), value=value)

    def _notes(self, rows: Sequence[MoneyRow]) -> list[str]:
        notes = [
            f"{heading} saknas för {in_words(labels)}. Summan gäller de andra raderna."
            for heading, labels in self.missing(rows)
            if len(labels) < len(rows)
        ]
        return [*notes, ROUNDING_NOTE] if self._is_rounding_seen(rows) else notes

    def missing(self, rows: Sequence[MoneyRow]) -> list[tuple[str, list[str]]]:
        """Which stored figures the table needs and lacks: each one's heading and its rows' labels."""
        found = [
            (self.heading(name), [row.label for row in rows if getattr(row, name) is None])
            for name in stored_figures(self.columns)
        ]
        return [(heading, labels) for heading, labels in found if labels]

    def heading(self, name: str) -> str:
        """What a stored figure is called, also where no column shows it."""
        shown = {column.key: column.heading for column in self.columns}
        return shown.get(name) or MEASURES[name].heading.removesuffix(" {date}")

    def _is_rounding_seen(self, rows: Sequence[MoneyRow]) -> bool:
        """Whether a reader who adds up the printed figures gets something else than what is printed."""
        return not (
            all(self._column_adds_up(column, rows) for column in self.columns)
            and all(self._row_adds_up(column, rows) for column in self.columns)
        )

    def _column_adds_up(self, column: ShownColumn, rows: Sequence[MoneyRow]) -> bool:
        if column.measure.kind not in {"amount", "variance"}:
            return True
        is_variance = column.measure.kind == "variance"
        signs = [-1 if self._is_subtracted(row) and not is_variance else 1 for row in rows]
        values = [self._line_value(column, row) for row in rows]
        parts = [sign * value for sign, value in zip(signs, values, strict=True) if value is not None]
        return adds_up(parts, self._total_value(column, rows), self.convention.decimals)

    def _row_adds_up(self, column: ShownColumn, rows: Sequence[MoneyRow]) -> bool:
        """Whether printed budget less printed outcome is the printed variance, where all three are shown."""
        shown = {shown.key for shown in self.columns}
        if column.measure.kind != "variance" or not shown.issuperset(column.measure.needs):
            return True
        compared = [tuple(getattr(row, name) for name in column.measure.needs) for row in rows]
        sums = tuple(total(figures) for figures in zip(*compared, strict=True))
        return all(self._is_printed_difference(pair) for pair in [*compared, sums] if None not in pair)

    def _is_printed_difference(self, pair: tuple[Decimal, ...]) -> bool:
        budget, compared = (self._in_unit(figure) for figure in pair)
        decimals = self.convention.decimals
        return adds_up([budget, -rounded(compared, decimals)], budget - compared, decimals)


def in_words(labels: Sequence[str]) -> str:
    """Intäkter, Lokalhyror och Övriga kostnader."""
    return " och ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))
