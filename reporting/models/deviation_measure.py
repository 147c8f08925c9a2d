"""The measures against a report's deviations."""

from __future__ import annotations

from django.db import models

from reporting.models.report import Report
from reporting.models.rows import ReportRow


class DeviationMeasureStatus(models.TextChoices):
    """In Swedish: åtgärdens status."""

    NOT_STARTED = "not_started", "Ej påbörjad"
    ONGOING = "ongoing", "Pågår"
    DONE = "done", "Klar"


class DeviationMeasure(ReportRow):
    """In Swedish: åtgärd vid avvikelse. ``concerns``: the ``Judged.ref`` of what deviates."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="deviation_measures", verbose_name="rapport"
    )
    concerns = models.CharField("gäller", max_length=200)
    cause = models.TextField("orsak", blank=True)
    owner = models.CharField("ansvarig", max_length=200, blank=True, help_text="En funktion, inte ett namn.")
    due_on = models.DateField("klar senast", null=True, blank=True)
    effect = models.TextField("väntad effekt", blank=True)
    status = models.CharField(
        "status",
        max_length=20,
        choices=DeviationMeasureStatus.choices,
        default=DeviationMeasureStatus.NOT_STARTED,
    )
    comment = models.TextField("uppföljning", blank=True)

    class Meta:
        verbose_name = "åtgärd vid avvikelse"
        verbose_name_plural = "åtgärder vid avvikelser"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="deviation_measure_once",
                violation_error_message="Rapporten har redan en åtgärd med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=DeviationMeasureStatus.values),
                name="deviation_measure_status_known",
                violation_error_message="Statusen finns inte.",
            ),
        ]
