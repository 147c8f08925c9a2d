"""Reading: the list of reports, a report as a page, and its files."""

from __future__ import annotations

from itertools import groupby

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.assembly import Edition
from reporting.decorators import PortalRequest, load_report
from reporting.models import Committee, Report
from reporting.permissions import Action, may, may_start_report
from reporting.renderers.page import report_html
from reporting.renderers.pdf import PdfUnavailable
from reporting.rendering import FORMATS, RENDERED_VERSION, rendered


@require_safe
def report_list(request: PortalRequest) -> HttpResponse:
    """The reports one can read, one's own nämnder first."""
    reports = (
        Report.objects.visible_to(request.user)
        .with_context()
        .order_by("committee__name", "-period__actuals_through")
    )
    groups = [
        (committee, list(of_committee), may_start_report(request.user, committee))
        for committee, of_committee in groupby(reports, lambda report: report.committee)
    ]
    seen = {committee.pk for committee, _, _ in groups}
    empty = [
        (committee, [], may_start_report(request.user, committee))
        for committee in Committee.objects.visible_to(request.user).select_related("municipality")
        if committee.pk not in seen
    ]
    return render(request, "reporting/report_list.html", {"groups": [*groups, *empty]})


@require_safe
@load_report(Action.READ)
def report_page(request: PortalRequest, report: Report) -> HttpResponse:
    context = {
        "report": report,
        "report_html": report_html(Edition(report)),
        "is_member": bool(request.user.roles_in(report.committee)),
        "may_write": may(request.user, Action.WRITE, report),
    }
    return render(request, "reporting/report_page.html", context)


@require_safe
@load_report(Action.READ)
def report_file(request: PortalRequest, report: Report, ending: str) -> HttpResponse:
    """The report as a file. Answers 304 when the reader already has the same one."""
    if ending not in FORMATS:
        raise Http404
    edition = Edition(report)
    etag = f'"{edition.digest[:32]}-{RENDERED_VERSION}-{ending}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    try:
        content = rendered(edition, FORMATS[ending])
    except PdfUnavailable as error:
        return render(request, "reporting/unavailable.html", {"problem": str(error)}, status=503)
    response = HttpResponse(content, content_type=FORMATS[ending].media_type)
    disposition = "inline" if ending == "pdf" else "attachment"
    response["Content-Disposition"] = f'{disposition}; filename="{report.slug}.{ending}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
