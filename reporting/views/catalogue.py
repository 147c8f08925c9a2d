"""What is published, for machines: feeds, sitemap, robots.txt, the DCAT catalogue and a nämnd's tables."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from reporting.assembly import adopted_editions
from reporting.decorators import damaged
from reporting.document.json_writing import digest
from reporting.models import Committee, Report
from reporting.models.frozen import DamagedDocument
from reporting.models.report import ReportQuerySet
from reporting.renderers.catalogue import CSV, Entry, Publisher, feed, sitemap
from reporting.renderers.formats import FORMATS, rendered
from reporting.renderers.open_data import described, without_heading
from reporting.renderers.page import cached
from reporting.views.answers import answer_with
from reporting.views.public import BY_YEAR, NEWEST_FIRST

MOST_IN_FEED = 50
MOST_IN_SITEMAP = 40_000  # sitemaps.org allows 50 000
OFFERED = ("csv", "json", "xlsx", "pdf")  # in the catalogue
RDF_FORMS = {"rdf": ("pretty-xml", "application/rdf+xml"), "ttl": ("turtle", "text/turtle")}


@require_safe
@login_not_required
def published_feed(request: HttpRequest) -> HttpResponse:
    return _feed(request, Report.objects.published(), "Nämndernas rapporter", reverse("report_list"))


@require_safe
@login_not_required
def committee_feed(request: HttpRequest, slug: str) -> HttpResponse:
    committee = get_object_or_404(Committee.objects.with_published(), slug=slug)
    reports = Report.objects.published().filter(committee=committee)
    return _feed(request, reports, committee.name, reverse("committee_page", args=[slug]))


def _feed(request: HttpRequest, reports: ReportQuerySet, title: str, home: str) -> HttpResponse:
    newest = _entries(request, reports.order_by(*NEWEST_FIRST)[:MOST_IN_FEED])
    whole = request.build_absolute_uri
    content = feed(newest, title=title, home=whole(home), address=whole(request.path))
    return answer_with(request, content, "application/atom+xml")


@require_safe
@login_not_required
def site_map(request: HttpRequest) -> HttpResponse:
    whole = request.build_absolute_uri
    committees = Committee.objects.with_published().values_list("slug", flat=True)
    reports = Report.objects.published().order_by(*NEWEST_FIRST).values_list("slug", "published_from")
    addresses = [
        (whole(reverse("report_list")), None),
        (whole(reverse("report_search")), None),
        *((whole(reverse("committee_page", args=[slug])), None) for slug in committees),
        *((whole(reverse("report_page", args=[slug])), at) for slug, at in reports[:MOST_IN_SITEMAP]),
    ]
    return answer_with(request, sitemap(addresses), "application/xml")


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *("Disallow: /konto/", "Disallow: /administration/"),
        f"Sitemap: {request.build_absolute_uri(reverse('site_map'))}",
    ]
    return answer_with(request, "\n".join(lines) + "\n", "text/plain")


@require_safe
@login_not_required
def catalogue_start(request: HttpRequest) -> HttpResponse:
    """To RDF/XML, or to Turtle for who prefers that."""
    preferred = request.get_preferred_type([media_type for _, media_type in RDF_FORMS.values()])
    is_turtle = preferred == RDF_FORMS["ttl"][1]
    response = redirect("catalogue_file", "ttl" if is_turtle else "rdf")
    response["Vary"] = "Accept"
    return response


@require_safe
@login_not_required
def catalogue_file(request: HttpRequest, extension: str) -> HttpResponse:
    """DCAT-AP-SE of all that is published."""
    from reporting.renderers.dcat import catalogue  # noqa: PLC0415  # slow

    if extension not in RDF_FORMS:
        raise Http404
    form, media_type = RDF_FORMS[extension]
    entries = _entries(request, Report.objects.published().order_by(*BY_YEAR))
    home, address = (request.build_absolute_uri(reverse(name)) for name in ("report_list", "catalogue"))
    key = f"catalogue:{form}:{digest(repr((home, entries)))}"
    content = cached(key, lambda: catalogue(entries, home=home, address=address, form=form))
    return answer_with(request, content, media_type)


@require_safe
@login_not_required
def committee_data(request: HttpRequest, slug: str) -> HttpResponse:
    """Every table of a nämnd's published reports as one CSV file; a replaced report is left out."""
    committee = get_object_or_404(Committee.objects.with_published(), slug=slug)
    reports = Report.objects.published().unreplaced().filter(committee=committee).with_context()
    editions = adopted_editions(reports.order_by(*BY_YEAR))
    try:
        files = [rendered(edition, FORMATS["csv"]) for edition in editions]
    except DamagedDocument as damage:
        return damaged(request, damage)
    content = b"".join([*files[:1], *(without_heading(file) for file in files[1:])])
    return answer_with(request, content, CSV, Content_Disposition=f'attachment; filename="{slug}.csv"')


@require_safe
@login_not_required
def committee_data_described(request: HttpRequest, slug: str) -> HttpResponse:
    """The CSVW description of ``committee_data``."""
    committee = get_object_or_404(Committee.objects.with_published(), slug=slug)
    content = described("rapporter.csv", f"Rapporter från {committee.name}", committee.name)
    return answer_with(request, content, "application/csvm+json")


def _entries(request: HttpRequest, reports: ReportQuerySet) -> list[Entry]:
    return [_entry(request, report) for report in reports.with_summary()]


def _entry(request: HttpRequest, report: Report) -> Entry:
    def whole(name: str, *args: str) -> str:
        return request.build_absolute_uri(reverse(name, args=args))

    replaced_by, replaced = report.replaced_by, report.replaced  # type: ignore[attr-defined]  # of with_replacement
    assert report.published_from is not None
    return Entry(
        address=whole("report_page", report.slug),
        title=str(report),
        kind=report.period.get_kind_display(),
        publisher=_publisher(report.committee, whole),
        year=report.period.year,
        actuals_through=report.period.actuals_through,
        published=report.published_from,
        facts=tuple(report.published_text.summary.splitlines()),
        version=report.version,
        replaces=whole("report_page", replaced) if replaced else "",
        replaced_by=whole("report_page", replaced_by) if replaced_by else "",
        files={
            FORMATS[extension].media_type.split(";")[0]: whole("report_file", report.slug, extension)
            for extension in OFFERED
        },
    )


def _publisher(committee: Committee, whole: Callable[..., str]) -> Publisher:
    return Publisher(
        address=whole("committee_page", committee.slug),
        data=whole("committee_data", committee.slug),
        name=committee.name,
        municipality=committee.municipality.name,
    )
