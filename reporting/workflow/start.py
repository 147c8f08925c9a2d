"""A new report, begun from the last one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.text import slugify

from reporting.journal.writing import open_journal
from reporting.models import Committee, PeriodKind, Report, ReportingPeriod, ReportTemplate, User
from reporting.models.journal import How
from reporting.models.period import MONTHS
from reporting.permissions import may_start_report
from reporting.sections import sections_of


@transaction.atomic
def start_report(
    *,
    committee: Committee,
    by: User,
    actuals_through: dt.date,
    kind: str,
    title: str,
    dated: dt.date,
    template: ReportTemplate,
) -> Report:
    """Copies the last report's lines, goals and undecided decisions.

    Raises ValidationError when the nämnd already has a report for the period.
    """
    if not may_start_report(by, committee):
        raise PermissionDenied("Din roll kan inte börja en ny rapport.")
    Committee.objects.select_for_update().get(pk=committee.pk)  # refuses the second of two at once
    previous = last_report(committee)
    period, _ = ReportingPeriod.objects.get_or_create(
        actuals_through=actuals_through, kind=kind, defaults={"year": actuals_through.year}
    )
    report = Report(
        slug=report_slug(committee, actuals_through, kind),
        committee=committee,
        period=period,
        template=template,
        previous=previous,
        title=title,
        dated=dated,
    )
    report.validate_constraints()  # first: a taken period gets its own message alone
    report.full_clean()
    report.save()
    if previous is not None:
        for section in sections_of(report):
            section.start_from(previous)
        open_journal(report, by=by, how=How.COPIED)
    return report


def last_report(committee: Committee) -> Report | None:
    """The nämnd's report with the latest actuals."""
    return (
        Report.objects.filter(committee=committee)
        .with_context()
        .order_by("-period__actuals_through", "-pk")
        .first()
    )


def report_slug(committee: Committee, actuals_through: dt.date, kind: str) -> str:
    """sydnarke-2024-04-delarsrapport."""
    return f"{committee.slug}-{actuals_through:%Y-%m}-{slugify(PeriodKind(kind).label)}"


def new_report_defaults(committee: Committee, today: dt.date) -> dict[str, Any]:
    """Initial values for NewReportForm: the next tertial's end, the last template."""
    previous = last_report(committee)
    through = next_tertial_end(previous.period.actuals_through if previous else today)
    kind = PeriodKind.ANNUAL if through.month == 12 else PeriodKind.INTERIM
    return {
        "actuals_through": through,
        "dated": today,
        "kind": kind,
        "title": f"{kind.label} {months(through)} för {committee.name}",
        "template": previous.template if previous else None,
    }


def months(through: dt.date) -> str:
    """januari–augusti 2024, or 2024 for the whole year."""
    return f"{through.year}" if through.month == 12 else f"januari–{MONTHS[through.month - 1]} {through.year}"


def next_tertial_end(date: dt.date) -> dt.date:
    """The first 30 April, 31 August or 31 December after a date."""
    ends = [dt.date(year, month, day) for year in (date.year, date.year + 1) for month, day in TERTIAL_ENDS]
    return min(end for end in ends if end > date)


TERTIAL_ENDS = ((4, 30), (8, 31), (12, 31))
