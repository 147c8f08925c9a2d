"""Ask, answer and publish; keep notes. Questions are journaled as a report's figures are, in any status it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.document.places import Place
from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, journaling, save_rows
from reporting.models import Note, Question, Report, User
from reporting.permissions import Action, may
from reporting.workflow.writing import lock

MOST_QUESTIONS = 300  # of a report
MOST_NOTES = 300  # of a person in a report
LONGEST_QUESTION = 2000  # characters
LONGEST_ANSWER = 5000

NOT_NOW = "Din roll kan inte göra det i rapportens nuvarande status."
ANSWERED_MEANWHILE = (
    "Någon annan har svarat eller ändrat svaret medan du skrev. Det som gäller nu står nedan. Ditt är inte sparat: "
    "spara igen om det ska ersätta det."
)


def ask(report: Report, place: Place, text: str, *, by: User) -> Question:
    """A question sent twice is asked once. Raises PermissionDenied, ValidationError."""
    with _permitted(report, Action.ASK, by=by) as batch:
        facts = _facts(place, text, LONGEST_QUESTION)
        own = report.questions.filter(asked_by=by, text=facts["text"])
        for earlier in own.filter(section_key=place.section, table_key=place.table, row_key=place.row):
            return earlier
        if report.questions.count() >= MOST_QUESTIONS:
            raise ValidationError(f"Rapporten har redan {MOST_QUESTIONS} frågor, och kan inte få fler.")
        question = Question(report=report, asked_by=by, **facts)
        save_rows(batch, [question])
    return question


def answer(report: Report, pk: int, text: str, *, is_public: bool, seen: str, by: User) -> Question:
    """``seen``: the answer that the page showed. Raises PermissionDenied, ValidationError, Question.DoesNotExist."""
    with _permitted(report, Action.ANSWER, by=by) as batch:
        question: Question = report.questions.get(pk=pk)
        if _lines(question.answer) != _lines(seen):
            raise ValidationError(ANSWERED_MEANWHILE)
        written = _written(text, LONGEST_ANSWER, "Skriv svaret.")
        if written != question.answer:
            question.answer, question.answered_by, question.answered_at = written, by, timezone.now()
            question.published_at = None  # what is published now is another answer
        _set_public(question, is_public)
        save_rows(batch, [question])
    return question


def publish(report: Report, pk: int, *, is_public: bool, by: User) -> Question:
    """Show an answered question to everyone who reads the report, or no longer.

    Raises PermissionDenied, ValidationError, Question.DoesNotExist.
    """
    with _permitted(report, Action.ANSWER, by=by) as batch:
        question: Question = report.questions.get(pk=pk)
        if not question.answer:
            raise ValidationError("Frågan har inget svar än. Svara först, och publicera sedan.")
        _set_public(question, is_public)
        save_rows(batch, [question])
    return question


def keep_note(report: Report, place: Place, text: str, *, by: User) -> Note:
    """Raises PermissionDenied, ValidationError."""
    with transaction.atomic():
        lock(report)
        if not may(by, Action.READ, report):
            raise PermissionDenied(NOT_NOW)
        facts = _facts(place, text, LONGEST_QUESTION)
        if by.notes.filter(report=report).count() >= MOST_NOTES:
            raise ValidationError(f"Du har redan {MOST_NOTES} anteckningar här. Ta bort några först.")
        return Note.objects.create(report=report, by=by, **facts)


def _set_public(question: Question, is_public: bool) -> None:
    if question.is_public != is_public:
        question.published_at = timezone.now() if is_public else None


@contextmanager
def _permitted(report: Report, action: Action, *, by: User) -> Iterator[Batch]:
    """A batch under the report's lock, which leaves the report itself as it is. Raises PermissionDenied."""
    with transaction.atomic():
        lock(report)
        if not may(by, action, report):
            raise PermissionDenied(NOT_NOW)
        with journaling(report, by=by) as batch:
            yield batch


def _facts(place: Place, text: str, longest: int) -> dict[str, Any]:
    return {
        "section_key": place.section,
        "table_key": place.table,
        "row_key": place.row,
        "place": place.name,
        "words": place.words,
        "text": _written(text, longest, "Skriv något först."),
    }


def _written(text: str, longest: int, is_needed: str) -> str:
    """Raises ValidationError for none, too much, or what can't be seen."""
    written = _lines(text)
    if not written:
        raise ValidationError(is_needed)
    if len(written) > longest:
        raise ValidationError(f"Texten är {len(written)} tecken lång. Högst {longest} får plats.")
    validate_lines(written)
    return written


def _lines(text: str) -> str:
    """As stored: a browser sends CRLF."""
    return "\n".join(text.strip().splitlines())
