"""Changes of one cell, and of a whole report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.entry.history import MOST_CHANGES, Editors, changes_since, restore, rewritten
from reporting.entry.removed import restore_row
from reporting.models import JournalEntry, Report, User
from reporting.models.journal import CellKey, journaled_models
from reporting.permissions import Action, may, may_write_section
from reporting.sections import Section


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.INSPECT)
def cell_history(
    request: PortalRequest, report: Report, model: str, row_key: str, field: str
) -> HttpResponse:
    """What one cell has held, and a button to put an earlier value back."""
    cell = (model, row_key, field)
    entries = _journal_of(report, cell)
    context = _history_context(report, cell, entries)
    errors = _restore(request, report, entries) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        messages.success(request, f"Återställt {timezone.localtime():%H:%M}.")
        return redirect(request.path)
    context |= {
        "may_restore": _may_restore(request.user, report, context["section"]),
        "errors": errors,
        "comment_here": "/".join(cell)
        if context["section"] and may(request.user, Action.COMMENT, report)
        else "",
    }
    return render(request, "reporting/cell_history.html", context, status=422 if errors else 200)


def _may_restore(user: User, report: Report, section: Section | None) -> bool:
    return section is not None and may_write_section(user, report, section.key)


def _journal_of(report: Report, cell: CellKey) -> list[JournalEntry]:
    """The latest first; 404 for a model without a journal."""
    if cell[0] not in {model._meta.label_lower for model in journaled_models()}:
        raise Http404
    return list(JournalEntry.objects.of_cell(cell).filter(report=report))


def _history_context(report: Report, cell: CellKey, entries: list[JournalEntry]) -> dict[str, Any]:
    """The cell with its history; 404 for one without. ``section`` is None if no form shows it any more."""
    editors = Editors(report)
    editor = editors.find(cell)
    if not entries and editor is None:
        raise Http404
    return {
        "report": report,
        "label": form.cell_label(cell[2]) if (form := editors.form(cell)) else entries[0].label,
        "section": editor[0].section if editor else None,
        "entries": [_shown(entry, editors, is_last=index == 0) for index, entry in enumerate(entries)],
    }


def _restore(request: PortalRequest, report: Report, entries: list[JournalEntry]) -> list[str]:
    """Put back the version asked for; errors in Swedish."""
    if not may(request.user, Action.WRITE, report):
        raise PermissionDenied("Rapporten kan inte ändras i sin nuvarande status.")
    version = _number(request.POST.get("version", ""))
    entry = next((entry for entry in entries if entry.version == version), None)
    if entry is None:
        raise Http404
    return restore(report, entry.cell, entry.version, by=request.user)


def _shown(entry: JournalEntry, editors: Editors, *, is_last: bool) -> dict[str, Any]:
    """An entry in the words of its table; of a long text the words that changed."""
    old, new = editors.words(entry.cell, entry.old), editors.words(entry.cell, entry.new)
    return {
        "entry": entry,
        "old": old,
        "new": new,
        "rewritten": rewritten(old, new) if entry.old and entry.new else [],
        "is_last": is_last,
    }


def _number(text: str) -> int:
    """A version; 0, which no entry has, for anything but a number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.INSPECT)
def report_changes(request: PortalRequest, report: Report) -> HttpResponse:
    """What differs from a given time, by default a week ago, and a button to put a removed row back."""
    errors = _restore_row(request, report) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        return redirect(request.get_full_path())
    asked_for = _time(request.GET.get("sedan", ""))
    since = asked_for or timezone.now() - dt.timedelta(days=7)
    changes = changes_since(report, since)
    is_refused = "sedan" in request.GET and asked_for is None
    context = {
        "report": report,
        "since": since,
        "is_refused": is_refused,
        "most": MOST_CHANGES,
        "changes": changes.cells,
        "removed": changes.removed,
        "may_restore": may(request.user, Action.WRITE, report),
        "errors": errors,
    }
    status = 422 if is_refused or errors else 200
    return render(request, "reporting/report_changes.html", context, status=status)


def _restore_row(request: PortalRequest, report: Report) -> list[str]:
    """Put back the row asked for; errors in Swedish."""
    if not may(request.user, Action.WRITE, report):
        raise PermissionDenied("Rapporten kan inte ändras i sin nuvarande status.")
    key = posted_text(request.POST, "model"), posted_text(request.POST, "row")
    try:
        name = restore_row(report, key, by=request.user)
    except ValidationError as error:
        return error.messages
    messages.success(request, f"Raden ”{name}” är återställd. Den står sist i sin tabell.")
    return []


def _time(text: str) -> dt.datetime | None:
    """The local time of the browser's field, in UTC; None for anything else."""
    try:
        return timezone.make_aware(dt.datetime.fromisoformat(text).replace(tzinfo=None)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
