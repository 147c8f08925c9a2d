"""Rounds: nämnder of a kommun report a period together, by a calendar."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils import timezone

from reporting.models.committee import Committee, Municipality, User
from reporting.models.period import ReportingPeriod


class Calendar(models.Model):
    """In Swedish: tidplan. The dates of a round, or a nämnd's own in their place; None has not been set."""

    figures_by = models.DateField("siffror klara", null=True, blank=True)
    text_by = models.DateField("text klar", null=True, blank=True)
    hand_in_by = models.DateField("inlämning", null=True, blank=True)
    meets_on = models.DateField("nämndens sammanträde", null=True, blank=True)
    board_meets_on = models.DateField("kommunstyrelsen", null=True, blank=True)

    class Meta:
        abstract = True


# In the order they fall.
DEADLINES = {field.name: str(field.verbose_name) for field in Calendar._meta.fields}
Dates = dict[str, dt.date | None]


class Round(Calendar):
    """In Swedish: omgång. One of a kommun and period."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="rounds", verbose_name="kommun"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="rounds", verbose_name="rapportperiod"
    )
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="öppnad av")
    opened_at = models.DateTimeField("öppnad", default=timezone.now)

    class Meta:
        verbose_name = "omgång"
        verbose_name_plural = "omgångar"
        ordering = ["-period__actuals_through", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "period"],
                name="round_once_per_period",
                violation_error_message="Kommunen har redan en omgång för perioden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.period.get_kind_display()} {self.period.month} {self.period.year}"

    @property
    def dates(self) -> Dates:
        return {name: getattr(self, name) for name in DEADLINES}


class RoundCommittee(Calendar):
    """In Swedish: nämnd i en omgång. Its dates are its own, where they differ from the round's."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="taking_part", verbose_name="omgång"
    )
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="rounds", verbose_name="nämnd"
    )

    class Meta:
        verbose_name = "nämnd i en omgång"
        verbose_name_plural = "nämnder i en omgång"
        ordering = ["committee__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "committee"],
                name="committee_once_per_round",
                violation_error_message="Nämnden är redan med i omgången.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.committee}, {self.round}"

    @property
    def own_dates(self) -> Dates:
        return {name: getattr(self, name) for name in DEADLINES}

    @property
    def dates(self) -> Dates:
        """Those that hold for the nämnd."""
        common = self.round.dates
        return {name: getattr(self, name) or common[name] for name in DEADLINES}
