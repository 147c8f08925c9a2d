"""A report's document as handed in or adopted: stored once, never changed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting.document.blocks import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import digest

NEVER_CHANGES = "En fastställd handling ändras aldrig. En rättelse är en ny rapport."


class FrozenQuerySet(models.QuerySet[Any]):
    """Insert and read only."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError(NEVER_CHANGES)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGES)


class FrozenDocument(models.Model):
    """A report's document as JSON, with its SHA-256."""

    content = models.TextField("innehåll")
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.sha256[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_CHANGES)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGES)

    def document(self) -> Document:
        """Raises ValueError when the content does not match its digest."""
        if digest(self.content) != self.sha256:
            raise ValueError(f"En {self._meta.verbose_name} stämmer inte med sin kontrollsumma.")
        return from_json(self.content)


class AdoptedDocument(FrozenDocument):
    """In Swedish: fastställd handling."""

    report = models.OneToOneField(
        "reporting.Report", on_delete=models.PROTECT, related_name="adopted_document", verbose_name="rapport"
    )
    adopted_at = models.DateTimeField("fastställd", default=timezone.now)

    class Meta:
        verbose_name = "fastställd handling"
        verbose_name_plural = "fastställda handlingar"


class HandedInDocument(FrozenDocument):
    """In Swedish: inlämnad version. One for each hand-in, to compare later drafts with."""

    report = models.ForeignKey(
        "reporting.Report",
        on_delete=models.PROTECT,
        related_name="handed_in_documents",
        verbose_name="rapport",
    )
    handed_in_at = models.DateTimeField("inlämnad", default=timezone.now)

    class Meta:
        verbose_name = "inlämnad version"
        verbose_name_plural = "inlämnade versioner"
        ordering = ["-handed_in_at", "-pk"]
