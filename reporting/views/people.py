"""People and their roles."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from reporting.administration.forms import AccountForm, DatesForm, MemberForm, NewRolesForm, OpenAccountForm
from reporting.administration.people import (
    change_person,
    invite_person,
    make_person,
    new_password,
    people_of,
    take_factors,
)
from reporting.administration.roles import change_dates, give_roles, may_change, municipality_of, take_back
from reporting.decorators import PortalRequest, load_administered_committee, load_municipality
from reporting.login.second_factor import has_second_factor
from reporting.models import Committee, Membership, Municipality, MunicipalityAdministrator, User
from reporting.permissions import Subject, may_administer, may_manage_account

FOLDER = "reporting/administration"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.PEOPLE)
def person_new(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """A new account with its roles. The person is invited by mail, or gets a first password that is shown once, in the
    answer."""
    data = request.POST if request.method == "POST" else None
    form = AccountForm(data, is_invited="invite" in request.POST and settings.SENDS_MAIL)
    roles = NewRolesForm(data, municipality=municipality, required=False)
    if request.method == "POST" and all([form.is_valid(), roles.is_valid()]):
        chosen = roles.cleaned_data
        invited = "invite" in request.POST and settings.SENDS_MAIL
        with transaction.atomic():
            password = make_person(form.instance, municipality, by=request.user, is_invited=invited)
            give_roles(form.instance, chosen["committees"], chosen["roles"], roles.dates, by=request.user)
        if invited:
            return _invited(request, form.instance, municipality)
        return _password_page(request, form.instance, municipality, password)
    context = {
        "municipality": municipality,
        "form": form,
        "roles": roles,
        "sends_mail": settings.SENDS_MAIL,
    }
    status = 422 if form.errors or roles.errors else 200
    return render(request, f"{FOLDER}/person_new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@load_municipality(Subject.PEOPLE)
def person_page(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    """A person's account and roles in the kommun."""
    person = get_object_or_404(people_of(municipality), pk=pk)
    form = OpenAccountForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_person(form.instance, municipality, by=request.user)
        except ValidationError as error:
            form.add_error("is_active", error.messages)
        else:
            messages.success(request, "Personens uppgifter är sparade.")
            return redirect("person_page", municipality.slug, pk)
    return _person_page(request, municipality, pk, form=form)


def _person_page(
    request: PortalRequest,
    municipality: Municipality,
    pk: int,
    *,
    form: OpenAccountForm | None = None,
    new: NewRolesForm | None = None,
) -> HttpResponse:
    person = User.objects.get(pk=pk)
    form = form or OpenAccountForm(instance=person)
    new = new or NewRolesForm(municipality=municipality)
    context = {
        "municipality": municipality,
        "person": person,
        "form": form,
        "new": new,
        "sends_mail": settings.SENDS_MAIL,
        "has_factor": has_second_factor(person),
        "may_manage": may_manage_account(request.user, person),
        "held": person.memberships.filter(committee__municipality=municipality)
        .select_related("committee")
        .order_by("committee__name", "role"),
    }
    return render(
        request, f"{FOLDER}/person_page.html", context, status=422 if form.errors or new.errors else 200
    )


