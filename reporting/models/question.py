"""Questions at a place of a report, their answers, and a reader's own notes."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.committee import User
from reporting.models.report import Report
from reporting.models.texts import ReadableTexts


class AtPlace(ReadableTexts, models.Model):
    """Something written at a section, or at a table or row of it. The place's name and words are kept: it may change,
    or go."""

    section_key = models.CharField("avsnitt", max_length=200)
    table_key = models.CharField("tabell", max_length=200, blank=True)
    row_key = models.CharField("rad", max_length=200, blank=True)
    place = models.TextField("plats")
    words = models.TextField("så stod det", blank=True)
    text = models.TextField("text")

    class Meta:
        abstract = True


class Question(AtPlace):
    """In Swedish: fråga. Journaled: who asked, each answer, and when it was published."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="questions", verbose_name="rapport"
    )
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="questions", verbose_name="ställd av"
    )
    asked_at = models.DateTimeField("ställd", default=timezone.now)
    answer = models.TextField("svar", blank=True)
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="besvarad av"
    )
    answered_at = models.DateTimeField("besvarad", null=True, blank=True)
    published_at = models.DateTimeField("publicerad", null=True, blank=True)

    journal_fields = ("text", "answer", "published_at")
    journal_key = "id"

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="question_has_text",
                violation_error_message="Skriv frågan.",
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_by=None, answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="answer_is_whole",
                violation_error_message="Ett svar har en text, någon som svarade och en tid.",
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None) | ~models.Q(answer=""),
                name="question_published_once_answered",
                violation_error_message="Bara en besvarad fråga publiceras.",
            ),
        ]

    def __str__(self) -> str:
        return f"fråga om {self.place}"

    @property
    def is_public(self) -> bool:
        """Whether everyone who reads the report reads it."""
        return self.published_at is not None


class Note(AtPlace):
    """In Swedish: anteckning. Its author's alone: not journaled, in no list of others, not in the administration."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes", verbose_name="rapport")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notes", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "anteckning"
        verbose_name_plural = "anteckningar"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="note_has_text",
                violation_error_message="Skriv anteckningen.",
            ),
        ]

    def __str__(self) -> str:
        return f"anteckning {self.pk}"
