"""Counts of this chapter's rows for other chapters."""

from __future__ import annotations

from django.db.models import Count

from goals.models import CommitteeDecision, DecisionStatus
from reporting.measurements import Measurement, Tally
from reporting.models import Report


def decisions_by_status(report: Report) -> Tally | None:
    """The report's decisions by status; if it has none, those of the nämnd's newest report of the year."""
    source = _report_with_decisions(report)
    if source is None:
        return None
    rows = CommitteeDecision.objects.filter(report=source).values_list("status").annotate(number=Count("pk"))
    numbers = dict(rows.order_by())
    return Tally(
        counts=tuple((str(status.label), numbers.get(status.value, 0)) for status in DecisionStatus),
        source=source.title,
    )


def _report_with_decisions(report: Report) -> Report | None:
    if CommitteeDecision.objects.filter(report=report).exists():
        return report
    newest: Report | None = (
        Report.objects.kept()
        .holding()
        .filter(
            committee_id=report.committee_id,
            period__year=report.period.year,
            period__actuals_through__lte=report.period.actuals_through,
            pk__in=CommitteeDecision.objects.values("report"),
        )
        .order_by("-period__actuals_through", "-pk")
        .first()
    )
    return newest


DECISIONS = Measurement(
    key="decisions",
    name="Politiska beslut efter status",
    heading="Status",
    read=decisions_by_status,
)
