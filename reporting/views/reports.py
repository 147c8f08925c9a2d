"""Reading: the list of reports, a report as a page, and its files."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reporting.assembly import Edition
from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import Committee, Report
from reporting.permissions import Action, may, may_change_identity, may_start_report
from reporting.renderers.formats import FORMATS, MEMO, FileFormat, FileUnavailable, known_size, rendered
from reporting.renderers.look import look_digest
from reporting.renderers.page import report_head_html, report_html
from reporting.renderers.pdf import PdfUnavailable

LIST_ORDER = ("committee__name", "committee_id", "-period__actuals_through", "-pk")
SEARCH_ORDER = ("-period__actuals_through", "committee__name", "-pk")
PAGE_LENGTH = 30
MOST_SEARCHED = 200  # characters
ARMS = "municipality__arms"  # a picture: no list reads it
DOWNLOADS = (("PDF", "pdf"), ("Excel", "xlsx"), ("Word", "docx"), ("Öppna data (JSON)", "json"))


@dataclass(frozen=True)
class Download:
    """``size``: in bytes, None if it is not known."""

    name: str
    url: str
    size: int | None


@require_safe
def report_list(request: PortalRequest) -> HttpResponse:
    """The reports of one's own nämnder, also of those without any."""
    groups: dict[Committee, list[Report]] = {
        committee: []
        for committee in Committee.objects.visible_to(request.user).select_related("municipality").defer(ARMS)
    }
    reports_of_own = Report.objects.of_own_committees(request.user).with_context().with_history()
    for report in reports_of_own.defer(f"committee__{ARMS}").order_by(*LIST_ORDER):
        groups[report.committee].append(report)
    user = request.user
    shown = [
        (committee, reports, may_start_report(user, committee), may_change_identity(user, committee))
        for committee, reports in groups.items()
    ]
    return render(request, "reporting/report_list.html", {"groups": shown})


@require_safe
def report_search(request: PortalRequest) -> HttpResponse:
    """What other nämnder have adopted, a page at a time; a page that is not there is the nearest that is."""
    asked_for = posted_text(request.GET, "q")[:MOST_SEARCHED].strip()
    found = Report.objects.adopted_by_others(request.user).matching(asked_for).with_context()
    reports = found.defer(f"committee__{ARMS}")
    pages = Paginator(reports.order_by(*SEARCH_ORDER), PAGE_LENGTH)
    context = {"query": asked_for, "page": pages.get_page(request.GET.get("sida"))}
    return render(request, "reporting/report_search.html", context)


@require_safe
@load_report(Action.READ)
def report_page(request: PortalRequest, report: Report) -> HttpResponse:
    edition = Edition(report)
    context = {
        "report": report,
        "head": report_head_html(edition),
        "report_html": report_html(edition),
        "downloads": _downloads(edition),
        "is_member": bool(request.user.roles_in(report.committee)),
        "may_write": may(request.user, Action.WRITE, report),
    }
    return render(request, "reporting/report_page.html", context)


def _downloads(edition: Edition) -> list[Download]:
    """Only a file that is made already has a known size."""
    slug = edition.report.slug
    files = [
        Download(
            name, reverse("report_file", args=[slug, extension]), known_size(edition, FORMATS[extension])
        )
        for name, extension in DOWNLOADS
    ]
    if edition.report.template.has_memo:
        files.append(
            Download("Tjänsteskrivelse (PDF)", reverse("report_memo", args=[slug]), known_size(edition, MEMO))
        )
    return files


@require_safe
@load_report(Action.READ)
def report_file(request: PortalRequest, report: Report, extension: str) -> HttpResponse:
    """The report as a file."""
    if extension not in FORMATS:
        raise Http404
    return file_response(request, Edition(report), FORMATS[extension], f"{report.slug}.{extension}")


@require_safe
@load_report(Action.READ)
def report_memo(request: PortalRequest, report: Report) -> HttpResponse:
    """The tjänsteskrivelse alone, as a PDF."""
    if not report.template.has_memo:
        raise Http404
    return file_response(request, Edition(report), MEMO, f"{report.slug}-tjansteskrivelse.pdf")


def file_response(
    request: PortalRequest, edition: Edition, file_format: FileFormat, name: str
) -> HttpResponse:
    """An edition as a file; 304 if the browser has it already, 503 if it can't be made."""
    disposition = "inline" if file_format.media_type == "application/pdf" else "attachment"
    headers = {
        "Content-Type": file_format.media_type,
        "Content-Disposition": f'{disposition}; filename="{name}"',
        "ETag": f'"{edition.digest[:32]}-{look_digest()}-{file_format.extension}"',
        "Cache-Control": "private, no-cache",
    }
    response = HttpResponse(headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    if answer is not None and answer is not response:
        return answer
    try:
        response.content = rendered(edition, file_format)
    except (FileUnavailable, PdfUnavailable) as error:
        context = {"report": edition.report, "problem": str(error)}
        return render(request, "reporting/unavailable.html", context, status=503)
    return response
