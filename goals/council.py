"""The council's goals as a table of their own, for a nämnd that has no nämndmål under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from goals.copying import copy_rows
from goals.models import CommitteeGoal, CouncilGoal, Indicator
from goals.options import check_columns, check_known, check_title, filled, full_columns
from goals.section import COUNCIL_GOAL_CARRIES, GoalsSection
from reporting.document.blocks import Block, Cell, Column, Row, Table
from reporting.entry.ordered_rows import PlacedForm, PlacedFormSet, placed_formset
from reporting.models import Committee, Report
from reporting.sections import Section
from reporting.template_editor.options import ColumnsOption, Option, TextOption

HEADINGS = {"area": "Område", "goal": "Mål"}
NO_AREA = "Övergripande mål"


class CouncilGoalForm(PlacedForm):
    class Meta:
        model = CouncilGoal
        fields = ["area", "label", "note", "position"]
        labels = {"label": "Mål", "area": "Område", "note": "Not under tabellen"}
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("label", "note")}


class CouncilGoalFormSet(PlacedFormSet):
    def clean(self) -> None:
        super().clean()
        going = self.rows_taken_away()
        under = {
            goal_id
            for model in (CommitteeGoal, Indicator)
            for goal_id in model._default_manager.filter(council_goal__in=going).values_list(
                "council_goal", flat=True
            )
        }
        for goal in going:
            if goal.pk in under:
                raise ValidationError(
                    f"Målet ”{goal.label}” har nämndmål eller indikatorer under sig och kan inte tas bort. "
                    "Flytta eller ta bort dem först."
                )


class CouncilGoalsSection(Section):
    """The council's goals by area, without nämndmål. Its options, with defaults:

    ``title`` the caption; ``columns``: area and goal, each a key or ``{"key", "heading"}``.
    """

    kind = "goals.council_goals"
    name = "Fullmäktiges mål"
    form_template_name = "reporting/sections/_grid.html"

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        return (
            TextOption(key="title", label="Tabellens rubrik"),
            ColumnsOption(key="columns", label="Kolumner", choices=HEADINGS),
        )

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = cls._with_defaults(options)
        check_known(options, cleaned, cls.name)
        check_title(cleaned["title"], cls.name)
        check_columns(cleaned["columns"], cls.name)
        if [column["key"] for column in cleaned["columns"]] != list(HEADINGS):
            raise ValueError(f"columns för {cls.name} ska vara area och goal, i den ordningen.")
        return cleaned

    @classmethod
    def _with_defaults(cls, options: dict[str, Any]) -> dict[str, Any]:
        """The options written out, so that a stored template says all it means."""
        return {
            "title": options.get("title", "Fullmäktiges övergripande mål år {year}"),
            "columns": full_columns(options.get("columns", list(HEADINGS)), HEADINGS, cls.name),
        }

    @cached_property
    def full_options(self) -> dict[str, Any]:
        return self._with_defaults(self.options)

    @property
    def title_of_table(self) -> str:
        return filled(self.full_options["title"], self.report.period)

    def rows(self) -> models.QuerySet[CouncilGoal]:
        return CouncilGoal.objects.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[CouncilGoal]) -> list[Block]:
        if not rows:
            return []
        period = self.report.period
        headings = [filled(column["heading"], period) for column in self.full_options["columns"]]
        return [council_goal_table(rows, self.title_of_table, *headings)]

    def form(self, data: Mapping[str, Any] | None = None) -> PlacedFormSet:
        previous_id, rows = self.report.previous_id, self.rows()
        return placed_formset(CouncilGoalForm, CouncilGoalFormSet)(
            data,
            queryset=rows,
            prefix=self.key,
            report=self.report,
            convention=self.convention,
            previous=CouncilGoal.objects.filter(report_id=previous_id) if previous_id else (),
            title=self.title_of_table,
            blank=2 if rows else 5,
        )

    def preview(self, form: PlacedFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def problems(self) -> list[str]:
        if not self.rows().exists():
            return [f"Avsnittet ”{self.title}” har inga mål. Lägg till minst ett."]
        return []

    def start_from(self, previous: Report) -> None:
        """The goals; where the report has nämndmål too, the section of those takes over both."""
        kinds = {spec.kind for spec in self.report.template.specs}
        if GoalsSection.kind not in kinds and not self.rows().exists():
            copy_rows(CouncilGoal.objects.filter(report_id=previous.pk), self.report, COUNCIL_GOAL_CARRIES)


def council_goal_table(
    goals: Sequence[CouncilGoal], title: str, area_heading: str, goal_heading: str
) -> Table:
    """A row per goal, those of an area together. What is said of when they were decided is said once."""
    areas: dict[str, list[CouncilGoal]] = {}
    for goal in goals:
        areas.setdefault(goal.area, []).append(goal)
    return Table(
        key="fullmaktiges-mal",
        title=title,
        label_heading=area_heading,
        columns=(Column(key="goal", heading=goal_heading, kind="text"),),
        rows=tuple(
            Row(key=goal.key or f"ny-{place}", label=goal.area or NO_AREA, cells=(Cell(text=goal.label),))
            for place, goal in enumerate((goal for members in areas.values() for goal in members), start=1)
        ),
        notes=tuple(dict.fromkeys(goal.note for goal in goals if goal.note)),
    )
