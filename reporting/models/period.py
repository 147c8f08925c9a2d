"""Reporting periods."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from reporting.document.months import MONTHS


class PeriodKind(models.TextChoices):
    """In Swedish: slag av rapport."""

    INTERIM = "interim", "Delårsrapport"
    ANNUAL = "annual", "Årsredovisning"
    INTERNAL_CONTROL = "internal_control", "Internkontrollrapport"
    FOLLOW_UP = "follow_up", "Uppföljning"


class YearOf(models.Func):
    """The year of a date, in words that any SQLite knows: Django's own call a function that Django adds."""

    template = "CAST(strftime('%%%%Y', %(expressions)s) AS integer)"
    output_field = models.IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="CAST(EXTRACT(YEAR FROM %(expressions)s) AS integer)", **context
        )


class PeriodManager(models.Manager["ReportingPeriod"]):
    def get_by_natural_key(self, actuals_through: str, kind: str) -> ReportingPeriod:
        return self.get(actuals_through=actuals_through, kind=kind)


class ReportingPeriod(models.Model):
    """In Swedish: rapportperiod. A calendar year with actuals through a date."""

    year = models.PositiveSmallIntegerField("år")
    actuals_through = models.DateField("utfall till och med")
    kind = models.CharField("slag", max_length=20, choices=PeriodKind.choices, default=PeriodKind.INTERIM)

    objects = PeriodManager()

    class Meta:
        verbose_name = "rapportperiod"
        verbose_name_plural = "rapportperioder"
        ordering = ["-actuals_through"]
        constraints = [
            models.UniqueConstraint(
                fields=["actuals_through", "kind"],
                name="period_once",
                violation_error_message="Rapportperioden finns redan.",
            ),
            models.CheckConstraint(
                condition=Exact(YearOf("actuals_through"), models.F("year")),
                name="period_within_year",
                violation_error_message="Datumet för utfall ska ligga i rapportens år.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}, utfall t.o.m. {self.actuals_through}"

    def natural_key(self) -> tuple[str, str]:
        return (self.actuals_through.isoformat(), self.kind)

    @property
    def month(self) -> str:
        return MONTHS[self.actuals_through.month - 1]

    @property
    def is_year_end(self) -> bool:
        """Whether the actuals are those of the whole year."""
        return self.actuals_through.month == 12
