"""Who writes which section of a report, and which sections are done."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.committee import User
from reporting.models.report import Report
from reporting.models.texts import ReadableTexts


class OfSection(models.Model):
    """What belongs to a section's way, not to what it says: never printed."""

    section_key = models.SlugField("avsnitt", max_length=60)

    class Meta:
        abstract = True

    @property
    def heading(self) -> str:
        """The section's, or its key once the rapportmall has no such section."""
        headings: dict[str, str] = {spec.key: spec.heading for spec in self.report.template.specs}  # type: ignore[attr-defined]
        return headings.get(self.section_key, self.section_key)


class SectionAssignment(OfSection):
    """In Swedish: tilldelning. The person who answers for a section."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="assignments", verbose_name="rapport"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="assignments", verbose_name="ansvarig"
    )

    journal_fields = ("person_id",)
    journal_key = "section_key"

    class Meta:
        verbose_name = "tilldelning"
        verbose_name_plural = "tilldelningar"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section_key"],
                name="assignment_once_per_section",
                violation_error_message="Avsnittet har redan en ansvarig.",
            )
        ]

    def __str__(self) -> str:
        return self.heading


class DoneMark(ReadableTexts, OfSection):
    """In Swedish: klarmarkering. It holds while the section prints what it printed then: its ``digest``.

    ``journal_number``: of the report's last journal entry then. It ends when the section is opened again, with a
    ``note``, or is marked anew.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="done_marks", verbose_name="rapport"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="klarmarkerad av")
    at = models.DateTimeField("när", default=timezone.now)
    digest = models.CharField("kontrollsumma (SHA-256)", max_length=64)
    journal_number = models.PositiveIntegerField("nummer i rapportens journal")
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="öppnad av"
    )
    ended_at = models.DateTimeField("öppnad", null=True, blank=True)
    note = models.TextField("varför den öppnades", blank=True)

    journal_fields = ("by_id", "at", "digest", "ended_by_id", "ended_at", "note")
    journal_key = "id"

    class Meta:
        verbose_name = "klarmarkering"
        verbose_name_plural = "klarmarkeringar"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section_key"],
                condition=models.Q(ended_at=None),
                name="done_mark_once_per_section",
                violation_error_message="Avsnittet är redan klarmarkerat.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, note="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="done_mark_end_is_whole",
                violation_error_message="Den som öppnar ett avsnitt har ett namn och en tid.",
            ),
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def is_reopened(self) -> bool:
        return bool(self.note)
