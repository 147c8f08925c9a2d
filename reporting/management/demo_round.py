"""A round for the demo, with dates around today: nämnder of Sydnärke's kommun that are not equally far."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from reporting.administration.municipalities import Start, make_committees
from reporting.models import Committee, ProseText, Report, ReportTemplate, Role, Round, User
from reporting.models.round import Dates
from reporting.permissions import Action
from reporting.rounds.next_round import moved
from reporting.rounds.opening import open_round
from reporting.workflow.assignments import assign, mark_done
from reporting.workflow.moves import move
from reporting.workflow.writing import writing

ROUND_OF = "sydnarke-2024-04-delarsrapport"  # its period, and its nämnd takes part
CHIEF = "ekonomichef"  # controller in the new nämnder
LATE, HANDED_IN, WITHOUT_TEMPLATE = "Socialnämnden", "Kultur- och fritidsnämnden", "Valnämnden"
# Days from today; a nämnd's own in the place of these.
DAYS = {"figures_by": -4, "text_by": 1, "hand_in_by": 6, "meets_on": 17, "board_meets_on": 41}
OWN = {
    LATE: {"figures_by": -12, "text_by": -7, "hand_in_by": -2, "meets_on": 10},
    HANDED_IN: {"meets_on": 12},
}
TEXTS = {
    "verksamheten": "Verksamheten har följt planen under perioden.",
    "ekonomin": "Nämnden räknar med ett resultat i nivå med budgeten.",
    "framat": "Inför hösten planeras inga större förändringar.",
}
HEADINGS = {"verksamheten": "Verksamheten", "ekonomin": "Ekonomin", "framat": "Framåt"}


@transaction.atomic
def load_round(password: str) -> None:
    """With the portal's own acts; once."""
    if Round.objects.exists():
        return
    first = Report.objects.with_context().get(slug=ROUND_OF)
    kommun, administrator = first.committee.municipality, User.objects.get(username="administrator")
    chief = User(
        username=CHIEF, first_name="Ekonomichef", email=f"{CHIEF}@kommun.example", municipality=kommun
    )
    chief.set_password(password)
    chief.save()
    start = Start(person=chief, roles=(Role.CONTROLLER,))
    made = make_committees(kommun, (LATE, HANDED_IN, WITHOUT_TEMPLATE), start, by=administrator)
    by_name = {committee.name: committee for committee in made}
    for name in (LATE, HANDED_IN):
        _give_template(by_name[name])
    today = timezone.localdate()
    open_round(
        kommun,
        [first.committee, *made],
        by=administrator,
        kind=first.period.kind,
        actuals_through=first.period.actuals_through,
        dates=_dates(DAYS, today),
        own={by_name[name].pk: _dates(days, today) for name, days in OWN.items()},
    )
    _write(by_name[LATE], chief, ["verksamheten"])
    _write(by_name[HANDED_IN], chief, [*TEXTS])
    report = Report.objects.with_context().get(committee=by_name[HANDED_IN])
    move(report, Action.HAND_IN, by=chief)


def _give_template(committee: Committee) -> None:
    sections = [
        {"key": key, "kind": "text", "heading": heading, "has_prose": True}
        for key, heading in HEADINGS.items()
    ]
    ReportTemplate.objects.create(committee=committee, name="Delårsrapport", sections=sections)


def _dates(days: dict[str, int], today: dt.date) -> Dates:
    """What is ahead falls on no Saturday or Sunday."""
    by = {name: dt.timedelta(days=number) for name, number in days.items()}
    return {name: moved(today, one) if one.days > 1 else today + one for name, one in by.items()}


def _write(committee: Committee, by: User, keys: list[str]) -> None:
    """Texts of the sections, which are then done; the person answers for all."""
    report = Report.objects.with_context().get(committee=committee)
    with writing(report, by=by) as batch:
        for key in keys:
            text = ProseText(report=report, section_key=key, markdown=TEXTS[key])
            text.save()
            batch.note(text, {})
    assign(report, dict.fromkeys(TEXTS, by), by=by)
    for key in keys:
        mark_done(Report.objects.with_context().get(pk=report.pk), key, by=by)
