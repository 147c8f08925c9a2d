"""Who writes in a report that is handed in, and until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone

from reporting.models.committee import User
from reporting.models.report import Report


class AccessQuerySet(models.QuerySet["TemporaryAccess"]):
    def open(self, at: dt.datetime | None = None) -> AccessQuerySet:
        """Those that hold now, or ``at`` a time."""
        return self.filter(ended_at=None, until__gt=at or timezone.now())


class TemporaryAccess(models.Model):
    """In Swedish: insläppt. A person whom a controller lets write in what is handed in; it ends by itself."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="accesses", verbose_name="rapport"
    )
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="person")
    until = models.DateTimeField("till")
    reason = models.TextField("varför")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)
    ended_at = models.DateTimeField("avslutad", null=True, blank=True)

    objects = AccessQuerySet.as_manager()
    journal_key = "id"
    journal_fields = ("person_id", "until", "reason", "ended_at")

    class Meta:
        verbose_name = "insläppt"
        verbose_name_plural = "insläppta"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="access_has_reason",
                violation_error_message="Skriv varför personen släpps in.",
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("at")),
                name="access_ends_later",
                violation_error_message="Välj en tid som inte har varit.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person.display_name()} släpps in"

    @property
    def is_open(self) -> bool:
        until: Any = self.until
        return self.ended_at is None and until > timezone.now()
