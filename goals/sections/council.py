"""The council's goals as a table of their own, for a nämnd without nämndmål."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError

from goals.models import CommitteeGoal, CouncilGoal, Indicator
from goals.sections.goals import COUNCIL_GOAL_CARRIES, GoalsSection
from reporting.document.blocks import Block, Cell, Column, Row, Table
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm
from reporting.entry.rows_section import RowsSection
from reporting.models import Report
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.options import HeadingField, SectionOptions

HEADINGS = {"area": "Område", "goal": "Mål"}
NO_AREA = "Övergripande mål"


class CouncilGoalRowForm(RowForm):
    class Meta:
        model = CouncilGoal
        fields = ["area", "label", "note", "position"]
        labels = {"label": "Mål", "area": "Område", "note": "Not under tabellen"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "note")}


class CouncilGoalFormSet(RowFormSet):
    def clean(self) -> None:
        super().clean()
        going = self.rows_taken_away()
        parents = {
            goal_id
            for model in (CommitteeGoal, Indicator)
            for goal_id in model._default_manager.filter(council_goal__in=going).values_list(
                "council_goal", flat=True
            )
        }
        for goal in going:
            if goal.pk in parents:
                raise ValidationError(
                    f"Målet ”{goal.label}” har nämndmål eller indikatorer under sig och kan inte tas bort. "
                    "Flytta eller ta bort dem först."
                )


class CouncilGoalsSection(RowsSection):
    class Options(SectionOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Fullmäktiges övergripande mål år {year}")
        columns = ColumnsField(label="Kolumner", choices=HEADINGS)

        def clean_columns(self) -> list[dict[str, str]]:
            columns: list[dict[str, str]] = self.cleaned_data["columns"]
            if [column["key"] for column in columns] != list(HEADINGS):
                raise ValidationError("Kolumnerna är område och mål (area, goal), i den ordningen.")
            return columns

    kind = "goals.council_goals"
    name = "Fullmäktiges mål"
    model = CouncilGoal
    form_class = CouncilGoalRowForm
    formset_class = CouncilGoalFormSet
    carried = COUNCIL_GOAL_CARRIES
    no_rows = "har inga mål. Lägg till minst ett."

    def reads(self, kind: str) -> bool:
        return kind in (self.kind, GoalsSection.kind)

    def tables(self, rows: Sequence[CouncilGoal]) -> list[Block]:
        headings = [self.filled(column["heading"]) for column in self.options["columns"]]
        return [council_goal_table(rows, self.table_title, *headings)]

    def start_from(self, previous: Report) -> None:
        """Unless the report has nämndmål: their section carries over both."""
        kinds = {spec.kind for spec in self.report.template.specs}
        if GoalsSection.kind not in kinds:
            super().start_from(previous)


def council_goal_table(
    goals: Sequence[CouncilGoal], title: str, area_heading: str, goal_heading: str
) -> Table:
    """A row per goal, by area; equal notes are printed once."""
    areas: dict[str, list[CouncilGoal]] = {}
    for goal in goals:
        areas.setdefault(goal.area, []).append(goal)
    return Table(
        key="fullmaktiges-mal",
        title=title,
        label_heading=area_heading,
        columns=(Column(key="goal", heading=goal_heading, kind="text"),),
        rows=tuple(
            Row(key=goal.key, label=goal.area or NO_AREA, cells=(Cell(text=goal.label),))
            for members in areas.values()
            for goal in members
        ),
        notes=tuple(dict.fromkeys(goal.note for goal in goals if goal.note)),
    )
