"""Writing: a report's workspace and the editor of each section."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.comments.reading import open_count, open_places
from reporting.comparison.handed_in import changed_since_hand_in
from reporting.decorators import PortalRequest, load_report
from reporting.entry.annotations import annotate
from reporting.entry.answer import Shown, answer_to
from reporting.entry.autosave import (
    PRINTED_OTHERWISE,
    PrintedOtherwise,
    batch_of_form,
    refuse_other_print,
)
from reporting.entry.cells import json_attribute
from reporting.entry.forms import posted_text
from reporting.entry.kept import surroundings
from reporting.entry.patch import PatchRefused, read_patch, typed_texts, with_opened
from reporting.entry.rows import RowForm
from reporting.entry.section_entry import EntryRefused, SectionEntry, row_forms
from reporting.models import Report, User
from reporting.models.choices import Status
from reporting.permissions import (
    LEADS_TO,
    MOVE_NAMES,
    TURN_OF,
    Action,
    Subject,
    closed_sections,
    may,
    may_administer_in,
    may_change_facts,
    may_move_to_version,
    moves_open_to,
    must_be_another,
)
from reporting.rounds.board import part_of
from reporting.rounds.standing import standing
from reporting.sections import Section, section_of, sections_of
from reporting.views.assignments import DONE, closed_page, listed_sections, standing_context
from reporting.workflow.acceptance import make_live
from reporting.workflow.assignments import mark_done
from reporting.workflow.hands import Hands, to_turn_to, why_another
from reporting.workflow.moves import move
from reporting.workflow.progress import progress_of
from reporting.workflow.writing import writing

WAITING = {Status.HANDED_IN, Status.APPROVED}  # for someone to approve or adopt what was handed in
MADE_LIVE = "Siffran är levande: den följer nu tabellen tills rapporten fastställs."


@require_safe
@load_report(Action.INSPECT)
def report_workspace(request: PortalRequest, report: Report) -> HttpResponse:
    """What is left to do in a report, its status and its history."""
    return workspace_page(request, report)


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.INSPECT)
def report_move(request: PortalRequest, report: Report) -> HttpResponse:
    """A step along the way from draft to adopted, or back. Loading a refused step anew shows the workspace."""
    if request.method != "POST":
        return redirect("report_workspace", report.slug)
    if (name := request.POST.get("action", "")) not in set(LEADS_TO) - {Action.ADOPT, Action.HAND_IN}:
        raise PermissionDenied("Det steget finns inte.")
    reason = posted_text(request.POST, "reason")
    try:
        move(report, Action(name), by=request.user, reason=reason)
    except ValidationError as error:
        return workspace_page(request, report, errors=error.messages, reason=reason, status=422)
    messages.success(request, _moved(report, Action(name)))
    if report.status == Status.DISCARDED:
        return redirect("report_list")
    return redirect("report_workspace", report.slug)


def _moved(report: Report, action: Action) -> str:
    """What a step led to; of several approvals how many are left."""
    if action is Action.APPROVE and report.status == Status.HANDED_IN:
        given, needed = len(report.approvals), report.template.approvals
        return f"Du har godkänt rapporten. Godkännande {given} av {needed} är klart."
    return f"Rapporten är nu {report.get_status_display()}."


def _moves(user: User, report: Report) -> list[tuple[Action, str, bool]]:
    """The steps offered in the workspace, each with its name and whether it takes a reason. A draft is handed in or
    discarded, and a report adopted, on pages of their own."""
    elsewhere = {Action.HAND_IN, Action.DISCARD, Action.ADOPT}
    open_moves = [action for action in moves_open_to(user, report) if action not in elsewhere]
    return [(action, MOVE_NAMES[action], action is Action.SEND_BACK) for action in open_moves]


def workspace_page(
    request: PortalRequest,
    report: Report,
    *,
    errors: list[str] | None = None,
    reason: str = "",
    answer: str = "",
    status: int = 200,
) -> HttpResponse:
    progress = progress_of([report])[report.pk]
    context = {
        "report": report,
        "listed": listed_sections(request.user, report, progress),
        "progress": progress,
        "not_done": progress.not_done
        if progress.is_followed and may(request.user, Action.HAND_IN, report)
        else [],
        "may_assign": may(request.user, Action.ASSIGN, report),
        "blockers": surroundings(report).open_blockers(report) if report.status == Status.DRAFT else [],
        "may_write": may(request.user, Action.WRITE, report),
        "may_change_facts": may_change_facts(request.user, report),
        "may_change_template": may_move_to_version(request.user, report),
        "may_correct": may(request.user, Action.CORRECT, report),
        "may_publish": may(request.user, Action.PUBLISH, report),
        "may_hand_in": may(request.user, Action.HAND_IN, report),
        "may_answer": may(request.user, Action.ANSWER_RETURN, report),
        "may_adopt": may(request.user, Action.ADOPT, report),
        "may_let_in": may(request.user, Action.LET_IN, report),
        "accesses": report.accesses.select_related("person", "by") if report.status in WAITING else [],
        "moves": _moves(request.user, report),
        "changed": changed_since_hand_in(report) if report.status in WAITING else [],
        "another_needed": why_another(report, request.user)
        if _waits_for_another(request.user, report)
        else "",
        "comment_count": open_count(report),
        "errors": errors or [],
        "reason": reason,
        "answer": answer,
    }
    context |= hands_context(report, request.user) | round_context(report)
    return render(request, "reporting/workspace.html", context, status=status)


def _waits_for_another(user: User, report: Report) -> bool:
    """Whether the next step is another's, though this person has the role: who handed the report in, or approved it."""
    action = TURN_OF.get(report.status)
    return action is not None and must_be_another(user, action, report)


