"""What is held from one day to another: roles in a nämnd, and the administration of a kommun."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils import timezone

from reporting.models.choices import Role
from reporting.models.committee import Committee, Municipality, User

TO_BEFORE_FROM = "Sista dagen kan inte komma före den första."


class TermQuerySet(models.QuerySet[Any]):
    def current(self, on: dt.date | None = None) -> Self:
        """Those that hold today (or ``on`` a day): begun, and not ended. All others give nothing."""
        on = on or timezone.localdate()
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=on)
        return self.filter(begun, models.Q(valid_to=None) | models.Q(valid_to__gte=on))


class Term(models.Model):
    """``valid_from``, ``valid_to``: first and last day; None for always. ``by_group``: came by a ``GroupRole``."""

    valid_from = models.DateField("från och med", null=True, blank=True)
    valid_to = models.DateField("till och med", null=True, blank=True)
    by_group = models.BooleanField("från en grupp", default=False, editable=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """Swedish: whether it holds today."""
        today = timezone.localdate()
        if self.valid_from and self.valid_from > today:
            return "kommande"
        return "avslutad" if self.valid_to and self.valid_to < today else "gäller"

    @property
    def dates(self) -> str:
        """2026-01-01–2026-12-31, or in words when one of them is open."""
        if self.valid_from and self.valid_to:
            return f"{self.valid_from}–{self.valid_to}"
        if self.valid_from:
            return f"från {self.valid_from}"
        return f"till {self.valid_to}" if self.valid_to else "tills vidare"


class Membership(Term):
    """In Swedish: medlemskap. One person's role in one nämnd."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="användare"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="memberships", verbose_name="nämnd"
    )
    role = models.CharField("roll", max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "committee", "role"],
                name="membership_once",
                violation_error_message="Personen har redan den rollen i nämnden.",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="membership_role_known",
                violation_error_message="Rollen finns inte.",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_dates_in_order",
                violation_error_message=TO_BEFORE_FROM,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} i {self.committee}"


class MunicipalityAdministrator(Term):
    """In Swedish: kommunadministratör. Who makes a kommun's nämnder, people and roles; reads no report by it."""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="administrations", verbose_name="användare"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="administrators", verbose_name="kommun"
    )

    class Meta:
        verbose_name = "kommunadministratör"
        verbose_name_plural = "kommunadministratörer"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality"],
                name="municipality_administrator_once",
                violation_error_message="Personen är redan kommunadministratör där.",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None)
                | models.Q(valid_from=None)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="municipality_administrator_dates_in_order",
                violation_error_message=TO_BEFORE_FROM,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: kommunadministratör i {self.municipality}"
