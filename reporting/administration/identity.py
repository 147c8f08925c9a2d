"""The one way to change a kommun's identity: locked and logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import models, transaction

from reporting.administration.log import record_facts
from reporting.document.json_writing import digest
from reporting.models import AdministrationChange, Municipality, User
from reporting.models.journal import heading_of

LOGGED = (
    *("name", "arms", "arms_text", "accent", "organisation_number", "municipality_code", "contact"),
    "accessibility_statement",
)


@contextmanager
def changing_identity(municipality: Municipality, *, by: User) -> Iterator[None]:
    """Log what the block saves of the kommun."""
    with transaction.atomic():
        before = Municipality.objects.select_for_update().get(pk=municipality.pk)
        yield
        after = Municipality.objects.get(pk=municipality.pk)
        record_facts(after, after.name, _facts(before), _facts(after), by=by)


def changes_of_identity(municipality: Municipality) -> models.QuerySet[AdministrationChange]:
    """What is logged of the kommun itself, the last first."""
    return municipality.changes.filter(committee=None, person=None).select_related("by")


def _facts(municipality: Municipality) -> dict[str, str]:
    """By the field's Swedish name; of arms, which picture it is: the picture itself would fill the log."""
    return {heading_of(municipality, name).capitalize(): _words(name, municipality) for name in LOGGED}


def _words(name: str, municipality: Municipality) -> str:
    value: str = getattr(municipality, name)
    if name != "arms" or not value:
        return value
    kind = "SVG" if municipality.identity.is_drawn else "PNG"
    return f"{kind} med kontrollsumman (SHA-256) {digest(value)}"
