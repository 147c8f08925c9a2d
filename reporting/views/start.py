"""Beginning a new period."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.decorators import PortalRequest, load_committee
from reporting.models import Committee
from reporting.permissions import may_start_report
from reporting.workflow.forms import NewReportForm
from reporting.workflow.start import last_report, new_report_defaults, start_report


@require_http_methods(["GET", "HEAD", "POST"])
@load_committee
def report_start(request: PortalRequest, committee: Committee) -> HttpResponse:
    if not may_start_report(request.user, committee):
        raise PermissionDenied("Din roll kan inte börja en ny rapport.")
    form = NewReportForm(
        request.POST if request.method == "POST" else None,
        initial=new_report_defaults(committee, timezone.localdate()),
        templates=committee.templates.all(),
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = start_report(committee=committee, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(
                request, "Den nya rapporten är skapad. Förra periodens rader och mål följde med."
            )
            return redirect("report_workspace", report.slug)
    context = {"committee": committee, "form": form, "previous": last_report(committee)}
    return render(request, "reporting/report_start.html", context, status=422 if form.errors else 200)
