"""All that a report says, copied as it is into another: rows, texts, and the findings that were accepted."""

from __future__ import annotations

from django.db import models

from reporting.models import Report
from reporting.models.carried import carried_models


def carry_over(source: Report, target: Report) -> None:
    """Into a report without any rows. Two queries a model."""
    copies: dict[type[models.Model], dict[int, models.Model]] = {}
    for model in carried_models():
        rows = list(model._default_manager.filter(report=source).order_by("pk"))
        copies[model] = {row.pk: _copy(row, target, copies) for row in rows}
        model._default_manager.bulk_create(copies[model].values())


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
