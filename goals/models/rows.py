from __future__ import annotations

from django.db import models

from goals.steering import Fulfilment

FULFILMENTS = {
    Fulfilment.MET: "Uppnås",
    Fulfilment.PARTIAL: "Uppnås delvis",
    Fulfilment.NOT_MET: "Uppnås inte",
}
FULFILMENT_CHOICES = [(str(code), label) for code, label in FULFILMENTS.items()]
REASON_MISSING = "Skriv varför bedömningen avviker från regeln."


class JudgedRow(models.Model):
    """A row judged by a rule; a person may override the verdict, with a reason."""

    override = models.CharField("bedömning", max_length=10, choices=FULFILMENT_CHOICES, blank=True)
    override_reason = models.TextField("skäl", blank=True)

    class Meta:
        abstract = True


def override_constraints(name: str) -> list[models.BaseConstraint]:
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
