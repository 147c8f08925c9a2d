"""The one way to change a kommun's identity: locked and journaled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from reporting.models import IdentityChange, Municipality, User
from reporting.models.identity_change import changes_between


@contextmanager
def changing_identity(municipality: Municipality, *, by: User) -> Iterator[None]:
    """Journal what the block saves of the kommun."""
    with transaction.atomic():
        before = Municipality.objects.select_for_update().get(pk=municipality.pk)
        yield
        after = Municipality.objects.get(pk=municipality.pk)
        IdentityChange.objects.bulk_create(changes_between(before, after, by=by))
