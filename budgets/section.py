"""The chapters of money: the statement (Ekonomiskt resultat) and the investments."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db import models

from budgets.forms import BudgetLineForm, InvestmentProjectForm, MoneyFormSet, MoneyRowForm, money_formset
from budgets.models import BudgetLine, InvestmentProject
from budgets.tables import MEASURES, MoneyRow, MoneyTable, ShownColumn, in_words, stored_figures
from reporting.conventions import Convention
from reporting.document import Block
from reporting.models import Report, ReportingPeriod
from reporting.sections import Section

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
PLACEHOLDERS = ("date", "year", "month")
MOST_PERCENT_DECIMALS = 2


def filled(heading: str, period: ReportingPeriod) -> str:
    """A heading with the period in it: "Utfall {date}" is "Utfall 230731"; {year} 2023, {month} juli."""
    values = {"date": period.compact_date, "year": str(period.year), "month": period.month}
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), heading)


class MoneySection(Section):
    """A table of rows of money with a sum. Its options, all with defaults:

    ``title`` the caption; ``columns`` in order, each a key or ``{"key", "heading"}``; ``total`` the
    label of the sum; ``percent_decimals``; ``convention`` where it differs from the template's.
    """

    model: ClassVar[type[models.Model]]
    table_key: ClassVar[str]
    label_heading: ClassVar[str]
    is_result: ClassVar[bool]
    carried: ClassVar[tuple[str, ...]] = ()  # what a row keeps into any new period, beside key and label
    allowed_columns: ClassVar[tuple[str, ...]]
    default_columns: ClassVar[tuple[str, ...]]
    default_title: ClassVar[str]
    default_headings: ClassVar[dict[str, str]] = {}
    no_rows: ClassVar[str]
    form_class: ClassVar[type[MoneyRowForm]]
    form_template_name = "reporting/sections/_grid.html"

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = cls._with_defaults(options)
        for key in options:
            if key not in cleaned:
                raise ValueError(
                    f"Inställningen ”{key}” finns inte för {cls.name}. Välj bland {', '.join(cleaned)}."
                )
        for key in ("title", "total"):
            if not isinstance(cleaned[key], str) or not cleaned[key].strip():
                raise ValueError(f"{key} för {cls.name} ska vara en text.")
        _check_placeholders(cleaned["title"])
        cls._check_columns(cleaned["columns"])
        decimals = cleaned["percent_decimals"]
        if type(decimals) is not int or not 0 <= decimals <= MOST_PERCENT_DECIMALS:
            raise ValueError("percent_decimals ska vara 0, 1 eller 2.")
        if not isinstance(cleaned["convention"], dict):
            raise ValueError(f"convention för {cls.name} har fel form.")
        Convention.from_dict(cleaned["convention"])
        return cleaned

    @classmethod
    def _with_defaults(cls, options: dict[str, Any]) -> dict[str, Any]:
        """The options written out, so that a stored template says all it means."""
        defaults = {
            "title": cls.default_title,
            "columns": list(cls.default_columns),
            "total": "Summa",
            "percent_decimals": 1,
            "convention": {},
        }
        full = {key: options.get(key, default) for key, default in defaults.items()}
        if not isinstance(full["columns"], list):
            raise ValueError(f"columns för {cls.name} ska vara en lista av kolumner.")
        full["columns"] = [cls._full_column(column) for column in full["columns"]]
        return full

    @classmethod
    def _full_column(cls, column: Any) -> dict[str, str]:
        data = {"key": column} if isinstance(column, str) else column
        if (
            not isinstance(data, dict)
            or not set(data) <= {"key", "heading"}
            or not isinstance(data.get("key"), str)
        ):
            raise ValueError(f"En kolumn i {cls.name} anges med key och, om man vill, heading.")
        key = data["key"]
        if key not in cls.allowed_columns:
            raise ValueError(
                f"Kolumnen ”{key}” finns inte för {cls.name}. Välj bland {', '.join(cls.allowed_columns)}."
            )
        default = cls.default_headings.get(key, MEASURES[key].heading)
        return {"key": key, "heading": data.get("heading", default)}

    @classmethod
    def _check_columns(cls, columns: list[dict[str, str]]) -> None:
        if not columns:
            raise ValueError(f"Tabellen i {cls.name} har minst en kolumn.")
        keys, headings = [c["key"] for c in columns], [c["heading"] for c in columns]
        for heading in headings:
            if not isinstance(heading, str) or not heading.strip():
                raise ValueError(f"En kolumn i {cls.name} saknar rubrik.")
            _check_placeholders(heading)
            if headings.count(heading) > 1:
                raise ValueError(f"Två kolumner har rubriken ”{heading}”. Ge dem olika rubriker.")
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"Kolumnen ”{key}” står två gånger.")

    @property
    def full_options(self) -> dict[str, Any]:
        return self._with_defaults(self.options)

    @property
    def table(self) -> MoneyTable:
        """How this section's rows are printed."""
        options, period = self.full_options, self.report.period
        return MoneyTable(
            key=self.table_key,
            title=filled(options["title"], period),
            label_heading=self.label_heading,
            total_label=options["total"],
            columns=tuple(
                ShownColumn(column["key"], filled(column["heading"], period)) for column in options["columns"]
            ),
            convention=self.convention,
            is_result=self.is_result,
            percent_decimals=options["percent_decimals"],
        )

    def rows(self) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[MoneyRow]) -> list[Block]:
        return [self.table.build(rows)] if rows else []

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
            title=self.table.title,
            headings=self._form_headings(),
        )

    def _form_headings(self) -> dict[str, str]:
        """The fields of a row in order: its name, then what the columns show or are made of."""
        names = list(self.form_class._meta.fields or ())
        figures = stored_figures(self.table.columns)
        texts = [column.key for column in self.table.columns if column.measure.kind == "text"]
        typed = ["label", *(["kind"] if "kind" in names else []), *figures, *texts, "position"]
        own = {"label": self.label_heading, "kind": "Slag", "position": "Ordning"}
        return {name: own.get(name) or self.table.heading(name) for name in typed}

    def preview(self, form: MoneyFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def problems(self) -> list[str]:
        rows = list(self.rows())
        if not rows:
            return [f"Avsnittet ”{self.title}” {self.no_rows}"]
        return [
            f"Avsnittet ”{self.title}”: {heading} saknas för {in_words(labels)}."
            for heading, labels in self.table.missing(rows)
        ]

    def start_from(self, previous: Report) -> None:
        """The rows, with the budget as well when it is still the same year's."""
        if self.rows().exists():
            return
        is_same_year = previous.period.year == self.report.period.year
        rows = self.model._default_manager.filter(report_id=previous.pk)
        rows.copy_to(self.report, carried=(*self.carried, "budget") if is_same_year else self.carried)  # type: ignore[attr-defined]


def _check_placeholders(heading: str) -> None:
    unknown = [name for name in PLACEHOLDER.findall(heading) if name not in PLACEHOLDERS]
    rest = PLACEHOLDER.sub("", heading)
    if unknown or "{" in rest or "}" in rest:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"Rubriken ”{heading}” har en platshållare som inte finns. Välj bland {known}.")


