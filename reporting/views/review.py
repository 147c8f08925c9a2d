"""Granskning: a report's findings, and their acceptances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reporting.assembly import document_of
from reporting.decorators import PortalRequest, load_report
from reporting.document.document import Document
from reporting.entry.forms import posted_text
from reporting.models import Report
from reporting.models.choices import Status
from reporting.models.hand_in import last_answers
from reporting.permissions import Action, may
from reporting.renderers.formats import REVIEW
from reporting.review.dictionary import dictionary_note
from reporting.review.edition import ReviewEdition
from reporting.review.engine import RULES
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import (
    Reviewed,
    findings_in,
    previous_or_damage,
    read_claims,
    with_acceptances,
)
from reporting.review.rule import Rule
from reporting.views.reading import file_response
from reporting.workflow.acceptance import accept, make_live, reopen
from reporting.workflow.progress import SectionProgress, progress_of
from reporting.workflow.writing import writing

RULES_BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class ListedFinding:
    """A finding with its rule and the heading of its section."""

    finding: Finding
    rule: type[Rule]
    section_title: str


@require_safe
@load_report(Action.INSPECT)
def report_review(request: PortalRequest, report: Report) -> HttpResponse:
    """The findings, the most severe first."""
    return _review_page(request, report)


@require_safe
@load_report(Action.INSPECT)
def report_review_file(request: PortalRequest, report: Report) -> HttpResponse:
    """The review as a PDF."""
    return file_response(request, ReviewEdition(report), REVIEW, f"{report.slug}-granskning.pdf")


@require_POST
@load_report(Action.WRITE)
def finding_accept(request: PortalRequest, report: Report) -> HttpResponse:
    """Accept a finding with a reason, until its figures change."""
    fingerprint, reason = (posted_text(request.POST, name) for name in ("fingerprint", "reason"))
    try:
        accept(report, fingerprint, reason=reason, by=request.user)
    except ValidationError as error:
        return _review_page(request, report, errors=error.messages, status=422)
    messages.success(request, "Iakttagelsen är godtagen. Den kommer tillbaka om siffrorna ändras.")
    return redirect("report_review", report.slug)


@require_POST
@load_report(Action.WRITE)
def finding_reopen(request: PortalRequest, report: Report) -> HttpResponse:
    reopen(report, posted_text(request.POST, "fingerprint"), by=request.user)
    messages.success(request, "Iakttagelsen är öppen igen.")
    return redirect("report_review", report.slug)


@require_POST
@load_report(Action.WRITE)
def figure_make_live(request: PortalRequest, report: Report) -> HttpResponse:
    """Make a typed figure live: the cell's that the review matched it with."""
    try:
        with writing(report, by=request.user) as batch:
            conversion = make_live(report, request.POST.get("token", ""), batch=batch)
    except ValidationError as error:
        return _review_page(request, report, errors=error.messages, status=422)
    messages.success(
        request, f"Siffran är levande. I texten står nu {conversion.reference}, och den trycks som förut."
    )
    return redirect(f"{reverse('report_review', args=[report.slug])}#siffror")


def _review_page(
    request: PortalRequest, report: Report, *, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    document = document_of(report)
    previous, damage = previous_or_damage(report)
    found = with_acceptances(report, findings_in(document, previous))
    is_writer = may(request.user, Action.WRITE, report)
    context = _findings_context(document, found) | {
        "report": report,
        "errors": errors or [],
        "answers": last_answers(report),
        "damage": damage,
        "may_write": is_writer,
        "note": dictionary_note(),
        "not_done": _not_done(report),
        "figures": read_claims(document, report.prose if is_writer else {}),
    }
    return render(request, "reporting/review/page.html", context, status=status)


def _not_done(report: Report) -> list[SectionProgress]:
    """Sections of a draft that are not done, if anyone follows that."""
    progress = progress_of([report])[report.pk]
    return progress.not_done if report.status == Status.DRAFT and progress.is_followed else []


def _findings_context(document: Document, entries: list[Reviewed]) -> dict[str, Any]:
    """The open findings by severity, and the accepted ones."""
    titles = {section.key: section.title for section in document.sections}
    still_open = [
        ListedFinding(finding, RULES_BY_CODE[finding.code], titles.get(finding.section_key, ""))
        for finding in (entry.finding for entry in entries if entry.accepted is None)
    ]
    return {
        "groups": [
            (severity, [listed for listed in still_open if listed.finding.severity is severity])
            for severity in Severity
        ],
        "open_count": len(still_open),
        "accepted": [entry for entry in entries if entry.accepted is not None],
    }
