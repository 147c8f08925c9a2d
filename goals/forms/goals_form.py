"""The goals section's form: three formsets drawn as one grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any, cast

from django.db import models
from django.utils.safestring import SafeString

from goals.forms.rows import GoalRowForm
from goals.judgements import CouncilGoalTree, Judgement, judge
from goals.models import CommitteeGoal, CouncilGoal
from goals.steering import SteeringRules
from reporting.entry.form_group import FormGroup
from reporting.entry.row_formset import RowFormSet


@dataclass
class GoalGroup:
    """A goal in the grid, with its indicators."""

    kind: str
    form: Any
    indicators: list[Any]

    def html(self, width: int) -> str:
        """``width``: columns of the grid."""
        form = self.form
        details = form.details("Ändra målet", first=form.hidden_html)
        return (
            f'<tbody>\n<tr class="group"><th scope="rowgroup" colspan="{width}">'
            f"{escape(f'{self.kind}: {form.row_name}')}</th></tr>\n"
            f'<tr class="more"><td colspan="{width}"><div id="{form.row_id}-omdome">{form.goal_verdict_html}</div>'
            f"{details}</td></tr>\n{''.join(row.html for row in self.indicators)}</tbody>\n"
        )


@dataclass
class NewRows:
    """Rows that are not saved: blank ones, and typed ones that someone else has deleted."""

    title: str
    forms: list[Any]

    @property
    def headings(self) -> list[str]:
        first = self.forms[0]
        return [first.fields[name].label for name in first.new_names]


class GoalsForm(FormGroup):
    def __init__(
        self,
        *,
        council_goals: RowFormSet,
        committee_goals: RowFormSet,
        indicators: RowFormSet,
        rules: SteeringRules,
        headings: Mapping[str, str],
        judges_council_goals: bool,
    ) -> None:
        super().__init__(indicators, committee_goals, council_goals)
        self.headings = headings
        self.council_goals = council_goals
        self.committee_goals = committee_goals
        self.indicators = indicators
        self.rules = rules
        self.judges_council_goals = judges_council_goals

    @property
    def width(self) -> int:
        """Columns of the grid: name, values, verdict."""
        return len(self.headings) + 2

    def trees(self) -> list[CouncilGoalTree]:
        """Judged goals as typed."""
        if not self.is_bound:
            return self._stored_trees
        self.is_valid()
        return self._judged()

    @cached_property
    def _stored_trees(self) -> list[CouncilGoalTree]:
        return self._judged()

    def _judged(self) -> list[CouncilGoalTree]:
        return judge(
            self.council_goals.rows(), self.committee_goals.rows(), self.indicators.rows(), self.rules
        )

    @cached_property
    def groups(self) -> list[GoalGroup]:
        """Saved rows in the order of the report."""
        self._show_judgements()
        groups = []
        for council_form in self.council_goals.initial_forms:
            goal = council_form.instance
            direct = self._forms_under(council_goal=goal, committee_goal=None)
            council_form.has_indicators = bool(direct)
            groups.append(GoalGroup("Kommunfullmäktiges mål", council_form, direct))
            groups += [
                GoalGroup("Nämndmål", form, self._forms_under(committee_goal=form.instance))
                for form in self.committee_goals.initial_forms
                if goal.pk and form.instance.council_goal_id == goal.pk
            ]
        return [group for group in groups if group.form.instance.pk]

    @property
    def groups_html(self) -> SafeString:
        return SafeString("".join(group.html(self.width) for group in self.groups))

    def new_rows(self) -> list[NewRows]:
        """By kind, in the order they depend on each other."""
        shown = {id(form) for group in self.groups for form in (group.form, *group.indicators)}
        grids = (
            ("Nya mål av kommunfullmäktige", self.council_goals),
            ("Nya nämndmål", self.committee_goals),
            ("Nya indikatorer", self.indicators),
        )
        return [
            NewRows(title, forms)
            for title, formset in grids
            if (forms := [form for form in formset.forms if id(form) not in shown])
        ]

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
            if self.judges_council_goals and tree.judgement is not None:
                judged[id(tree.row)] = tree.judgement
        forms = [*self.indicators.forms, *self.committee_goals.forms, *self.council_goals.forms]
        for form in cast("list[GoalRowForm]", forms):
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
