"""What the person who hands a report in answers to the rapportmall's questions."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from reporting.models.choices import Status
from reporting.models.committee import User
from reporting.models.report import Report
from reporting.models.steps import StatusChange


class HandInAnswer(models.Model):
    """In Swedish: svar vid inlämning. ``function``: the roles of who answered, as they were. A no has a comment."""

    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="hand_in_answers", verbose_name="rapport"
    )
    change = models.ForeignKey(
        StatusChange, on_delete=models.PROTECT, related_name="hand_in_answers", verbose_name="inlämning"
    )
    position = models.PositiveSmallIntegerField("nummer")
    question = models.TextField("fråga")
    is_yes = models.BooleanField("ja")
    comment = models.TextField("kommentar", blank=True)
    function = models.CharField("funktion", max_length=200)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)

    journal_fields = ("question", "is_yes", "comment", "function", "by_id", "at")
    journal_key = "id"

    class Meta:
        verbose_name = "svar vid inlämning"
        verbose_name_plural = "svar vid inlämning"
        ordering = ["change", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "position"],
                name="hand_in_answer_once",
                violation_error_message="Frågan är redan besvarad vid inlämningen.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_yes=True) | ~models.Q(comment=""),
                name="hand_in_answer_no_has_comment",
                violation_error_message="Ett nej har en kommentar.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.question}"


def last_answers(report: Report) -> list[HandInAnswer]:
    """Those of the last hand-in, in order. One query."""
    hand_ins = StatusChange.objects.filter(
        report=report, came_from=Status.DRAFT, led_to=Status.HANDED_IN
    ).order_by("-pk")
    return list(HandInAnswer.objects.filter(change=models.Subquery(hand_ins.values("pk")[:1])))
