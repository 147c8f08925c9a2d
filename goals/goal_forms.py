"""Where goals and indicators are typed in.

A target is read anew when its text changes; a person may say otherwise, and then that reading stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db import models
from django.utils.safestring import SafeString

from goals.calculations import SteeringRules
from goals.forms import FigureField, GoalRowForm, ValueField
from goals.judgements import CouncilGoalTree, Judgement, judge
from goals.models import (
    COMPARISON_CHOICES,
    FULFILMENT_CHOICES,
    REASON_MISSING,
    CommitteeGoal,
    CouncilGoal,
    Indicator,
    reading_fields,
)
from goals.pieces import explanation_html, goal_verdict_html, target_html, verdict_html
from goals.tables import value_cell
from goals.targets import Target, TargetError, parse_target
from reporting.entry.cells import GridCell, row_html
from reporting.entry.form_group import FormGroup
from reporting.entry.row_formset import RowFormSet

READING = ("comparison", "target_value", "target_upper", "target_unit", "baseline")
VALUES = ("current", "forecast", "target")


class JudgedForm(GoalRowForm):
    """A row whose verdict a person may decide, with a reason."""

    def __init__(self, *args: Any, goals: GoalChoices, headings: Mapping[str, str], **kwargs: Any) -> None:
        self.goals = goals
        self.headings = headings
        super().__init__(*args, **kwargs)
        _set_choices(self, "override", [("", "Följ regeln"), *FULFILMENT_CHOICES])
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


@dataclass
class GoalChoices:
    """The goals of a report that rows can be placed under: as options, and by the option's value."""

    council_goals: Sequence[CouncilGoal]
    committee_goals: Sequence[CommitteeGoal]
    placements: dict[str, tuple[CouncilGoal, CommitteeGoal | None]] = field(init=False)

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


def _set_choices(form: forms.BaseForm, name: str, choices: list[tuple[str, str]]) -> None:
    choice_field = form.fields[name]
    assert isinstance(choice_field, forms.ChoiceField)
    choice_field.choices = choices


