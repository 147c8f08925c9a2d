"""Publish an adopted report for anyone to read without log-in, now or later, and withdraw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.assembly import Edition
from reporting.document.plain_text import searchable, summary
from reporting.document.visible import validate_lines
from reporting.journal.writing import journaling
from reporting.models import PublishedText, Report, User
from reporting.models.journal import snapshot
from reporting.models.report import ReportQuerySet
from reporting.permissions import Action, may
from reporting.renderers.adopted_files import DamagedFile, file_of
from reporting.renderers.formats import FileUnavailable, formats_of
from reporting.renderers.pdf import PdfUnavailable
from reporting.workflow.writing import lock

NOT_YOURS = "Bara en administratör i nämnden publicerar, och bara en fastställd rapport."
FACTS = ("published_from", "withdrawn_at", "withdrawal_reason", "replaces")


def publish(
    report: Report, *, by: User, at: dt.datetime | None = None, replaces: Report | None = None
) -> None:
    """Anyone may read the report from ``at`` on, at once if that is None or past. ``replaces``: a published report of
    another period or kind; a correction replaces what it corrects.

    Raises PermissionDenied; ValidationError if it is published already, or can't replace that report.
    """
    if may(by, Action.PUBLISH, report):
        _keep_files(report)  # outside the lock, as at adoption
    with _changing(report, Action.PUBLISH, by=by):
        if report.is_published:
            raise ValidationError(
                "Rapporten är redan publicerad. Avpublicera den först, om tiden ska ändras."
            )
        if report.is_correction:
            replaces = report.replaces
        elif replaces is not None and replaces not in replaceable_by(report):
            raise ValidationError("Välj en av nämndens publicerade rapporter som inte redan är ersatt.")
        now = timezone.now()
        report.published_from = max(now, at or now).astimezone(dt.UTC)
        report.withdrawn_at, report.withdrawal_reason, report.replaces = None, "", replaces
        document = Edition(report).document
        texts = {"text": searchable(document), "summary": "\n".join(summary(document))}
        PublishedText.objects.update_or_create(report=report, defaults=texts)


def withdraw(report: Report, *, by: User, reason: str) -> None:
    """No one reads it without log-in any more; one that was not public yet never was.

    Raises PermissionDenied; ValidationError without a reason, and for what is not to be published.
    """
    with _changing(report, Action.WITHDRAW, by=by):
        if not report.is_to_be_published:
            raise ValidationError("Rapporten är inte publicerad.")
        if not reason.strip():
            raise ValidationError("Skriv varför rapporten avpubliceras.")
        validate_lines(reason)
        if report.is_published:
            report.withdrawn_at = timezone.now().astimezone(dt.UTC)
        else:
            report.published_from = None
        report.withdrawal_reason = reason
        PublishedText.objects.filter(report=report).delete()


def replaceable_by(report: Report) -> ReportQuerySet:
    """The nämnd's published reports that nothing replaces."""
    others = Report.objects.published().filter(committee=report.committee_id).exclude(pk=report.pk)
    return others.unreplaced().with_context()


@contextmanager
def _changing(report: Report, action: Action, *, by: User) -> Iterator[None]:
    """Lock, reread, ask and journal."""
    with transaction.atomic():
        lock(report)
        report.refresh_from_db(fields=FACTS)
        if not may(by, action, report):
            raise PermissionDenied(NOT_YOURS)
        before = snapshot(report)
        yield
        report.save(update_fields=FACTS)
        with journaling(report, by=by) as batch:
            batch.note(report, before)


def _keep_files(report: Report) -> None:
    """Render what is not kept yet. What can't be rendered is said to the one who reads it."""
    edition = Edition(report)
    for file_format in formats_of(edition.document):
        with suppress(DamagedFile, FileUnavailable, PdfUnavailable):
            file_of(edition, file_format)
