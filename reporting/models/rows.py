"""The base of every row of a report: keys, and copies into a new period."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify

from reporting.models.texts import ReadableTexts

IDENTITY = ("key", "label", "position")  # copied into every new period


class RowManager(models.Manager[Any]):
    """Natural keys: the report's slug and the row's key, in fixtures."""

    def get_by_natural_key(self, report: str, key: str) -> Any:
        return self.get(report__slug=report, key=key)


class ReportRow(ReadableTexts, models.Model):
    """A row with a ``report`` and a key that is the same in every period."""

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
    """The label as a slug, numbered when taken."""
    base = slugify(label)[:50] or "rad"
    number = 1
    while (key := base if number == 1 else f"{base}-{number}") in taken:
        number += 1
    return key


def give_keys(rows: Sequence[Any], reserved: Collection[str] = ()) -> None:
    """Give each row without a key one of its own."""
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
    """Copies in ``report`` by the original's id. ``parents``: the same mapping for each foreign key."""
    copies: dict[int, Any] = {}
    for row in rows:
        links = {name: copies_of.get(getattr(row, f"{name}_id")) for name, copies_of in parents.items()}
        copies[row.pk] = copied(row, report, fields, **links)
    rows.model._default_manager.bulk_create(copies.values())
    return copies
