"""Load the object of a view and check the user's right to it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django_htmx.middleware import HtmxDetails

from reporting.assembly import AdoptedEdition, CurrentEdition
from reporting.models import Committee, Report, ReportTemplate, User
from reporting.models.adopted import adopted_to, published_to_anyone
from reporting.models.choices import Role
from reporting.models.current import current_to
from reporting.models.frozen import DamagedDocument
from reporting.permissions import (
    Action,
    Subject,
    may,
    may_administer,
    may_administer_in,
    may_edit_templates,
    municipalities_administered_by,
)


class PortalRequest(HttpRequest):
    """A request after the middleware: a logged-in user, htmx details."""

    user: User
    htmx: HtmxDetails


View = Callable[..., HttpResponse]


def load_report(action: Action, *, members_only: bool = False) -> Callable[[View], View]:
    """Pass the view its report instead of the slug.

    404 for a user who can't see the report, 403 for one who sees it but may not do ``action``, 503 for a frozen
    document that is damaged. ``members_only``: 404 also for a reader from outside its nämnd.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: PortalRequest, slug: str, **kwargs: Any) -> HttpResponse:
            report = get_object_or_404(Report.objects.visible_to(request.user).with_context(), slug=slug)
            try:
                if members_only or action is not Action.READ:
                    _refuse_others(request.user, action, report)
                return view(request, report, **kwargs)
            except PermissionDenied as refusal:
                return _refused(request, report, refusal)
            except DamagedDocument as damage:
                return damaged(request, damage)

        return wrapped

    return decorate


def load_readable(view: View) -> View:
    """Pass the view an Edition instead of the slug, with log-in or without.

    Without: of published reports alone; 410 for what was withdrawn, the same 404 for all else, there or not.
    With: as ``load_report(Action.READ)``.
    """

    @login_not_required
    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        try:
            edition = _edition(request.user, slug)
            if edition is None:
                return render(request, "410.html", status=410)
            return view(request, edition, **kwargs)
        except DamagedDocument as damage:
            return damaged(request, damage)

    return wrapped


def damaged(request: HttpRequest, damage: DamagedDocument) -> HttpResponse:
    return render(request, "reporting/damaged.html", {"damage": damage}, status=503)


def _edition(user: User | AnonymousUser, slug: str) -> AdoptedEdition | CurrentEdition | None:
    """What a person, or anyone, reads at an address. None for what was withdrawn. Raises Http404."""
    if not isinstance(user, User):
        facts = published_to_anyone(slug)
        if facts is None:
            raise Http404
        return None if facts.withdrawn_at else AdoptedEdition(facts)
    adopted = adopted_to(user, slug)
    if adopted is not None:
        return AdoptedEdition(adopted)
    current = current_to(user, slug)
    if current is None:
        raise Http404
    return CurrentEdition(current)


def _refuse_others(user: User, action: Action, report: Report) -> None:
    if not user.roles_in(report.committee):
        raise Http404
    if not may(user, action, report):
        raise PermissionDenied("Din roll kan inte göra det i rapportens nuvarande status.")


def _refused(request: PortalRequest, report: Report, refusal: PermissionDenied) -> HttpResponse:
    """Why not, and the way back to the report."""
    roles = sorted(request.user.roles_in(report.committee), key=Role.values.index)
    context = {
        "exception": str(refusal),
        "report": report,
        "roles": [Role(role).label for role in roles],
    }
    return render(request, "403.html", context, status=403)


def load_committee(view: View) -> View:
    """Pass the view its nämnd instead of the slug; 404 for non-members."""

    @wraps(view)
    def wrapped(request: PortalRequest, slug: str, **kwargs: Any) -> HttpResponse:
        committees = Committee.objects.visible_to(request.user).select_related("municipality")
        return view(request, get_object_or_404(committees, slug=slug), **kwargs)

    return wrapped


def load_template(view: View) -> View:
    """Pass the view its template instead of the pk; 404 for non-members, 403 for members who may not edit."""

    @wraps(view)
    def wrapped(request: PortalRequest, pk: int, **kwargs: Any) -> HttpResponse:
        templates = ReportTemplate.objects.select_related("committee__municipality")
        template = get_object_or_404(
            templates.filter(committee__in=Committee.objects.visible_to(request.user)), pk=pk
        )
        if not may_edit_templates(request.user, template.committee):
            raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
        return view(request, template, **kwargs)

    return wrapped


def load_municipality(subject: Subject) -> Callable[[View], View]:
    """Pass the view its kommun instead of the slug; 404 for those who may not administer the subject there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: PortalRequest, slug: str, **kwargs: Any) -> HttpResponse:
            municipality = get_object_or_404(municipalities_administered_by(request.user), slug=slug)
            if not may_administer(request.user, subject, municipality):
                raise Http404
            return view(request, municipality, **kwargs)

        return wrapped

    return decorate


def load_administered_committee(subject: Subject) -> Callable[[View], View]:
    """Pass the view its nämnd instead of the slug; 403 for its members who may not administer the subject, 404 for
    others who may not."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: PortalRequest, slug: str, **kwargs: Any) -> HttpResponse:
            committee = get_object_or_404(Committee.objects.select_related("municipality"), slug=slug)
            if may_administer_in(request.user, subject, committee):
                return view(request, committee, **kwargs)
            if request.user.roles_in(committee):
                raise PermissionDenied("Din roll kan inte ändra det i nämnden.")
            raise Http404

        return wrapped

    return decorate
