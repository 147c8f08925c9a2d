"""Adopting a report, as the nämnd decided."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reporting.comparison.handed_in import changed_identity, changed_since_hand_in
from reporting.decorators import PortalRequest, load_report
from reporting.models import Report
from reporting.permissions import Action
from reporting.workflow.forms import DecisionForm
from reporting.workflow.moves import adopt


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.ADOPT)
def report_adoption(request: PortalRequest, report: Report) -> HttpResponse:
    """What is adopted, what it leads to, and the decision."""
    is_sent = request.method == "POST"
    form = DecisionForm(request.POST if is_sent else None, report=report, initial=_initial(report))
    if is_sent and form.is_valid():
        try:
            adopt(report, form.decision, by=request.user, diary_number=form.cleaned_data["diary_number"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Rapporten är nu fastställd.")
            return redirect("report_workspace", report.slug)
    context = {
        "report": report,
        "form": form,
        "changed": changed_since_hand_in(report) if not form.errors else [],
        "identity": changed_identity(report),
        "handed_in": report.handed_in_documents.first(),
    }
    return render(request, "reporting/adoption.html", context, status=422 if form.errors else 200)


def _initial(report: Report) -> dict[str, str]:
    """The diarienummer that the tjänsteskrivelse has."""
    handed_in = report.handed_in_documents.first()
    return {"diary_number": handed_in.document().diary_number} if handed_in else {}
