"""Kommuner and their nämnder, made and changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from reporting.administration.log import record
from reporting.administration.names import free_slug
from reporting.administration.roles import ALWAYS, Dates, give_roles
from reporting.models import Committee, Municipality, MunicipalityAdministrator, ReportTemplate, User
from reporting.permissions import Subject, may_administer, may_edit_templates, may_make_municipality
from reporting.template_editor.editing import edited, sections_in
from reporting.template_editor.starters import add_starters

NOT_YOURS = "Du är inte kommunadministratör i den kommunen."


@transaction.atomic
def make_municipality(name: str, *, by: User) -> Municipality:
    """Whoever makes a kommun administers it."""
    if not may_make_municipality(by):
        raise PermissionDenied("Bara en kommunadministratör kan lägga till en kommun.")
    made: Municipality = Municipality.objects.create(name=name, slug=free_slug(Municipality, name))
    record(made, "Kommun", by=by, new=made.name)
    MunicipalityAdministrator.objects.create(user=by, municipality=made)
    record(made, f"Kommunadministratör: {by.display_name()}", by=by, new="tills vidare", person=by)
    return made


@dataclass(frozen=True)
class Start:
    """What new nämnder begin with: rapportmallar, and roles for one person in all of them."""

    starters: Collection[str] = ()
    person: User | None = None
    roles: Collection[str] = ()
    dates: Dates = ALWAYS


@transaction.atomic
def make_committees(
    municipality: Municipality, names: Iterable[str], start: Start, *, by: User
) -> list[Committee]:
    if not may_administer(by, Subject.COMMITTEES, municipality):
        raise PermissionDenied(NOT_YOURS)
    made = [
        Committee.objects.create(
            name=name, slug=free_slug(Committee, name, municipality.slug), municipality=municipality
        )
        for name in names
    ]
    for committee in made:
        record(municipality, "Nämnd", by=by, new=committee.name, committee=committee)
        _log_templates(committee, add_starters(committee, start.starters), by=by)
    if start.person is not None:
        give_roles(start.person, made, start.roles, start.dates, by=by)
    return made


@transaction.atomic
def change_committee(committee: Committee, *, name: str, members: Collection[Municipality], by: User) -> None:
    if not may_administer(by, Subject.COMMITTEES, committee.municipality):
        raise PermissionDenied(NOT_YOURS)
    with committee.locked():
        before, members_before = committee.name, ", ".join(committee.member_names)
        committee.name = name
        committee.full_clean()
        committee.save()
        committee.members.set(members)
        committee.__dict__.pop("member_names", None)
    municipality = committee.municipality
    record(municipality, "Nämndens namn", old=before, new=name, by=by, committee=committee)
    members_after = ", ".join(committee.member_names)
    label = f"Medlemskommuner: {name}"
    record(municipality, label, old=members_before, new=members_after, by=by, committee=committee)


@transaction.atomic
def add_starter_templates(committee: Committee, keys: Collection[str], *, by: User) -> list[ReportTemplate]:
    if not may_edit_templates(by, committee):
        raise PermissionDenied("Din roll kan inte ändra rapportmallar.")
    with committee.locked():
        added = add_starters(committee, keys)
    _log_templates(committee, added, by=by)
    return added


@transaction.atomic
def copy_to_committees(
    template: ReportTemplate, committees: Iterable[Committee], *, by: User
) -> list[ReportTemplate]:
    """The mall's newest shape, under its name, to each nämnd that has none of that name."""
    copies = []
    for committee in committees:
        if not may_edit_templates(by, committee):
            raise PermissionDenied("Din roll kan inte ändra rapportmallar i den nämnden.")
        with committee.locked():
            if committee.templates.filter(name=template.name).exists():
                continue
            copy = edited(template, sections=sections_in(committee, template, by=by))
            copy.committee, copy.version = committee, 1
            copy.save()
        copies.append(copy)
        _log_templates(committee, [copy], by=by)
    return copies


def _log_templates(committee: Committee, templates: Iterable[ReportTemplate], *, by: User) -> None:
    for template in templates:
        label = f"Rapportmall: {committee.name}"
        record(committee.municipality, label, by=by, new=template.name, committee=committee)
