"""A row through the nämnd's reports, and the rows there are to follow: those that the reader may read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from reporting.assembly import Edition
from reporting.comparison.of_committee import documents_through
from reporting.comparison.over_time import course, over_time, rows_with_figures
from reporting.decorators import load_readable
from reporting.renderers.page import blocks_html
from reporting.views.answers import same_for_all


@require_safe
@load_readable
def followed_rows(request: HttpRequest, edition: Edition) -> HttpResponse:
    tables = list(rows_with_figures(edition.document))
    return same_for_all(
        request, "reporting/over_time/rows.html", {"report": edition.report, "tables": tables}
    )


@require_safe
@load_readable
def followed_row(request: HttpRequest, edition: Edition, table: str, row: str) -> HttpResponse:
    found = over_time(documents_through(edition.report, request.user), table, row)
    if found is None:
        raise Http404
    chart = course(found)
    figures = blocks_html([*([chart] if chart else []), found], 1)
    context = {"report": edition.report, "row": found, "figures": figures, "table": table}
    return same_for_all(request, "reporting/over_time/row.html", context)
