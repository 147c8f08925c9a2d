"""Goals and indicators.

Values and targets are stored as typed, as they are printed; the parsed target is stored too, so that a person
can correct it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from goals.models.rows import JudgedRow, override_constraints
from goals.target_parsing import MISSING, parse_value
from goals.targets import Target, TargetError, TargetKind
from reporting.document.amounts import Quantity
from reporting.document.parsing import AmountError
from reporting.models import Report, ReportRow

TARGET_KINDS = {
    TargetKind.AT_LEAST: "Minst",
    TargetKind.AT_MOST: "Högst",
    TargetKind.MORE_THAN: "Högre än",
    TargetKind.LESS_THAN: "Lägre än",
    TargetKind.BETWEEN: "Mellan två värden",
    TargetKind.EQUAL: "Exakt",
    TargetKind.YES: "Ja",
    TargetKind.NO: "Nej",
    TargetKind.UNCHANGED: "Oförändrat jämfört med utgångsvärdet",
}
TARGET_KIND_CHOICES = [(str(code), label) for code, label in TARGET_KINDS.items()]


class CouncilGoal(ReportRow):
    """In Swedish: kommunfullmäktiges mål. ``area`` is the KF-område; ``note`` (when decided) goes under the table."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="council_goals", verbose_name="rapport"
    )
    area = models.CharField("område", max_length=500, blank=True)
    note = models.CharField("not under tabellen", max_length=500, blank=True)

    class Meta:
        verbose_name = "kommunfullmäktiges mål"
        verbose_name_plural = "kommunfullmäktiges mål"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="council_goal_once",
                violation_error_message="Rapporten har redan ett mål med den nyckeln.",
            )
        ]


class CommitteeGoal(ReportRow, JudgedRow):
    """In Swedish: nämndmål."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="committee_goals", verbose_name="rapport"
    )
    council_goal = models.ForeignKey(
        CouncilGoal,
        on_delete=models.RESTRICT,
        related_name="committee_goals",
        verbose_name="kommunfullmäktiges mål",
    )

    class Meta:
        verbose_name = "nämndmål"
        verbose_name_plural = "nämndmål"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="committee_goal_once",
                violation_error_message="Rapporten har redan ett nämndmål med den nyckeln.",
            ),
            *override_constraints("committee_goal"),
        ]

    def clean(self) -> None:
        if self.council_goal_id and self.council_goal.report_id != self.report_id:
            raise ValidationError({"council_goal": "Målet hör till en annan rapport."})


class Indicator(ReportRow, JudgedRow):
    """In Swedish: indikator. Directly under a council goal where ``committee_goal`` is None.

    ``current`` (nuvärde), ``forecast`` (prognos for the year) and ``target`` (målvärde) are typed
    texts. The fields from ``comparison`` (a TargetKind) to ``target_confirmed`` are the parsed target.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="indicators", verbose_name="rapport"
    )
    council_goal = models.ForeignKey(
        CouncilGoal,
        on_delete=models.RESTRICT,
        related_name="indicators",
        verbose_name="kommunfullmäktiges mål",
    )
    committee_goal = models.ForeignKey(
        CommitteeGoal,
        on_delete=models.RESTRICT,
        related_name="indicators",
        verbose_name="nämndmål",
        null=True,
        blank=True,
    )
    current = models.CharField("nuvärde", max_length=60, blank=True)
    forecast = models.CharField("prognos", max_length=60, blank=True)
    target = models.CharField("målvärde", max_length=100, blank=True)
    comparison = models.CharField("jämförelse", max_length=20, choices=TARGET_KIND_CHOICES, blank=True)
    target_value = models.DecimalField("värde", max_digits=21, decimal_places=6, null=True, blank=True)
    target_upper = models.DecimalField("övre gräns", max_digits=21, decimal_places=6, null=True, blank=True)
    target_unit = models.CharField("målvärdets enhet", max_length=30, blank=True)
    baseline = models.DecimalField("utgångsvärde", max_digits=21, decimal_places=6, null=True, blank=True)
    target_confirmed = models.BooleanField("tolkningen är kontrollerad", default=False)
    comment = models.TextField("kommentar", blank=True)

    class Meta:
        verbose_name = "indikator"
        verbose_name_plural = "indikatorer"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="indicator_once",
                violation_error_message="Rapporten har redan en indikator med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=models.Q(comparison__in=["", *(code for code, _ in TARGET_KIND_CHOICES)]),
                name="indicator_comparison_known",
                violation_error_message="Jämförelsen finns inte.",
            ),
            *override_constraints("indicator"),
        ]

    def clean(self) -> None:
        """Refuse unparsable texts and goals of other reports."""
        errors: dict[str, str] = {}
        for name in ("current", "forecast"):
            try:
                parse_value(getattr(self, name))
            except AmountError as error:
                errors[name] = str(error)
        if self.council_goal_id and self.council_goal.report_id != self.report_id:
            errors["council_goal"] = "Målet hör till en annan rapport."
        if self.committee_goal is not None and self.committee_goal.council_goal_id != self.council_goal_id:
            errors["committee_goal"] = "Nämndmålet hör till ett annat av fullmäktiges mål."
        try:
            self.parsed_target()
        except TargetError as error:
            errors["target"] = str(error)
        if errors:
            raise ValidationError(errors)

    def parsed_target(self) -> Target | None:
        """None without a target. Raises TargetError when the fields contradict each other."""
        if not self.comparison:
            return None
        return Target(
            kind=TargetKind(self.comparison),
            value=self.target_value,
            upper=self.target_upper,
            unit=self.target_unit,
            baseline=self.baseline,
            certain=self.target_confirmed,
        )

    @property
    def has_target(self) -> bool:
        """False for a blank or a dash."""
        return MISSING.fullmatch(self.target.strip()) is None

    def value_of(self, name: str) -> Quantity | bool | None:
        """``current`` or ``forecast`` parsed; None when missing or unparsable."""
        try:
            return parse_value(getattr(self, name))
        except AmountError:
            return None


def target_fields(target: Target | None) -> dict[str, Any]:
    """A target as fields of an Indicator; a certain one is confirmed."""
    if target is None:
        return {
            "comparison": "",
            "target_value": None,
            "target_upper": None,
            "target_unit": "",
            "baseline": None,
            "target_confirmed": False,
        }
    return {
        "comparison": str(target.kind),
        "target_value": target.value,
        "target_upper": target.upper,
        "target_unit": target.unit,
        "baseline": target.baseline,
        "target_confirmed": target.certain,
    }
