"""Kommuner and nämnder, made and changed by a kommunadministratör."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from reporting.administration.forms import (
    FIRST_STARTERS,
    AdministratorForm,
    CommitteeForm,
    MunicipalityForm,
    MunicipalityNameForm,
    NewCommitteesForm,
)
from reporting.administration.identity import changing_identity
from reporting.administration.municipalities import change_committee, make_committees, make_municipality
from reporting.administration.people import people_of
from reporting.administration.roles import make_administrator
from reporting.decorators import PortalRequest, load_administered_committee, load_municipality
from reporting.models import Committee, Membership, Municipality, Role
from reporting.permissions import Subject, municipalities_administered_by

LATEST = 5  # changes on the kommun's page
PAGE_LENGTH = 50
FOLDER = "reporting/administration"
FIRST_ROLES = (Role.CONTROLLER, Role.ADMINISTRATOR)


@require_http_methods(["GET", "HEAD", "POST"])
def municipality_list(request: PortalRequest) -> HttpResponse:
    """The kommuner one administers; on POST, another."""
    own = municipalities_administered_by(request.user).annotate(committee_count=Count("committees"))
    if not own:
        raise PermissionDenied("Bara en kommunadministratör kan sköta kommuner.")
    form = MunicipalityNameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = make_municipality(form.cleaned_data["name"], by=request.user)
        messages.success(request, f"{made.name} är tillagd, och du är dess kommunadministratör.")
        return redirect("municipality_page", made.slug)
    context = {"municipalities": own.defer("arms"), "form": form}
    return render(request, f"{FOLDER}/municipality_list.html", context, status=422 if form.errors else 200)


@require_safe
@load_municipality(Subject.MUNICIPALITY)
def municipality_page(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """A kommun's nämnder, people and kommunadministratörer, and what was changed last."""
    holds = Q(memberships__in=Membership.objects.current())
    context = {
        "municipality": municipality,
        "committees": municipality.committees.annotate(
            person_count=Count("memberships__user", filter=holds, distinct=True),
            template_count=Count("templates__name", distinct=True),
        ),
        "people": people_of(municipality).prefetch_related("memberships__committee"),
        "administrators": municipality.administrators.select_related("user").order_by("user__first_name"),
        "changes": municipality.changes.select_related("by")[:LATEST],
    }
    return render(request, f"{FOLDER}/municipality_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.MUNICIPALITY)
def municipality_facts(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """A kommun's name and identity."""
    is_sent = request.method == "POST"
    form = MunicipalityForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        instance=municipality,
        person=request.user.pk,
    )
    if is_sent and form.is_valid():
        with changing_identity(form.instance, by=request.user):
            form.save()
        messages.success(request, "Kommunens uppgifter är sparade. Fastställda rapporter är som de var.")
        return redirect("municipality_page", municipality.slug)
    context = {"municipality": municipality, "form": form, "identity": municipality.identity}
    return render(request, f"{FOLDER}/municipality_facts.html", context, status=422 if form.errors else 200)


@require_safe
@load_municipality(Subject.MUNICIPALITY)
def municipality_log(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    pages = Paginator(municipality.changes.select_related("by"), PAGE_LENGTH)
    context = {"municipality": municipality, "page": pages.get_page(request.GET.get("sida"))}
    return render(request, f"{FOLDER}/municipality_log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.MUNICIPALITY)
def administrator_new(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """A further kommunadministratör."""
    form = AdministratorForm(request.POST if request.method == "POST" else None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        make_administrator(person, municipality, form.dates, by=request.user)
        messages.success(request, f"{person.display_name()} är kommunadministratör.")
        return redirect("municipality_page", municipality.slug)
    context = {"municipality": municipality, "form": form}
    return render(request, f"{FOLDER}/administrator_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.COMMITTEES)
def committee_new(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """Several nämnder at once."""
    form = NewCommitteesForm(
        request.POST if request.method == "POST" else None,
        municipality=municipality,
        initial={"starters": FIRST_STARTERS, "person": request.user.pk, "roles": FIRST_ROLES},
    )
    if request.method == "POST" and form.is_valid():
        made = make_committees(municipality, form.cleaned_data["names"], form.start, by=request.user)
        messages.success(request, _made_message(made))
        is_own = form.cleaned_data["person"] == request.user
        return redirect("report_list") if is_own else redirect("municipality_page", municipality.slug)
    context = {"municipality": municipality, "form": form}
    return render(request, f"{FOLDER}/committee_new.html", context, status=422 if form.errors else 200)


def _made_message(made: list[Committee]) -> str:
    return f"{made[0].name} är tillagd." if len(made) == 1 else f"{len(made)} nämnder är tillagda."


@require_http_methods(["GET", "HEAD", "POST"])
@load_administered_committee(Subject.COMMITTEES)
def committee_facts(request: PortalRequest, committee: Committee) -> HttpResponse:
    """A nämnd's name and member kommuner."""
    form = CommitteeForm(request.POST if request.method == "POST" else None, committee=committee)
    if request.method == "POST" and form.is_valid():
        try:
            change_committee(committee, **form.cleaned_data, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Nämndens uppgifter är sparade.")
            return redirect("municipality_page", committee.municipality.slug)
    context = {"committee": committee, "municipality": committee.municipality, "form": form}
    return render(request, f"{FOLDER}/committee_facts.html", context, status=422 if form.errors else 200)
