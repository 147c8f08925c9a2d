"""One's own account, and the help."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reporting.decorators import PortalRequest
from reporting.models import Committee
from reporting.models.choices import Role


@require_safe
def account_page(request: PortalRequest) -> HttpResponse:
    """Who one is, and one's roles by nämnd."""
    roles: dict[Committee, list[str]] = {}
    memberships = request.user.memberships.current().select_related("committee__municipality")
    ordered = sorted(memberships, key=lambda one: Role.values.index(one.role))
    for membership in ordered:
        roles.setdefault(membership.committee, []).append(membership.get_role_display())
    return render(request, "account/page.html", {"roles": roles})


@require_safe
def help_page(request: PortalRequest) -> HttpResponse:
    return render(request, "help.html")
