"""The money of a report, in kronor, debit +: budget lines, investments, members, changes, allocation, measures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.db import models

from budgets.ledger.models import AccountRule, LedgerAmount
from budgets.sections.subtotals import TOTAL_KEY
from reporting.document.conventions import Side
from reporting.models import Report
from reporting.models.texts import ReadableTexts

__all__ = [
    "AMOUNT_LIMIT", "RESERVED_KEYS", "AccountRule", "AllocationKey", "AmountRow", "BudgetChange", "BudgetLine",
    "InvestmentProject", "LedgerAmount", "LineKind", "Measure", "MeasureStatus", "MemberResult", "Row",
    "RowQuerySet", "kronor",
]  # fmt: skip

# Keys of rows that tables make themselves; no stored row may have one.
RESERVED_KEYS = frozenset({TOTAL_KEY})

# Kronor. A hundred amounts below it sum to at most fifteen digits, which a cell keeps exactly.
AMOUNT_LIMIT = 10**11


def kronor(name: str) -> models.DecimalField[Any, Any]:
    """A column of kronor and öre, debit +; null is "saknas", never zero."""
    return models.DecimalField(name, max_digits=13, decimal_places=2, null=True, blank=True)


class LineKind(models.TextChoices):
    """In Swedish: radens slag. Decides the printed sign of its amounts."""

    REVENUE = "revenue", "intäkt"
    COST = "cost", "kostnad"
    APPROPRIATION = "appropriation", "kommunbidrag"


class RowQuerySet(models.QuerySet[Any]):
    def copy_to(
        self, report: Report, *, carried: tuple[str, ...], becoming: Mapping[str, str] | None = None
    ) -> None:
        """Copy key, label, position and the ``carried`` fields into ``report``.

        ``becoming``: the fields of the new rows, each by the old field it is filled from
        ({"previous_forecast": "forecast"}).
        """
        names = {name: name for name in ("key", "label", "position", *carried)} | dict(becoming or {})
        self.model._default_manager.bulk_create(
            self.model(report=report, **{new: getattr(row, old) for new, old in names.items()})
            for row in self
        )


class Row(ReadableTexts, models.Model):
    """A row of a money table; ``key`` is the same from period to period."""

    key = models.SlugField("nyckel", max_length=60)
    position = models.PositiveSmallIntegerField("ordning", default=0)

    objects = RowQuerySet.as_manager()
    side: Side = "cost"

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return str(getattr(self, "label", self.key))


class AmountRow(Row):
    """A row with the figures of a follow-up. ``budget`` is the year's; ``actual`` the period's."""

    budget = kronor("budget")
    period_budget = kronor("periodbudget")
    actual = kronor("utfall")
    forecast = kronor("prognos")
    actual_last_year = kronor("utfall samma period förra året")
    result_last_year = kronor("bokslut förra året")
    previous_forecast = kronor("föregående prognos")
    carried_over = kronor("ombudgeterat från förra året")
    extra_appropriation = kronor("extra beviljat under året")
    comment = models.TextField("kommentar", blank=True)

    class Meta(Row.Meta):
        abstract = True


def _key_once(name: str, what: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["report", "key"],
        name=f"{name}_key_once",
        violation_error_message=f"Rapporten har redan {what} med den nyckeln.",
    )


def _key_free(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=~models.Q(key__in=sorted(RESERVED_KEYS)),
        name=f"{name}_key_free",
        violation_error_message="Nyckeln ”summa” är summaradens. Välj en annan.",
    )


class BudgetLine(AmountRow):
    """In Swedish: budgetrad. One line of the statement."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="budget_lines", verbose_name="rapport"
    )
    label = models.CharField("post", max_length=200)
    kind = models.CharField("slag", max_length=20, choices=LineKind.choices, default=LineKind.COST)

    class Meta(Row.Meta):
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        constraints = [
            _key_once("budget_line", "en budgetrad"),
            models.CheckConstraint(
                condition=models.Q(kind__in=LineKind.values),
                name="budget_line_kind_known",
                violation_error_message="En budgetrad är en intäkt, en kostnad eller ett kommunbidrag.",
            ),
            _key_free("budget_line"),
        ]

    @property
    def side(self) -> Side:  # type: ignore[override]
        return cast(Side, self.kind)


