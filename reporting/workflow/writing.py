"""The one way to change a report: locked, permitted, journaled, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from reporting.journal.writing import Batch, journaling
from reporting.models import How, JournalEntry, Report, Role, Status, User
from reporting.permissions import Action, may

CANNOT_BE_CHANGED = "Rapporten kan inte ändras i sin nuvarande status."


@contextmanager
def writing(
    report: Report, *, by: User, how: str = How.TYPED, batch: uuid.UUID | None = None
) -> Iterator[Batch]:
    """A batch under the report's row lock. Raises PermissionDenied.

    Rereads the status under the lock, so no save slips in after a hand-in. The journal is written in the
    same transaction. ``batch``: the browser's id; one saved before gives ``is_repeated``.
    """
    with transaction.atomic():
        is_repeated = lock(report, batch=batch, by=by)
        if not may(by, Action.WRITE, report):
            raise PermissionDenied(CANNOT_BE_CHANGED)
        with _journaled(report, by=by, how=how, batch=batch) as opened:
            opened.is_repeated = is_repeated
            yield opened


@contextmanager
def administering(report: Report, *, by: User) -> Iterator[Batch]:
    """As ``writing``, for an administratör of the nämnd."""
    with transaction.atomic():
        lock(report)
        if report.status != Status.DRAFT or Role.ADMINISTRATOR not in by.roles_in(report.committee):
            raise PermissionDenied(CANNOT_BE_CHANGED)
        with _journaled(report, by=by, how=How.TYPED) as opened:
            yield opened


def lock(report: Report, *, batch: uuid.UUID | None = None, by: User | None = None) -> bool:
    """Lock the report's row; reread status, template and time of change. Call inside a transaction.

    Returns whether ``by`` has saved ``batch`` before.
    """
    locked = Report.objects.select_for_update().annotate(is_saved=models.Value(False))
    if batch is not None:
        saved = JournalEntry.objects.filter(report=models.OuterRef("pk"), batch=batch, by=by)
        locked = Report.objects.select_for_update().annotate(is_saved=models.Exists(saved))
    facts = locked.values_list("status", "changed_at", "template_id", "is_saved").get(pk=report.pk)
    report.status, report.changed_at, report.template_id, is_repeated = facts
    return bool(is_repeated)


@contextmanager
def _journaled(report: Report, *, by: User, how: str, batch: uuid.UUID | None = None) -> Iterator[Batch]:
    with journaling(report, by=by, how=how, batch=batch) as opened:
        yield opened
    report.changed_at = timezone.now()
    report.save(update_fields=["changed_at"])