def round_context(report: Report) -> dict[str, Any]:
    """The report's next deadline, if its nämnd is in a round of the period."""
    part = part_of(report)
    if part is None:
        return {}
    return {"part": part, "standing": standing(report.status, part.dates, timezone.localdate())}


def hands_context(report: Report, user: User) -> dict[str, Any]:
    """Who takes the next step; what no one can take of those that are left, and to whom to turn then."""
    if report.status not in TURN_OF:
        return {}
    hands = Hands.of(report)
    lacking = hands.lacking(user)
    return {
        "next": hands.next_step(),
        "lacking": lacking,
        "turn_to": to_turn_to(report) if lacking else [],
        "may_give_roles": bool(lacking) and may_administer_in(user, Subject.ROLES, report.committee),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@load_report(Action.WRITE)
def section_edit(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    section, closed = section_or_404(report, key), closed_sections(request.user, report)
    if key in closed:
        return closed_page(request, section, closed[key], status=200 if request.method != "POST" else 403)
    if request.method != "POST":
        return editor_page(request, SectionEntry(section))
    try:
        message = save_page(request, report, key)
    except PrintedOtherwise:
        return printed_otherwise_page(request, report)
    except EntryRefused as refused:
        return editor_page(request, refused.entry, status=422)
    except ValidationError as error:
        return refused_page(request, report, key, error.messages)
    if "done" in request.POST:
        mark_done(report, key, by=request.user)
        message = DONE.format(section.title)
    messages.success(request, message)
    goes_on = {"next", "done"} & request.POST.keys()
    return redirect("section_edit", report.slug, _next_key(section) if goes_on else key)


def save_page(request: PortalRequest, report: Report, key: str) -> str:
    """Save a whole page, once, and make the button's figure live if it has one: both or neither.

    Returns a message. Raises EntryRefused or ValidationError with what to mend.
    """
    with writing(report, by=request.user, batch=batch_of_form(request.POST), section=key) as batch:
        refuse_other_print(report, request.POST.get("template", ""))
        if not batch.is_repeated:
            SectionEntry(section_or_404(report, key), with_opened(request.POST), batch=batch).save()
            if "token" in request.POST:
                make_live(report, request.POST["token"], batch=batch)
    return MADE_LIVE if "token" in request.POST else f"Sparat {timezone.localtime():%H:%M}."


def refused_page(request: PortalRequest, report: Report, key: str, reasons: list[str]) -> HttpResponse:
    """The editor with what was typed, and why nothing was saved."""
    for reason in reasons:
        messages.error(request, reason)
    entry = SectionEntry(section_or_404(report, key), with_opened(request.POST))
    entry.is_valid()
    return editor_page(request, entry, status=422)


def printed_otherwise_page(request: PortalRequest, report: Report) -> HttpResponse:
    """What was typed under another template, to be copied."""
    typed = typed_texts(request.POST)
    context = {"report": report, "typed": typed, "why": PRINTED_OTHERWISE, "again": request.path}
    return render(request, "reporting/printed_otherwise.html", context, status=409)


@require_safe
@load_report(Action.WRITE)
def section_row(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """The fields behind one row, named as on the page that asks for them."""
    entry = SectionEntry(section_or_404(report, key))
    row = entry.row(request.GET.get("grid", ""), request.GET.get("rad", ""))
    number = request.GET.get("nummer", "")
    if row is None or not number.isdecimal() or len(number) > 5:
        raise Http404
    row.prefix, row.is_opened = row.formset.add_prefix(int(number)), True
    opened = {row.add_prefix(name): text for name, text in row.held().items()}
    context = {"row": row, "opened": json_attribute(opened)}
    return render(request, "reporting/row_details.html", context)


@require_POST
@load_report(Action.WRITE)
def section_cells(request: PortalRequest, report: Report, key: str) -> HttpResponse:
    """Save a patch and answer with all that follows from it. Without a batch nothing is saved."""
    try:
        return JsonResponse(answer_to(report, key, read_patch(request.body), by=request.user))
    except PatchRefused as refused:
        return JsonResponse({"message": str(refused)}, status=400)
    except PrintedOtherwise:
        return JsonResponse({"message": PRINTED_OTHERWISE, "reprint": True}, status=409)
    except KeyError:
        raise Http404 from None


def editor_page(request: PortalRequest, entry: SectionEntry, status: int = 200) -> HttpResponse:
    """A section's editor, with what was typed if it was refused."""
    entry.open_row(request.GET.get("rad", ""))
    context = _section_context(entry.section) | _marked_context(entry) | comments_context(entry)
    context |= standing_context(request, entry.section)
    context |= {
        "entry": entry,
        "opened": json_attribute(entry.opened()),
        "page": uuid.uuid4(),
        "is_refused": status == 422,
    }
    return render(request, "reporting/section_edit.html", context, status=status)


def _section_context(section: Section) -> dict[str, Any]:
    """The section, its neighbours and its text in the report before."""
    previous = section.report.previous
    return {
        "report": section.report,
        "section": section,
        "sections": sections_of(section.report),
        "previous": previous,
        "previous_text": previous.prose.get(section.key, "") if previous else "",
        "next_key": _next_key(section),
    }


def _marked_context(entry: SectionEntry) -> dict[str, Any]:
    """What follows from the stored rows: tables, findings, annotations. Marks the entry's cells."""
    shown = Shown(entry, surroundings(entry.section.report))
    marks = entry.marks(shown.findings_of_stored)
    entry.mark(marks)
    return {
        "preview": shown.tables_html,
        "findings": shown.findings_of_stored,
        "shown": json_attribute(annotate(entry, marks).shown),
        "live": shown.live,
    }


def comments_context(entry: SectionEntry) -> dict[str, Any]:
    """How many open threads the section has. Marks the entry's rows that have one."""
    report, key = entry.section.report, entry.section.key
    places = open_places(report, key)
    by_row = {cell[:2]: (pk, cell[2]) for pk, cell in reversed(places) if cell[0]}
    address = f"{reverse('comment_list', args=[report.slug])}?avsnitt={key}"
    for form in row_forms(entry) if by_row else ():
        if isinstance(form, RowForm) and form.instance.pk and (found := by_row.get(form.row_key)):
            pk, name = found
            form.comments[form.field_of(name)] = f"{address}#kommentar-{pk}"
    return {"comment_count": len(places), "comment_address": address}


def section_or_404(report: Report, key: str) -> Section:
    try:
        return section_of(report, key)
    except KeyError:
        raise Http404 from None


def _next_key(section: Section) -> str:
    """The key of the next section; after the last, of the first."""
    keys = [other.key for other in sections_of(section.report)]
    return keys[(keys.index(section.key) + 1) % len(keys)]
