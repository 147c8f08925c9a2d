"""Rows of one report as the start of another's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models

from reporting.models import Report


def copied(row: Any, report: Report, fields: Sequence[str], **more: Any) -> Any:
    return type(row)(report=report, **{name: getattr(row, name) for name in fields}, **more)


def copy_rows(
    rows: models.QuerySet[Any], report: Report, fields: Sequence[str], **parents: Mapping[int, Any]
) -> dict[int, Any]:
    """Copies rows into a report; ``parents``: field -> copies by the original's id. Returns the same."""
    copies: dict[int, Any] = {}
    for row in rows:
        links = {name: made.get(getattr(row, f"{name}_id")) for name, made in parents.items()}
        copies[row.pk] = copied(row, report, fields, **links)
    rows.model._default_manager.bulk_create(copies.values())
    return copies
