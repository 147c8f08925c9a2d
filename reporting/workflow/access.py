"""Let a person write in what is handed in, until a set time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, journaling
from reporting.models import Report, TemporaryAccess, User
from reporting.models.journal import snapshot
from reporting.permissions import WRITERS, Action, may
from reporting.workflow.writing import lock

NOT_YOURS = (
    "Bara en controller i nämnden släpper in någon, och bara i en rapport som är inlämnad eller godkänd."
)
LONGEST = dt.timedelta(days=31)


def let_in(report: Report, person: User, *, until: dt.datetime, reason: str, by: User) -> TemporaryAccess:
    """Raises PermissionDenied; ValidationError for a person who couldn't write in a draft, a time that has been or is
    too far off, a missing reason, a person who is let in already."""
    with _changing(report, by) as batch:
        _check(report, person, until, reason)
        access: TemporaryAccess = report.accesses.create(
            person=person, until=until.astimezone(dt.UTC), reason=reason.strip(), by=by, at=batch.at
        )
        batch.note(access, {})
    return access


def end(report: Report, pk: int, *, by: User) -> None:
    """Before its time. Nothing happens to one that has ended. Raises PermissionDenied."""
    with _changing(report, by) as batch:
        _end(report, batch, pk=pk)


def end_all(report: Report, batch: Batch) -> None:
    """With the report's next step: from then on its status says who writes."""
    _end(report, batch)


def _end(report: Report, batch: Batch, **which: int) -> None:
    for access in report.accesses.open().filter(**which):
        before = snapshot(access)
        access.ended_at = batch.at
        access.save(update_fields=["ended_at"])
        batch.note(access, before)


@contextmanager
def _changing(report: Report, by: User) -> Iterator[Batch]:
    with transaction.atomic():
        lock(report)
        if not may(by, Action.LET_IN, report):
            raise PermissionDenied(NOT_YOURS)
        with journaling(report, by=by) as batch:
            yield batch


def _check(report: Report, person: User, until: dt.datetime, reason: str) -> None:
    if not person.roles_in(report.committee) & WRITERS:
        raise ValidationError("Bara nämndens rapportörer och controllrar kan släppas in.")
    if not timezone.now() < until <= timezone.now() + LONGEST:
        raise ValidationError(f"Välj en tid som inte har varit, och högst {LONGEST.days} dagar fram.")
    if not reason.strip():
        raise ValidationError("Skriv varför personen släpps in. Alla i nämnden ser det.")
    validate_lines(reason)
    if report.accesses.open().filter(person=person).exists():
        raise ValidationError(
            f"{person.display_name()} är redan insläppt. Avsluta det först, om tiden ska ändras."
        )
