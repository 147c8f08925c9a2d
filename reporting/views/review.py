"""Granskning: what the checks find in a report, and what people accept of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from reporting.assembly import document_of
from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import Report
from reporting.permissions import Action, may
from reporting.renderers.formats import FORMATS
from reporting.review.dictionary import dictionary_note
from reporting.review.edition import ReviewEdition
from reporting.review.engine import RULES
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import read_claims, reviewed
from reporting.review.rule import Rule
from reporting.views.reports import file_response
from reporting.workflow.acceptance import accept, make_live, reopen
from reporting.workflow.writing import writing

RULES_BY_CODE = {rule.code: rule for rule in RULES}


@dataclass(frozen=True)
class ListedFinding:
    """A finding as the page shows it: with its rule and the heading of its section."""

    finding: Finding
    rule: type[Rule]
    section_title: str


@require_safe
@load_report(Action.READ)
def report_review(request: PortalRequest, report: Report) -> HttpResponse:
    """What to look at before the report is handed in, the most severe first."""
    if not request.user.roles_in(report.committee):
        raise Http404
    return _review_page(request, report)


@require_safe
@load_report(Action.READ)
def report_review_file(request: PortalRequest, report: Report) -> HttpResponse:
    """The review as a PDF to put beside the report's."""
    if not request.user.roles_in(report.committee):
        raise Http404
    return file_response(request, ReviewEdition(report), FORMATS["pdf"], f"{report.slug}-granskning.pdf")


@require_POST
@load_report(Action.WRITE)
def finding_accept(request: PortalRequest, report: Report) -> HttpResponse:
    """A finding is accepted with a reason, until its figures change."""
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
    """An acceptance is taken back."""
    reopen(report, posted_text(request.POST, "fingerprint"), by=request.user)
    messages.success(request, "Iakttagelsen är öppen igen.")
    return redirect("report_review", report.slug)


@require_POST
@load_report(Action.WRITE)
def figure_make_live(request: PortalRequest, report: Report) -> HttpResponse:
    """A figure typed by hand becomes the cell's that the review has matched it with."""
    try:
        with writing(report, by=request.user) as batch:
            made = make_live(report, request.POST.get("token", ""), batch=batch)
    except ValidationError as error:
        return _review_page(request, report, errors=error.messages, status=422)
    messages.success(
        request, f"Siffran är levande. I texten står nu {made.reference}, och den trycks som förut."
    )
    return redirect(f"{reverse('report_review', args=[report.slug])}#siffror")


def _review_page(
    request: PortalRequest, report: Report, *, errors: list[str] | None = None, status: int = 200
) -> HttpResponse:
    document = document_of(report)
    found = reviewed(report, document)
    is_writer = may(request.user, Action.WRITE, report)
    titles = {section.key: section.title for section in document.sections}
    still_open = [
        ListedFinding(
            each.finding, RULES_BY_CODE[each.finding.code], titles.get(each.finding.section_key, "")
        )
        for each in found
        if each.accepted is None
    ]
    context = {
        "report": report,
        "errors": errors or [],
        "may_write": is_writer,
        "groups": [
            (severity, [entry for entry in still_open if entry.finding.severity is severity])
            for severity in Severity
        ],
        "open_count": len(still_open),
        "accepted": [each for each in found if each.accepted is not None],
        "note": dictionary_note(),
        "figures": read_claims(document, report.prose if is_writer else {}),
    }
    return render(request, "reporting/review/page.html", context, status=status)