class InvestmentProject(AmountRow):
    """In Swedish: investeringsprojekt. Its amounts are costs. ``group``: that the table may sum by."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="investment_projects", verbose_name="rapport"
    )
    label = models.CharField("projekt", max_length=200)
    group = models.CharField("grupp", max_length=100, blank=True)

    class Meta(Row.Meta):
        verbose_name = "investeringsprojekt"
        verbose_name_plural = "investeringsprojekt"
        constraints = [
            _key_once("investment_project", "ett investeringsprojekt"),
            _key_free("investment_project"),
        ]


class MemberResult(AmountRow):
    """In Swedish: medlemskommuns resultat. One member's net cost, debit +."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="member_results", verbose_name="rapport"
    )
    label = models.CharField("medlemskommun", max_length=200)

    class Meta(Row.Meta):
        verbose_name = "medlemskommuns resultat"
        verbose_name_plural = "medlemskommunernas resultat"
        constraints = [
            _key_once("member_result", "en medlemskommun"),
            _key_free("member_result"),
        ]


class BudgetChange(Row):
    """In Swedish: budgetförändring. Added to (+) or taken from (−) the net budget during the year."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="budget_changes", verbose_name="rapport"
    )
    label = models.CharField("område", max_length=200)
    amount = kronor("belopp")
    comment = models.TextField("förtydligande", blank=True)

    class Meta(Row.Meta):
        verbose_name = "budgetförändring"
        verbose_name_plural = "budgetförändringar"
        constraints = [
            _key_once("budget_change", "en budgetförändring"),
            _key_free("budget_change"),
        ]


class AllocationKey(Row):
    """In Swedish: fördelningsnyckel. One member's weight: per cent, inhabitants or any other measure."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="allocation_keys", verbose_name="rapport"
    )
    label = models.CharField("medlemskommun", max_length=200)
    weight = models.DecimalField("andel", max_digits=13, decimal_places=4, null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = "fördelningsnyckel"
        verbose_name_plural = "fördelningsnycklar"
        constraints = [
            _key_once("allocation_key", "en fördelningsnyckel"),
            _key_free("allocation_key"),
            models.CheckConstraint(
                condition=models.Q(weight__isnull=True) | models.Q(weight__gte=0),
                name="allocation_key_weight_not_negative",
                violation_error_message="En andel är noll eller mer.",
            ),
        ]


class MeasureStatus(models.TextChoices):
    """In Swedish: åtgärdens status."""

    PLANNED = "planned", "planerad"
    STARTED = "started", "påbörjad"
    DONE = "done", "genomförd"
    STOPPED = "stopped", "avbruten"


class Measure(Row):
    """In Swedish: åtgärd för budget i balans. Its effects are on the result: + is better.

    ``area``: its service area; ``forecast_part``: the part of its effect included in the forecast.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="measures", verbose_name="rapport"
    )
    area = models.CharField("verksamhet", max_length=100, blank=True)
    label = models.CharField("åtgärd", max_length=500)
    target = models.CharField("mål", max_length=200, blank=True)
    decided_by = models.CharField("beslutad av", max_length=100, blank=True)
    decided_on = models.DateField("beslutsdatum", null=True, blank=True)
    status = models.CharField(
        "status", max_length=20, choices=MeasureStatus.choices, default=MeasureStatus.PLANNED
    )
    starts_on = models.DateField("startdatum", null=True, blank=True)
    effect_actual = kronor("effekt, utfall")
    effect_forecast = kronor("effekt, prognos helår")
    is_in_forecast = models.BooleanField("ingår i prognosen", default=False)
    forecast_part = kronor("varav i prognosen")

    class Meta(Row.Meta):
        verbose_name = "åtgärd"
        verbose_name_plural = "åtgärder"
        constraints = [
            _key_once("measure", "en åtgärd"),
            _key_free("measure"),
            models.CheckConstraint(
                condition=models.Q(status__in=MeasureStatus.values),
                name="measure_status_known",
                violation_error_message="En åtgärd är planerad, påbörjad, genomförd eller avbruten.",
            ),
            models.CheckConstraint(
                condition=models.Q(is_in_forecast=True)
                | models.Q(forecast_part__isnull=True)
                | models.Q(forecast_part=0),
                name="measure_part_only_in_forecast",
                violation_error_message="Ett belopp i prognosen kräver att åtgärden ingår i prognosen.",
            ),
        ]
