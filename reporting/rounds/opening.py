"""Open a round, begin its reports, and set its dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from reporting.administration.log import facts, record, record_facts
from reporting.models import (
    DEADLINES,
    Committee,
    Municipality,
    Report,
    ReportTemplate,
    Round,
    RoundCommittee,
    User,
)
from reporting.models.round import Dates
from reporting.permissions import opens_rounds_for
from reporting.rounds.board import reports_of_period
from reporting.workflow.start import ReportStart, begin, period_of, proposed_templates, proposed_title

NOT_YOURS = "Omgången öppnas och ändras av den som kan börja rapporter för alla nämnderna i den."
OwnDates = Mapping[int, Dates]  # by the nämnd's pk, None where the round's hold
NONE_OF_THEIR_OWN: OwnDates = {}


@transaction.atomic
def open_round(
    municipality: Municipality,
    committees: Collection[Committee],
    *,
    by: User,
    kind: str,
    actuals_through: dt.date,
    dates: Dates,
    own: OwnDates = NONE_OF_THEIR_OWN,
) -> Round:
    """With the nämnder in it, and a draft for each that has a rapportmall and no report for the period.

    Raises PermissionDenied; ValidationError if the kommun has a round for the period.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # of two at once the second is refused
    opened = Round(municipality=municipality, period=period_of(actuals_through, kind), opened_by=by, **dates)
    opened.validate_constraints()
    opened.save()
    record_facts(municipality, str(opened), {}, facts(opened, tuple(DEADLINES)), by=by)
    take_in(opened, committees, by=by, own=own)
    return opened


@transaction.atomic
def take_in(
    opened: Round, committees: Collection[Committee], *, by: User, own: OwnDates = NONE_OF_THEIR_OWN
) -> list[Report]:
    """Nämnder into a round. Returns the reports that were begun. Raises PermissionDenied."""
    _check(opened, committees, by)
    for committee in committees:
        part = opened.taking_part.create(committee=committee)
        record(opened.municipality, f"Omgång: {opened}", by=by, new=committee.name, committee=committee)
        _set_own(part, own.get(committee.pk, {}), by=by)
    return begin_lacking(opened, committees, by=by)


@transaction.atomic
def begin_lacking(opened: Round, committees: Collection[Committee], *, by: User) -> list[Report]:
    """A draft for each of the nämnder that has a rapportmall and no report for the round's period."""
    _check(opened, committees, by)
    reports = reports_of_period(opened, [one.pk for one in committees])
    begun = set(reports.values_list("committee", flat=True))
    made = [_begin(opened, committee, by=by) for committee in committees if committee.pk not in begun]
    return [report for report in made if report is not None]


@transaction.atomic
def set_dates(opened: Round, dates: Dates, *, by: User) -> None:
    """The dates of all the nämnder that have none of their own. Raises PermissionDenied."""
    _check_whole(opened, by)
    _set(opened, opened.municipality, dates, by=by)


@transaction.atomic
def set_own_dates(part: RoundCommittee, dates: Dates, *, by: User) -> None:
    """A nämnd's: those that are the round's follow it. Raises PermissionDenied."""
    _check(part.round, [part.committee], by)
    _set_own(part, dates, by=by)


@transaction.atomic
def take_out(part: RoundCommittee, *, by: User) -> None:
    """A nämnd out of its round; its report stays. Raises PermissionDenied."""
    _check(part.round, [part.committee], by)
    record(
        part.round.municipality,
        f"Omgång: {part.round}",
        by=by,
        old=part.committee.name,
        committee=part.committee,
    )
    part.delete()


@transaction.atomic
def remove_round(opened: Round, *, by: User) -> None:
    """The round and its dates; the reports stay. Raises PermissionDenied."""
    _check_whole(opened, by)
    for part in opened.taking_part.select_related("round__period", "round__municipality", "committee"):
        take_out(part, by=by)
    record(opened.municipality, "Omgång borttagen", by=by, old=str(opened))
    opened.delete()


def _set_own(part: RoundCommittee, dates: Dates, *, by: User) -> None:
    common = part.round.dates
    own: Dates = {name: None if on == common[name] else on for name, on in dates.items()}
    _set(part, part.round.municipality, own, by=by, committee=part.committee)


def _set(
    row: Round | RoundCommittee,
    municipality: Municipality,
    dates: Dates,
    *,
    by: User,
    committee: Committee | None = None,
) -> None:
    before = facts(row, tuple(DEADLINES))
    for name, on in dates.items():
        setattr(row, name, on)
    row.save(update_fields=[*dates])
    record_facts(municipality, str(row), before, facts(row, tuple(DEADLINES)), by=by, committee=committee)


def _check(opened: Round, committees: Iterable[Committee], by: User) -> None:
    allowed = set(opens_rounds_for(by, opened.municipality).values_list("pk", flat=True))
    if not {committee.pk for committee in committees} <= allowed:
        raise PermissionDenied(NOT_YOURS)


def _check_whole(opened: Round, by: User) -> None:
    _check(opened, [part.committee for part in opened.taking_part.select_related("committee")], by)


def _begin(opened: Round, committee: Committee, *, by: User) -> Report | None:
    """None for a nämnd without a rapportmall."""
    kind, through = opened.period.kind, opened.period.actuals_through
    template = proposed_templates(committee).get(kind)
    if template is None:
        return None
    start = ReportStart(
        actuals_through=through,
        kind=kind,
        title=proposed_title(committee, kind, through),
        dated=timezone.localdate(),
        template=ReportTemplate.objects.get(pk=template),
    )
    return begin(committee, start, by=by)
