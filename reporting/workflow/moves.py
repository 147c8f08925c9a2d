"""Move a report from draft to adopted, and freeze its documents on the way."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.assembly import assemble
from reporting.comparison.handed_in import changed_since_hand_in
from reporting.document.document import Document
from reporting.document.json_writing import digest, to_json
from reporting.document.visible import validate_lines
from reporting.journal.writing import journaling
from reporting.models import AdoptedDocument, HandedInDocument, Report, User
from reporting.models.frozen import FrozenDocument
from reporting.models.journal import snapshot
from reporting.permissions import LEADS_TO, Action, may, must_be_another
from reporting.renderers.formats import FileUnavailable, keep_all, make_all
from reporting.workflow.blockers import problems
from reporting.workflow.writing import lock

NOT_AS_HANDED_IN = (
    "Rapporten säger inte längre det som lämnades in. Återta den till utkast och lämna in den på nytt, så att det som "
    "fastställs är det som har granskats. Det här skiljer:"
)
NOT_NOW = "Din roll kan inte göra det i rapportens nuvarande status."
TWO_NEEDED = "Rapportmallen kräver två personer: du lämnade in rapporten, så någon annan godkänner och fastställer den."

CHANGED_MEANWHILE = "Rapporten ändrades medan dess filer gjordes. Läs den igen och fastställ den sedan."


def move(report: Report, action: Action, *, by: User, reason: str = "") -> None:
    """Raises PermissionDenied; ValidationError for blockers, changes since the hand-in, a missing reason to send back,
    a file that can't be rendered.

    Before an adoption every file is rendered, outside the lock.
    """
    made = _make_files(report, by) if action is Action.ADOPT else None
    with transaction.atomic():
        lock(report)
        if not may(by, action, report):
            raise PermissionDenied(TWO_NEEDED if must_be_another(by, action, report) else NOT_NOW)
        _check(report, action, reason)
        before, came_from, report.status = snapshot(report), report.status, LEADS_TO[action]
        report.changed_at = made.changed_at if made else timezone.now()
        report.save(update_fields=["status", "changed_at"])
        with journaling(report, by=by) as batch:
            batch.note(report, before)
            if action in FROZEN_BY:
                batch.document = freeze(report, FROZEN_BY[action]).sha256
        report.status_changes.create(came_from=came_from, led_to=report.status, by=by, reason=reason)
        if made is not None:
            if made.digest != batch.document:
                report.status = came_from
                raise ValidationError(CHANGED_MEANWHILE)
            transaction.on_commit(partial(keep_all, made))
        if action is Action.DISCARD:
            Report.objects.filter(previous=report).update(previous=report.previous)


FROZEN_BY: dict[Action, type[FrozenDocument]] = {
    Action.ADOPT: AdoptedDocument,
    Action.HAND_IN: HandedInDocument,
}


def _make_files(report: Report, by: User) -> Document | None:
    """Render every file of the document to be adopted. None if the user may not adopt."""
    current = Report.objects.with_context().get(pk=report.pk)
    if not may(by, Action.ADOPT, current):
        return None
    adopted = LEADS_TO[Action.ADOPT]
    facts: dict[str, Any] = {"status": adopted, "status_label": adopted.label, "changed_at": timezone.now()}
    document = replace(assemble(current), **facts)
    try:
        make_all(document)
    except FileUnavailable as error:
        raise ValidationError(str(error)) from error
    return document


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
    if action in (Action.APPROVE, Action.ADOPT) and (changed := changed_since_hand_in(report)):
        raise ValidationError([NOT_AS_HANDED_IN, *changed])


def freeze(report: Report, kind: type[FrozenDocument]) -> FrozenDocument:
    """Store the report's document as it is now."""
    content = to_json(assemble(report))
    facts: dict[str, Any] = {"report": report, "content": content, "sha256": digest(content)}
    frozen = kind(**facts)
    frozen.save()
    return frozen
