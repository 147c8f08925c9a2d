"""Removed rows: the values they held, by the journal, and their restoration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from reporting.journal.writing import save_rows
from reporting.models import How, JournalEntry, Report, User
from reporting.models.journal import journaled_fields, journaled_models, parent_fields, stored_value
from reporting.workflow.writing import writing

RowKey = tuple[str, str]  # model, row's key

IS_THERE = "Raden finns redan i rapporten."
TOO_MANY = (
    f"Tabellen har redan {settings.MOST_ROWS} rader, som är det mesta den rymmer. Ta bort en rad först."
)


@dataclass(frozen=True)
class RemovedRow:
    """``held``: its values by field, as journaled. ``last``: the entry of its removal."""

    report: Report
    held: dict[str, str]
    last: JournalEntry

    @property
    def row_key(self) -> RowKey:
        return self.last.model, self.last.row_key

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.last.model)

    @cached_property
    def row(self) -> Any:
        """As it was, without its parent; not saved."""
        values = {
            name: stored_value((*self.row_key, name), self.held.get(name, ""))
            for name in journaled_fields(self.model)
        }
        return self.model(report=self.report, key=self.last.row_key, **values)


def removed_rows(report: Report) -> list[RemovedRow]:
    """The latest first. A name is emptied only with its row."""
    names = [model._meta.label_lower for model in journaled_models() if "label" in journaled_fields(model)]
    ends = JournalEntry.objects.filter(report=report, model__in=names, field="label", new="")
    last = {(end.model, end.row_key): end for end in ends.select_related("by").order_by("pk")}
    gone = set(last) - _keys_of(report, {model for model, _ in last})
    held = _held(report, {key: end for key, end in last.items() if key in gone})
    found = [RemovedRow(report, held[key], last[key]) for key in gone]
    return sorted(found, key=lambda row: row.last.pk, reverse=True)


def _keys_of(report: Report, names: Iterable[str]) -> set[RowKey]:
    """The report's rows."""
    return {
        (name, key)
        for name in names
        for key in apps.get_model(name)._default_manager.filter(report=report).values_list("key", flat=True)
    }


def _held(report: Report, ends: dict[RowKey, JournalEntry]) -> dict[RowKey, dict[str, str]]:
    """The values emptied together with each row's name."""
    batches = {end.batch for end in ends.values()}
    held: dict[RowKey, dict[str, str]] = defaultdict(dict)
    for entry in JournalEntry.objects.filter(report=report, batch__in=batches, new=""):
        key = (entry.model, entry.row_key)
        if key in ends and ends[key].batch == entry.batch:
            held[key][entry.field] = entry.old
    return held


def restore_row(report: Report, key: RowKey, *, by: User) -> str:
    """Restores a removed row, last in its table, and returns its name. Raises ValidationError in Swedish."""
    with writing(report, by=by, how=How.RESTORED) as batch:
        removed = next((row for row in removed_rows(report) if row.row_key == key), None)
        if removed is None:
            raise ValidationError(IS_THERE)
        rows = removed.model._default_manager.filter(report=report)
        if rows.count() >= settings.MOST_ROWS:
            raise ValidationError(TOO_MANY)
        for name in parent_fields(removed.model):
            _place_under(removed, name)
        removed.row.position = (rows.aggregate(last=models.Max("position"))["last"] or 0) + 1
        removed.row.validate_constraints()
        save_rows(batch, [removed.row])
    return str(removed.row)


def _place_under(removed: RemovedRow, name: str) -> None:
    """Gives the row its former parent; one that the journal lacks is the report's only one."""
    field: Any = removed.model._meta.get_field(name)
    parents = field.related_model._default_manager.filter(report=removed.report)
    key = removed.held.get(name)
    if key is None and field.null:
        return
    found = list(parents.filter(key=key) if key is not None else parents[:2])
    if len(found) == 1:
        setattr(removed.row, name, found[0])
        return
    above = str(field.verbose_name)
    if key is None:
        raise ValidationError(f"Journalen säger inte under vilket {above} raden låg. Lägg till den på nytt.")
    raise ValidationError(f"Det {above} som raden låg under är också borttaget. Återställ det först.")


def forms_of(grids: Iterable[Any], removed: Iterable[RemovedRow]) -> dict[RowKey, Any]:
    """Each removed row's form, of the first grid of its kind."""
    of_model: dict[str, Any] = {}
    for grid in grids:
        of_model.setdefault(grid.model._meta.label_lower, grid)
    return {
        row.row_key: grid.form(instance=row.row, prefix="borttagen", **grid.get_form_kwargs(None))
        for row in removed
        if (grid := of_model.get(row.row_key[0]))
    }
