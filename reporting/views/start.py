"""Beginning a new period, and mending the facts it was begun with."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.administration.forms import FIRST_STARTERS, StartersForm
from reporting.decorators import PortalRequest, load_committee, load_report
from reporting.models import Committee, Report
from reporting.permissions import Action, may_change_facts, may_start_report
from reporting.workflow.correction import change_correction, start_correction
from reporting.workflow.forms import CorrectionForm, NewReportForm, facts_form
from reporting.workflow.start import change_facts, last_report, new_report_defaults, start_report

STARTED = "Version {} är ett utkast med allt som den fastställda rapporten säger. Rätta det som är fel och lämna in."


@require_http_methods(["GET", "HEAD", "POST"])
@load_committee
def report_start(request: PortalRequest, committee: Committee) -> HttpResponse:
    if not may_start_report(request.user, committee):
        raise PermissionDenied("Din roll kan inte börja en ny rapport.")
    form = NewReportForm(
        request.POST if request.method == "POST" else None,
        initial=new_report_defaults(committee, timezone.localdate()),
        committee=committee,
        templates=committee.templates.all(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = start_report(committee=committee, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _started_message(report))
            return redirect("report_workspace", report.slug)
    context = {
        "committee": committee,
        "form": form,
        "previous": last_report(committee),
        "starters": _starters(committee),
    }
    return render(request, "reporting/report_start.html", context, status=422 if form.errors else 200)


def _starters(committee: Committee) -> StartersForm | None:
    """What a nämnd without a mall may begin with."""
    return None if committee.templates.exists() else StartersForm(initial={"starters": FIRST_STARTERS})


def _started_message(report: Report) -> str:
    if report.previous is None:
        return "Den nya rapporten är skapad. Nämnden har ingen tidigare rapport att hämta rader ur."
    return f"Den nya rapporten är skapad. Rader och mål följde med från {report.previous}."


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.INSPECT)
def report_facts(request: PortalRequest, report: Report) -> HttpResponse:
    """A draft's title, kind and dates; and the way to discard it."""
    if not may_change_facts(request.user, report):
        raise PermissionDenied("Bara ett utkasts uppgifter kan ändras, av en controller eller administratör.")
    data = request.POST if request.method == "POST" else None
    form = facts_form(report, data)
    change = change_correction if report.is_correction else change_facts
    if request.method == "POST" and form.is_valid():
        try:
            change(report, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Rapportens uppgifter är ändrade.")
            return redirect("report_workspace", report.slug)
    context = {"report": report, "form": form, "was_handed_in": report.handed_in_documents.exists()}
    return render(request, "reporting/report_facts.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.CORRECT)
def report_correction(request: PortalRequest, report: Report) -> HttpResponse:
    """Begin the next version of an adopted report."""
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correction = start_correction(report, by=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, STARTED.format(correction.version))
            return redirect("report_workspace", correction.slug)
    context = {"report": report, "form": form}
    return render(request, "reporting/report_correction.html", context, status=422 if form.errors else 200)
