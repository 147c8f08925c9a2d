"""The base of sections with a table of money: options, rows, entry, problems."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, partial
from typing import Any, ClassVar

from budgets.forecasting import Threshold
from budgets.forms import MoneyFormSet, MoneyRowForm, needs_comment
from budgets.precedents import kept_precedents
from budgets.sections import subtotals as layouts
from budgets.sections.columns import shown_columns, stored_figures
from budgets.sections.money_table import MoneyTable
from budgets.sections.options import MoneyOptions
from budgets.sections.pictures import elapsed_of, money_charts
from budgets.sections.subtotals import Labels, LayoutRow, MoneyRow
from reporting.document.amounts import UNITS, Quantity, format_quantity
from reporting.document.blocks import Block, Table
from reporting.document.conventions import Convention
from reporting.document.headings import a_year_before
from reporting.document.naming import naming
from reporting.entry.rows_section import RowsSection
from reporting.models import Report

FOLLOW_UP_COLUMNS = (
    "budget", "period_budget", "actual", "actual_last_year", "result_last_year", "forecast",
    "previous_forecast", "carried_over", "extra_appropriation", "additions", "total_appropriation",
    "variance_forecast", "variance_actual", "variance_period", "percent_used", "percent_of_total", "comment",
)  # fmt: skip
LIMITS = ("explain_amount", "explain_share")


class MoneySection(RowsSection):
    """A table of rows of money, usually with a sum."""

    Options: ClassVar[type[MoneyOptions]] = MoneyOptions
    is_single = True
    table_key: ClassVar[str]
    label_heading: ClassVar[str]
    form_class: ClassVar[type[MoneyRowForm]]
    formset_class: ClassVar[type[MoneyFormSet]] = MoneyFormSet
    blank_rows = (2, 10)
    carried_within_year: ClassVar[tuple[str, ...]] = (
        "budget",
        "carried_over",
        "extra_appropriation",
        "result_last_year",
    )
    own_convention: ClassVar[dict[str, Any]] = {}  # overrides the template\'s
    has_unit: ClassVar[bool] = True  # whether amounts are typed, in the table's unit

    @cached_property
    def convention(self) -> Convention:
        """The template's, overridden by the section and then its options."""
        own = self.own_convention | self.options["convention"]
        return self.report.template.print_convention.merged(own)

    @cached_property
    def table(self) -> MoneyTable:
        return MoneyTable(**self._table_options())

    def _table_options(self) -> dict[str, Any]:
        options = self.options
        columns = [
            {key: value if key == "key" else self.filled(value) for key, value in column.items()}
            for column in options["columns"]
        ]
        return {
            "key": self.table_key,
            "title": self.table_title,
            "label_heading": self.label_heading,
            "columns": shown_columns(columns),
            "convention": self.convention,
            "percent_decimals": options["percent_decimals"],
            "zero_row": options["zero_row"],
        }

    def entries(self, rows: Sequence[MoneyRow]) -> list[LayoutRow]:
        """The lines and sums of the table."""
        labels = Labels(total=self.filled(self.options["total"]))
        return layouts.one_sum(rows, labels, side="cost")

    def tables(self, rows: Sequence[Any]) -> list[Block]:
        table = self.table.build(self.entries(rows), self.notes(rows))
        return [*self.charts(table), table]

    def charts(self, table: Table) -> list[Block]:
        elapsed = elapsed_of(self.report.period.actuals_through)
        return [*money_charts(table, self.table.columns, self.options.get("charts", ()), elapsed)]

    def notes(self, rows: Sequence[MoneyRow]) -> list[str]:
        """The section's own notes, after those of every money table."""
        return []

    def formset_options(self) -> dict[str, Any]:
        return {
            "has_unit": self.has_unit,
            "known": partial(kept_precedents, self.model, self.report) if self.has_forecast else dict,
            "threshold": self.threshold,
        }

    def row_options(self) -> dict[str, Any]:
        """Options of each row's form."""
        return {"headings": self._form_headings()}

    @property
    def has_forecast(self) -> bool:
        """Whether a forecast is typed in the table."""
        return "forecast" in self.form_class.amount_fields and "forecast" in stored_figures(
            self.table.columns
        )

    @property
    def threshold(self) -> Threshold:
        """When a forecast has to be explained, in kronor; the template has it in the table's unit."""
        amount, share = (self.options.get(key, 0) for key in LIMITS)
        unit = UNITS[self.convention.unit]
        return Threshold(amount * unit if amount else None, Decimal(share) if share else None)

    def _form_headings(self) -> dict[str, str]:
        """The fields of a row in order: its name, then the stored figures of the columns."""
        table = self.table
        figures = stored_figures(table.columns)
        texts = [column.key for column in table.columns if column.source.kind == "text"]
        if self.has_forecast and self.threshold != Threshold() and "comment" not in texts:
            texts.append("comment")
        shown = {name: table.heading(name) for name in (*figures, *texts)}
        return {"label": self.label_heading, **self._grouping_fields(), **shown, "position": "Ordning"}

    def _grouping_fields(self) -> dict[str, str]:
        """The fields that place a row in the table, with their labels."""
        return {}

    def needs(self, form: MoneyFormSet) -> list[str]:
        return self._unexplained(form.rows())

    def problems_of(self, rows: Sequence[Any]) -> list[str]:
        return [*self._missing(rows), *self._faults(rows)]

    def _missing(self, rows: Sequence[MoneyRow]) -> list[str]:
        return [
            naming(f"Avsnittet ”{self.title}”: {heading} saknas för", labels)
            for heading, labels in self.table.missing(rows)
        ]

    def _faults(self, rows: Sequence[Any]) -> list[str]:
        """Other problems of the rows, a Swedish sentence each."""
        return self._unexplained(rows)

    def _unexplained(self, rows: Sequence[Any]) -> list[str]:
        """The forecasts that lack a comment, a Swedish sentence each."""
        threshold = self.threshold
        if not self.has_forecast or threshold == Threshold():
            return []
        return [
            f"Avsnittet ”{self.title}”: prognosen för {row.label} avviker mer från budget än gränsen "
            f"({self._limits()}). Skriv varför i radens kommentar."
            for row in rows
            if needs_comment(row, threshold)
        ]

    def _limits(self) -> str:
        """The limits in words: 500 tkr eller 10 %."""
        amount, share = (self.options[key] for key in LIMITS)
        limits = ((amount, self.convention.unit), (share, "%"))
        return " eller ".join(
            format_quantity(Quantity(Decimal(value), unit)) for value, unit in limits if value
        )

    def start_from(self, previous: Report) -> None:
        """Copy the rows, with the figures that stay the same or that the new period compares with."""
        if self.rows().exists():
            return
        is_same_year = previous.period.year == self.report.period.year
        rows: Any = self.rows_to_carry(previous)
        rows.copy_to(
            self.report,
            carried=(*self.carried, *self.carried_within_year) if is_same_year else self.carried,
            becoming=self._becoming(previous),
        )

    def _becoming(self, previous: Report) -> dict[str, str]:
        """Fields of the new rows that are filled from other fields of the old: new -> old."""
        if "forecast" not in self.form_class.amount_fields:
            return {}
        then, now = previous.period.actuals_through, self.report.period.actuals_through
        if then.year == now.year:
            return {"previous_forecast": "forecast"}
        becoming = {"actual_last_year": "actual"} if then == a_year_before(now) else {}
        return becoming | ({"result_last_year": "actual"} if _is_year_end(then, now) else {})


def _is_year_end(then: Any, now: Any) -> bool:
    return bool(then.month == 12 and then.year == now.year - 1)
