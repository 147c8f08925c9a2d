"""Who is let in to write in what is handed in."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from reporting.decorators import PortalRequest, load_report
from reporting.models import Report
from reporting.permissions import Action
from reporting.workflow.access import end, let_in
from reporting.workflow.forms import AccessForm

DAYS = 2  # proposed


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.LET_IN)
def access_new(request: PortalRequest, report: Report) -> HttpResponse:
    """A person, until when and why."""
    is_sent = request.method == "POST"
    soon = timezone.localtime() + dt.timedelta(days=DAYS)
    initial = {"until": soon.replace(hour=16, minute=0, second=0, microsecond=0)}
    form = AccessForm(request.POST if is_sent else None, report=report, initial=initial)
    if is_sent and form.is_valid():
        chosen = form.cleaned_data
        try:
            let_in(report, chosen["person"], until=chosen["until"], reason=chosen["reason"], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"{chosen['person'].display_name()} är insläppt.")
            return redirect("report_workspace", report.slug)
    context = {"report": report, "form": form}
    return render(request, "reporting/access_new.html", context, status=422 if form.errors else 200)


@require_POST
@load_report(Action.LET_IN)
def access_end(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """Before its time."""
    end(report, pk, by=request.user)
    messages.success(request, "Rapporten är stängd för den personen.")
    return redirect("report_workspace", report.slug)
