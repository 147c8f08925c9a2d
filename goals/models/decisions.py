from __future__ import annotations

from django.db import models

from reporting.models import Report, ReportRow


class DecisionStatus(models.TextChoices):
    """In Swedish: ett politiskt besluts status."""

    ONGOING = "ongoing", "Pågår"
    DONE = "done", "Klart"
    NOT_STARTED = "not_started", "Ej påbörjat"
    DEPRIORITISED = "deprioritised", "Nedprioriterat"


CLOSED = (DecisionStatus.DONE, DecisionStatus.DEPRIORITISED)


class CommitteeDecision(ReportRow):
    """In Swedish: politiskt beslut."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="committee_decisions", verbose_name="rapport"
    )
    status = models.CharField(
        "status", max_length=20, choices=DecisionStatus.choices, default=DecisionStatus.NOT_STARTED
    )
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "politiskt beslut"
        verbose_name_plural = "politiska beslut"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="committee_decision_once",
                violation_error_message="Rapporten har redan ett beslut med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=DecisionStatus.values),
                name="committee_decision_status_known",
                violation_error_message="Statusen finns inte.",
            ),
        ]
