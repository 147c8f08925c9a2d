"""Rounds: opened, followed on a board, and put into a calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reporting.decorators import PortalRequest, load_report
from reporting.models import Municipality, Report, Round, RoundCommittee, User
from reporting.permissions import (
    Action,
    Subject,
    may_administer,
    municipalities_with_rounds,
    opens_rounds_for,
)
from reporting.rounds.board import board_of, part_of, rounds_of, taking_part_in
from reporting.rounds.calendar_file import (
    CONTENT_TYPE,
    Event,
    calendar_file,
    events_of_committee,
    events_of_round,
)
from reporting.rounds.forms import DatesForm, NewRoundForm, RoundForm
from reporting.rounds.next_round import first_round, next_round
from reporting.rounds.opening import (
    NOT_YOURS,
    begin_lacking,
    open_round,
    remove_round,
    set_dates,
    set_own_dates,
    take_in,
    take_out,
)

FOLDER = "reporting/rounds"
View = Callable[..., HttpResponse]


def load_followed(view: View) -> View:
    """Pass the view the kommun instead of the slug; 404 for who follows no round there."""

    @wraps(view)
    def wrapped(request: PortalRequest, slug: str, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(municipalities_with_rounds(request.user), slug=slug), **kwargs)

    return wrapped


def load_round(view: View) -> View:
    """Pass the view the round instead of the kommun's slug and the pk; 404 for who follows no nämnd in it."""

    @wraps(view)
    @load_followed
    def wrapped(request: PortalRequest, municipality: Municipality, pk: int, **kwargs: Any) -> HttpResponse:
        return view(request, get_object_or_404(rounds_of(request.user, municipality), pk=pk), **kwargs)

    return wrapped


