"""The lists of reports."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.decorators import PortalRequest
from reporting.entry.forms import posted_text
from reporting.models import Committee, Report, User
from reporting.permissions import municipalities_administered_by
from reporting.questions.reading import MOST_LISTED, kept_notes, own_questions
from reporting.views.public import front_page, published_list
from reporting.views.work import ARMS, my_work

LIST_ORDER = ("committee__name", "committee_id", "-period__actuals_through", "-pk")
SEARCH_ORDER = ("-period__actuals_through", "committee__name", "-pk")
PAGE_LENGTH = 30
MOST_SEARCHED = 200  # characters


@require_safe
@login_not_required
def report_list(request: HttpRequest) -> HttpResponse:
    """The start page: one's work; to a ledamot the reports of their nämnder; without log-in what is published."""
    if not isinstance(request.user, User):
        return front_page(request)
    user = request.user
    if user.works_with_reports():
        return my_work(cast("PortalRequest", request))
    return _list_of_readers(request, user)


def _list_of_readers(request: HttpRequest, user: User) -> HttpResponse:
    groups: dict[Committee, list[Report]] = {
        committee: []
        for committee in Committee.objects.visible_to(user).select_related("municipality").defer(ARMS)
    }
    reports_of_own = Report.objects.of_own_committees(user).with_context()
    reports_of_own = reports_of_own.with_replacement(for_anyone=False)
    for report in reports_of_own.defer(f"committee__{ARMS}").order_by(*LIST_ORDER):
        groups[report.committee].append(report)
    context = {
        "groups": list(groups.items()),
        "administers": municipalities_administered_by(user).exists(),
        "own_questions": own_questions(user)[:MOST_LISTED],
        "own_notes": kept_notes(user)[:MOST_LISTED],
    }
    return render(request, "reporting/report_list.html", context)


@require_safe
@login_not_required
def report_search(request: HttpRequest) -> HttpResponse:
    """What other nämnder have adopted, a page at a time; a page that is not there is the nearest that is. Without
    log-in what is published."""
    if not isinstance(request.user, User):
        return published_list(request)
    asked_for = posted_text(request.GET, "q")[:MOST_SEARCHED].strip()
    found = Report.objects.adopted_by_others(request.user).matching(asked_for).with_context()
    reports = found.with_replacement(for_anyone=False).defer(f"committee__{ARMS}")
    pages = Paginator(reports.order_by(*SEARCH_ORDER), PAGE_LENGTH)
    context = {"query": asked_for, "page": pages.get_page(request.GET.get("sida"))}
    return render(request, "reporting/report_search.html", context)
