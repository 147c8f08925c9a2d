"""All that a report says, copied as it is into another: rows, texts, and the findings that were accepted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from reporting.models import (
    AdoptedDocument,
    HandedInDocument,
    ImportedFile,
    JournalEntry,
    Note,
    PublishedText,
    Question,
    Report,
    StatusChange,
)

# What belongs to one report's own way, not to what it says.
OF_ITS_WAY = (
    *(StatusChange, JournalEntry, HandedInDocument, AdoptedDocument, PublishedText),
    *(ImportedFile, Question, Note),
)


def carry_over(source: Report, target: Report) -> None:
    """Into a report without any rows. Two queries a model."""
    copies: dict[type[models.Model], dict[int, models.Model]] = {}
    for model in carried_models():
        rows = list(model._default_manager.filter(report=source).order_by("pk"))
        copies[model] = {row.pk: _copy(row, target, copies) for row in rows}
        model._default_manager.bulk_create(copies[model].values())


@cache
def carried_models() -> tuple[type[models.Model], ...]:
    """Those with a ``report``; a row's parents before it."""
    waiting = [model for model in apps.get_models() if _is_carried(model)]
    ordered: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if not set(_parents(model)) & set(waiting)]
        assert ready, f"rows that are each other's parents: {waiting}"
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return tuple(ordered)


def _is_carried(model: type[models.Model]) -> bool:
    fields = {field.name: field.related_model for field in model._meta.concrete_fields}
    return fields.get("report") is Report and model not in OF_ITS_WAY


def _parents(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.concrete_fields:
        if isinstance(field.related_model, type) and _is_carried(field.related_model):
            yield field.related_model


def _copy(
    row: models.Model, target: Report, copies: dict[type[models.Model], dict[int, models.Model]]
) -> models.Model:
    made = type(row)()
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.related_model in copies and value is not None:
            setattr(made, field.name, copies[field.related_model][value])
        elif field.name == "report":
            setattr(made, field.name, target)
        elif not field.primary_key:
            setattr(made, field.attname, value)
    return made
