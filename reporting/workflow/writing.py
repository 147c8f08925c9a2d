"""The one way to change a report: locked, permitted, journaled, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from reporting.journal.writing import Batch, journaling
from reporting.models import How, JournalEntry, Report, Role, Status, User
from reporting.permissions import Action, closed_sections, may
from reporting.sections import sections_holding, sections_of

CANNOT_BE_CHANGED = "Rapporten kan inte ändras i sin nuvarande status."


class SectionClosed(PermissionDenied):
    """The section is left to who answers for it. The message is Swedish."""

    def __init__(self, heading: str, person: User) -> None:
        super().__init__(
            f"Avsnittet ”{heading}” skrivs av {person.display_name()}, och av controllern. Inget är ändrat."
        )


@contextmanager
def writing(
    report: Report, *, by: User, how: str = How.TYPED, batch: uuid.UUID | None = None, section: str = ""
) -> Iterator[Batch]:
    """A batch under the report's row lock. Raises PermissionDenied.

    Rereads the status under the lock, so no save slips in after a hand-in. The journal is written in the
    same transaction. ``batch``: the browser's id; one saved before gives ``is_repeated``. ``section``: the key of the
    one that is written, where it is known. Rows of a section left to someone else are refused either way.
    """
    with transaction.atomic():
        is_repeated = lock(report, batch=batch, by=by)
        if not may(by, Action.WRITE, report):
            raise PermissionDenied(CANNOT_BE_CHANGED)
        closed = closed_sections(by, report)
        if section in closed:
            raise SectionClosed(_heading(report, section), closed[section])
        with _journaled(report, by=by, how=how, batch=batch) as opened:
            opened.is_repeated = is_repeated
            yield opened
            refuse_closed(opened, closed)


@contextmanager
def administering(report: Report, *, by: User) -> Iterator[Batch]:
    """As ``writing``, for an administratör of the nämnd."""
    with transaction.atomic():
        lock(report)
        if report.status != Status.DRAFT or Role.ADMINISTRATOR not in by.roles_in(report.committee):
            raise PermissionDenied(CANNOT_BE_CHANGED)
        with _journaled(report, by=by, how=How.TYPED) as opened:
            yield opened


@contextmanager
def noting(report: Report, action: Action, *, by: User, refusal: str) -> Iterator[Batch]:
    """A batch under the report's lock for what belongs to its way, not to what it says. Raises PermissionDenied."""
    with transaction.atomic():
        lock(report)
        if not may(by, action, report):
            raise PermissionDenied(refusal)
        with journaling(report, by=by) as opened:
            yield opened


def refuse_closed(batch: Batch, closed: Mapping[str, User]) -> None:
    """Raises SectionClosed if a changed row is of closed sections alone."""
    if not closed:
        return
    for model, row_key in batch.touched:
        keys = sections_holding(batch.report, model, row_key)
        if keys and closed.keys() >= set(keys):
            raise SectionClosed(_heading(batch.report, keys[0]), closed[keys[0]])


def _heading(report: Report, key: str) -> str:
    return next((section.title for section in sections_of(report) if section.key == key), key)


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
