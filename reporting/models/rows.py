"""What every row of a report has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify

IDENTITY = ("key", "label", "position")  # what a row keeps into any new period


class RowManager(models.Manager[Any]):
    """Fixtures name a row by its report's slug and its own key."""

    def get_by_natural_key(self, report: str, key: str) -> Any:
        return self.get(report__slug=report, key=key)


class ReportRow(models.Model):
    """A row of one report (``report``), with a key that is the same in every period."""

    key = models.SlugField("nyckel", max_length=60)
    label = models.CharField("namn", max_length=500)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = RowManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.report.slug, self.key)  # type: ignore[attr-defined]

    natural_key.dependencies = ["reporting.report"]  # type: ignore[attr-defined]


def free_key(label: str, taken: set[str]) -> str:
    """A key for a new row: its label as a slug, with a number when that is taken."""
    base = slugify(label)[:50] or "rad"
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return key


def give_keys(rows: Sequence[Any], reserved: Collection[str] = ()) -> None:
    """A key of its own for each row that is not saved yet, as a table needs."""
    taken = {row.key for row in rows} | set(reserved)
    for row in rows:
        if not row.key:
            row.key = free_key(row.label, taken)
            taken.add(row.key)


def copied(row: Any, report: models.Model, fields: Sequence[str], **more: Any) -> Any:
    return type(row)(report=report, **{name: getattr(row, name) for name in fields}, **more)


def copy_rows(
    rows: models.QuerySet[Any], report: models.Model, fields: Sequence[str], **parents: Mapping[int, Any]
) -> dict[int, Any]:
    """Copies rows into a report; ``parents``: field -> copies by the original's id. Returns the same."""
    copies: dict[int, Any] = {}
    for row in rows:
        links = {name: made.get(getattr(row, f"{name}_id")) for name, made in parents.items()}
        copies[row.pk] = copied(row, report, fields, **links)
    rows.model._default_manager.bulk_create(copies.values())
    return copies
