"""Answer why a report was sent back: the reason then no longer stands over it, and is kept with its answer."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from reporting.document.visible import validate_lines
from reporting.journal.writing import journaling, save_rows
from reporting.models import Report, ReturnAnswer, User
from reporting.permissions import Action, may
from reporting.workflow.writing import lock

LONGEST = 2000  # characters


@transaction.atomic
def answer_return(report: Report, text: str, *, by: User) -> ReturnAnswer:
    """Raises PermissionDenied; ValidationError for no text, or if there is nothing to answer any more."""
    lock(report)
    if not may(by, Action.ANSWER_RETURN, report):
        raise PermissionDenied("Bara en controller i nämnden svarar, och bara medan rapporten är ett utkast.")
    written = "\n".join(text.strip().splitlines())
    if not written:
        raise ValidationError("Skriv vad som är gjort, eller varför inget behöver göras.")
    if len(written) > LONGEST:
        raise ValidationError(f"Svaret är {len(written)} tecken långt. Högst {LONGEST} får plats.")
    validate_lines(written)
    report.__dict__.pop("history", None)
    if report.unanswered is None:
        raise ValidationError("Återtagningen har redan ett svar.")
    with journaling(report, by=by) as batch:
        answer = ReturnAnswer(report=report, change=report.unanswered, text=written, by=by, at=batch.at)
        save_rows(batch, [answer])
    return answer
