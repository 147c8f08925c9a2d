"""The ways back from a page that refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from reporting.models import Report, User
from reporting.permissions import Action, may

register = template.Library()
OF_REPORT = re.compile(r"/rapporter/([-\w]+)/")
LOG_IN = "/konto/logga-in/"  # leads on to where one was refused


@dataclass(frozen=True)
class Way:
    address: str
    name: str


@register.inclusion_tag("_ways_back.html", takes_context=True)
def ways_back(context: template.Context) -> dict[str, Any]:
    """Where one came from, the report that the address is of, and the start page: the first of them most wanted."""
    request = context.get("request")
    ways = list(_ways(request, context.get("report"))) if isinstance(request, HttpRequest) else []
    known = {way.address for way in ways}
    is_known = isinstance(getattr(request, "user", None), User)
    to_start = Way("/", "Till rapporterna" if is_known else "Till de publicerade rapporterna")
    return {"ways": ways if to_start.address in known else [*ways, to_start]}


def _ways(request: HttpRequest, report: Report | None) -> Iterator[Way]:
    if came_from := came_from_here(request):
        yield Way(came_from, "Tillbaka dit du var")
    user = getattr(request, "user", None)
    report = report or _report_at(request.path, user)
    if report is None or not isinstance(user, User):
        return
    ways = [Way(reverse("report_page", args=[report.slug]), "Läs rapporten")]
    if may(user, Action.INSPECT, report):
        ways.insert(0, Way(reverse("report_workspace", args=[report.slug]), "Till rapportens status"))
    yield from (way for way in ways if way.address not in (request.path, came_from))


def came_from_here(request: HttpRequest) -> str:
    """The portal's page that the browser says it came from, with its query; "" for another site's, for one that is not
    there, for the log-in, and for the page that was refused."""
    referer: str = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referer)
    address: str = parts.path + (f"?{parts.query}" if parts.query else "")
    is_refused = request.method in ("GET", "HEAD") and parts.path == request.path
    if is_refused or parts.path.startswith(LOG_IN) or not _is_there(parts.path):
        return ""
    return address


def _is_there(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def _report_at(path: str, user: Any) -> Report | None:
    """The report that an address is of, if its user sees it."""
    found = OF_REPORT.match(path)
    if found is None or not isinstance(user, User):
        return None
    report: Report | None = Report.objects.visible_to(user).with_context().filter(slug=found[1]).first()
    return report
