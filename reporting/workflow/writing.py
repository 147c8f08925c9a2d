"""The one way to write in a report: locked, allowed and journaled, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from reporting.journal.writing import Batch, journaling
from reporting.models import How, Report, Status, User
from reporting.permissions import Action, may

CANNOT_BE_CHANGED = "Rapporten kan inte ändras i sin nuvarande status."


@contextmanager
def writing(
    report: Report, *, by: User, how: str = How.TYPED, batch: uuid.UUID | None = None
) -> Iterator[Batch]:
    """Opens a batch while the report may be written in; PermissionDenied otherwise.

    The row is locked and its status read anew, so no save slips in after a hand-in. What the forms
    change is written in the journal, in the same transaction.
    """
    with transaction.atomic():
        lock(report)
        if not may(by, Action.WRITE, report):
            raise PermissionDenied(CANNOT_BE_CHANGED)
        with _journaled(report, by=by, how=how, batch=batch) as opened:
            yield opened


@contextmanager
def administering(report: Report, *, by: User) -> Iterator[Batch]:
    """As ``writing``, for who administers the portal and need not have a role in the nämnd."""
    with transaction.atomic():
        lock(report)
        if report.status != Status.DRAFT:
            raise PermissionDenied(CANNOT_BE_CHANGED)
        with _journaled(report, by=by, how=How.TYPED) as opened:
            yield opened


def lock(report: Report) -> None:
    """Locks the report's row and reads its status anew. Inside a transaction."""
    report.status = Report.objects.select_for_update().values_list("status", flat=True).get(pk=report.pk)


@contextmanager
def _journaled(report: Report, *, by: User, how: str, batch: uuid.UUID | None = None) -> Iterator[Batch]:
    with journaling(report, by=by, how=how, batch=batch) as opened:
        yield opened
    report.changed_at = timezone.now()
    report.save(update_fields=["changed_at"])
