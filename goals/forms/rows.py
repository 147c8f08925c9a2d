"""Rows of goals and indicators: fields in two places (grid and details), a verdict, a parent goal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from goals.judgements import Judgement
from goals.models import FULFILMENT_CHOICES, REASON_MISSING, CommitteeGoal, CouncilGoal, Indicator
from goals.pieces import goal_verdict_html
from reporting.entry.cells import GridCell, row_html
from reporting.entry.rows import RowForm

NOT_DETAILS = ("id", "DELETE")

Placement = tuple[CouncilGoal, CommitteeGoal | None]


class GoalRowForm(RowForm):
    """A row with some fields in the grid and the rest in its details, and perhaps a verdict."""

    judgement: Judgement | None = None
    details_template_name = "goals/_goal_fields.html"
    new_names: Sequence[str] = ("label",)  # the cells of a new row
    is_opened = False  # whether the details are drawn at once

    @property
    def is_new(self) -> bool:
        return not self.instance.pk

    def grid_fields(self) -> list[str]:
        """None by default: goals are edited in their details."""
        return []

    def cell(self, name: str) -> GridCell:
        bound = self[name]
        return GridCell(bound, f"{bound.label}, {self.row_name}")

    @property
    def new_row_html(self) -> SafeString:
        """A row that is not saved, and the line under it."""
        cells = row_html([self.cell(name) for name in self.new_names], self.hidden_html)
        return SafeString(
            f'<tr class="row">{cells}</tr>\n<tr class="more"><td colspan="{len(self.new_names)}">'
            f"{self.details('Bedöm eller ordna')}</td></tr>"
        )

    def errors_in(self, names: Sequence[str]) -> bool:
        return any(name in self.errors for name in names)

    def detail_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.detail_names()]

    def drawn(self) -> Iterable[str]:
        """The details of a saved row are drawn when it is opened."""
        hidden = set() if self.shows_all else set(self.detail_names())
        return [name for name in self.fields if name not in hidden]

    @property
    def shows_all(self) -> bool:
        return self.is_opened or self.has_sent_details

    @property
    def has_sent_details(self) -> bool:
        """Sent details are drawn again, as typed."""
        return self.is_bound and any(self.is_sent(name) for name in self.detail_names())

    @property
    def row_id(self) -> str:
        """Prefix of the ids of the row's computed elements."""
        return f"{self.instance._meta.model_name}-{self.instance.pk or self.prefix}"

    def details(self, act: str, *, before: str = "", first: str = "") -> SafeString:
        """The row's details, closed: their fields are fetched by a script, named as in this page, or by the link.

        ``before``: HTML in the summary, before what one does there; ``first``: at the top of the details.
        """
        is_open = " open" if self.is_opened or self.has_detail_errors else ""
        unfetched = "" if self.shows_all else f' data-row="{self.prefix}"'
        return SafeString(
            f"<details{is_open}{unfetched}><summary>{before}{act}"
            f'<span class="visually-hidden">: {escape(self.row_name)}</span></summary>{first}{self._details_body()}'
            "</details>"
        )

    def _details_body(self) -> str:
        if self.shows_all:
            return render_to_string(self.details_template_name, {"row": self})
        return f'<a href="?rad={self.row_id}">Visa fälten</a>'

    def detail_names(self) -> list[str]:
        shown = (*NOT_DETAILS, *(self.new_names if self.is_new else ()))
        return [name for name in self.fields if name not in shown]

    @property
    def has_detail_errors(self) -> bool:
        return self.is_bound and self.errors_in([*self.detail_names(), "DELETE"])


@dataclass
class GoalChoices:
    """Parent goals of a report: ``placements`` by option value, and the options themselves."""

    council_goals: Sequence[CouncilGoal]
    committee_goals: Sequence[CommitteeGoal]
    placements: dict[str, Placement] = field(init=False)

    def __post_init__(self) -> None:
        self.placements = {}
        for council_goal in self.council_goals:
            self.placements[f"kf-{council_goal.pk}"] = (council_goal, None)
            for goal in self.committee_goals:
                if goal.council_goal_id == council_goal.pk:
                    self.placements[f"namndmal-{goal.pk}"] = (council_goal, goal)

    def options(self, *, with_committee_goals: bool) -> list[tuple[str, str]]:
        options = [("", "Välj mål")]
        for value, (council_goal, goal) in self.placements.items():
            if goal is None:
                options.append((value, f"Kommunfullmäktiges mål: {council_goal.label}"))
            elif with_committee_goals:
                options.append((value, f"Nämndmål: {goal.label}"))
        return options


class JudgedForm(GoalRowForm):
    """A row whose verdict a person may override, with a reason."""

    def __init__(self, *args: Any, goals: GoalChoices, headings: Mapping[str, str], **kwargs: Any) -> None:
        self.goals = goals
        self.headings = headings
        super().__init__(*args, **kwargs)
        set_choices(self, "override", [("", "Följ regeln"), *FULFILMENT_CHOICES])
        self.fields["override"].label = "Bedömning"
        self.fields["override_reason"].label = "Skäl till annan bedömning än regelns"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        override, reason = (self.value_now(cleaned, name) for name in ("override", "override_reason"))
        if override and not reason.strip() and "override_reason" not in self.errors:
            self.add_error("override_reason", REASON_MISSING)
        return cleaned

    @property
    def goal_verdict_html(self) -> str:
        return goal_verdict_html(self.judgement)


def set_choices(
    form: forms.BaseForm, name: str, choices: list[tuple[str, str]] | Callable[[], list[tuple[str, str]]]
) -> None:
    choice_field = form.fields[name]
    assert isinstance(choice_field, forms.ChoiceField)
    choice_field.choices = choices


def place_under(row: CommitteeGoal | Indicator, placement: Placement | None) -> None:
    if placement is None:
        return
    row.council_goal = placement[0]
    if isinstance(row, Indicator):
        row.committee_goal = placement[1]
