"""Documents as handed in or adopted: stored once, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import digest
from reporting.models.choices import Status
from reporting.models.journal import JournalEntry

NEVER_CHANGES = "En fastställd handling ändras aldrig. En rättelse är en ny rapport."


class DamagedDocument(ValueError):
    """A stored document no longer matches its digest. The message is Swedish."""

    def __init__(self, name: str, report_id: int) -> None:
        super().__init__(f"En {name} stämmer inte med sin kontrollsumma.")
        self.report_id = report_id


class FrozenQuerySet(models.QuerySet[Any]):
    """Insert and read only."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError(NEVER_CHANGES)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGES)


class FrozenManager(models.Manager[Any]):
    """Annotates ``is_known``: the journal has the digest, or is younger than the document."""

    def get_queryset(self) -> models.QuerySet[Any]:
        steps = JournalEntry.objects.filter(
            report_id=models.OuterRef("report_id"),
            model="reporting.report",
            field="status",
            new=self.model.frozen_as,
        )
        known = models.Exists(steps.filter(document=models.OuterRef("sha256"))) | ~models.Exists(steps)
        found: models.QuerySet[Any] = FrozenQuerySet(self.model, using=self._db).annotate(is_known=known)
        return found


class FrozenDocument(models.Model):
    """A document as JSON. ``frozen_as``: the status that froze it; ``frozen_at``: the field that says when."""

    content = models.TextField("innehåll")
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = FrozenManager()
    frozen_as: ClassVar[Status]
    frozen_at: ClassVar[str]
    is_known = True  # of a new one, not read from the database

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

    @property
    def known_digest(self) -> str:
        """The SHA-256. Raises DamagedDocument if the journal has another."""
        if not self.is_known:
            raise self.damage()
        return self.sha256

    def document(self) -> Document:
        """Raises DamagedDocument."""
        if digest(self.content) != self.known_digest:
            raise self.damage()
        return from_json(self.content).as_stored(self.content)

    def damage(self) -> DamagedDocument:
        return DamagedDocument(str(self._meta.verbose_name), self.report_id)  # type: ignore[attr-defined]


class AdoptedDocument(FrozenDocument):
    """Fastställd handling."""

    frozen_as, frozen_at = Status.ADOPTED, "adopted_at"

    report = models.OneToOneField(
        "reporting.Report", on_delete=models.PROTECT, related_name="adopted_document", verbose_name="rapport"
    )
    adopted_at = models.DateTimeField("fastställd", default=timezone.now)

    journal_fields = ("sha256", "adopted_at")
    journal_key = "id"

    class Meta:
        verbose_name = "fastställd handling"
        verbose_name_plural = "fastställda handlingar"


class HandedInDocument(FrozenDocument):
    """Inlämnad version: one per hand-in, for later drafts to be compared with."""

    frozen_as, frozen_at = Status.HANDED_IN, "handed_in_at"

    report = models.ForeignKey(
        "reporting.Report",
        on_delete=models.PROTECT,
        related_name="handed_in_documents",
        verbose_name="rapport",
    )
    handed_in_at = models.DateTimeField("inlämnad", default=timezone.now)

    journal_fields = ("sha256", "handed_in_at")
    journal_key = "id"

    class Meta:
        verbose_name = "inlämnad version"
        verbose_name_plural = "inlämnade versioner"
        ordering = ["-handed_in_at", "-pk"]


class AdoptedFile(models.Model):
    """Fastställd fil, made once of the adopted document and kept on disk. ``version`` is one more each time it had to
    be made anew; ``reason`` says why."""

    report = models.ForeignKey(
        "reporting.Report", on_delete=models.PROTECT, related_name="adopted_files", verbose_name="rapport"
    )
    extension = models.CharField("format", max_length=20)
    version = models.PositiveSmallIntegerField("version", default=1)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveIntegerField("byte")
    made_at = models.DateTimeField("gjord", default=timezone.now)
    reason = models.TextField("varför den är gjord i efterhand", blank=True)

    objects = FrozenQuerySet.as_manager()
    journal_fields = ("extension", "version", "sha256", "size", "made_at", "reason")
    journal_key = "id"

    class Meta:
        verbose_name = "fastställd fil"
        verbose_name_plural = "fastställda filer"
        ordering = ["extension", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "extension", "version"],
                name="adopted_file_version_once",
                violation_error_message="Filen är redan gjord.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.extension.upper()}, version {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_CHANGES)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGES)
