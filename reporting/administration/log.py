"""The log of what is changed outside reports."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models

from reporting.models import AdministrationChange, Committee, Municipality, User
from reporting.models.journal import as_text, heading_of


def record(
    municipality: Municipality,
    label: str,
    *,
    by: User | None,
    old: str = "",
    new: str = "",
    committee: Committee | None = None,
    person: User | None = None,
) -> None:
    """Nothing when nothing changed."""
    if old != new:
        AdministrationChange.objects.create(
            municipality=municipality,
            committee=committee,
            person=person,
            label=label[:700],
            old=old,
            new=new,
            by=by,
        )


def facts(row: models.Model, names: tuple[str, ...]) -> dict[str, str]:
    """Values by the field's Swedish name, as the log prints them."""
    return {heading_of(row, name).capitalize(): as_text(getattr(row, name)) for name in names}


def record_facts(
    municipality: Municipality,
    subject: str,
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    by: User | None,
    committee: Committee | None = None,
    person: User | None = None,
) -> None:
    """A row for each fact that changed."""
    for name, new in after.items():
        record(
            municipality,
            f"{name}: {subject}",
            by=by,
            old=before.get(name, ""),
            new=new,
            committee=committee,
            person=person,
        )
