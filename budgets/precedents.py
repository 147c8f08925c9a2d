"""The same lines in a nämnd's other reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.core.cache import caches

from budgets.forecasting import Precedent
from budgets.models import AmountRow
from reporting.models import Report

YEAR_END = 12  # month
SECONDS = 120  # in the cache


def kept_precedents(model: Any, report: Report) -> dict[str, Precedent]:
    """``precedents``, cached."""
    key = f"precedents:{model._meta.label_lower}:{report.pk}:{report.period_id}"
    return cast(
        "dict[str, Precedent]",
        caches["blocks"].get_or_set(key, lambda: precedents(model, report), SECONDS),
    )


def precedents(model: Any, report: Report) -> dict[str, Precedent]:
    """By line key, from earlier reports of this year and the year before. One query. ``model``: an AmountRow."""
    period = report.period
    by_key: dict[str, dict[str, Any]] = {}
    for row in _earlier_rows(model, report):
        facts = by_key.setdefault(row["key"], {})
        through = row["report__period__actuals_through"]
        if through.year == period.year:
            facts["forecast"] = row["forecast"]
            continue
        if through.month == period.actuals_through.month:
            facts["part_last_year"] = row["actual"]
        if through.month == YEAR_END:
            facts["whole_last_year"] = row["actual"]
    return {key: Precedent(**facts) for key, facts in by_key.items()}


def _earlier_rows(model: Any, report: Report) -> Iterable[dict[str, Any]]:
    """The oldest first, so that the latest overwrites."""
    period = report.period
    rows: Iterable[dict[str, Any]] = (
        model._default_manager.filter(
            report__in=Report.objects.kept().holding(),
            report__committee_id=report.committee_id,
            report__period__year__in=(period.year - 1, period.year),
            report__period__actuals_through__lt=period.actuals_through,
        )
        .exclude(report_id=report.pk)
        .order_by("report__period__actuals_through", "report_id")
        .values("key", "actual", "forecast", "report__period__actuals_through")
    )
    return rows


def precedent_of(row: AmountRow, known: Precedent) -> Precedent:
    """The line's own columns, and what they lack from ``known``."""
    return Precedent(
        forecast=_first(row.previous_forecast, known.forecast),
        part_last_year=_first(row.actual_last_year, known.part_last_year),
        whole_last_year=_first(row.result_last_year, known.whole_last_year),
    )


def _first(own: Any, other: Any) -> Any:
    return other if own is None else own
