"""Comment, answer, change, remove and resolve: under the report's lock and journaled; the report is left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reporting.comments.places import CommentPlace
from reporting.comments.reading import people_to_mention
from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, journaling, save_rows
from reporting.mail.notices import tell_of_mention
from reporting.models import Comment, Report, User
from reporting.permissions import Action, may
from reporting.workflow.writing import lock

MOST = 1000  # of a report
LONGEST = 2000  # characters

NOT_NOW = "Din roll kan inte kommentera rapporten i dess nuvarande status."
NOT_YOURS = "Bara den som har skrivit en kommentar ändrar eller tar bort den."
GONE = "Kommentaren är borttagen."


def comment(
    report: Report, place: CommentPlace, text: str, *, by: User, mentioned: Iterable[int] = ()
) -> Comment:
    """Begins a thread. Raises PermissionDenied, ValidationError."""
    model, row_key, field = place.cell
    made = Comment(section_key=place.section, model=model, row_key=row_key, field=field, place=place.name)
    return _write(report, made, text, by=by, mentioned=mentioned)


def reply(report: Report, pk: int, text: str, *, by: User, mentioned: Iterable[int] = ()) -> Comment:
    """In the thread that ``pk`` began, which is open again. Raises PermissionDenied, ValidationError,
    Comment.DoesNotExist."""
    first: Comment = report.comments.get(pk=pk, thread=None)
    made = Comment(thread=first, section_key=first.section_key, place=first.place)
    made.model, made.row_key, made.field = first.model, first.row_key, first.field
    return _write(report, made, text, by=by, mentioned=mentioned)


def change(report: Report, pk: int, text: str, *, by: User) -> Comment:
    """What it said before stays in the journal. Raises PermissionDenied, ValidationError, Comment.DoesNotExist."""
    with _permitted(report, by=by) as batch:
        own = _own(report, pk, by)
        if (written := _written(text)) != own.text:
            own.text, own.edited_at = written, batch.at
            save_rows(batch, [own])
    return own


def remove(report: Report, pk: int, *, by: User) -> Comment:
    """It is no longer shown; its text stays in the journal. Raises PermissionDenied, Comment.DoesNotExist."""
    with _permitted(report, by=by) as batch:
        own = _own(report, pk, by)
        own.removed_at = batch.at
        save_rows(batch, [own])
    return own


def resolve(report: Report, pk: int, *, is_resolved: bool, by: User) -> Comment:
    """A thread, by its first comment; or open it again. Raises PermissionDenied, Comment.DoesNotExist."""
    with _permitted(report, by=by) as batch:
        first: Comment = report.comments.get(pk=pk, thread=None)
        _set_resolved(first, batch, is_resolved=is_resolved, by=by)
    return first


def _set_resolved(first: Comment, batch: Batch, *, is_resolved: bool, by: User) -> None:
    if is_resolved == (first.resolved_at is not None):
        return
    first.resolved_at, first.resolved_by = (batch.at, by) if is_resolved else (None, None)
    save_rows(batch, [first])


def _write(report: Report, made: Comment, text: str, *, by: User, mentioned: Iterable[int]) -> Comment:
    with _permitted(report, by=by) as batch:
        if report.comments.count() >= MOST:
            raise ValidationError(f"Rapporten har redan {MOST} kommentarer, och kan inte få fler.")
        made.report, made.by, made.at, made.text = report, by, batch.at, _written(text)
        save_rows(batch, [made])
        if made.thread is not None:
            _set_resolved(made.thread, batch, is_resolved=False, by=by)
        if wanted := set(mentioned):
            people = [person for person in people_to_mention(report, but=by) if person.pk in wanted]
            made.mentioned.set(people)
            tell_of_mention(report, made, people)
    return made


def _own(report: Report, pk: int, by: User) -> Comment:
    found: Comment = report.comments.get(pk=pk)
    if found.by_id != by.pk:
        raise PermissionDenied(NOT_YOURS)
    if found.removed_at:
        raise PermissionDenied(GONE)
    return found


@contextmanager
def _permitted(report: Report, *, by: User) -> Iterator[Batch]:
    with transaction.atomic():
        lock(report)
        if not may(by, Action.COMMENT, report):
            raise PermissionDenied(NOT_NOW)
        with journaling(report, by=by) as batch:
            yield batch


def _written(text: str) -> str:
    """As stored: a browser sends CRLF. Raises ValidationError for none, too much, or what can't be seen."""
    written = "\n".join(text.strip().splitlines())
    if not written:
        raise ValidationError("Skriv något först.")
    if len(written) > LONGEST:
        raise ValidationError(f"Kommentaren är {len(written)} tecken lång. Högst {LONGEST} får plats.")
    validate_lines(written)
    return written
