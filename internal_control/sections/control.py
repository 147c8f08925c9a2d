from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db import models

from internal_control.carry_over import copy_plan, plan_before
from internal_control.models import Risk
from internal_control.row_forms import parents_of
from reporting.entry.row_formset import RowFormSet, row_formset
from reporting.entry.rows import RowForm
from reporting.entry.rows_section import RowsSection
from reporting.models import Report
from reporting.sections import Section

BLANK_ROWS = 2
BLANK_ROWS_AT_FIRST = 6


class ControlSection(Section):
    """Shared by the sections of internal control: the risks, and the plan carried over."""

    @cached_property
    def risks(self) -> list[Risk]:
        return list(Risk.objects.filter(report_id=self.report.pk).select_related("category"))

    @cached_property
    def before(self) -> Report | None:
        """The report whose values are shown beside the fields."""
        return plan_before(self.report)

    def formset(
        self,
        form: type[RowForm],
        data: Mapping[str, Any] | None,
        rows: models.QuerySet[Any],
        suffix: str,
        title: str,
        *,
        formset: type[RowFormSet] = RowFormSet,
        parents: Mapping[str, models.Model] | None = None,
        blank: int | None = None,
    ) -> RowFormSet:
        earlier = form._meta.model._default_manager.filter(report=self.before) if self.before else ()
        if blank is None:
            blank = BLANK_ROWS if rows else BLANK_ROWS_AT_FIRST
        return row_formset(form, formset)(
            data,
            queryset=rows,
            prefix=f"{self.key}-{suffix}" if suffix else self.key,
            report=self.report,
            convention=self.convention,
            previous=earlier,
            title=title,
            blank=blank,
            more={} if parents is None else {"parents": parents},
        )

    def start_from(self, previous: Report) -> None:
        copy_plan(previous=previous, report=self.report)


class ControlRowsSection(ControlSection, RowsSection):
    """A grid of rows under risks."""

    def reads(self, kind: str) -> bool:
        return kind.startswith("internal_control.")

    def previous_rows(self) -> Iterable[Any]:
        return self.rows_of(self.before) if self.before else ()

    def row_options(self) -> dict[str, Any]:
        return {"parents": parents_of(self.risks)}


def grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    """Rows by parent id (the attribute ``name``), in order. Rows without a parent are left out."""
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if (parent_id := getattr(row, name)) is not None:
            groups[parent_id].append(row)
    return dict(groups)
