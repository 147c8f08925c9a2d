"""Risks, controls, follow-ups and measures.

Every row belongs to one report and keeps its ``key`` from period to period.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from internal_control.calculations import CONSEQUENCE, HIGHEST, LIKELIHOOD, LOWEST, Step, risk_score
from reporting.models import Report, ReportRow

HIGHEST_NUMBER = 999
OTHER_REPORT = "Raden hör till en annan rapport."


def key_once(name: str, message: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["report", "key"], name=name, violation_error_message=message)


def known(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": choices.values}),
        name=name,
        violation_error_message="Statusen finns inte.",
    )


def step_choices(scale: dict[int, Step]) -> list[tuple[int, str]]:
    """(4, "4. Sannolik"), (3, "3. Möjlig") …"""
    return [(value, f"{value}. {step.word}") for value, step in scale.items()]


def step_field(name: str, scale: dict[int, Step]) -> models.PositiveSmallIntegerField[Any, Any]:
    """Null is not assessed, which is not zero."""
    return models.PositiveSmallIntegerField(name, choices=step_choices(scale), null=True, blank=True)


def within_scale(field: str, label: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__isnull": True}) | models.Q(**{f"{field}__range": (LOWEST, HIGHEST)}),
        name=f"risk_{field}_within_scale",
        violation_error_message=f"{label} är {LOWEST}–{HIGHEST}, eller tom när risken inte är bedömd.",
    )


class ControlCategory(ReportRow):
    """In Swedish: kategori. Administration, Ekonomi …"""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="control_categories", verbose_name="rapport"
    )

    class Meta:
        verbose_name = "kategori"
        verbose_name_plural = "kategorier"
        ordering = ["position", "pk"]
        constraints = [key_once("control_category_once", "Rapporten har redan en kategori med den nyckeln.")]


class Risk(ReportRow):
    """``number`` is its name in the matrix; a scored risk always has one."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="risks", verbose_name="rapport")
    category = models.ForeignKey(
        ControlCategory, on_delete=models.RESTRICT, related_name="risks", verbose_name="kategori"
    )
    number = models.PositiveSmallIntegerField("nummer", null=True, blank=True)
    description = models.TextField("beskrivning", blank=True)
    likelihood = step_field("sannolikhet", LIKELIHOOD)
    consequence = step_field("konsekvens", CONSEQUENCE)

    class Meta:
        verbose_name = "risk"
        verbose_name_plural = "risker"
        ordering = ["category__position", "category_id", "position", "pk"]
        constraints = [
            key_once("risk_once", "Rapporten har redan en risk med den nyckeln."),
            models.UniqueConstraint(
                fields=["report", "number"],
                name="risk_number_once",
                violation_error_message="Numret har redan en annan risk.",
            ),
            within_scale("likelihood", "Sannolikheten"),
            within_scale("consequence", "Konsekvensen"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=False)
                | models.Q(likelihood__isnull=True)
                | models.Q(consequence__isnull=True),
                name="risk_scored_has_number",
                violation_error_message="En bedömd risk ska ha ett nummer, så att den syns i matrisen.",
            ),
        ]

    @property
    def score(self) -> int | None:
        """None until assessed."""
        return risk_score(self.likelihood, self.consequence)

    @property
    def name(self) -> str:
        """With its number, as in matrix and tables."""
        return self.label if self.number is None else f"{self.number}. {self.label}"

    def clean(self) -> None:
        if self.category_id and self.category.report_id != self.report_id:
            raise ValidationError({"category": OTHER_REPORT})


class Control(ReportRow):
    """In Swedish: kontrollmoment. ``measurement``: key of what the portal counts for it."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="controls", verbose_name="rapport"
    )
    risk = models.ForeignKey(Risk, on_delete=models.RESTRICT, related_name="controls", verbose_name="risk")
    method = models.TextField("metod", blank=True)
    frequency = models.CharField("frekvens", max_length=200, blank=True)
    owner = models.CharField("ansvarig", max_length=200, blank=True, help_text="En funktion, inte ett namn.")
    reported_to = models.CharField("rapporteras till", max_length=200, blank=True)
    measurement = models.CharField("räknas av portalen", max_length=60, blank=True)

    class Meta:
        verbose_name = "kontrollmoment"
        verbose_name_plural = "kontrollmoment"
        ordering = ["position", "pk"]
        constraints = [key_once("control_once", "Rapporten har redan ett kontrollmoment med den nyckeln.")]

    def clean(self) -> None:
        if self.risk_id and self.risk.report_id != self.report_id:
            raise ValidationError({"risk": OTHER_REPORT})


class FollowUpStatus(models.TextChoices):
    """In Swedish: uppföljningens status. MINOR and MAJOR are deviations (avvikelser)."""

    NONE = "none", "Inga avvikelser"
    MINOR = "minor", "Mindre avvikelser"
    MAJOR = "major", "Större avvikelser"
    NOT_STARTED = "not_started", "Ej påbörjad"


class FollowUp(ReportRow):
    """In Swedish: uppföljningstillfälle. ``comment`` is Markdown."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="follow_ups", verbose_name="rapport"
    )
    control = models.ForeignKey(
        Control, on_delete=models.RESTRICT, related_name="follow_ups", verbose_name="kontrollmoment"
    )
    status = models.CharField(
        "status", max_length=20, choices=FollowUpStatus.choices, default=FollowUpStatus.NOT_STARTED
    )
    ends_on = models.DateField("slutdatum", null=True, blank=True)
    owner = models.CharField("ansvarig", max_length=200, blank=True, help_text="En funktion, inte ett namn.")
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "uppföljningstillfälle"
        verbose_name_plural = "uppföljningstillfällen"
        ordering = ["position", "pk"]
        constraints = [
            key_once("follow_up_once", "Rapporten har redan ett uppföljningstillfälle med den nyckeln."),
            known("status", FollowUpStatus, "follow_up_status_known"),
        ]

    @property
    def is_deviation(self) -> bool:
        return self.status in {FollowUpStatus.MINOR, FollowUpStatus.MAJOR}

    def clean(self) -> None:
        if self.control_id and self.control.report_id != self.report_id:
            raise ValidationError({"control": OTHER_REPORT})


class MeasureStatus(models.TextChoices):
    """In Swedish: åtgärdens status."""

    NOT_STARTED = "not_started", "Ej påbörjad"
    ONGOING = "ongoing", "Pågår"
    DONE = "done", "Klar"


class ControlMeasure(ReportRow):
    """In Swedish: åtgärd efter intern kontroll, perhaps for one risk."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="control_measures", verbose_name="rapport"
    )
    risk = models.ForeignKey(
        Risk,
        on_delete=models.SET_NULL,
        related_name="measures",
        verbose_name="risk",
        null=True,
        blank=True,
    )
    owner = models.CharField("ansvarig", max_length=200, blank=True, help_text="En funktion, inte ett namn.")
    due_on = models.DateField("klar senast", null=True, blank=True)
    status = models.CharField(
        "status", max_length=20, choices=MeasureStatus.choices, default=MeasureStatus.NOT_STARTED
    )
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        ordering = ["position", "pk"]
        constraints = [
            key_once("control_measure_once", "Rapporten har redan en åtgärd med den nyckeln."),
            known("status", MeasureStatus, "control_measure_status_known"),
        ]

    def clean(self) -> None:
        if self.risk is not None and self.risk.report_id != self.report_id:
            raise ValidationError({"risk": OTHER_REPORT})
