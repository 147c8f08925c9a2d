"""Move a report from draft to adopted, and freeze its documents on the way."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.assembly import assemble
from reporting.comparison.handed_in import changed_since_hand_in
from reporting.document.decision import Decision, day_problem
from reporting.document.document import Document
from reporting.document.json_writing import digest, to_json
from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, journaling
from reporting.mail.notices import tell_of_step
from reporting.models import AdoptedDocument, HandedInDocument, JournalEntry, Report, User
from reporting.models.frozen import FrozenDocument
from reporting.models.journal import snapshot
from reporting.permissions import LEADS_TO, Action, leads_to, may, must_be_another
from reporting.renderers.adopted_files import keep_for_proof, made_for_proof
from reporting.renderers.formats import FileUnavailable, keep_all, make_all
from reporting.renderers.pdf.seal import SealFailed
from reporting.workflow.access import end_all
from reporting.workflow.blockers import problems
from reporting.workflow.correction import follow_correction
from reporting.workflow.hand_in import Answer, keep_answers
from reporting.workflow.hands import why_another
from reporting.workflow.writing import lock

NOT_AS_HANDED_IN = (
    "Rapporten säger inte längre det som lämnades in. Återta den till utkast och lämna in den på nytt, så att det som "
    "fastställs är det som har granskats. Det här skiljer:"
)
NOT_NOW = "Din roll kan inte göra det i rapportens nuvarande status."
CHANGED_MEANWHILE = "Rapporten ändrades medan dess filer gjordes. Läs den igen och fastställ den sedan."


def adopt(report: Report, decision: Decision, *, by: User, diary_number: str = "") -> None:
    """Freeze the report as the nämnd decided on it. Every file is made first, outside the lock.

    Raises PermissionDenied; ValidationError for an impossible day, changes since the hand-in, a file that can't be
    rendered.
    """
    to_make, to_move = _read(report), _read(report)
    _refuse(to_make, Action.ADOPT, by)
    through = to_make.period.actuals_through
    if problem := day_problem(decision.on, actuals_through=through, today=timezone.localdate()):
        raise ValidationError(problem)
    facts: dict[str, Any] = {
        "decided_on": decision.on,
        "paragraph": decision.paragraph,
        "diary_number": diary_number,
    }
    made, contents = _make_files(to_make, facts)
    with _moving(to_move, Action.ADOPT, by=by, changed_at=made.changed_at, **facts) as batch:
        if made.digest != batch.document:
            raise ValidationError(CHANGED_MEANWHILE)
        for file in keep_for_proof(to_move, contents, at=batch.at):
            batch.note(file, {})
        transaction.on_commit(partial(keep_all, made))
        if to_move.is_correction:
            follow_correction(to_move)
    report.status, report.changed_at = to_move.status, to_move.changed_at


def move(
    report: Report, action: Action, *, by: User, reason: str = "", answers: Sequence[Answer] = ()
) -> None:
    """A step that is no adoption. ``answers``: to the questions of a hand-in.

    Raises PermissionDenied; ValidationError for blockers, changes since the hand-in, a missing reason to send back, a
    question that is not answered.
    """
    assert action is not Action.ADOPT
    with _moving(report, action, by=by, reason=reason) as batch:
        if action is Action.HAND_IN:
            keep_answers(report, answers, by=by, batch=batch)
        if action is Action.DISCARD:
            Report.objects.filter(previous=report).update(previous=report.previous)


@contextmanager
def _moving(report: Report, action: Action, *, by: User, reason: str = "", **facts: Any) -> Iterator[Batch]:
    """A locked, journaled change of status. ``facts``: fields that change with it."""
    with transaction.atomic():
        lock(report)
        _refuse(report, action, by)
        _check(report, action, reason)
        before, came_from = snapshot(report), report.status
        changed = {"changed_at": timezone.now(), **facts, "status": leads_to(action, report)}
        for name, value in changed.items():
            setattr(report, name, value)
        report.save(update_fields=[*changed])
        with journaling(report, by=by) as batch:
            batch.note(report, before)
            if action in FROZEN_BY:
                frozen = freeze(report, FROZEN_BY[action], at=batch.at)
                batch.document = frozen.sha256
                batch.note(frozen, {})
            step = {"came_from": came_from, "led_to": report.status, "by": by, "reason": reason}
            change = report.status_changes.create(**step, at=batch.at)
            batch.note(change, {})
            end_all(report, batch)
            tell_of_step(report, change)
            yield batch


def _read(report: Report) -> Report:
    """As it is now, nothing kept of what was read before."""
    read: Report = Report.objects.with_context().get(pk=report.pk)
    return read


def _refuse(report: Report, action: Action, user: User) -> None:
    if not may(user, action, report):
        raise PermissionDenied(
            why_another(report, user) if must_be_another(user, action, report) else NOT_NOW
        )


def _to_adopt(report: Report) -> Document:
    """The document with the head of its journal: what is printed of it proves all that led to it."""
    document = assemble(report)
    head = (
        JournalEntry.objects.filter(report=report).order_by("-number").values_list("number", "digest").first()
    )
    number, chained = head or (0, "")
    return dataclasses.replace(document, journal_number=number, journal_head=chained)


FROZEN_BY: dict[Action, type[FrozenDocument]] = {
    Action.ADOPT: AdoptedDocument,
    Action.HAND_IN: HandedInDocument,
}


def _make_files(report: Report, facts: dict[str, Any]) -> tuple[Document, dict[str, bytes]]:
    """The document to be adopted, and its files to be proved; every other is made too. ``facts``: fields of the report,
    as they will be."""
    will_be = {**facts, "status": LEADS_TO[Action.ADOPT], "changed_at": timezone.now()}
    for name, value in will_be.items():
        setattr(report, name, value)
    document = _to_adopt(report)
    try:
        make_all(document)
        return document, made_for_proof(document)
    except (FileUnavailable, SealFailed) as error:
        raise ValidationError(str(error)) from error


def _check(report: Report, action: Action, reason: str) -> None:
    if action is Action.SEND_BACK and not reason.strip():
        raise ValidationError("Skriv varför rapporten går tillbaka till utkast.")
    if action is Action.DISCARD and report.handed_in_documents.exists():
        raise ValidationError(
            "Rapporten har lämnats in och är en handling. Den kan rättas, men inte tas bort."
        )
    validate_lines(reason)
    if action is Action.HAND_IN and (found := problems(report)):
        raise ValidationError(found)
    if action in (Action.APPROVE, Action.ADOPT) and (let_in := report.accesses.open().first()):
        until = f"{timezone.localtime(let_in.until):%Y-%m-%d %H:%M}"
        raise ValidationError(
            f"{let_in.person.display_name()} är insläppt och kan ändra i rapporten till {until}. "
            "Vänta tills dess, eller låt en controller avsluta det."
        )
    if action in (Action.APPROVE, Action.ADOPT) and (changed := changed_since_hand_in(report)):
        raise ValidationError([NOT_AS_HANDED_IN, *changed])


def freeze(report: Report, kind: type[FrozenDocument], *, at: dt.datetime | None = None) -> FrozenDocument:
    """Store the report's document as it is now."""
    content = to_json(_to_adopt(report) if kind is AdoptedDocument else assemble(report))
    facts: dict[str, Any] = {"report": report, "content": content, "sha256": digest(content)}
    frozen = kind(**facts, **({kind.frozen_at: at} if at else {}))
    frozen.save()
    return frozen
