"""Uploaded files."""

from __future__ import annotations

import hashlib

from django.db import models
from django.utils import timezone

from reporting.document.visible import only_seen
from reporting.models.committee import User
from reporting.models.report import Report


class FileKind(models.TextChoices):
    """In Swedish: filens slag. Of the core; importers of chapters have kinds of their own."""

    WORKBOOK = "workbook", "arbetsbok"
    TEXT = "text", "CSV-fil"


class ImportedFile(models.Model):
    """In Swedish: inläst fil. The content is kept until imported or replaced, the digest always."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="imported_files", verbose_name="rapport"
    )
    kind = models.CharField("slag", max_length=20)
    name = models.CharField("filnamn", max_length=200)
    digest = models.CharField("kontrollsumma (SHA-256)", max_length=64)
    size = models.PositiveIntegerField("storlek i byte")
    content = models.BinaryField("innehåll", blank=True, default=b"")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    uploaded_at = models.DateTimeField("mottagen", default=timezone.now)
    applied_at = models.DateTimeField("inläst", null=True, blank=True)

    class Meta:
        verbose_name = "inläst fil"
        verbose_name_plural = "inlästa filer"
        db_table = "budgets_importedfile"  # its first app
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=""),
                name="imported_file_has_kind",
                violation_error_message="Filen saknar slag.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def receive(cls, report: Report, *, kind: str, name: str, content: bytes, by: User) -> ImportedFile:
        """Store a file for its preview; delete the uploader's earlier files that were never imported."""
        report.imported_files.filter(uploaded_by=by, applied_at=None).delete()
        return cls._default_manager.create(
            report=report,
            kind=kind,
            name=only_seen(name)[-200:] or "fil",
            digest=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
            uploaded_by=by,
        )

    def mark_applied(self) -> None:
        """Drop the content of an imported file; keep its digest."""
        self.applied_at, self.content = timezone.now(), b""
        self.save(update_fields=["applied_at", "content"])
