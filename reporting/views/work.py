"""The start page of those who work with reports: what waits for them, then all reports of their nämnder by year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reporting.decorators import PortalRequest
from reporting.entry.forms import posted_text
from reporting.models import Committee, Report, User
from reporting.models.choices import Status
from reporting.permissions import may_change_identity, may_start_report, municipalities_administered_by
from reporting.questions.reading import MOST_LISTED, kept_notes, open_questions, own_questions
from reporting.rounds.mine import due_of, own_rounds
from reporting.workflow.my_work import work_of
from reporting.workflow.progress import Progress, progress_of

ARMS = "municipality__arms"  # a picture: no list reads it
ORDER = ("-period__year", "-period__actuals_through", "committee__name", "committee_id", "-pk")
FEWEST_TO_FILTER = 7  # reports: fewer are seen at once
YEARS_SHOWN = 2  # the latest; the others are opened


@dataclass(frozen=True)
class Year:
    """The reports of a year that pass the filter, the latest first."""

    year: int
    reports: Sequence[tuple[Report, Progress | None]]
    is_shown: bool


@dataclass(frozen=True)
class Chosen:
    """The filter, as it was sent: "" is any."""

    year: str
    committee: str
    status: str

    def passes(self, report: Report) -> bool:
        return (
            self.year in ("", str(report.period.year))
            and self.committee in ("", report.committee.slug)
            and self.status in ("", report.status)
        )

    @property
    def is_any(self) -> bool:
        return not (self.year or self.committee or self.status)


@dataclass(frozen=True)
class Tools:
    """What a person may do in a nämnd, outside its reports."""

    committee: Committee
    may_start: bool
    may_change_identity: bool
    has_reports: bool


def my_work(request: PortalRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    found = Report.objects.of_own_committees(user).with_context().with_history()
    found = found.with_replacement(for_anyone=False).defer(f"committee__{ARMS}")
    reports = list(found.order_by(*ORDER))
    progress = progress_of([report for report in reports if report.status == Status.DRAFT])
    chosen = Chosen(*(posted_text(request.GET, name) for name in ("ar", "namnd", "status")))
    committees = Committee.objects.visible_to(user).select_related("municipality").defer(ARMS)
    context = {
        "work": work_of(user, reports, progress, due_of(reports, today)),
        "rounds": own_rounds(user, today),
        "tools": [*_tools(user, committees, reports)],
        "years": _years(reports, progress, chosen),
        "chosen": chosen,
        "choices": _choices(reports),
        "administers": municipalities_administered_by(user).exists(),
        "open_questions": open_questions(user)[:MOST_LISTED],
        "own_questions": own_questions(user)[:MOST_LISTED],
        "own_notes": kept_notes(user)[:MOST_LISTED],
    }
    return render(request, "reporting/work/start.html", context)


def _tools(user: User, committees: Iterable[Committee], reports: Iterable[Report]) -> Iterable[Tools]:
    """Of the nämnder where one may do something, or that have no report."""
    with_reports = {report.committee_id for report in reports}
    for committee in committees:
        tools = Tools(
            committee,
            may_start_report(user, committee),
            may_change_identity(user, committee),
            committee.pk in with_reports,
        )
        if tools.may_start or tools.may_change_identity or not tools.has_reports:
            yield tools


def _years(reports: Iterable[Report], progress: dict[int, Progress], chosen: Chosen) -> list[Year]:
    passing = [report for report in reports if chosen.passes(report)]
    years = groupby(passing, key=lambda report: report.period.year)
    return [
        Year(
            year,
            [(report, progress.get(report.pk)) for report in of_year],
            is_shown=number < YEARS_SHOWN or not chosen.is_any,
        )
        for number, (year, of_year) in enumerate(years)
    ]


def _choices(reports: Sequence[Report]) -> dict[str, Sequence[tuple[str, str]]]:
    """What there is to choose between; a filter with one choice is left out."""
    if len(reports) < FEWEST_TO_FILTER:
        return {}
    found = {
        "ar": [(str(year), str(year)) for year in dict.fromkeys(report.period.year for report in reports)],
        "namnd": sorted({(report.committee.slug, report.committee.name) for report in reports}, key=lambda one: one[1]),
        "status": [(value, label) for value, label in Status.choices if value in {report.status for report in reports}],
    }  # fmt: skip
    return {name: choices for name, choices in found.items() if len(choices) > 1}
