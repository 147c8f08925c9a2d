"""Start a report, and change its facts: title, kind and dates."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import chain, count
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from reporting.document.months import MONTHS
from reporting.journal.writing import journaling, open_journal
from reporting.models import Committee, PeriodKind, Report, ReportingPeriod, ReportTemplate, User
from reporting.models.journal import How, snapshot
from reporting.permissions import may_change_facts, may_start_report
from reporting.sections import sections_of
from reporting.workflow.assignments import carry_assignments
from reporting.workflow.writing import lock


@dataclass(frozen=True)
class ReportStart:
    """What a report begins with."""

    actuals_through: dt.date
    kind: str
    title: str
    dated: dt.date
    template: ReportTemplate


def start_report(*, committee: Committee, by: User, **facts: Any) -> Report:
    """``facts``: of ReportStart. Copies the last report's lines, goals and undecided decisions.

    Raises PermissionDenied; ValidationError if the nämnd has a report for the period.
    """
    if not may_start_report(by, committee):
        raise PermissionDenied("Din roll kan inte börja en ny rapport.")
    return begin(committee, ReportStart(**facts), by=by)


@transaction.atomic
def begin(committee: Committee, start: ReportStart, *, by: User) -> Report:
    """As ``start_report``, for who may."""
    Committee.objects.select_for_update().get(
        pk=committee.pk
    )  # of two concurrent starts the second is refused
    previous = last_report(committee, through=start.actuals_through)
    report = Report(
        slug=report_slug(committee, start.actuals_through, start.kind),
        committee=committee,
        period=period_of(start.actuals_through, start.kind),
        template=start.template,
        previous=previous,
        title=start.title,
        dated=start.dated,
    )
    report.validate_constraints()  # first: a taken period gets its own message alone
    report.full_clean()
    report.save()
    if previous is not None:
        for section in sections_of(report):
            section.start_from(previous)
        carry_assignments(previous, report)
        open_journal(report, by=by, how=How.COPIED)
    return report


@transaction.atomic
def change_facts(
    report: Report, *, by: User, actuals_through: dt.date, kind: str, title: str, dated: dt.date
) -> None:
    """Change a draft's title, kind and dates, journaled. Its slug stays.

    Raises PermissionDenied; ValidationError if the nämnd has a report for the period.
    """
    Committee.objects.select_for_update().get(
        pk=report.committee_id
    )  # as start_report: no two take one period
    lock(report)
    if not may_change_facts(by, report):
        raise PermissionDenied("Bara ett utkasts uppgifter kan ändras, av en controller eller administratör.")
    if report.is_correction:
        raise ValidationError("En rättelse gäller samma period som den rapport den rättar.")
    before = snapshot(report)
    report.title, report.dated = title, dated
    report.period = period_of(actuals_through, kind)
    report.changed_at = timezone.now()
    report.validate_constraints()
    report.save()
    with journaling(report, by=by) as batch:
        batch.note(report, before)


def period_of(actuals_through: dt.date, kind: str) -> ReportingPeriod:
    period, _ = ReportingPeriod.objects.get_or_create(
        actuals_through=actuals_through, kind=kind, defaults={"year": actuals_through.year}
    )
    return period


def last_report(committee: Committee, through: dt.date | None = None) -> Report | None:
    """The nämnd's report with the latest actuals, at most ``through``; of several versions the one that holds."""
    reports = Report.objects.kept().holding().filter(committee=committee).with_context()
    if through is not None:
        reports = reports.filter(period__actuals_through__lte=through)
    return reports.order_by("-period__actuals_through", "-pk").first()


def report_slug(committee: Committee, actuals_through: dt.date, kind: str) -> str:
    """sydnarke-2024-04-delarsrapport, or with -2 if a discarded draft has that slug."""
    return free_slug(f"{committee.slug}-{actuals_through:%Y-%m}-{slugify(PeriodKind(kind).label)}")


