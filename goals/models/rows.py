"""What every row of a report has, and what a person may judge otherwise than the rule."""

from __future__ import annotations

from typing import Any

from django.db import models

from goals.calculations import Fulfilment

FULFILMENTS = {
    Fulfilment.MET: "Uppnås",
    Fulfilment.PARTIAL: "Uppnås delvis",
    Fulfilment.NOT_MET: "Uppnås inte",
}
FULFILMENT_CHOICES = [(str(code), label) for code, label in FULFILMENTS.items()]
REASON_MISSING = "Skriv varför bedömningen avviker från regeln."


class RowManager(models.Manager[Any]):
    """Fixtures name a row by its report's slug and its own key."""

    def get_by_natural_key(self, report: str, key: str) -> Any:
        return self.get(report__slug=report, key=key)


class ReportRow(models.Model):
    """A row of one report, with a key that is the same in every period."""

    key = models.SlugField("nyckel", max_length=60)
    label = models.CharField("namn", max_length=500)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = RowManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str, str]:
        return (self.report.slug, self.key)  # type: ignore[attr-defined]

    natural_key.dependencies = ["reporting.report"]  # type: ignore[attr-defined]


class Judged(models.Model):
    """What a rule judges and a person may judge otherwise, with a reason."""

    override = models.CharField("bedömning", max_length=10, choices=FULFILMENT_CHOICES, blank=True)
    override_reason = models.TextField("skäl", blank=True)

    class Meta:
        abstract = True


def override_constraints(name: str) -> list[models.BaseConstraint]:
    """A decided verdict is a known one and has a reason."""
    return [
        models.CheckConstraint(
            condition=models.Q(override="") | ~models.Q(override_reason=""),
            name=f"{name}_override_has_reason",
            violation_error_message=REASON_MISSING,
        ),
        models.CheckConstraint(
            condition=models.Q(override__in=["", *(code for code, _ in FULFILMENT_CHOICES)]),
            name=f"{name}_override_known",
            violation_error_message="Bedömningen finns inte.",
        ),
    ]