class CouncilGoalForm(GoalRowForm):
    class Meta:
        model = CouncilGoal
        fields = ["label", "area", "position"]
        labels = {"label": "Kommunfullmäktiges mål", "area": "Område"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "area")}

    def __init__(self, *args: Any, goals: GoalChoices, headings: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class CommitteeGoalForm(JudgedForm):
    placement = forms.ChoiceField(label="Under kommunfullmäktiges mål")

    class Meta:
        model = CommitteeGoal
        fields = ["label", "override", "override_reason", "position"]
        labels = {"label": "Nämndmål"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "override_reason")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "placement", self.goals.options(with_committee_goals=False))
        if self.instance.pk:
            self.initial["placement"] = f"kf-{self.instance.council_goal_id}"
            _place_under(self.instance, self.goals.placements.get(self.initial["placement"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "placement" in cleaned:
            _place_under(self.instance, self.goals.placements.get(cleaned["placement"]))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """A nämndmål that moves takes its indicators along."""
        goal = super().save(commit)
        if "placement" in self.changed_data:
            goal.indicators.update(council_goal=goal.council_goal)
        return goal


def _place_under(
    row: CommitteeGoal | Indicator, placement: tuple[CouncilGoal, CommitteeGoal | None] | None
) -> None:
    if placement is None:
        return
    row.council_goal = placement[0]
    if isinstance(row, Indicator):
        row.committee_goal = placement[1]


class IndicatorForm(JudgedForm):
    """``headings``: the values that are typed in, in order, with what stands over them."""

    placement = forms.ChoiceField(label="Under målet")
    current = ValueField(label="Nuvärde")
    forecast = ValueField(label="Prognos")
    target_value = FigureField(label="Värde")
    target_upper = FigureField(label="Övre gräns (för mellan två värden)")
    baseline = FigureField(label="Utgångsvärde")

    class Meta:
        model = Indicator
        fields = [
            *("label", "current", "forecast", "target"),
            *("comparison", "target_value", "target_upper", "target_unit", "baseline", "target_confirmed"),
            *("override", "override_reason", "comment", "position"),
        ]
        labels = {
            "label": "Indikator",
            "target": "Målvärde",
            "comparison": "Jämförelse",
            "target_unit": "Enhet",
            "target_confirmed": "Tolkningen av målvärdet stämmer",
        }
        widgets = {
            "target": forms.TextInput(attrs={"class": "quantity"}),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "override_reason", "comment")},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_choices(self, "placement", self.goals.options(with_committee_goals=True))
        _set_choices(self, "comparison", [("", "Välj jämförelse"), *COMPARISON_CHOICES])
        for name in VALUES:
            if name in self.headings:
                self.fields[name].label = self.headings[name]
            else:
                del self.fields[name]
        if self.instance.pk:
            self.initial["placement"] = _placement_of(self.instance)
            _place_under(self.instance, self.goals.placements.get(self.initial["placement"]))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "placement" in cleaned:
            _place_under(self.instance, self.goals.placements.get(cleaned["placement"]))
        if not self.errors_in(("target", *READING)):
            self._read_target(cleaned)
        return cleaned

    def _read_target(self, cleaned: dict[str, Any]) -> None:
        """A corrected reading stands; else a changed text (or name, which hints at a direction) is read."""
        changed = set(self.changed_data)
        if changed.intersection(READING):
            self._check_reading(cleaned)
            cleaned["target_confirmed"] = True
        elif "target" in changed:
            try:
                target = parse_target(cleaned["target"], self.value_now(cleaned, "label"))
            except TargetError as error:
                self.add_error("target", str(error))
            else:
                cleaned |= reading_fields(target)
        elif "label" in cleaned and self.instance.pk and not self.value_now(cleaned, "target_confirmed"):
            with suppress(TargetError):
                cleaned |= reading_fields(parse_target(self.instance.target, cleaned["label"]))

    def _check_reading(self, cleaned: dict[str, Any]) -> None:
        comparison, value, upper, unit, baseline = (self.value_now(cleaned, name) for name in READING)
        if not comparison:
            if self.value_now(cleaned, "target"):
                self.add_error("comparison", "Välj hur värdet ska jämföras med målvärdet.")
            return
        try:
            Target(comparison, value, upper, unit, baseline)
        except TargetError as error:
            for name in READING:  # the row keeps its reading until it gets one that holds together
                cleaned.pop(name, None)
            self.add_error("target_value", str(error))

    def previous_text(self, name: str) -> str:
        return value_cell(getattr(self.previous, name)).text if self.previous and name in VALUES else ""

    def grid_fields(self) -> list[str]:
        return list(self.headings)

    @property
    def values_html(self) -> SafeString:
        """The row's values; the fields one does not see stand in the first cell."""
        return row_html(self.value_cells(), self.hidden_html, kind="value")

    @property
    def loose_values_html(self) -> SafeString:
        return row_html(self.value_cells(), "", kind="value")

    def value_cells(self) -> list[GridCell]:
        return [self.cell(name) for name in self.headings]

    @property
    def verdict_html(self) -> str:
        return verdict_html(self.judgement)

    @property
    def explanation_html(self) -> str:
        return explanation_html(self.judgement)

    @property
    def target_html(self) -> str:
        return target_html(self.instance) if self.instance.pk else ""

    details_template_name = "goals/_indicator_fields.html"

    def drawn(self) -> Iterable[str]:
        return [name for name in super().drawn() if self.shows_all or name != "target_confirmed"]

    def names_behind(self) -> list[str]:
        shown = (*VALUES, *(("label", "placement") if self.is_new else ()))
        order = ["label", "placement", *READING, "override", "override_reason", "comment", "position"]
        return [name for name in order if name not in shown]


def _placement_of(indicator: Indicator) -> str:
    if indicator.committee_goal_id is not None:
        return f"namndmal-{indicator.committee_goal_id}"
    return f"kf-{indicator.council_goal_id}"


@dataclass
class GoalGroup:
    """A goal as it stands in the grid, with the indicators under it."""

    kind: str
    form: Any
    indicators: list[Any]


class GoalsForm(FormGroup):
    """Council goals, nämndmål and indicators."""

    def __init__(
        self,
        *,
        council_goals: RowFormSet,
        committee_goals: RowFormSet,
        indicators: RowFormSet,
        rules: SteeringRules,
        headings: Mapping[str, str],
    ) -> None:
        super().__init__(indicators, committee_goals, council_goals)
        self.headings = headings
        self.council_goals = council_goals
        self.committee_goals = committee_goals
        self.indicators = indicators
        self.rules = rules

    @property
    def width(self) -> int:
        """How many columns the grid has: the name, the values and the verdict."""
        return len(self.headings) + 2

    def trees(self) -> list[CouncilGoalTree]:
        """The goals as they stand in the form, judged."""
        if self.is_bound:
            self.is_valid()
        return judge(
            self.council_goals.rows(), self.committee_goals.rows(), self.indicators.rows(), self.rules
        )

    @cached_property
    def groups(self) -> list[GoalGroup]:
        """The saved rows in the order of the report, for the grid."""
        self._show_judgements()
        groups = []
        for council_form in self.council_goals.initial_forms:
            goal = council_form.instance
            direct = self._forms_under(council_goal=goal, committee_goal=None)
            groups.append(GoalGroup("Kommunfullmäktiges mål", council_form, direct))
            groups += [
                GoalGroup("Nämndmål", form, self._forms_under(committee_goal=form.instance))
                for form in self.committee_goals.initial_forms
                if goal.pk and form.instance.council_goal_id == goal.pk
            ]
        return [group for group in groups if group.form.instance.pk]

    def loose_indicators(self) -> list[Any]:
        """The blank rows, and what is typed in a row that someone else took away."""
        shown = {id(form) for group in self.groups for form in group.indicators}
        return [form for form in self.indicators.forms if id(form) not in shown]

    def loose_goals(self) -> list[Any]:
        """The same, of goals."""
        shown = {id(group.form) for group in self.groups}
        forms = (*self.council_goals.forms, *self.committee_goals.forms)
        return [form for form in forms if id(form) not in shown]

    def _forms_under(self, **goal: Any) -> list[Any]:
        ids = {f"{name}_id": row.pk if row is not None else None for name, row in goal.items()}
        return [
            form
            for form in self.indicators.initial_forms
            if form.instance.pk and all(getattr(form.instance, name) == pk for name, pk in ids.items())
        ]

    def _show_judgements(self) -> None:
        judged: dict[int, Judgement] = {}
        for tree in self.trees():
            judged |= {id(each.row): each.judgement for each in tree.all_indicators()}
            judged |= {id(goal.row): goal.judgement for goal in tree.goals}
        for form in cast("list[GoalRowForm]", [*self.indicators.forms, *self.committee_goals.forms]):
            form.judgement = judged.get(id(form.instance))

    def orphans(self) -> list[tuple[Any, str]]:
        under: set[tuple[type[models.Model], int | None]] = set()
        for indicator in self.indicators.rows():
            goal_id = indicator.committee_goal_id
            under.add((CommitteeGoal, goal_id) if goal_id else (CouncilGoal, indicator.council_goal_id))
        under |= {(CouncilGoal, goal.council_goal_id) for goal in self.committee_goals.rows()}
        return [
            (form, "Målet har något under sig. Flytta eller ta bort det först.")
            for formset in (self.committee_goals, self.council_goals)
            for form in formset.initial_forms
            if formset.is_to_go(form) and (type(form.instance), form.instance.pk) in under
        ]
