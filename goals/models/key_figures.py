from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator
from django.db import models

from reporting.models import Report, ReportRow

MOST_DECIMALS = 6
FIGURES = ("total", "women", "men")
EMPTY_GROUP = "Gruppen har ingen person, så den kan inte ha ett värde. Töm värdet eller rätta antalet."


def empty_group_has_no_value(sex: str) -> models.BaseConstraint:
    return models.CheckConstraint(
        condition=~models.Q(**{f"group_size_{sex}": 0})
        | models.Q(**{f"{sex}__isnull": True})
        | models.Q(**{sex: 0}),
        name=f"key_figure_no_{sex}_no_value",
        violation_error_message=EMPTY_GROUP,
    )


class KeyFigure(ReportRow):
    """In Swedish: nyckeltal (personalredovisning), as a total and for women and men.

    Values are in ``unit`` ("%", "st") and printed with ``decimals``; ``group`` is their heading. ``group_size_*``
    are numbers of persons: they decide what is shown (`goals.disclosure`) and are never shown themselves.
    """

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="key_figures", verbose_name="rapport"
    )
    group = models.CharField("rubrik", max_length=300, blank=True)
    unit = models.CharField("enhet", max_length=30, blank=True)
    decimals = models.PositiveSmallIntegerField(
        "decimaler", default=0, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    total = models.DecimalField("totalt", max_digits=21, decimal_places=6, null=True, blank=True)
    women = models.DecimalField("kvinnor", max_digits=21, decimal_places=6, null=True, blank=True)
    men = models.DecimalField("män", max_digits=21, decimal_places=6, null=True, blank=True)
    group_size_women = models.PositiveIntegerField("antal kvinnor", null=True, blank=True)
    group_size_men = models.PositiveIntegerField("antal män", null=True, blank=True)

    class Meta:
        verbose_name = "nyckeltal"
        verbose_name_plural = "nyckeltal"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "key"],
                name="key_figure_once",
                violation_error_message="Rapporten har redan ett nyckeltal med den nyckeln.",
            ),
            models.CheckConstraint(
                condition=models.Q(decimals__lte=MOST_DECIMALS),
                name="key_figure_decimals",
                violation_error_message="Ett nyckeltal har högst sex decimaler.",
            ),
            empty_group_has_no_value("women"),
            empty_group_has_no_value("men"),
        ]

    def figure(self, name: str) -> Decimal | None:
        """``total``, ``women`` or ``men``."""
        value: Decimal | None = getattr(self, name)
        return value
