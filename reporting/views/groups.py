"""Which roles the groups of the kommun's own log-in give."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reporting.administration.forms import GroupForm
from reporting.administration.groups import map_group, unmap_group
from reporting.decorators import PortalRequest, load_municipality
from reporting.login.single_sign_on import is_offered
from reporting.models import Municipality
from reporting.permissions import Subject


@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.GROUPS)
def group_roles(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """The kommun's groups and what each gives, and a form for one more."""
    form = GroupForm(request.POST if request.method == "POST" else None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        map_group(municipality, **form.cleaned_data, by=request.user)
        messages.success(request, "Gruppen är sparad. Den gäller från nästa gång någon i den loggar in.")
        return redirect("group_roles", municipality.slug)
    context = {
        "municipality": municipality,
        "form": form,
        "mapped": municipality.group_roles.select_related("committee", "municipality"),
        "is_offered": is_offered(),
    }
    return render(
        request, "reporting/administration/group_roles.html", context, status=422 if form.errors else 200
    )


@require_POST
@load_municipality(Subject.GROUPS)
def group_role_remove(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    unmap_group(
        get_object_or_404(municipality.group_roles.select_related("committee"), pk=pk), by=request.user
    )
    messages.success(
        request, "Borttagen. De som har rollen genom gruppen mister den när de loggar in nästa gång."
    )
    return redirect("group_roles", municipality.slug)
