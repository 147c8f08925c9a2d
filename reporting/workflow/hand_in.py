"""The questions of a hand-in: what the rapportmall asks, and what is kept of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, save_rows
from reporting.models import HandInAnswer, Report, User


@dataclass(frozen=True)
class Answer:
    question: str
    is_yes: bool
    comment: str = ""


def keep_answers(report: Report, answers: Sequence[Answer], *, by: User, batch: Batch) -> None:
    """With the hand-in, within its transaction. Raises ValidationError unless each question of the rapportmall has an
    answer, and each no a comment."""
    check_answers(report.template.hand_in_questions, answers)
    change = report.status_changes.order_by("-pk")[0]
    function = report.committee.functions_of({by.pk})[by.pk]
    facts = {"report": report, "change": change, "function": function, "by": by, "at": batch.at}
    rows = [
        HandInAnswer(
            position=number, question=one.question, is_yes=one.is_yes, comment=one.comment.strip(), **facts
        )
        for number, one in enumerate(answers, start=1)
    ]
    save_rows(batch, rows)


def check_answers(questions: Sequence[str], answers: Sequence[Answer]) -> None:
    if [one.question for one in answers] != list(questions):
        raise ValidationError("Svara på alla frågor. Rapportmallens frågor kan ha ändrats: läs sidan igen.")
    for one in answers:
        validate_lines(one.comment)
        if not one.is_yes and not one.comment.strip():
            raise ValidationError(f"Skriv en kommentar till ditt nej: {one.question}")
