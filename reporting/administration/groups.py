"""Groups of the kommun's own log-in: which roles they give, and giving and ending them when a person logs in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from reporting.administration.log import record
from reporting.models import Committee, GroupRole, Membership, Municipality, MunicipalityAdministrator, User
from reporting.permissions import Subject, may_administer

Held = Membership | MunicipalityAdministrator


@transaction.atomic
def map_group(
    municipality: Municipality,
    group: str,
    name: str,
    committees: Iterable[Committee],
    roles: Iterable[str],
    *,
    is_administrator: bool = False,
    by: User,
) -> None:
    """What the group gives already is left as it is."""
    _check(municipality, by=by)
    places: list[tuple[Committee | None, str]] = [(place, role) for place in committees for role in roles]
    if is_administrator:
        places.append((None, ""))
    for committee, role in places:
        _, is_new = GroupRole.objects.get_or_create(
            group=group, municipality=municipality, committee=committee, role=role, defaults={"name": name}
        )
        if is_new:
            gives = GroupRole(municipality=municipality, committee=committee, role=role).gives
            record(municipality, f"Grupp {name or group}", by=by, new=gives, committee=committee)


@transaction.atomic
def unmap_group(mapped: GroupRole, *, by: User) -> None:
    """Those who have the role by it lose it when they next log in."""
    _check(mapped.municipality, by=by)
    name = mapped.name or mapped.group
    record(mapped.municipality, f"Grupp {name}", by=by, old=mapped.gives, committee=mapped.committee)
    mapped.delete()


def _check(municipality: Municipality, *, by: User) -> None:
    if not may_administer(by, Subject.GROUPS, municipality):
        raise PermissionDenied("Du är inte kommunadministratör i den kommunen.")


def roles_of_groups(groups: Iterable[str]) -> models.QuerySet[GroupRole]:
    found = GroupRole.objects.filter(group__in=set(groups)).select_related("municipality", "committee")
    return found.order_by("pk")


@transaction.atomic
def keep_group_roles(person: User, groups: Iterable[str]) -> None:
    """Give what the groups give, and end what came by a group that is gone; roles given by hand are left.

    Also the last kommunadministratör's: the kommun's own log-in has said so, and gives the next one hers.
    """
    User.objects.select_for_update().only("pk").get(pk=person.pk)  # two log-ins at once
    given = {_give(person, mapped) for mapped in roles_of_groups(groups)}
    kinds: tuple[type[Held], ...] = (Membership, MunicipalityAdministrator)
    for kind in kinds:
        for held in kind.objects.current().filter(user=person, by_group=True):
            if (kind, held.pk) not in given:
                _end(held)


def _give(person: User, mapped: GroupRole) -> tuple[type[Held], int]:
    """The row that the person has by the group, or has by hand."""
    kind: type[Held] = MunicipalityAdministrator
    where: dict[str, object] = {"user": person, "municipality": mapped.municipality}
    if mapped.committee is not None:
        kind, where = Membership, {"user": person, "committee": mapped.committee, "role": mapped.role}
    held: Held = kind.objects.filter(**where).first() or kind(**where)
    if held.pk is None or held.state != "gäller":
        before = held.dates if held.pk else ""
        held.valid_from, held.valid_to, held.by_group = timezone.localdate(), None, True
        held.save()
        _log(
            held,
            mapped.municipality,
            old=before,
            new=f"{held.dates}, genom gruppen {mapped.name or mapped.group}",
        )
    return type(held), held.pk


def _end(held: Held) -> None:
    """As of yesterday: it gives nothing from now on."""
    before = held.dates
    municipality = held.committee.municipality if isinstance(held, Membership) else held.municipality
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    if held.valid_from is not None and held.valid_from > yesterday:
        _log(held, municipality, old=before)
        held.delete()
        return
    held.valid_to = yesterday
    held.save()
    _log(held, municipality, old=before, new=f"{held.dates}, gruppen är borta")


def _log(held: Held, municipality: Municipality, *, old: str = "", new: str = "") -> None:
    name = held.user.display_name()
    if isinstance(held, Membership):
        label, committee = (
            f"{held.get_role_display().capitalize()} i {held.committee.name}: {name}",
            held.committee,
        )
    else:
        label, committee = f"Kommunadministratör: {name}", None
    record(municipality, label, by=None, old=old, new=new, committee=committee, person=held.user)
