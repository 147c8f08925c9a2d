"""What anyone finds without log-in: the front page and the lists of what is published."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from reporting.administration import first_run
from reporting.entry.forms import posted_text
from reporting.models import Committee, Report
from reporting.views.answers import answer_with, same_for_all

NEWEST = 6  # on the front page
PAGE_LENGTH = 30
MOST_SEARCHED = 200  # characters
NEWEST_FIRST = ("-published_from", "-pk")
BY_YEAR = ("-period__year", "-period__actuals_through", "committee__name", "-pk")


@login_not_required
@require_safe
def accessibility_page(request: HttpRequest) -> HttpResponse:
    """The portal's tillgänglighetsredogörelse (lag 2018:1937)."""
    return same_for_all(request, "accessibility.html", {})


def front_page(request: HttpRequest) -> HttpResponse:
    """The newest reports, every nämnd that has published any, and the search; of an empty portal its first start."""
    newest = Report.objects.published().unreplaced().with_summary().order_by(*NEWEST_FIRST)[:NEWEST]
    if not newest and first_run.is_open():
        return redirect("first_run")
    context = {
        "newest": newest,
        "committees": Committee.objects.with_published(),
        "years": years(),
        "address": request.build_absolute_uri(request.path),
    }
    return answer_with(request, render_to_string("reporting/public/front_page.html", context, request))


def published_list(request: HttpRequest) -> HttpResponse:
    """What is published, by nämnd, year and words; a page at a time."""
    asked: dict[str, str] = {
        name: posted_text(request.GET, name)[:MOST_SEARCHED].strip() for name in ("q", "namnd", "ar")
    }
    reports = Report.objects.saying(asked["q"])
    if asked["namnd"]:
        reports = reports.filter(committee__slug=asked["namnd"])
    if asked["ar"]:
        reports = reports.filter(period__year=_year(asked["ar"]))
    pages = Paginator(reports.with_summary().order_by(*BY_YEAR), PAGE_LENGTH)
    context = {
        **asked,
        "page": pages.get_page(request.GET.get("sida")),
        "committees": Committee.objects.with_published(),
        "years": years(),
        "address": request.build_absolute_uri(
            request.get_full_path() if any(asked.values()) else request.path
        ),
    }
    return answer_with(request, render_to_string("reporting/public/list.html", context, request))


@require_safe
@login_not_required
def committee_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A nämnd's published reports, by year."""
    committee = get_object_or_404(Committee.objects.with_published(), slug=slug)
    reports = Report.objects.published().filter(committee=committee).with_summary()
    context = {
        "committee": committee,
        "reports": reports.order_by(*BY_YEAR),
        "address": request.build_absolute_uri(request.path),
    }
    return same_for_all(request, "reporting/public/committee.html", context)


def years() -> list[int]:
    """Those with published reports, the last first."""
    found = Report.objects.published().order_by("-period__year").values_list("period__year", flat=True)
    return list(found.distinct())


def _year(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == 4:
        return int(text)
    raise Http404
