"""People: their accounts, made and changed by their kommun."""

from __future__ import annotations

import secrets

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from reporting.administration.log import facts, record, record_facts
from reporting.administration.roles import check_administrators
from reporting.mail.account_mail import invite
from reporting.models import Municipality, User
from reporting.permissions import Subject, may_administer, may_manage_account

# Letters and digits that are not taken for one another.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
FACTOR_NAMES = {
    Authenticator.Type.TOTP: "kod från en app",
    Authenticator.Type.WEBAUTHN: "säkerhetsnyckel",
    Authenticator.Type.RECOVERY_CODES: "reservkoder",
}
FACTS = ("first_name", "username", "email", "is_active")


def people_of(municipality: Municipality) -> models.QuerySet[User]:
    """Those whose account it looks after, and those with a role there, also an ended one."""
    own = (
        models.Q(municipality=municipality)
        | models.Q(memberships__committee__municipality=municipality)
        | models.Q(administrations__municipality=municipality)
    )
    return User.objects.filter(pk__in=User.objects.filter(own).values("pk")).order_by(
        "first_name", "username"
    )


def first_password() -> str:
    """Four groups of five signs: long enough, and possible to read out."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(5)) for _ in range(4))


@transaction.atomic
def make_person(person: User, municipality: Municipality, *, by: User, is_invited: bool = False) -> str:
    """Save a new account. Returns its first password, which is stored nowhere in plain; "" for one who is invited by
    mail, and sets it herself."""
    if not may_administer(by, Subject.PEOPLE, municipality):
        raise PermissionDenied("Du är inte kommunadministratör i den kommunen.")
    password = "" if is_invited else first_password()
    person.municipality = municipality
    person.set_password(password or None)
    person.must_change_password = not is_invited
    person.save()
    record(municipality, "Person", by=by, new=f"{person.display_name()} ({person.username})", person=person)
    if is_invited:
        _invite(person, municipality, by=by)
    return password


@transaction.atomic
def invite_person(person: User, municipality: Municipality, *, by: User) -> None:
    """Mail a one-time link by which a person sets a password; the one they may have holds until then. Raises
    ValidationError for one who has no address."""
    _check(person, by=by)
    _invite(person, municipality, by=by)


def _invite(person: User, municipality: Municipality, *, by: User) -> None:
    if not settings.SENDS_MAIL:
        raise ValidationError("Portalen kan inte skicka mejl. Ge personen ett första lösenord i stället.")
    if not (person.email and person.is_active):
        raise ValidationError("Personen behöver ett öppet konto med en e-postadress. Spara den först.")
    invite(person, municipality)
    when = f"skickad till {person.email} {timezone.localtime():%Y-%m-%d %H:%M}"
    record(municipality, f"Inbjudan: {person.display_name()}", by=by, new=when, person=person)


@transaction.atomic
def change_person(person: User, municipality: Municipality, *, by: User) -> None:
    """Save an account's changed facts. Raises ValidationError if the kommun's last administratör were shut out."""
    _check(person, by=by)
    before = facts(User.objects.get(pk=person.pk), FACTS)
    person.save()
    if not person.is_active:
        for held in person.administrations.current().select_related("municipality"):
            check_administrators(held.municipality)
    record_facts(municipality, person.display_name(), before, facts(person, FACTS), by=by, person=person)


@transaction.atomic
def new_password(person: User, municipality: Municipality, *, by: User) -> str:
    """Set and return a new first password; the person's sessions end with the old one."""
    _check(person, by=by)
    password = first_password()
    person.set_password(password)
    person.must_change_password = True
    person.save(update_fields=["password", "must_change_password"])
    record(municipality, f"Lösenord: {person.display_name()}", by=by, new="nytt", person=person)
    return password


@transaction.atomic
def take_factors(person: User, municipality: Municipality, *, by: User) -> None:
    """Remove a person's second factors, as when the phone is lost; the person's sessions end."""
    _check(person, by=by)
    held = Authenticator.objects.filter(user=person)
    names = " och ".join(FACTOR_NAMES[one.type] for one in held.order_by("pk"))
    held.delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    record(municipality, f"Andra faktor: {person.display_name()}", by=by, old=names, person=person)


def _check(person: User, *, by: User) -> None:
    if not may_manage_account(by, person):
        raise PermissionDenied(
            "Personen har också roller i en annan kommun, eller sköter portalen. Den som sätter ett lösenord kan "
            "logga in med det, så kontot kan inte ändras härifrån."
        )
