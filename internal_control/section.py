"""The chapters of internal control: the risk matrix, the plan, its follow-up and the measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from internal_control.actions import copy_plan, plan_before
from internal_control.calculations import DEFAULT_LEVELS, Level, read_levels
from internal_control.forms import (
    CategoryForm,
    ControlForm,
    FollowUpForm,
    MeasureForm,
    RiskForm,
    RiskFormSet,
    TwoGrids,
    category_choices,
    parents_of,
)
from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, MeasureStatus, Risk
from internal_control.tables import (
    NO_MEASURES,
    follow_up_blocks,
    measure_table,
    plan_table,
    reading_table,
    risk_matrix,
    risk_table,
    scale_table,
)
from reporting.document.blocks import Block, Prose, Table
from reporting.entry.ordered_rows import PlacedForm, PlacedFormSet, placed_formset
from reporting.entry.rows_section import RowsSection
from reporting.measurements import measurements
from reporting.models import Report
from reporting.models.section_spec import KEY
from reporting.sections import Section
from reporting.template_editor.options import HeadingField, SectionOptions

BLANK_ROWS = 2
BLANK_ROWS_AT_FIRST = 6  # when there is nothing yet


class ControlSection(Section):
    """What the sections of internal control have in common: the risks, and the plan that is taken over."""

    @cached_property
    def risks(self) -> list[Risk]:
        """The report's risks in order, with their categories."""
        return list(Risk.objects.filter(report_id=self.report.pk).select_related("category"))

    @cached_property
    def before(self) -> Report | None:
        """The report whose values stand beside the fields."""
        return plan_before(self.report)

    def formset(
        self,
        form: type[PlacedForm],
        data: Mapping[str, Any] | None,
        rows: models.QuerySet[Any],
        suffix: str,
        title: str,
        *,
        formset: type[PlacedFormSet] = PlacedFormSet,
        parents: Mapping[str, models.Model] | None = None,
        blank: int | None = None,
    ) -> PlacedFormSet:
        earlier = form._meta.model._default_manager.filter(report=self.before) if self.before else ()
        if blank is None:
            blank = BLANK_ROWS if rows else BLANK_ROWS_AT_FIRST
        return placed_formset(form, formset)(
            data,
            queryset=rows,
            prefix=f"{self.key}-{suffix}" if suffix else self.key,
            report=self.report,
            convention=self.convention,
            previous=earlier,
            title=title,
            blank=blank,
            more={} if parents is None else {"parents": parents},
        )

    def start_from(self, previous: Report) -> None:
        copy_plan(previous=previous, report=self.report)


class ControlRowsSection(ControlSection, RowsSection):
    """A grid of rows that lie under risks."""

    def previous_rows(self) -> Iterable[Any]:
        return self.rows_of(self.before) if self.before else ()

    def row_options(self) -> dict[str, Any]:
        return {"parents": parents_of(self.risks)}


