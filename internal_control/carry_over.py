"""What a new report takes over from the one before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from internal_control.models import Control, ControlCategory, FollowUp, Risk
from reporting.models import Report
from reporting.models.rows import IDENTITY, copy_rows


@transaction.atomic
def copy_plan(*, previous: Report, report: Report) -> None:
    """Copy categories, risks, controls and follow-ups, unless the report has some.

    Within the year everything is copied. A new year assesses and follows up anew: without scores, statuses,
    dates and comments.
    """
    source = plan_before(report, preferred=previous)
    if source is None or ControlCategory.objects.filter(report=report).exists():
        return
    is_same_year = source.period.year == report.period.year

    def copy(model: type[models.Model], *fields: str, **parents: Mapping[int, Any]) -> dict[int, Any]:
        rows = model._default_manager.filter(report=source)
        return copy_rows(rows, report, (*IDENTITY, *fields), **parents)

    categories = copy(ControlCategory)
    scores = ("likelihood", "consequence") if is_same_year else ()
    risks = copy(Risk, "number", "description", *scores, category=categories)
    plan = ("method", "frequency", "owner", "reported_to", "measurement")
    controls = copy(Control, *plan, risk=risks)
    results = ("status", "ends_on", "comment") if is_same_year else ()
    copy(FollowUp, "owner", *results, control=controls)


def plan_before(report: Report, *, preferred: Report | None = None) -> Report | None:
    """``preferred`` (else the previous report) if it has internal control, else the nämnd's newest that has.

    A delårsrapport between two internal control reports may have none.
    """
    has_plan = Report.objects.kept().filter(pk__in=ControlCategory.objects.values("report")).with_context()
    wanted = (preferred.pk if preferred is not None else report.previous_id) or 0
    earlier = (
        has_plan.holding()
        .filter(committee_id=report.committee_id, period__actuals_through__lte=report.period.actuals_through)
        .exclude(period=report.period_id)
    )
    source: Report | None = (
        (has_plan.filter(pk=wanted) | earlier)
        .exclude(pk=report.pk)
        .order_by(models.Case(models.When(pk=wanted, then=0), default=1), "-period__actuals_through", "-pk")
        .first()
    )
    return source