@require_safe
@load_followed
def round_list(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """All rounds; with one chosen, its board."""
    if chosen := _number(request.GET.get("omgang")):
        return redirect("round_page", municipality.slug, chosen)
    context = {
        "municipality": municipality,
        "rounds": rounds_of(request.user, municipality).annotate(committee_count=Count("taking_part")),
        "may_open": opens_rounds_for(request.user, municipality).exists(),
    }
    return render(request, f"{FOLDER}/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_followed
def round_new(request: PortalRequest, municipality: Municipality) -> HttpResponse:
    """A new round; after the one that is named in ``efter``, with its nämnder and dates."""
    committees = opens_rounds_for(request.user, municipality)
    if not committees:
        raise PermissionDenied(NOT_YOURS)
    last = rounds_of(request.user, municipality).filter(pk=_number(request.GET.get("efter"))).first()
    today = timezone.localdate()
    form = NewRoundForm(
        request.POST if request.method == "POST" else None,
        committees=committees,
        proposal=next_round(last) if last else first_round([one.pk for one in committees], today),
    )
    if request.method == "POST" and form.is_valid():
        try:
            opened = _open(request.user, municipality, form)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"Omgången är öppnad för {_count(opened.taking_part.count())}.")
            return redirect("round_page", municipality.slug, opened.pk)
    context = {"municipality": municipality, "form": form, "last": last}
    return render(request, f"{FOLDER}/new.html", context, status=422 if form.errors else 200)


def _open(user: User, municipality: Municipality, form: NewRoundForm) -> Round:
    chosen = form.cleaned_data
    return open_round(
        municipality,
        chosen["committees"],
        by=user,
        kind=chosen["kind"],
        actuals_through=chosen["actuals_through"],
        dates=form.dates,
        own=form.own,
    )


@require_safe
@load_round
def round_page(request: PortalRequest, shown: Round) -> HttpResponse:
    """The board: each nämnd's step, and the days left."""
    board = board_of(shown, request.user, timezone.localdate())
    context = {
        "round": shown,
        "board": board,
        "may_change": _may_change(request, shown),
        "may_open": opens_rounds_for(request.user, shown.municipality).exists(),
        "may_give_roles": may_administer(request.user, Subject.ROLES, shown.municipality),
        "others": rounds_of(request.user, shown.municipality).exclude(pk=shown.pk),
    }
    return render(request, f"{FOLDER}/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@load_round
def round_edit(request: PortalRequest, shown: Round) -> HttpResponse:
    """The dates of all its nämnder, and more nämnder."""
    if not _may_change(request, shown):
        raise PermissionDenied(NOT_YOURS)
    others = opens_rounds_for(request.user, shown.municipality).exclude(
        pk__in=shown.taking_part.values("committee")
    )
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        committees=others,
        through=shown.period.actuals_through,
        initial=shown.dates,
    )
    if request.method == "POST" and form.is_valid():
        set_dates(shown, form.dates, by=request.user)
        take_in(shown, form.cleaned_data.get("committees") or [], by=request.user)
        messages.success(request, "Omgången är sparad.")
        return redirect("round_page", shown.municipality.slug, shown.pk)
    return render(
        request, f"{FOLDER}/edit.html", {"round": shown, "form": form}, status=422 if form.errors else 200
    )


@require_POST
@load_round
def round_begin(request: PortalRequest, shown: Round) -> HttpResponse:
    """The reports that are not begun, of the nämnder whose reports the person may begin."""
    board = board_of(shown, request.user, timezone.localdate())
    if not any(row.may_set for row in board.rows):
        raise PermissionDenied(NOT_YOURS)
    begun = begin_lacking(shown, [row.committee for row in board.lacking], by=request.user)
    if begun:
        messages.success(request, f"{_count(len(begun))} har fått ett utkast.")
    else:
        messages.error(request, "Inget utkast kunde börjas. En nämnd behöver en rapportmall först.")
    return redirect("round_page", shown.municipality.slug, shown.pk)


@require_POST
@load_round
def round_remove(request: PortalRequest, shown: Round) -> HttpResponse:
    """The reports stay. Asked first, on the page of its dates."""
    municipality = shown.municipality
    if not _may_change(request, shown):
        raise PermissionDenied(NOT_YOURS)
    if "sure" not in request.POST:
        messages.error(request, "Omgången är kvar. Kryssa i att den ska tas bort.")
        return redirect("round_edit", municipality.slug, shown.pk)
    remove_round(shown, by=request.user)
    messages.success(request, "Omgången är borttagen. Rapporterna är kvar.")
    return redirect("round_list", municipality.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@load_round
def round_committee(request: PortalRequest, shown: Round, committee: str) -> HttpResponse:
    """A nämnd's own dates."""
    part = _own_part(request, shown, committee)
    form = DatesForm(
        request.POST if request.method == "POST" else None,
        through=shown.period.actuals_through,
        initial=part.dates,
    )
    if request.method == "POST" and form.is_valid():
        set_own_dates(part, form.dates, by=request.user)
        messages.success(request, f"Datumen för {part.committee.name} är sparade.")
        return redirect("round_page", shown.municipality.slug, shown.pk)
    context = {"round": shown, "part": part, "form": form}
    return render(request, f"{FOLDER}/committee.html", context, status=422 if form.errors else 200)


@require_POST
@load_round
def round_committee_remove(request: PortalRequest, shown: Round, committee: str) -> HttpResponse:
    part = _own_part(request, shown, committee)
    take_out(part, by=request.user)
    messages.success(
        request, f"{part.committee.name} är inte längre med i omgången. Nämndens rapport är kvar."
    )
    if rounds_of(request.user, shown.municipality).filter(pk=shown.pk).exists():
        return redirect("round_page", shown.municipality.slug, shown.pk)
    return redirect("round_list", shown.municipality.slug)


def _own_part(request: PortalRequest, shown: Round, committee: str) -> RoundCommittee:
    """A nämnd whose dates the person may set. Raises Http404, PermissionDenied."""
    part = next((one for one in taking_part_in(shown, request.user) if one.committee.slug == committee), None)
    if part is None:
        raise Http404
    if not opens_rounds_for(request.user, shown.municipality).filter(pk=part.committee_id).exists():
        raise PermissionDenied(NOT_YOURS)
    return part


@require_safe
@load_round
def round_calendar(request: PortalRequest, shown: Round) -> HttpResponse:
    url = request.build_absolute_uri(reverse("round_page", args=[shown.municipality.slug, shown.pk]))
    parts = taking_part_in(shown, request.user)
    return _calendar(f"{shown}, {shown.municipality.name}", events_of_round(shown, parts, url))


@require_safe
@load_report(Action.INSPECT)
def report_calendar(request: PortalRequest, report: Report) -> HttpResponse:
    """The dates of a report's nämnd in its round."""
    part = part_of(report)
    if part is None:
        raise Http404
    url = request.build_absolute_uri(reverse("report_workspace", args=[report.slug]))
    return _calendar(report.title, events_of_committee(part, url))


def _calendar(name: str, events: Iterable[Event]) -> HttpResponse:
    content = calendar_file(name, events, timezone.now())
    disposition = 'attachment; filename="tidplan.ics"'
    return HttpResponse(content, content_type=CONTENT_TYPE, headers={"Content-Disposition": disposition})


def _may_change(request: PortalRequest, shown: Round) -> bool:
    """Whether the person may begin reports for all the nämnder in the round."""
    allowed = opens_rounds_for(request.user, shown.municipality)
    return not shown.taking_part.exclude(committee__in=allowed).exists()


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _count(committees: int) -> str:
    return "en nämnd" if committees == 1 else f"{committees} nämnder"
