"""Handing a report in, and answering why it came back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.entry.kept import surroundings
from reporting.models import Report
from reporting.permissions import Action
from reporting.views.entry import hands_context, workspace_page
from reporting.workflow.forms import AnswersForm
from reporting.workflow.moves import move
from reporting.workflow.returns import answer_return


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.HAND_IN)
def report_hand_in(request: PortalRequest, report: Report) -> HttpResponse:
    """What is left before a hand-in, what follows it, and the rapportmall's questions."""
    is_sent = request.method == "POST"
    form = AnswersForm(request.POST if is_sent else None, template=report.template)
    errors: list[str] = []
    if is_sent and form.is_valid():
        try:
            move(report, Action.HAND_IN, by=request.user, answers=form.answers)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(request, f"Rapporten är nu {report.get_status_display()}.")
            return redirect("report_workspace", report.slug)
    context = {"report": report, "form": form, "errors": errors, "may_write": True}
    context |= {"blockers": surroundings(report).open_blockers(report)}
    context |= hands_context(report, request.user)
    return render(
        request, "reporting/moves/hand_in.html", context, status=422 if errors or form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.ANSWER_RETURN)
def return_answer(request: PortalRequest, report: Report) -> HttpResponse:
    """A short answer to the last step back. Loading a refused one anew shows the workspace."""
    if request.method != "POST":
        return redirect("report_workspace", report.slug)
    text = posted_text(request.POST, "answer")
    try:
        answer_return(report, text, by=request.user)
    except ValidationError as error:
        return workspace_page(request, report, errors=error.messages, answer=text, status=422)
    messages.success(request, "Svaret är sparat. Det står i historiken, tillsammans med skälet.")
    return redirect("report_workspace", report.slug)
