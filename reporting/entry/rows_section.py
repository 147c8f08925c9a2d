"""A section of one grid. Most chapters are a subclass and its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models

from reporting.document.blocks import Block
from reporting.entry.row_formset import RowFormSet, row_formset
from reporting.entry.rows import RowForm
from reporting.models import Report
from reporting.models.rows import IDENTITY, copy_rows, give_keys
from reporting.sections import Section


class RowsSection(Section):
    """Rows of one model in one grid. Subclasses set ``model`` and ``form_class`` and define ``tables``."""

    model: ClassVar[type[models.Model]]
    form_class: ClassVar[type[RowForm]]
    formset_class: ClassVar[type[RowFormSet]] = RowFormSet
    form_template_name = "reporting/sections/_grid.html"
    grid_title: ClassVar[str] = ""  # by default the table's
    carried: ClassVar[tuple[str, ...]] = ()  # copied into a new period, with IDENTITY
    no_rows: ClassVar[str] = ""  # the blocker without rows: "har inga mål. Lägg till …"
    blank_rows: ClassVar[tuple[int, int]] = (2, 5)  # below rows; in an empty grid

    def tables(self, rows: Sequence[Any]) -> list[Block]:
        """The printed rows: at least one, all with keys."""
        raise NotImplementedError

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        return (cls.model,)

    def without_rows(self) -> list[Block]:
        return []

    def problems_of(self, rows: Sequence[Any]) -> list[str]:
        """Blockers in the rows, one Swedish sentence each."""
        return []

    @property
    def table_title(self) -> str:
        return self.filled(self.options.get("title", self.title))

    def rows(self) -> models.QuerySet[Any]:
        return self.rows_of(self.report)

    def rows_of(self, report: Report) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(report_id=report.pk)

    def previous_rows(self) -> Iterable[Any]:
        """The last report's rows, to show with the fields."""
        previous_id = self.report.previous_id
        return self.model._default_manager.filter(report_id=previous_id) if previous_id else ()

    def rows_to_carry(self, previous: Report) -> models.QuerySet[Any]:
        """The rows to copy into a new period."""
        return self.rows_of(previous)

    def row_options(self) -> dict[str, Any]:
        """Further arguments of each row's form."""
        return {}

    def formset_options(self) -> dict[str, Any]:
        """Further arguments of the formset."""
        return {}

    def reads(self, kind: str) -> bool:
        """Only its own rows, which another section of the kind may share."""
        return kind == self.kind

    def blocks(self) -> list[Block]:
        return self._tables(list(self.rows()))

    def preview(self, form: RowFormSet) -> list[Block]:
        rows = form.rows()
        give_keys(rows, form.reserved_keys)
        return self._tables(rows)

    def _tables(self, rows: Sequence[Any]) -> list[Block]:
        return self.tables(rows) if rows else self.without_rows()

    def form(self, data: Mapping[str, Any] | None = None) -> RowFormSet:
        rows = self.rows()
        blank, blank_at_first = self.blank_rows
        return row_formset(self.form_class, self.formset_class)(
            data,
            queryset=rows,
            prefix=self.key,
            report=self.report,
            convention=self.convention,
            previous=self.previous_rows(),
            title=self.grid_title or self.table_title,
            blank=blank if rows else blank_at_first,
            more=self.row_options(),
            **self.formset_options(),
        )

    def problems(self) -> list[str]:
        rows: Any = self.rows()  # lazy: not read unless needed
        if self.no_rows and not rows:
            return [f"Avsnittet ”{self.title}” {self.no_rows}"]
        return self.problems_of(rows)

    def start_from(self, previous: Report) -> None:
        if not self.rows().exists():
            copy_rows(self.rows_to_carry(previous), self.report, (*IDENTITY, *self.carried))