@require_POST
@load_municipality(Subject.PEOPLE)
def person_roles(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    """Further roles for a person."""
    person = get_object_or_404(people_of(municipality), pk=pk)
    new = NewRolesForm(request.POST, municipality=municipality)
    if not new.is_valid():
        return _person_page(request, municipality, pk, new=new)
    chosen = new.cleaned_data
    give_roles(person, chosen["committees"], chosen["roles"], new.dates, by=request.user)
    messages.success(request, f"{person.display_name()} har fått rollerna.")
    return redirect("person_page", municipality.slug, pk)


@never_cache
@require_POST
@load_municipality(Subject.PEOPLE)
def person_password(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    """A new first password, shown once."""
    person = get_object_or_404(people_of(municipality), pk=pk)
    return _password_page(request, person, municipality, new_password(person, municipality, by=request.user))


@require_POST
@load_municipality(Subject.PEOPLE)
def person_invite(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    """A mail with a one-time link to a person who is to set a password."""
    person = get_object_or_404(people_of(municipality), pk=pk)
    try:
        invite_person(person, municipality, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("person_page", municipality.slug, pk)
    return _invited(request, person, municipality)


def _invited(request: PortalRequest, person: User, municipality: Municipality) -> HttpResponse:
    messages.success(request, f"Ett mejl om hur man loggar in går till {person.email}.")
    return redirect("person_page", municipality.slug, person.pk)


@require_POST
@load_municipality(Subject.PEOPLE)
def person_factors(request: PortalRequest, municipality: Municipality, pk: int) -> HttpResponse:
    """A lost second factor is taken away."""
    person = get_object_or_404(people_of(municipality), pk=pk)
    take_factors(person, municipality, by=request.user)
    messages.success(request, f"{person.display_name()} loggar nu in med bara lösenordet.")
    return redirect("person_page", municipality.slug, pk)


def _password_page(
    request: PortalRequest, person: User, municipality: Municipality, password: str
) -> HttpResponse:
    context = {"municipality": municipality, "person": person, "password": password}
    return render(request, f"{FOLDER}/first_password.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_administered_committee(Subject.ROLES)
def committee_people(request: PortalRequest, committee: Committee) -> HttpResponse:
    """Who has which role in a nämnd, and a form for one more."""
    municipality = committee.municipality
    form = MemberForm(request.POST if request.method == "POST" else None, municipality=municipality)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        give_roles(person, [committee], form.cleaned_data["roles"], form.dates, by=request.user)
        messages.success(request, f"{person.display_name()} har fått rollen i {committee.name}.")
        return redirect("committee_people", committee.slug)
    context = {
        "committee": committee,
        "municipality": municipality,
        "form": form,
        "held": committee.memberships.select_related("user").order_by(
            "user__first_name", "user__username", "role"
        ),
        "may_administer": may_administer(request.user, Subject.PEOPLE, municipality),
    }
    return render(request, f"{FOLDER}/committee_people.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def membership_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """From when to when a person has a role; and the way to take it back."""
    rows = Membership.objects.select_related("user", "committee__municipality")
    held = get_object_or_404(rows, pk=pk)
    back = reverse("committee_people", args=[held.committee.slug])
    return _held_page(request, held, back, is_member=bool(request.user.roles_in(held.committee)))


@require_http_methods(["GET", "HEAD", "POST"])
def administrator_edit(request: PortalRequest, pk: int) -> HttpResponse:
    """From when to when a person is kommunadministratör."""
    held = get_object_or_404(MunicipalityAdministrator.objects.select_related("user", "municipality"), pk=pk)
    return _held_page(
        request, held, reverse("municipality_page", args=[held.municipality.slug]), is_member=False
    )


def _held_page(
    request: PortalRequest, held: Membership | MunicipalityAdministrator, back: str, *, is_member: bool
) -> HttpResponse:
    if not may_change(request.user, held):
        if is_member:
            raise PermissionDenied("Din roll kan inte ändra nämndens roller.")
        raise Http404
    pk = held.pk
    initial = {"valid_from": held.valid_from, "valid_to": held.valid_to}
    form = DatesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if "take_back" in request.POST:
                take_back(held, by=request.user)
            else:
                change_dates(held, form.dates, by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
            held = type(held).objects.get(pk=pk)  # as it still is
        else:
            messages.success(request, "Rollen är ändrad.")
            return redirect(back if _still_may(request.user, held) else "report_list")
    context = {"held": held, "form": form, "back": back, "municipality": municipality_of(held)}
    return render(request, f"{FOLDER}/held.html", context, status=422 if form.errors else 200)


def _still_may(user: User, held: Membership | MunicipalityAdministrator) -> bool:
    """Whether a user may go on after a change that may have been of their own role."""
    return may_change(User.objects.get(pk=user.pk), held)
