"""Who has which role, from when to when: given, changed and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reporting.administration.log import record
from reporting.models import Committee, Membership, Municipality, MunicipalityAdministrator, Role, Term, User
from reporting.permissions import Subject, may_administer, may_administer_in

LAST_ONE = (
    "Det här är kommunens sista kommunadministratör. Gör först en annan person till kommunadministratör, "
    "utan slutdatum och med öppet konto."
)
LAST_OF_COMMITTEE = (
    "Det här är nämndens sista administratör, och kommunen har ingen kommunadministratör. "
    "Ge först en annan person rollen."
)


@dataclass(frozen=True)
class Dates:
    """First and last day; None for always."""

    first: dt.date | None = None
    last: dt.date | None = None


ALWAYS = Dates()


@transaction.atomic
def give_roles(
    person: User, committees: Iterable[Committee], roles: Iterable[str], dates: Dates, *, by: User
) -> list[Membership]:
    """A role the person has had already gets the new dates."""
    given = []
    for committee in committees:
        if not may_administer_in(by, Subject.ROLES, committee):
            raise PermissionDenied("Din roll kan inte ge roller i den nämnden.")
        for role in roles:
            held = Membership.objects.filter(user=person, committee=committee, role=role).first()
            if held is not None:
                change_dates(held, dates, by=by)
            else:
                held = Membership(user=person, committee=committee, role=role)
                _set(held, dates)
                held.save()
                _log(held, by=by, new=held.dates)
            given.append(held)
    return given


@transaction.atomic
def make_administrator(
    person: User, municipality: Municipality, dates: Dates, *, by: User
) -> MunicipalityAdministrator:
    _lock(municipality)
    if not may_administer(by, Subject.MUNICIPALITY, municipality):
        raise PermissionDenied("Du är inte kommunadministratör i den kommunen.")
    held = MunicipalityAdministrator(user=person, municipality=municipality)
    _set(held, dates)
    held.full_clean()
    held.save()
    _log(held, by=by, new=held.dates)
    return held


@transaction.atomic
def change_dates(held: Membership | MunicipalityAdministrator, dates: Dates, *, by: User) -> None:
    """Raises ValidationError, also when nobody would be left to administer."""
    _check(held, by=by)
    before = held.dates
    _set(held, dates)
    held.full_clean()
    held.save()
    _check_someone_is_left(held)
    _log(held, by=by, old=before, new=held.dates)


@transaction.atomic
def take_back(held: Membership | MunicipalityAdministrator, *, by: User) -> None:
    """As if it had never been given; the log remembers. Raises ValidationError when nobody would be left."""
    _check(held, by=by)
    _log(held, by=by, old=held.dates)
    held.delete()
    _check_someone_is_left(held)


def check_administrators(municipality: Municipality) -> None:
    """Raises ValidationError unless someone with an open account administers the kommun without an end."""
    lasting = municipality.administrators.current().filter(valid_to=None, user__is_active=True)
    if not lasting.exists():
        raise ValidationError(LAST_ONE)


def may_change(user: User, held: Membership | MunicipalityAdministrator) -> bool:
    if isinstance(held, Membership):
        return may_administer_in(user, Subject.ROLES, held.committee)
    return may_administer(user, Subject.MUNICIPALITY, held.municipality)


def _check(held: Membership | MunicipalityAdministrator, *, by: User) -> None:
    """Under the kommun's lock: two who leave at once are not both the last but one."""
    _lock(municipality_of(held))
    if not may_change(by, held):
        raise PermissionDenied("Din roll kan inte ändra den rollen.")


def _lock(municipality: Municipality) -> None:
    Municipality.objects.select_for_update().only("pk").get(pk=municipality.pk)


def municipality_of(held: Membership | MunicipalityAdministrator) -> Municipality:
    return held.committee.municipality if isinstance(held, Membership) else held.municipality


def _check_someone_is_left(held: Membership | MunicipalityAdministrator) -> None:
    if isinstance(held, MunicipalityAdministrator):
        check_administrators(held.municipality)
    elif (
        held.role == Role.ADMINISTRATOR and not held.committee.municipality.administrators.current().exists()
    ):
        others = held.committee.memberships.current().filter(role=Role.ADMINISTRATOR, valid_to=None)
        if not others.filter(user__is_active=True).exists():
            raise ValidationError(LAST_OF_COMMITTEE)


def _set(held: Term, dates: Dates) -> None:
    held.valid_from, held.valid_to = dates.first, dates.last


def _log(held: Membership | MunicipalityAdministrator, *, by: User, old: str = "", new: str = "") -> None:
    name = held.user.display_name()
    if isinstance(held, Membership):
        label = f"{held.get_role_display().capitalize()} i {held.committee.name}: {name}"
        committee = held.committee
    else:
        label, committee = f"Kommunadministratör: {name}", None
    record(municipality_of(held), label, by=by, old=old, new=new, committee=committee, person=held.user)
