"""Whose questions are shown where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db import models

from reporting.document.document import Document
from reporting.document.places import Place, anchor_of, places_of
from reporting.models import Note, Question, Report, User
from reporting.permissions import WRITERS

MOST_LISTED = 30  # on the start page

AnyWritten = TypeVar("AnyWritten", Question, Note)


@dataclass(frozen=True)
class Shown:
    """A question or note with who wrote it, as functions, and its place as it is now: None if it is gone."""

    question: Question
    asked_by: str
    answered_by: str
    now: Place | None = None

    @property
    def anchor(self) -> str:
        return anchor_of(self.question.section_key, self.question.table_key, self.question.row_key)


def open_questions(user: User) -> models.QuerySet[Question]:
    """Those a user may answer, the oldest first."""
    committees = user.memberships.current().filter(role__in=WRITERS).values("committee")
    reports = Report.objects.kept().filter(committee__in=committees)
    unanswered = Question.objects.filter(report__in=reports, answer="")
    return unanswered.select_related("report", "asked_by").order_by("asked_at", "pk")


def own_questions(user: User) -> models.QuerySet[Question]:
    """Those a user has asked in nämnder where they still have a role, the last first.

    ``can_be_read``: whether they see the report now; a ledamot doesn't when it has been sent back.
    """
    return _of_own_committees(user.questions.all(), user).order_by("-asked_at", "-pk")


def kept_notes(user: User) -> models.QuerySet[Note]:
    """A user's own of all reports, as ``own_questions``: with what stood there, also while it can't be read."""
    return _of_own_committees(user.notes.all(), user).order_by("-at", "-pk")


def _of_own_committees(written: models.QuerySet[AnyWritten], user: User) -> models.QuerySet[AnyWritten]:
    committees = user.memberships.current().values("committee")
    visible = Report.objects.visible_to(user).filter(pk=models.OuterRef("report"))
    kept = written.filter(report__committee__in=committees, report__in=Report.objects.kept())
    return kept.annotate(can_be_read=models.Exists(visible)).select_related("report")


def of_report(report: Report, document: Document | None = None, *, only_public: bool = False) -> list[Shown]:
    """A report's questions, the oldest first. Two queries."""
    questions = list(report.questions.exclude(published_at=None) if only_public else report.questions.all())
    people = {question.asked_by_id for question in questions}
    people |= {question.answered_by_id for question in questions if question.answered_by_id}
    functions = report.committee.functions_of(people)
    places = places_by_keys(document) if document else {}
    return [
        Shown(
            question,
            functions[question.asked_by_id],
            functions[question.answered_by_id] if question.answered_by_id else "",
            places.get((question.section_key, question.table_key, question.row_key)),
        )
        for question in questions
    ]


def places_by_keys(document: Document) -> dict[tuple[str, str, str], Place]:
    return {(place.section, place.table, place.row): place for place in places_of(document)}


def by_section(questions: Iterable[Shown]) -> dict[str, list[Shown]]:
    found: dict[str, list[Shown]] = {}
    for shown in questions:
        found.setdefault(shown.question.section_key, []).append(shown)
    return found


def own_notes(user: User, report: Report) -> models.QuerySet[Note]:
    return user.notes.filter(report=report)
