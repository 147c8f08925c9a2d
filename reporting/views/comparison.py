"""Jämförelse: a report against another, as a page and as a workbook."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.comparison import Comparison
from reporting.comparison.of_report import ComparableReports, choices_for, compared
from reporting.comparison.periods import spans_in_words
from reporting.comparison.summary import Summary, summary
from reporting.comparison.wording import counts, names, only
from reporting.core_sections.highlights import highlights_of
from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import HandedInDocument, Report
from reporting.models.frozen import DamagedDocument
from reporting.permissions import Action
from reporting.renderers.comparison_page import shown
from reporting.renderers.excel.comparison import render_comparison
from reporting.renderers.formats import FORMATS


@require_safe
@load_report(Action.READ)
def report_comparison(request: PortalRequest, report: Report) -> HttpResponse:
    """What differs from the nämnd's report before, or from the one in ``?med=``."""
    choices = choices_for(report, request.user)
    other = _other(request, choices)
    context: dict[str, Any] = {"report": report, "groups": _groups(choices)}
    if other is not None:
        context |= {"chosen": value_of(other)} | _shown(report, other)
    return render(request, "reporting/comparison/page.html", context)


def _shown(report: Report, other: Report | HandedInDocument) -> dict[str, Any]:
    """What differs, or that the other document is damaged: there may be more to choose."""
    try:
        found = compared(report, other)
    except DamagedDocument as damage:
        if damage.report_id == report.pk and not isinstance(other, HandedInDocument):
            raise
        return {"damage": str(damage)}
    return {
        "found": found,
        "documents": list(zip(names(found.old, found.new), (found.old, found.new), strict=True)),
        "only": only(found.old, found.new),
        "periods": spans_in_words(found.old, found.new),
        "summary": _summary(found),
        "counts": counts(found),
        "sections": shown(found),
    }


def _summary(found: Comparison) -> Summary:
    return summary(found, highlights_of(found.old), highlights_of(found.new))


@require_safe
@load_report(Action.READ)
def report_comparison_file(request: PortalRequest, report: Report) -> HttpResponse:
    """The same as a workbook; 404 with nothing to compare with."""
    other = _other(request, choices_for(report, request.user))
    if other is None:
        raise Http404
    found = compared(report, other)
    content = render_comparison(found, _summary(found))
    headers = {"Content-Disposition": f'attachment; filename="{report.slug}-jamforelse.xlsx"'}
    return HttpResponse(content, content_type=FORMATS["xlsx"].media_type, headers=headers)


def _other(request: PortalRequest, choices: ComparableReports) -> Report | HandedInDocument | None:
    """What to compare with; 404 for what the person can't read."""
    name = posted_text(request.GET, "med")
    if not name:
        return choices.corrected or choices.previous
    if version := next((version for version in choices.handed_in if value_of(version) == name), None):
        return version
    visible = Report.objects.visible_to(request.user).with_context()
    return choices.find(name) or get_object_or_404(visible, slug=name)


def value_of(other: Report | HandedInDocument) -> str:
    """The choice in the address. A report's slug has no colon."""
    return f"inlämnad:{other.pk}" if isinstance(other, HandedInDocument) else other.slug


def _groups(choices: ComparableReports) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices under headings, as values and texts."""
    groups = {
        "Tidigare inlämnade versioner": [
            (value_of(version), f"Inlämnad {timezone.localtime(version.handed_in_at):%Y-%m-%d %H:%M}")
            for version in choices.handed_in
        ],
        "Samma nämnd": [(other.slug, _text(other, choices)) for other in choices.same_committee],
        "Andra nämnder med samma mall": [
            (other.slug, _text(other, choices)) for other in choices.other_committees
        ],
    }
    return [(heading, options) for heading, options in groups.items() if options]


def _text(report: Report, choices: ComparableReports) -> str:
    hint = choices.hint(report)
    return f"{report}, t.o.m. {report.period.actuals_through}" + (f" ({hint})" if hint else "")
