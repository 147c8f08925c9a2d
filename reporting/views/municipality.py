"""A kommun's identity: its arms, colour, numbers and addresses."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reporting.administration.identity import changes_of_identity, changing_identity
from reporting.decorators import PortalRequest, load_committee
from reporting.imports.identity_form import IdentityForm
from reporting.models import Committee, Municipality
from reporting.permissions import may_change_identity

MOST_CHANGES = 100  # shown, the last first


@require_http_methods(["GET", "HEAD", "POST"])
@load_committee
def municipality_identity(request: PortalRequest, committee: Committee) -> HttpResponse:
    if not may_change_identity(request.user, committee):
        raise PermissionDenied("Bara en administratör i nämnden kan ändra kommunens uppgifter.")
    is_sent = request.method == "POST"
    municipality = Municipality.objects.get(pk=committee.municipality_id)
    form = IdentityForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        instance=municipality,
        person=request.user.pk,
    )
    if is_sent and form.is_valid():
        with changing_identity(form.instance, by=request.user):
            form.save()
        messages.success(request, "Kommunens uppgifter är sparade. Fastställda rapporter är som de var.")
        return redirect("municipality_identity", committee.slug)
    context = {
        "committee": committee,
        "form": form,
        "identity": committee.municipality.identity,
        "changes": changes_of_identity(committee.municipality)[:MOST_CHANGES],
    }
    return render(request, "reporting/municipality.html", context, status=422 if form.errors else 200)
