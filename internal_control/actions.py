"""Acts that change several models at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models, transaction

from internal_control.models import Control, ControlCategory, FollowUp, Risk
from reporting.models import Report


@transaction.atomic
def copy_plan(*, previous: Report, report: Report) -> None:
    """Categories, risks, controls and follow-up occasions of the last report, once.

    Within the year all is kept. In a new year risks are to be assessed and controls followed up anew, so
    scores, statuses, dates and comments are left out; the last report's stand beside the fields.
    """
    source = plan_before(report, preferred=previous)
    if source is None or ControlCategory.objects.filter(report=report).exists():
        return
    is_same_year = source.period.year == report.period.year
    categories = _copy(ControlCategory, source, report, ())
    scores = ("likelihood", "consequence") if is_same_year else ()
    risks = _copy(Risk, source, report, ("number", "description", *scores), category=categories)
    plan = ("method", "frequency", "owner", "reported_to", "measurement")
    controls = _copy(Control, source, report, plan, risk=risks)
    results = ("status", "ends_on", "comment") if is_same_year else ()
    _copy(FollowUp, source, report, ("owner", *results), control=controls)


def plan_before(report: Report, *, preferred: Report | None = None) -> Report | None:
    """The report whose internal control comes before this one's: ``preferred`` (else the previous report) if it
    has any, else the nämnd's newest that has. A delårsrapport between two internal control reports may have none.
    """
    has_plan = Report.objects.filter(pk__in=ControlCategory.objects.values("report")).with_context()
    wanted = (preferred.pk if preferred is not None else report.previous_id) or 0
    earlier = has_plan.filter(
        committee_id=report.committee_id, period__actuals_through__lte=report.period.actuals_through
    )
    found: Report | None = (
        (has_plan.filter(pk=wanted) | earlier)
        .exclude(pk=report.pk)
        .order_by(models.Case(models.When(pk=wanted, then=0), default=1), "-period__actuals_through", "-pk")
        .first()
    )
    return found


def _copy(
    model: type[models.Model],
    source: Report,
    report: Report,
    fields: Sequence[str],
    **parents: Mapping[int, Any],
) -> dict[int, Any]:
    """Copies of a report's rows, by the original's id. ``parents``: field -> the copies it points at."""
    names = ("key", "label", "position", *fields)
    copies: dict[int, Any] = {}
    rows: models.QuerySet[Any] = model._default_manager.filter(report=source)
    for row in rows:
        links = {name: made[getattr(row, f"{name}_id")] for name, made in parents.items()}
        copies[row.pk] = model(report=report, **{name: getattr(row, name) for name in names}, **links)
    model._default_manager.bulk_create(copies.values())
    return copies
