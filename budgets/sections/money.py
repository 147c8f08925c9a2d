"""What every table of money is: its options, its rows, what is typed in it and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models

from budgets import options as check
from budgets.forecasting import Threshold
from budgets.forms import (
    MoneyFormSet,
    MoneyRowForm,
    money_formset,
    needs_comment,
)
from budgets.option_fields import money_options
from budgets.precedents import precedents
from budgets.sections import subtotals as layouts
from budgets.sections.columns import shown_columns, stored_figures
from budgets.sections.money_table import MoneyTable, in_words
from budgets.sections.subtotals import Entry, Labels, MoneyRow
from reporting.document.amounts import UNITS, Quantity, format_quantity
from reporting.document.blocks import Block
from reporting.document.conventions import Convention
from reporting.models import Committee, Report
from reporting.sections import Section
from reporting.template_editor.options import Option

FOLLOW_UP_COLUMNS = (
    "budget", "period_budget", "actual", "actual_last_year", "result_last_year", "forecast",
    "previous_forecast", "carried_over", "extra_appropriation", "additions", "total_appropriation",
    "variance_forecast", "variance_actual", "variance_period", "percent_used", "percent_of_total", "comment",
)  # fmt: skip


class MoneySection(Section):
    """A table of rows of money, usually with a sum. Its options, all with defaults:

    ``title`` the caption; ``columns`` in order, each a key or ``{"key", "heading", "group"}``; ``total``
    the label of the sum, "" for none; ``percent_decimals``; ``zero_row`` what the figures of a line with
    nothing but zeros are printed as; ``convention`` where it differs from the template's.
    """

    model: ClassVar[type[models.Model]]
    is_single = True
    table_key: ClassVar[str]
    label_heading: ClassVar[str]
    carried: ClassVar[tuple[str, ...]] = ()  # what a row keeps into any new period, beside key and label
    carried_within_year: ClassVar[tuple[str, ...]] = (
        "budget",
        "carried_over",
        "extra_appropriation",
        "result_last_year",
    )
    allowed_columns: ClassVar[tuple[str, ...]] = FOLLOW_UP_COLUMNS
    default_columns: ClassVar[tuple[str, ...]]
    default_title: ClassVar[str]
    default_headings: ClassVar[dict[str, str]] = {}
    own_options: ClassVar[tuple[Option, ...]] = ()  # what the template editor asks beside the common ones
    own_defaults: ClassVar[dict[str, Any]] = {}  # of the options this section has beside the common ones
    own_convention: ClassVar[
        dict[str, Any]
    ] = {}  # where the section's nature says otherwise than the template
    no_rows: ClassVar[str]
    form_class: ClassVar[type[MoneyRowForm]]
    form_template_name = "reporting/sections/_grid.html"
    has_unit: ClassVar[bool] = True  # whether amounts are typed, in the table's unit

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = cls._with_defaults(options)
        check.check_known(options, cleaned, cls.name)
        check.check_text(cleaned, "title", cls.name)
        check.check_text(cleaned, "total", cls.name, may_be_blank=True)
        check.check_columns(cleaned["columns"], cls.name)
        check.check_percent_decimals(cleaned["percent_decimals"])
        check.check_choice(cleaned, "zero_row", ("0", "-", ""), cls.name)
        check.check_convention(cleaned["convention"], cls.name)
        cls._check_own(cleaned)
        return {key: value for key, value in cleaned.items() if key not in cls._later(cleaned)}

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        return money_options(columns=cls.allowed_columns, headings=cls._own_headings(), own=cls.own_options)

    @classmethod
    def _own_headings(cls) -> Mapping[str, str]:
        """The headings of columns that are not called what the measure is."""
        return cls.default_headings

    @classmethod
    def _later(cls, cleaned: dict[str, Any]) -> set[str]:
        """Options that came after the first templates, at their defaults: they are not written out, so that
        a template in use stays as it was stored."""
        later = {"zero_row": "0"} | cls.own_defaults
        return {key for key, default in later.items() if cleaned[key] == default}

    @classmethod
    def _with_defaults(cls, options: dict[str, Any]) -> dict[str, Any]:
        """All options, those that are not given as they are by default."""
        defaults = {
            "title": cls.default_title,
            "columns": list(cls.default_columns),
            "total": cls._default_total(options),
            "percent_decimals": 1,
            "zero_row": "0",
            "convention": {},
            **cls.own_defaults,
        }
        full = {key: options.get(key, default) for key, default in defaults.items()}
        full["columns"] = cls._full_columns(full["columns"])
        return full

    @classmethod
    def _full_columns(cls, columns: Any) -> list[dict[str, str]]:
        return check.full_columns(
            columns, allowed=cls.allowed_columns, headings=cls.default_headings, name=cls.name
        )

    @classmethod
    def _default_total(cls, options: dict[str, Any]) -> str:
        return "Summa"

    @classmethod
    def _check_own(cls, cleaned: dict[str, Any]) -> None:
        """Refuses what is wrong in the options that only this section has."""

    @property
    def full_options(self) -> dict[str, Any]:
        return self._with_defaults(self.options)

    @property
    def convention(self) -> Convention:
        own = self.own_convention | self.options.get("convention", {})
        return self.report.template.print_convention.merged(own)

    @property
    def table(self) -> MoneyTable:
        """How this section's rows are printed."""
        return MoneyTable(**self._table_options())

    def _table_options(self) -> dict[str, Any]:
        options, period = self.full_options, self.report.period
        columns = [
            {key: value if key == "key" else check.filled(value, period) for key, value in column.items()}
            for column in options["columns"]
        ]
        return {
            "key": self.table_key,
            "title": check.filled(options["title"], period),
            "label_heading": self.label_heading,
            "columns": shown_columns(columns),
            "convention": self.convention,
            "percent_decimals": options["percent_decimals"],
            "zero_row": options["zero_row"],
        }

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(report_id=self.report.pk)

    def entries(self, rows: Sequence[MoneyRow]) -> list[Entry]:
        """The lines and sums of the table."""
        labels = Labels(total=check.filled(self.full_options["total"], self.report.period))
        return layouts.one_sum(rows, labels, side="cost")

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[Any]) -> list[Block]:
        return [self.table.build(self.entries(rows), self.notes(rows))] if rows else []

    def notes(self, rows: Sequence[MoneyRow]) -> list[str]:
        """What the table has to explain beside what every money table explains."""
        return []

    def form(self, data: Mapping[str, Any] | None = None) -> MoneyFormSet:
        """A row for each line. Amounts are typed with the unit and signs the table prints."""
        previous_id = self.report.previous_id
        return money_formset(self.form_class)(
            data,
            queryset=self.rows(),
            prefix=self.key,
            report=self.report,
            convention=self.convention,
            previous=self.model._default_manager.filter(report_id=previous_id) if previous_id else (),
            title=check.filled(self.full_options["title"], self.report.period),
            has_unit=self.has_unit,
            known=precedents(self.model, self.report) if self.has_forecast else {},
            threshold=self.threshold,
            more={"headings": self._form_headings()} | self._form_options(),
        )

    @property
    def has_forecast(self) -> bool:
        """Whether a forecast is typed in the table."""
        return "forecast" in self.form_class.amount_fields and "forecast" in stored_figures(
            self.table.columns
        )

    @property
    def threshold(self) -> Threshold:
        """When a row's forecast has to be explained; in the template it is said in the table's unit."""
        amount, share = (self.full_options.get(key, 0) for key in check.NO_LIMITS)
        unit = UNITS[self.convention.unit]
        return Threshold(amount * unit if amount else None, Decimal(share) if share else None)

    def _form_options(self) -> dict[str, Any]:
        """What each row's form is told beside its headings."""
        return {}

    def _form_headings(self) -> dict[str, str]:
        """The fields of a row in order: its name, then what the columns show or are made of."""
        table = self.table
        figures = stored_figures(table.columns)
        texts = [column.key for column in table.columns if column.measure.kind == "text"]
        if self.has_forecast and self.threshold != Threshold() and "comment" not in texts:
            texts.append("comment")
        shown = {name: table.heading(name) for name in (*figures, *texts)}
        return {"label": self.label_heading, **self._grouping_fields(), **shown, "position": "Ordning"}

    def _grouping_fields(self) -> dict[str, str]:
        """The fields that say where in the table a row belongs, and what they are called."""
        return {}

    def preview(self, form: MoneyFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def needs(self, form: MoneyFormSet) -> list[str]:
        return self._unexplained(form.rows())

    def problems(self) -> list[str]:
        rows = list(self.rows())
        if not rows:
            return [f"Avsnittet ”{self.title}” {self.no_rows}"] if self.no_rows else []
        return [*self._missing(rows), *self._faults(rows)]

    def _missing(self, rows: Sequence[MoneyRow]) -> list[str]:
        return [
            f"Avsnittet ”{self.title}”: {heading} saknas för {in_words(labels)}."
            for heading, labels in self.table.missing(rows)
        ]

    def _faults(self, rows: Sequence[Any]) -> list[str]:
        """What else is wrong with the rows, one Swedish sentence each."""
        return self._unexplained(rows)

    def _unexplained(self, rows: Sequence[Any]) -> list[str]:
        """The forecasts that need a comment."""
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
        amount, share = (self.full_options[key] for key in check.NO_LIMITS)
        limits = ((amount, self.convention.unit), (share, "%"))
        return " eller ".join(
            format_quantity(Quantity(Decimal(value), unit)) for value, unit in limits if value
        )

    def start_from(self, previous: Report) -> None:
        """The rows, and of their figures those that are the same in the new period or that it compares with."""
        if self.rows().exists():
            return
        is_same_year = previous.period.year == self.report.period.year
        rows: Any = self.model._default_manager.filter(report_id=previous.pk)
        rows.copy_to(
            self.report,
            carried=(*self.carried, *self.carried_within_year) if is_same_year else self.carried,
            becoming=self._becoming(previous),
        )

    def _becoming(self, previous: Report) -> dict[str, str]:
        """Which of the last report's figures the new one compares with, by what they are called there."""
        if "forecast" not in self.form_class.amount_fields:
            return {}
        then, now = previous.period.actuals_through, self.report.period.actuals_through
        if then.year == now.year:
            return {"previous_forecast": "forecast"}
        becoming = {"actual_last_year": "actual"} if then == check.a_year_before(now) else {}
        return becoming | ({"result_last_year": "actual"} if _is_year_end(then, now) else {})


def _is_year_end(then: Any, now: Any) -> bool:
    return bool(then.month == 12 and then.year == now.year - 1)
