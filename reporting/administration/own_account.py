"""What a person changes of the own account, and the log of it."""

from __future__ import annotations

from django.db import models, transaction

from reporting.administration.log import facts, record, record_facts
from reporting.models import Municipality, User

FACTS = ("first_name", "email")


def home_of(person: User) -> Municipality | None:
    """Whose log tells of the account: the kommun that looks after it, else one where the person has a role."""
    if person.municipality is not None:
        return person.municipality
    own = models.Q(committees__memberships__user=person) | models.Q(administrators__user=person)
    return Municipality.objects.filter(own).order_by("pk").first()


@transaction.atomic
def change_own_facts(person: User) -> None:
    before = facts(User.objects.get(pk=person.pk), FACTS)
    person.save(update_fields=FACTS)
    home = home_of(person)
    if home is not None:
        subject = person.display_name()
        record_facts(home, subject, before, facts(person, FACTS), by=person, person=person)


def record_of_account(person: User, label: str, *, old: str = "", new: str = "") -> None:
    """A change that a person made of how one logs in."""
    home = home_of(person)
    if home is not None:
        record(home, f"{label}: {person.display_name()}", by=person, old=old, new=new, person=person)
