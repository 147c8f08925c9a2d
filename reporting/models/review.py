"""Accepted findings of the review."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.committee import User
from reporting.models.report import Report


class AcceptedFinding(models.Model):
    """In Swedish: godtagen iakttagelse. By the finding's fingerprint, so it lapses when a figure changes."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="accepted_findings", verbose_name="rapport"
    )
    fingerprint = models.CharField("fingeravtryck", max_length=32)
    code = models.SlugField("kod", max_length=40)
    message = models.TextField("iakttagelse")
    reason = models.TextField("skäl")
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)

    journal_fields = ("reason", "code", "message", "by_id", "at")
    journal_key = "fingerprint"

    class Meta:
        verbose_name = "godtagen iakttagelse"
        verbose_name_plural = "godtagna iakttagelser"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "fingerprint"],
                name="finding_accepted_once",
                violation_error_message="Iakttagelsen är redan godtagen.",
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="accepted_finding_has_reason",
                violation_error_message="Skriv varför iakttagelsen godtas.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.code}"
