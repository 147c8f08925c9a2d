"""The journal: every change of a figure, verdict, text or status; by whom, when and how.

An entry is written in the same transaction as the value and never changed or deleted: database triggers
refuse it (``reporting/journal/triggers.py``). A cell is (report, model, row's key, field); its version is the
number of its entries, 0 for a cell that was always empty.

Row order is not journaled; a row's parent is journaled only when the row is removed, so that it can be restored.

The entries of a report are a chain: each holds its number and the digest of its content and of the digest before
it, so that a changed, deleted or inserted entry breaks every later one.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from reporting.document.json_writing import digest
from reporting.models.committee import User

NEVER_REWRITTEN = "Journalen ändras aldrig. En rättelse är en ny post."
NOT_JOURNALED = frozenset({"key", "position"})
CellKey = tuple[str, str, str]  # model, row's key, field


class How(models.TextChoices):
    """In Swedish: hur. How a value got in."""

    TYPED = "typed", "skriven"
    PASTED = "pasted", "inklistrad"
    IMPORTED = "imported", "inläst"
    COPIED = "copied", "hämtad från förra rapporten"
    RESTORED = "restored", "återställd"


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    """Insert and read only."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError(NEVER_REWRITTEN)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_REWRITTEN)

    def of_cell(self, cell: CellKey) -> JournalQuerySet:
        """Latest first."""
        model, row_key, name = cell
        return self.filter(model=model, row_key=row_key, field=name).select_related("by").order_by("-version")


class JournalEntry(models.Model):
    """In Swedish: journalpost. One change of one cell.

    ``old`` and ``new`` are stored values as text (amounts in kronor, debit +); "" is missing. ``by`` is None
    for the portal's own imports. ``document``: SHA-256 of the document frozen with this change of status.
    """

    report = models.ForeignKey(
        "reporting.Report", on_delete=models.PROTECT, related_name="journal", verbose_name="rapport"
    )
    model = models.CharField("slag av uppgift", max_length=100)
    row_key = models.CharField("rad", max_length=100)
    field = models.CharField("fält", max_length=60)
    label = models.CharField("uppgift", max_length=700)
    version = models.PositiveIntegerField("version")
    old = models.TextField("tidigare", blank=True)
    new = models.TextField("ny", blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )
    at = models.DateTimeField("när")
    how = models.CharField("hur", max_length=20, choices=How.choices)
    batch = models.UUIDField("sparades tillsammans", db_index=True)
    document = models.CharField("handlingens kontrollsumma", max_length=64, blank=True)
    number = models.PositiveIntegerField("nummer i rapportens journal")
    digest = models.CharField("kontrollsumma (SHA-256)", max_length=64)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "journalpost"
        verbose_name_plural = "journalposter"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "model", "row_key", "field", "version"],
                name="journal_version_once",
                violation_error_message="Någon annan har ändrat samma uppgift samtidigt.",
            ),
            models.UniqueConstraint(
                fields=["report", "number"],
                name="journal_number_once",
                violation_error_message="Någon annan har ändrat rapporten samtidigt.",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gte=1),
                name="journal_version_counts_from_one",
                violation_error_message="Den första posten har version 1.",
            ),
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")),
                name="journal_entry_is_a_change",
                violation_error_message="En journalpost är en ändring.",
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=How.values),
                name="journal_how_known",
                violation_error_message="Sättet finns inte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, version {self.version}"

    @property
    def cell(self) -> CellKey:
        return self.model, self.row_key, self.field

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_REWRITTEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_REWRITTEN)


class JournalHead(models.Model):
    """Number and digest of the last entry of a report's journal, kept by the database (``reporting/journal/heads.py``):
    what is cut off from the end of a chain is missed by nothing else."""

    report = models.OneToOneField(
        "reporting.Report",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="journal_head",
        verbose_name="rapport",
    )
    number = models.PositiveIntegerField("nummer")
    digest = models.CharField("kontrollsumma (SHA-256)", max_length=64)

    class Meta:
        verbose_name = "journalens huvud"
        verbose_name_plural = "journalernas huvuden"

    def __str__(self) -> str:
        return f"post {self.number}, {self.digest}"


def chained(entry: Any, before: str) -> str:
    """SHA-256 of an entry and of the digest before it in its report's journal, "" for the first."""
    facts = [
        entry.report_id, entry.number, entry.model, entry.row_key, entry.field, entry.label, entry.version, entry.old,
        entry.new, entry.by_id, entry.at.astimezone(dt.UTC).isoformat(), entry.how, str(entry.batch), entry.document,
    ]  # fmt: skip
    return digest(json.dumps([before, *facts], ensure_ascii=False))


# --- What is journaled --------------------------------------------------------------------------


def as_text(value: Any) -> str:
    """A stored value as journaled; "" for missing and for False."""
    if value is None or value is False:
        return ""
    if value is True:
        return "ja"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    return str(value)


@cache
def journaled_fields(model: type[models.Model]) -> tuple[str, ...]:
    """The model's ``journal_fields``, or all its own fields with the label first."""
    declared: tuple[str, ...] | None = getattr(model, "journal_fields", None)
    if declared is not None:
        return declared
    own = [
        field.attname
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.is_relation and field.name not in NOT_JOURNALED
    ]
    return tuple(sorted(own, key=lambda name: name != "label"))


def journal_key(model: type[models.Model]) -> str:
    """The field that identifies a row within its report."""
    name: str = getattr(model, "journal_key", "key")
    return name


def journaled_models() -> list[type[models.Model]]:
    """Models with a ``report`` and a journal key."""
    return [
        model
        for model in apps.get_models()
        if {"report_id", journal_key(model)} <= {field.attname for field in model._meta.concrete_fields}
    ]


def snapshot(row: models.Model) -> dict[str, str]:
    """A row's journaled values by field."""
    return {name: as_text(getattr(row, name)) for name in journaled_fields(type(row))}


@cache
def parent_fields(model: type[models.Model]) -> list[str]:
    """Foreign keys to the row's parent rows in the report."""
    return [
        field.name
        for field in model._meta.concrete_fields
        if field.related_model in journaled_models() and isinstance(field, models.ForeignKey)
    ]


def is_parent(cell: CellKey) -> bool:
    """Whether the cell is a row's parent, journaled only when the row is deleted."""
    return any(
        model._meta.label_lower == cell[0] and cell[2] in parent_fields(model) for model in journaled_models()
    )


def parents_of(row: models.Model) -> dict[str, str]:
    """Field -> key of the parent row."""
    parents = {name: getattr(row, name) for name in parent_fields(type(row))}
    return {name: parent.key for name, parent in parents.items() if parent is not None}


def heading_of(row: models.Model, name: str) -> str:
    return str(getattr(row._meta.get_field(name), "verbose_name", name))


def stored_value(cell: CellKey, text: str) -> Any:
    """The inverse of ``as_text``."""
    field = apps.get_model(cell[0])._meta.get_field(cell[2])
    if isinstance(field, models.BooleanField):
        return text == "ja"
    if text == "" and field.null:
        return None
    return field.to_python(text) if isinstance(field, models.Field) else text
