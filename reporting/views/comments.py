"""Comments at the places of a report. Each page also opens in place, in a section's editor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.comments.forms import CommentForm, NewCommentForm
from reporting.comments.places import places_for
from reporting.comments.reading import people_to_mention, threads_of
from reporting.comments.writing import change, comment, remove, reply, resolve
from reporting.decorators import PortalRequest, load_report
from reporting.entry.forms import posted_text
from reporting.models import Comment, Report
from reporting.permissions import Action, may
from reporting.sections import sections_of


@require_safe
@load_report(Action.INSPECT)
def comment_list(request: PortalRequest, report: Report) -> HttpResponse:
    """The open threads, or all with ``?visa=alla``; of one section with ``?avsnitt=``."""
    return _list(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.COMMENT)
def comment_new(request: PortalRequest, report: Report) -> HttpResponse:
    """At the section in ``?avsnitt=``, the cell in ``?cell=`` or its row, or any section."""
    section, cell = posted_text(request.GET, "avsnitt"), posted_text(request.GET, "cell")
    places = places_for(report, section, cell)
    if not places:
        raise Http404
    form = NewCommentForm(
        request.POST if request.method == "POST" else None,
        places=places,
        is_cell=bool(cell),
        people=people_to_mention(report, but=request.user),
    )
    if request.method == "POST" and form.is_valid():
        text, mentioned = form.written
        try:
            made = comment(report, form.chosen, text, by=request.user, mentioned=mentioned)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Kommentaren är sparad.")
            return redirect(_address(made))
    context = {"report": report, "form": form, "section_key": section or (places[-1].section if cell else "")}
    return render(request, "reporting/comments/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.COMMENT)
def comment_reply(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """Answer in a thread, by its first comment."""
    first = get_object_or_404(report.comments, pk=pk, thread=None)
    form = CommentForm(
        request.POST if request.method == "POST" else None, people=people_to_mention(report, but=request.user)
    )
    if request.method == "POST" and form.is_valid():
        text, mentioned = form.written
        try:
            made = reply(report, pk, text, by=request.user, mentioned=mentioned)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Svaret är sparat.")
            return redirect(_address(made))
    threads = [one for one in threads_of(report, first.section_key) if one.first.pk == pk]
    context = {"report": report, "form": form, "threads": threads, "section_key": first.section_key}
    return render(request, "reporting/comments/reply.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.COMMENT)
def comment_edit(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """Change one's own."""
    own: Comment = get_object_or_404(report.comments, pk=pk, by=request.user, removed_at=None)
    data = request.POST if request.method == "POST" else None
    form = CommentForm(data, initial={"text": own.text}, people=())
    if request.method == "POST" and form.is_valid():
        try:
            change(report, pk, form.written[0], by=request.user)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, "Kommentaren är ändrad. Vad den sa förut står i dess historik.")
            return redirect(_address(own))
    context = {"report": report, "form": form, "comment": own, "section_key": own.section_key}
    return render(request, "reporting/comments/edit.html", context, status=422 if form.errors else 200)


@require_POST
@load_report(Action.COMMENT)
def comment_remove(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    own: Comment = get_object_or_404(report.comments, pk=pk, by=request.user, removed_at=None)
    remove(report, own.pk, by=request.user)
    messages.success(request, "Kommentaren är borttagen. Den står kvar i historiken.")
    return redirect(_address(own))


@require_POST
@load_report(Action.COMMENT)
def comment_resolve(request: PortalRequest, report: Report, pk: int) -> HttpResponse:
    """``klar=ja`` marks a thread as done, anything else opens it again."""
    first: Comment = get_object_or_404(report.comments, pk=pk, thread=None)
    is_resolved = posted_text(request.POST, "klar") == "ja"
    resolve(report, pk, is_resolved=is_resolved, by=request.user)
    messages.success(request, "Tråden är klar." if is_resolved else "Tråden är öppen igen.")
    return redirect(_address(first))


def _list(request: PortalRequest, report: Report) -> HttpResponse:
    key = posted_text(request.GET, "avsnitt")
    section = next((one for one in sections_of(report) if one.key == key), None)
    if key and section is None:
        raise Http404
    shows_all = posted_text(request.GET, "visa") == "alla"
    threads = threads_of(report, key)
    still_open = [thread for thread in threads if not thread.is_resolved]
    context: dict[str, Any] = {
        "report": report,
        "section": section,
        "section_key": key,
        "threads": threads if shows_all else still_open,
        "open_count": len(still_open),
        "resolved_count": len(threads) - len(still_open),
        "shows_all": shows_all,
        "may_comment": may(request.user, Action.COMMENT, report),
        "may_write": may(request.user, Action.WRITE, report),
    }
    return render(request, "reporting/comments/list.html", context)


def _address(made: Comment) -> str:
    """The thread, among its section's."""
    of_section = reverse("comment_list", args=[made.report.slug])
    return f"{of_section}?avsnitt={made.section_key}#kommentar-{made.pk}"
