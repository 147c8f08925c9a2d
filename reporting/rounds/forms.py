"""Forms of rounds and their dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from reporting.models import DEADLINES, Committee, PeriodKind, Report
from reporting.models.round import Dates
from reporting.rounds.next_round import Proposal
from reporting.workflow.forms import month_end, within_reach
from reporting.workflow.start import FAR_AHEAD

LABELS = {
    "figures_by": "Siffrorna ska vara klara",
    "text_by": "Texten ska vara klar",
    "hand_in_by": "Rapporten lämnas in",
    "meets_on": "Nämndens sammanträde",
    "board_meets_on": "Kommunstyrelsen",
}
ORDER = ("hand_in_by", "meets_on", "board_meets_on")
LATEST = dt.timedelta(days=366)  # after the period's end


def _day(label: str, *, required: bool = False) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget)


def own_meeting(committee: int | str) -> str:
    """The name of the field of a nämnd's own sammanträde."""
    return f"meets_on-{committee}"


class DatesForm(forms.Form):
    """The dates of a round, or of a nämnd in it, held against the period that is reported."""

    figures_by, text_by, hand_in_by, meets_on, board_meets_on = (_day(LABELS[name]) for name in DEADLINES)
    sure = forms.BooleanField(label="Ja, datumen stämmer", required=False)

    def __init__(self, *args: Any, through: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.through = through
        if not self.is_bound:
            del self.fields["sure"]  # asked when the dates are doubtful

    @property
    def calendar(self) -> list[forms.BoundField]:
        return [self[name] for name in DEADLINES]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.check_order({**data})  # a day that is refused is still held against the next
        is_sure = data.pop("sure", False)
        doubts = list(self.doubts(data))
        if not doubts:
            del self.fields["sure"]
        elif not is_sure:
            self.add_error("sure", [*doubts, "Rätta datumen, eller kryssa i att de stämmer."])
        return data

    def check_order(self, data: dict[str, Any]) -> None:
        for name in ("figures_by", "text_by"):
            self.check_pair((name, data.get(name)), ("hand_in_by", data.get("hand_in_by")))
        for first, then in pairwise((name, data[name]) for name in ORDER if data.get(name)):
            self.check_pair(first, then)

    def check_pair(self, first: tuple[str, dt.date | None], then: tuple[str, dt.date | None]) -> None:
        """Add an error to the field of the second day if it is before the first."""
        if first[1] and then[1] and then[1] < first[1]:
            said = LABELS[first[0].partition("-")[0]].lower()
            self.add_error(then[0], f"Datumet ligger före ”{said}” ({first[1]}).")

    def days(self, data: dict[str, Any]) -> Iterator[tuple[str, dt.date]]:
        """Each day that was set, with its label."""
        yield from ((LABELS[name], on) for name in DEADLINES if (on := data.get(name)))

    def doubts(self, data: dict[str, Any]) -> Iterator[str]:
        """What to ask about the dates, in Swedish."""
        through: dt.date | None = data.get("actuals_through") or self.through
        if through is None:
            return
        for label, on in self.days(data):
            if on <= through:
                yield f"{label} {on} ligger före periodens slut, {through}."
            elif on > through + LATEST:
                yield f"{label} {on} ligger mer än ett år efter periodens slut."

    @property
    def dates(self) -> Dates:
        return {name: self.cleaned_data[name] for name in DEADLINES}


class NewRoundForm(DatesForm):
    """What is reported, by whom, and when; each nämnd may meet on a day of its own."""

    kind = forms.ChoiceField(label="Slag av rapport", choices=PeriodKind.choices)
    actuals_through = _day("Utfall till och med", required=True)
    committees = forms.ModelMultipleChoiceField(
        label="Nämnder",
        queryset=Committee.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en nämnd."},
    )

    def __init__(
        self, *args: Any, committees: models.QuerySet[Committee], proposal: Proposal, **kwargs: Any
    ) -> None:
        own = {own_meeting(pk): dates["meets_on"] for pk, dates in proposal.own.items()}
        initial = {
            "kind": proposal.kind,
            "actuals_through": proposal.actuals_through,
            "committees": proposal.committees,
            **proposal.dates,
            **own,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.proposal = proposal
        self.names = {committee.pk: committee.name for committee in committees}
        self.fields["committees"].queryset = committees  # type: ignore[attr-defined]  # a model's field
        for pk, name in self.names.items():
            self.fields[own_meeting(pk)] = _day(f"Eget sammanträde för {name}")

    @property
    def choices(self) -> list[tuple[forms.boundfield.BoundWidget, forms.BoundField]]:
        """The box of each nämnd, and the day of its own sammanträde."""
        return [(box, self[own_meeting(str(box.data["value"]))]) for box in self["committees"]]

    @property
    def own(self) -> dict[int, Dates]:
        """Of a valid form: what the chosen nämnder have of their own."""
        proposed = self.proposal.own
        return {
            committee.pk: {**proposed.get(committee.pk, {}), "meets_on": self.cleaned_data[own_meeting(committee.pk)]}
            for committee in self.cleaned_data["committees"]
        }  # fmt: skip

    @property
    def carried(self) -> list[tuple[str, list[tuple[str, dt.date]]]]:
        """The other dates that nämnder have of their own, with the nämnd's name."""
        found = [
            (
                self.names[pk],
                [(DEADLINES[name], on) for name, on in dates.items() if on and name != "meets_on"],
            )
            for pk, dates in self.proposal.own.items()
            if pk in self.names
        ]
        return [(name, days) for name, days in found if days]

    def clean_actuals_through(self) -> dt.date:
        return month_end(within_reach(self.cleaned_data["actuals_through"]))

    def check_order(self, data: dict[str, Any]) -> None:
        super().check_order(data)
        for committee in data.get("committees", ()):
            name = own_meeting(committee.pk)
            self.check_pair(("hand_in_by", data.get("hand_in_by")), (name, data.get(name)))
            if (on := data.get(name)) and (board := data.get("board_meets_on")) and board < on:
                self.add_error(name, f"Datumet ligger efter kommunstyrelsens ({board}).")

    def days(self, data: dict[str, Any]) -> Iterator[tuple[str, dt.date]]:
        yield from super().days(data)
        for committee in data.get("committees", ()):
            if on := data.get(own_meeting(committee.pk)):
                yield f"Sammanträdet i {committee.name}", on

    def doubts(self, data: dict[str, Any]) -> Iterator[str]:
        through = data.get("actuals_through")
        if through and through > timezone.localdate() + FAR_AHEAD:
            yield f"Utfallets datum {through} ligger mer än ett halvår fram i tiden."
        if through and data.get("committees"):
            yield from _later_reports(data["committees"], through)
        yield from super().doubts(data)


def _later_reports(committees: models.QuerySet[Committee], through: dt.date) -> Iterator[str]:
    later = Report.objects.kept().filter(committee__in=committees, period__actuals_through__gt=through)
    names = dict.fromkeys(later.order_by("committee__name").values_list("committee__name", flat=True))
    for name in names:
        yield f"{name} har redan en rapport för en senare period."


class RoundForm(DatesForm):
    """The dates of a round, and more nämnder into it."""

    committees = forms.ModelMultipleChoiceField(
        label="Fler nämnder",
        queryset=Committee.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De får också varsitt utkast.",
    )

    def __init__(self, *args: Any, committees: models.QuerySet[Committee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if committees:
            self.fields["committees"].queryset = committees  # type: ignore[attr-defined]  # a model's field
        else:
            del self.fields["committees"]
