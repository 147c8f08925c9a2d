"""Publishing an adopted report for anyone to read, and withdrawing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import Report
from reporting.permissions import Action
from reporting.workflow.forms import PublicationForm
from reporting.workflow.publication import publish, withdraw


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.PUBLISH)
def report_publication(request: PortalRequest, report: Report) -> HttpResponse:
    form = PublicationForm(request.POST if request.method == "POST" else None, report=report)
    if request.method == "POST" and form.is_valid():
        try:
            publish(report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _published_message(report))
            return redirect("report_publication", report.slug)
    return _page(request, report, form=form, status=422 if form.errors else 200)


@require_POST
@load_report(Action.WITHDRAW)
def report_withdrawal(request: PortalRequest, report: Report) -> HttpResponse:
    reason = posted_text(request.POST, "reason")
    was_public = report.is_published
    try:
        withdraw(report, by=request.user, reason=reason)
    except ValidationError as error:
        return _page(request, report, errors=error.messages, reason=reason, status=422)
    done = "Rapporten är avpublicerad." if was_public else "Rapporten kommer inte att publiceras."
    messages.success(request, done)
    return redirect("report_publication", report.slug)


def _page(
    request: PortalRequest,
    report: Report,
    *,
    form: PublicationForm | None = None,
    errors: list[str] | None = None,
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "form": form or PublicationForm(report=report),
        "errors": errors or [],
        "reason": reason,
    }
    return render(request, "reporting/publication.html", context, status=status)


def _published_message(report: Report) -> str:
    if report.is_published:
        return "Rapporten är publicerad. Alla kan läsa den utan att logga in."
    return "Rapporten publiceras vid den tid du har angett."
