"""The steps of a report from draft to adopted, and the answers to those that led back."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils import timezone

from reporting.models.choices import Status
from reporting.models.committee import User


class StatusChange(models.Model):
    """In Swedish: statusändring. ``reason``: why a report was sent back.

    An approval that is not the last of several leaves the report handed in.
    """

    report = models.ForeignKey(
        "reporting.Report", on_delete=models.CASCADE, related_name="status_changes", verbose_name="rapport"
    )
    came_from = models.CharField("från", max_length=20, choices=Status.choices)
    led_to = models.CharField("till", max_length=20, choices=Status.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)
    reason = models.TextField("skäl", blank=True)

    journal_fields = ("came_from", "led_to", "by_id", "at", "reason")
    journal_key = "id"

    class Meta:
        verbose_name = "statusändring"
        verbose_name_plural = "statusändringar"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_came_from_display()} → {self.get_led_to_display()}"

    @property
    def is_hand_in(self) -> bool:
        return self.came_from == Status.DRAFT and self.led_to == Status.HANDED_IN

    @property
    def is_approval(self) -> bool:
        return self.came_from == Status.HANDED_IN and self.led_to in (Status.HANDED_IN, Status.APPROVED)

    @property
    def is_answered(self) -> bool:
        return hasattr(self, "answer")

    @property
    def in_words(self) -> str:
        """Swedish: utkast → inlämnad, or what it was when the status stayed."""
        if self.came_from == self.led_to:
            return "godkänd av en av flera"
        return f"{self.get_came_from_display()} → {self.get_led_to_display()}"


class ReturnAnswer(models.Model):
    """In Swedish: svar på en återtagning. Written once, kept with the step back that it answers."""

    report = models.ForeignKey(
        "reporting.Report", on_delete=models.PROTECT, related_name="return_answers", verbose_name="rapport"
    )
    change = models.OneToOneField(
        StatusChange, on_delete=models.PROTECT, related_name="answer", verbose_name="återtagning"
    )
    text = models.TextField("svar")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)

    journal_fields = ("text", "by_id", "at")
    journal_key = "id"

    class Meta:
        verbose_name = "svar på en återtagning"
        verbose_name_plural = "svar på återtagningar"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="return_answer_has_text",
                violation_error_message="Skriv ett svar.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: svar på återtagningen"


def last_round(steps: Iterable[StatusChange]) -> list[StatusChange]:
    """The last hand-in and what followed it. Empty for a report that was never handed in."""
    found: list[StatusChange] = []
    for step in steps:
        if step.is_hand_in:
            found = [step]
        elif found:
            found.append(step)
    return found
