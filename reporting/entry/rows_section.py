"""A section that is one grid of rows: most chapters are a subclass and its tables."""

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
    """The rows of one model, typed in one grid. Subclasses set ``model`` and ``form_class`` and make ``tables``."""

    model: ClassVar[type[models.Model]]
    form_class: ClassVar[type[RowForm]]
    formset_class: ClassVar[type[RowFormSet]] = RowFormSet
    form_template_name = "reporting/sections/_grid.html"
    grid_title: ClassVar[str] = ""  # what the grid is called, unless as the table
    carried: ClassVar[tuple[str, ...]] = ()  # what a row keeps into a new period, beside its identity
    no_rows: ClassVar[str] = ""  # why a report can't be handed in without rows: "har inga mål. Lägg till …"
    blank_rows: ClassVar[tuple[int, int]] = (2, 5)  # with rows before them, and without

    def tables(self, rows: Sequence[Any]) -> list[Block]:
        """What is printed of the rows, of which there is at least one; each has a key."""
        raise NotImplementedError

    def without_rows(self) -> list[Block]:
        """What is printed when there are no rows."""
        return []

    def problems_of(self, rows: Sequence[Any]) -> list[str]:
        """What must be mended in the rows before the report may be handed in, one Swedish sentence each."""
        return []

    @property
    def table_title(self) -> str:
        return self.filled(self.options.get("title", self.title))

    def rows(self) -> models.QuerySet[Any]:
        return self.rows_of(self.report)

    def rows_of(self, report: Report) -> models.QuerySet[Any]:
        return self.model._default_manager.filter(report_id=report.pk)

    def previous_rows(self) -> Iterable[Any]:
        """The rows shown beside the fields."""
        previous_id = self.report.previous_id
        return self.model._default_manager.filter(report_id=previous_id) if previous_id else ()

    def rows_to_carry(self, previous: Report) -> models.QuerySet[Any]:
        """The rows that a new period begins with."""
        return self.rows_of(previous)

    def row_options(self) -> dict[str, Any]:
        """What each row's form is told."""
        return {}

    def formset_options(self) -> dict[str, Any]:
        """What the formset is told beside what every formset is."""
        return {}

    def reads(self, kind: str) -> bool:
        """Its own rows alone, which another section of the kind may have too."""
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
        rows: Any = self.rows()  # not read where nothing is asked of them
        if self.no_rows and not rows:
            return [f"Avsnittet ”{self.title}” {self.no_rows}"]
        return self.problems_of(rows)

    def start_from(self, previous: Report) -> None:
        if not self.rows().exists():
            copy_rows(self.rows_to_carry(previous), self.report, (*IDENTITY, *self.carried))