def free_slug(slug: str) -> str:
    """The slug, numbered when taken."""
    taken = set(Report.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    return next(name for name in chain([slug], (f"{slug}-{n}" for n in count(2))) if name not in taken)


def new_report_defaults(committee: Committee, today: dt.date) -> dict[str, Any]:
    """Initial values for NewReportForm: the next tertial's end, the template of the last report of its kind."""
    previous = last_report(committee)
    through = next_tertial_end(previous.period.actuals_through if previous else today)
    kind = PeriodKind.ANNUAL if through.month == 12 else PeriodKind.INTERIM
    return {
        "actuals_through": through,
        "dated": today,
        "kind": kind,
        "title": proposed_title(committee, kind, through),
        "template": proposed_templates(committee).get(kind),
    }


def proposed_templates(committee: Committee) -> dict[str, int]:
    """By kind the last report's of that kind, else the newest that is named after it, else the last report's of any
    kind, else the first. Empty without any template."""
    templates = list(committee.templates.order_by("name", "-version").values_list("pk", "name"))
    if not templates:
        return {}
    reports = Report.objects.kept().holding().filter(committee=committee)
    latest = reports.order_by("-period__actuals_through", "-pk").values_list("period__kind", "template_id")
    of_kind: dict[str, int] = {}
    for kind, template in latest:
        of_kind.setdefault(kind, template)
    other = next(iter(of_kind.values()), templates[0][0])  # the last report's
    named = {kind: _named_after(words, templates) for kind, words in NAMED.items()}
    return {kind: of_kind.get(kind) or named[kind] or other for kind in PeriodKind.values}


# What the name of a template says of the kind of report that it is for.
NAMED: dict[str, tuple[str, ...]] = {
    PeriodKind.INTERIM: ("delår",),
    PeriodKind.ANNUAL: ("årsredovisning", "årsbokslut"),
    PeriodKind.INTERNAL_CONTROL: ("internkontroll", "intern kontroll"),
    PeriodKind.FOLLOW_UP: ("uppföljning", "tertial"),
}


def _named_after(words: tuple[str, ...], templates: list[tuple[int, str]]) -> int | None:
    return next((pk for pk, name in templates if any(word in name.casefold() for word in words)), None)


FAR_AHEAD = dt.timedelta(days=183)


def date_doubts(
    committee: Committee, *, through: dt.date, dated: dt.date, but: Report | None = None
) -> list[str]:
    """What to ask about a report's dates, in Swedish. ``but``: the report itself, if it exists."""
    latest = timezone.localdate() + FAR_AHEAD
    doubts = [
        f"{what} {date} ligger mer än ett halvår fram i tiden."
        for what, date in (("Utfallets datum", through), ("Rapportens datum", dated))
        if date > latest
    ]
    others = Report.objects.kept().filter(committee=committee, period__actuals_through__gt=through)
    if but is not None:
        others = others.exclude(pk=but.pk)
    after = others.select_related("period").order_by("-period__actuals_through").first()
    if after is not None and (but is None or but.period.actuals_through > through):
        doubts.append(
            f"Nämnden har redan en rapport för en senare period: {after.title} ({after.period.actuals_through})."
        )
    return doubts


def proposed_title(committee: Committee, kind: str, through: dt.date) -> str:
    return f"{PeriodKind(kind).label} {months(through)} för {committee.name}"


def months(through: dt.date) -> str:
    """januari–augusti 2024; 2024 for a whole year."""
    return f"{through.year}" if through.month == 12 else f"januari–{MONTHS[through.month - 1]} {through.year}"


def next_tertial_end(date: dt.date) -> dt.date:
    """The first 30 April, 31 August or 31 December after a date."""
    ends = [dt.date(year, month, day) for year in (date.year, date.year + 1) for month, day in TERTIAL_ENDS]
    return min(end for end in ends if end > date)


TERTIAL_ENDS = ((4, 30), (8, 31), (12, 31))