class LevelsField(forms.Field):
    """The bands of risk values from the lowest, each ``{"word", "through"}``."""

    def validate(self, value: Any) -> None:
        try:
            read_levels(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class MatrixSection(ControlSection):
    """The risks of the report as a matrix and a table."""

    class Options(SectionOptions):
        title = HeadingField(label="Rubrik", initial="Riskbedömningsmatris")
        show_scale = forms.BooleanField(
            label="Visa vad stegen i skalan betyder", initial=True, required=False
        )
        levels = LevelsField(initial=DEFAULT_LEVELS)
        not_asked = frozenset({"levels"})

    kind = "internal_control.matrix"
    name = "Riskbedömningsmatris"
    form_template_name = "internal_control/_two_grids.html"

    @property
    def levels(self) -> list[Level]:
        return read_levels(self.options["levels"])

    def blocks(self) -> list[Block]:
        scale: list[Block] = [scale_table()] if self.options["show_scale"] else []
        return scale + self._tables(self.risks)

    def _tables(self, risks: Sequence[Risk]) -> list[Block]:
        if not risks:
            return []
        title = self.filled(self.options["title"])
        return [risk_matrix(risks, self.levels, title), risk_table(risks, self.levels)]

    def form(self, data: Mapping[str, Any] | None = None) -> TwoGrids:
        categories = ControlCategory.objects.filter(report_id=self.report.pk)
        risks = Risk.objects.filter(report_id=self.report.pk)
        return TwoGrids(
            self.formset(CategoryForm, data, categories, "kategori", "Kategorier", blank=1),
            self.formset(
                RiskForm, data, risks, "risk", "Risker",
                formset=RiskFormSet, parents=category_choices(list(categories)),
            ),
            parent_name="category",
            refusal="Kategorin har risker. Flytta eller ta bort dem först.",
        )  # fmt: skip

    def preview(self, form: TwoGrids) -> list[Block]:
        return self._tables([risk for risk in form.second.rows() if Risk.category.is_cached(risk)])

    def problems(self) -> list[str]:
        if not self.risks:
            return [f"Avsnittet ”{self.title}” har inga risker. Lägg till minst en."]
        return []


class PlanSection(ControlRowsSection):
    """The year's plan: each risk's controls with method, frequency and owner."""

    class Options(SectionOptions):
        title = HeadingField(label="Rubrik", initial="Internkontrollplan")

    kind = "internal_control.plan"
    name = "Internkontrollplan"
    model = Control
    form_class = ControlForm
    blank_rows = (BLANK_ROWS, BLANK_ROWS_AT_FIRST)
    grid_title = "Kontrollmoment"
    no_rows = "har inga kontrollmoment. Lägg till minst ett."

    def tables(self, rows: Sequence[Control]) -> list[Block]:
        table = plan_table(self.risks, grouped(rows, "risk_id"), self.table_title)
        return [table] if table.rows else []


class FollowUpsSection(ControlSection):
    """How the controls have gone, of one category or of all."""

    class Options(SectionOptions):
        category = forms.CharField(
            label="Bara en kategori",
            help_text="Kategorins nyckel, till exempel ekonomi. Tomt: alla kategorier.",
            initial="",
            required=False,
        )

        def clean_category(self) -> str:
            category: str = self.cleaned_data["category"]
            if category and not KEY.match(category):
                raise ValidationError("Skriv kategorins nyckel, till exempel ”ekonomi”, eller lämna tomt.")
            return category

    kind = "internal_control.followups"
    name = "Uppföljning av intern kontroll"
    form_template_name = "internal_control/_two_grids.html"

    @property
    def category(self) -> str:
        return str(self.options["category"])

    @cached_property
    def risks(self) -> list[Risk]:
        """Those of the section's category."""
        rows = Risk.objects.filter(report_id=self.report.pk).select_related("category")
        return list(rows.filter(category__key=self.category) if self.category else rows)

    def _controls(self) -> models.QuerySet[Control]:
        rows = Control.objects.filter(report_id=self.report.pk)
        return rows.filter(risk__category__key=self.category) if self.category else rows

    def _follow_ups(self) -> models.QuerySet[FollowUp]:
        rows = FollowUp.objects.filter(report_id=self.report.pk)
        return rows.filter(control__risk__category__key=self.category) if self.category else rows

    def blocks(self) -> list[Block]:
        return self._blocks(list(self._controls()), list(self._follow_ups()))

    def _blocks(self, controls: Sequence[Control], follow_ups: Sequence[FollowUp]) -> list[Block]:
        return follow_up_blocks(
            self.risks,
            grouped(controls, "risk_id"),
            grouped(follow_ups, "control_id"),
            self._readings({control.measurement for control in controls}),
            with_category=not self.category,
        )

    def _readings(self, keys: set[str]) -> dict[str, Table]:
        """The tables of what the portal counts, each counted once however many controls show it."""
        tables: dict[str, Table] = {}
        for measurement in (each for key, each in measurements().items() if key in keys):
            reading = measurement.read(self.report)
            if reading is not None:
                tables[measurement.key] = reading_table(measurement, reading)
        return tables

    def form(self, data: Mapping[str, Any] | None = None) -> TwoGrids:
        controls = self._controls()
        return TwoGrids(
            self.formset(
                ControlForm, data, controls, "kontroll", "Kontrollmoment", parents=parents_of(self.risks)
            ),
            self.formset(
                FollowUpForm, data, self._follow_ups(), "uppfoljning", "Uppföljningstillfällen",
                parents=parents_of(controls), blank=BLANK_ROWS if controls else 0,
            ),
            parent_name="control",
            refusal="Kontrollmomentet har uppföljningar. Flytta eller ta bort dem först.",
        )  # fmt: skip

    def preview(self, form: TwoGrids) -> list[Block]:
        return self._blocks(form.first.rows(), form.second.rows())

    def problems(self) -> list[str]:
        followed = grouped(self._follow_ups(), "control_id")
        controls = list(self._controls())
        if not controls:
            return [f"Avsnittet ”{self.title}” har inga kontrollmoment. Lägg till minst ett."]
        found = [
            f"Kontrollmomentet ”{control.label}” har ingen uppföljning."
            for control in controls
            if not followed.get(control.pk)
        ]
        return found + [
            f"”{row.label}” av ”{control.label}” har avvikelser. Skriv i kommentaren vad de består i."
            for control in controls
            for row in followed.get(control.pk, ())
            if row.is_deviation and not row.comment.strip()
        ]


class MeasuresSection(ControlRowsSection):
    """What is done about what was found."""

    class Options(SectionOptions):
        title = HeadingField(label="Rubrik", initial="Åtgärder")

    kind = "internal_control.measures"
    name = "Åtgärder efter intern kontroll"
    model = ControlMeasure
    form_class = MeasureForm
    blank_rows = (BLANK_ROWS, BLANK_ROWS)
    grid_title = "Åtgärder"

    def rows_of(self, report: Report) -> models.QuerySet[ControlMeasure]:
        return super().rows_of(report).select_related("risk")

    def without_rows(self) -> list[Block]:
        return [Prose(markdown=NO_MEASURES)]

    def tables(self, rows: Sequence[ControlMeasure]) -> list[Block]:
        return [measure_table(rows, self.table_title)]

    def start_from(self, previous: Report) -> None:
        """The measures that are not done, with the risks they are about."""
        super().start_from(previous)
        if self.rows().exists():
            return
        risks = {risk.key: risk for risk in self.risks}
        source = plan_before(self.report, preferred=previous)
        open_measures = ControlMeasure.objects.filter(report=source).exclude(status=MeasureStatus.DONE)
        ControlMeasure.objects.bulk_create(
            ControlMeasure(
                report=self.report,
                risk=risks.get(row.risk.key) if row.risk else None,
                **{
                    name: getattr(row, name)
                    for name in ("key", "label", "position", "owner", "due_on", "status")
                },
            )
            for row in open_measures.select_related("risk")
        )


def grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    """Rows by the id of what they lie under, in the order they come; those under nothing yet are left out."""
    groups: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        if (parent_id := getattr(row, name)) is not None:
            groups[parent_id].append(row)
    return dict(groups)
