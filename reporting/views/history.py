"""What has been changed: in one cell, and in a whole report."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from reporting.decorators import PortalRequest, load_report
from reporting.entry.history import MOST_CHANGES, Editors, changes_since, restore, rewritten
from reporting.models import JournalEntry, Report
from reporting.models.journal import journaled_models
from reporting.permissions import Action, may


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.READ)
def cell_history(
    request: PortalRequest, report: Report, model: str, row_key: str, field: str
) -> HttpResponse:
    """What one cell has held, and a button to put an earlier value back."""
    if not request.user.roles_in(report.committee):
        raise Http404
    if model not in {each._meta.label_lower for each in journaled_models()}:
        raise Http404
    cell = (model, row_key, field)
    entries = list(JournalEntry.objects.of_cell(cell).filter(report=report))
    editors = Editors(report)
    found = editors.find(cell)
    if not entries and found is None:
        raise Http404
    errors = _restored(request, report, entries) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        messages.success(request, f"Återställt {timezone.localtime():%H:%M}.")
        return redirect(request.path)
    context = {
        "report": report,
        "label": found[1].cell_label(field) if found else entries[0].label,
        "section": found[0].section if found else None,
        "may_restore": found is not None and may(request.user, Action.WRITE, report),
        "entries": [_shown(entry, editors, is_last=place == 0) for place, entry in enumerate(entries)],
        "errors": errors,
    }
    return render(request, "reporting/cell_history.html", context, status=422 if errors else 200)


def _restored(request: PortalRequest, report: Report, entries: list[JournalEntry]) -> list[str]:
    """Puts back the version that is asked for; what stands in the way, in Swedish."""
    if not may(request.user, Action.WRITE, report):
        raise PermissionDenied("Rapporten kan inte ändras i sin nuvarande status.")
    version = _number(request.POST.get("version", ""))
    entry = next((each for each in entries if each.version == version), None)
    if entry is None:
        raise Http404
    return restore(report, entry.cell, entry.version, by=request.user)


def _shown(entry: JournalEntry, editors: Editors, *, is_last: bool) -> dict[str, Any]:
    """An entry in the words of its table; a long text as the words that changed."""
    old, new = editors.words(entry.cell, entry.old), editors.words(entry.cell, entry.new)
    return {
        "entry": entry,
        "old": old,
        "new": new,
        "rewritten": rewritten(old, new) if entry.old and entry.new else [],
        "is_last": is_last,
    }


def _number(text: str) -> int:
    """0, which no version has, for what is no number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_safe
@load_report(Action.READ)
def report_changes(request: PortalRequest, report: Report) -> HttpResponse:
    """What is not as it was at a given time: a week ago unless another is asked for."""
    if not request.user.roles_in(report.committee):
        raise Http404
    asked_for = _time(request.GET.get("sedan", ""))
    since = asked_for or timezone.now() - dt.timedelta(days=7)
    context = {
        "report": report,
        "since": since,
        "is_refused": "sedan" in request.GET and asked_for is None,
        "most": MOST_CHANGES,
        "changes": changes_since(report, since),
    }
    return render(
        request, "reporting/report_changes.html", context, status=422 if context["is_refused"] else 200
    )


def _time(text: str) -> dt.datetime | None:
    """A local time as the browser's field sends it; None for what is none, or has no time in UTC."""
    try:
        return timezone.make_aware(dt.datetime.fromisoformat(text).replace(tzinfo=None)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