class StatementSection(MoneySection):
    """Revenue and cost per line, and the result as one sum."""

    kind = "budgets.statement"
    name = "Resultat"
    model = BudgetLine
    form_class = BudgetLineForm
    table_key = "resultat"
    label_heading = "Post"
    is_result = True
    carried = ("kind",)
    allowed_columns = tuple(MEASURES)
    default_columns = ("budget", "actual", "forecast", "variance_forecast")
    default_title = "Ekonomiskt resultat"
    default_headings = {"forecast": "Årsprognos"}
    no_rows = "har inga rader. Lägg till minst en budgetrad."


class InvestmentSection(MoneySection):
    """What each investment project was given, has used and will use."""

    kind = "budgets.investments"
    name = "Investeringar"
    model = InvestmentProject
    form_class = InvestmentProjectForm
    table_key = "investeringar"
    label_heading = "Projekt"
    is_result = False
    allowed_columns = (
        "budget",
        "actual",
        "forecast",
        "variance_forecast",
        "variance_actual",
        "percent_used",
    )
    default_columns = (
        "budget",
        "actual",
        "variance_actual",
        "percent_used",
        "forecast",
        "variance_forecast",
    )
    default_title = "Investeringsredovisning"
    no_rows = "har inga projekt. Lägg till minst ett investeringsprojekt."
