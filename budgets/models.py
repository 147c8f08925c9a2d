"""What a report says of money: budget lines and investment projects, in kronor, debit +."""

from __future__ import annotations

from typing import Any

from django.db import models

from reporting.models import Report

# Keys the tables give their own rows; no line may have one of them.
RESERVED_KEYS = frozenset({"summa"})

# Kronor. The sum of a hundred amounts below it is within the fifteen digits that a cell keeps exactly.
AMOUNT_LIMIT = 10**11


def kronor(name: str) -> models.DecimalField[Any, Any]:
    """A column of kronor with öre, debit +; null is "saknas", which is not zero."""
    return models.DecimalField(name, max_digits=13, decimal_places=2, null=True, blank=True)


class LineKind(models.TextChoices):
    """In Swedish: radens slag. Decides which sign its amounts are printed with."""

    REVENUE = "revenue", "intäkt"
    COST = "cost", "kostnad"


class RowQuerySet(models.QuerySet[Any]):
    """Rows of a report, and how they follow it into the next period."""

    def copy_to(self, report: Report, *, carried: tuple[str, ...]) -> None:
        """New rows in ``report`` with the same keys and places; of the rest only what is ``carried``."""
        names = ("key", "label", "position", *carried)
        self.model._default_manager.bulk_create(
            self.model(report=report, **{name: getattr(row, name) for name in names}) for row in self
        )


class BudgetLine(models.Model):
    """In Swedish: budgetrad. One line of the statement; ``key`` is the same from period to period."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="budget_lines", verbose_name="rapport"
    )
    key = models.SlugField("nyckel", max_length=60)
    label = models.CharField("post", max_length=200)
    kind = models.CharField("slag", max_length=10, choices=LineKind.choices, default=LineKind.COST)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    budget = kronor("budget")
    period_budget = kronor("periodbudget")
    actual = kronor("utfall")
    forecast = kronor("prognos")
    comment = models.TextField("kommentar", blank=True)

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = "budgetrad"
        verbose_name_plural = "budgetrader"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="budget_line_key_once",
                violation_error_message="Rapporten har redan en budgetrad med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=LineKind.values),
                name="budget_line_kind_known",
                violation_error_message="En budgetrad är en intäkt eller en kostnad.",
            ),
            models.CheckConstraint(
                condition=~models.Q(key__in=sorted(RESERVED_KEYS)),
                name="budget_line_key_free",
                violation_error_message="Nyckeln ”summa” är summaradens. Välj en annan.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_revenue(self) -> bool:
        return self.kind == LineKind.REVENUE


class InvestmentProject(models.Model):
    """In Swedish: investeringsprojekt. Its amounts are costs; ``key`` is the same from period to period."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="investment_projects", verbose_name="rapport"
    )
    key = models.SlugField("nyckel", max_length=60)
    label = models.CharField("projekt", max_length=200)
    position = models.PositiveSmallIntegerField("ordning", default=0)
    budget = kronor("budget")
    actual = kronor("utfall")
    forecast = kronor("prognos")

    objects = RowQuerySet.as_manager()

    class Meta:
        verbose_name = "investeringsprojekt"
        verbose_name_plural = "investeringsprojekt"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="investment_project_key_once",
                violation_error_message="Rapporten har redan ett investeringsprojekt med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=~models.Q(key__in=sorted(RESERVED_KEYS)),
                name="investment_project_key_free",
                violation_error_message="Nyckeln ”summa” är summaradens. Välj en annan.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    is_revenue = False
