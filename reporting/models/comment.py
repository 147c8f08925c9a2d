"""Comments at a place of a report, among those who work with it. They are no part of what it says: never printed."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.committee import User
from reporting.models.report import Report
from reporting.models.texts import ReadableTexts


class Comment(ReadableTexts, models.Model):
    """In Swedish: kommentar. At a section, or at a row or cell of it, named as the journal names them.

    ``thread``: the comment that it answers, the first of its thread; that one is resolved. Journaled: what it said
    before it was changed or removed.
    """

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="comments", verbose_name="rapport"
    )
    thread = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name="svar på",
    )
    section_key = models.CharField("avsnitt", max_length=200)
    model = models.CharField("slag av uppgift", max_length=100, blank=True)
    row_key = models.CharField("rad", max_length=100, blank=True)
    field = models.CharField("fält", max_length=60, blank=True)
    place = models.CharField("plats", max_length=700)
    text = models.TextField("text")
    mentioned = models.ManyToManyField(User, related_name="+", verbose_name="nämnda", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="comments", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)
    edited_at = models.DateTimeField("ändrad", null=True, blank=True)
    removed_at = models.DateTimeField("borttagen", null=True, blank=True)
    resolved_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="klarmarkerad av",
    )
    resolved_at = models.DateTimeField("klarmarkerad", null=True, blank=True)

    journal_fields = ("text", "removed_at", "resolved_at")
    journal_key = "id"

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="comment_has_text",
                violation_error_message="Skriv kommentaren.",
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, resolved_by=None)
                | models.Q(thread=None, resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_whole",
                violation_error_message="En tråd markeras som klar av någon, vid en tid.",
            ),
        ]

    def __str__(self) -> str:
        return f"kommentar om {self.place}"[:700]

    @property
    def cell_path(self) -> str:
        """As in the address of a cell's history; "" for a section."""
        return "/".join(filter(None, (self.model, self.row_key, self.field)))
