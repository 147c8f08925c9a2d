"""Correct an adopted report: its next version, which replaces it once it is adopted."""

from __future__ import annotations

import datetime as dt
import re

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from reporting.document.visible import validate_lines
from reporting.journal.writing import journaling, open_journal
from reporting.models import Committee, Report, User
from reporting.models.choices import Status
from reporting.models.journal import How, snapshot
from reporting.permissions import Action, may, may_change_facts
from reporting.workflow.assignments import carry_assignments
from reporting.workflow.carrying import carry_over
from reporting.workflow.start import free_slug
from reporting.workflow.writing import lock

NOT_YOURS = "Bara en controller eller administratör i nämnden rättar, och bara en fastställd rapport."

NAMED_VERSION = re.compile(r"-version-\d+(-\d+)?$")  # in a slug
LONGEST = 80  # characters of a slug, before its version


@transaction.atomic
def start_correction(report: Report, *, by: User, reason: str) -> Report:
    """A draft of the same period, with all that the adopted report holds.

    Raises PermissionDenied; ValidationError without a reason, or if the report has a later version already.
    """
    Committee.objects.select_for_update().get(
        pk=report.committee_id
    )  # of two concurrent starts one is refused
    lock(report)
    if not may(by, Action.CORRECT, report):
        raise PermissionDenied(NOT_YOURS)
    if later := report.correction:
        raise ValidationError(has_later_version(later))
    _check(reason)
    correction = Report(
        slug=_slug(report),
        committee=report.committee,
        period=report.period,
        template=report.template,
        previous=report.previous and newest_version(report.previous),
        title=report.title,
        diary_number=report.diary_number,
        dated=timezone.localdate(),
        version=report.version + 1,
        replaces=report,
        correction_reason=reason.strip(),
    )
    correction.full_clean()
    correction.save()
    carry_over(report, correction)
    carry_assignments(report, correction)
    with journaling(correction, by=by) as batch:
        batch.note(correction, snapshot(correction) | dict.fromkeys(("replaces_id", "correction_reason"), ""))
    open_journal(correction, by=by, how=How.COPIED)
    return correction


@transaction.atomic
def change_correction(report: Report, *, by: User, title: str, dated: dt.date, reason: str) -> None:
    """Change a draft correction's title, date and reason, journaled. Raises PermissionDenied; ValidationError."""
    lock(report)
    if not may_change_facts(by, report):
        raise PermissionDenied(NOT_YOURS)
    _check(reason)
    before = snapshot(report)
    report.title, report.dated, report.correction_reason = title, dated, reason.strip()
    report.changed_at = timezone.now()
    report.save()
    with journaling(report, by=by) as batch:
        batch.note(report, before)


def newest_version(report: Report) -> Report:
    """The newest adopted version of the report; itself if it has no adopted correction."""
    versions = Report.objects.filter(committee=report.committee_id, period=report.period_id)
    adopted = versions.filter(status=Status.ADOPTED, version__gt=report.version)
    return adopted.order_by("-version").first() or report


def follow_correction(correction: Report) -> None:
    """Reports that are not adopted have the adopted correction, not an earlier version, as the one before them."""
    earlier = Report.objects.filter(
        committee=correction.committee_id, period=correction.period_id, version__lt=correction.version
    )
    later = Report.objects.filter(previous__in=earlier).exclude(status=Status.ADOPTED)
    later.update(previous=correction)


def has_later_version(later: Report) -> str:
    """Why a report can't be corrected, in Swedish."""
    if later.status == Status.ADOPTED:
        return f"Rapporten är redan rättad: version {later.version} är fastställd. Rätta den i stället."
    return (
        f"En rättelse pågår redan: version {later.version} är {later.get_status_display()}. Fortsätt i den."
    )


def _check(reason: str) -> None:
    if not reason.strip():
        raise ValidationError("Skriv varför rapporten rättas. Skälet står i den rättade rapporten.")
    validate_lines(reason)


def _slug(report: Report) -> str:
    """sydnarke-2024-04-delarsrapport-version-2."""
    first = NAMED_VERSION.sub("", report.slug)
    return free_slug(f"{first[:LONGEST]}-version-{report.version + 1}")
