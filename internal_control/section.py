"""The chapters of internal control: the risk matrix, the plan, its follow-up and the measures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

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
from reporting.measurements import measurements
from reporting.models import Committee, Report
from reporting.models.section_spec import KEY
from reporting.sections import Section
from reporting.template_editor.options import FlagOption, Option, TextOption

BLANK_ROWS = 2
BLANK_ROWS_AT_FIRST = 6  # when there is nothing yet


class ControlSection(Section):
    """What the sections of internal control have in common: options with defaults, grids and the plan."""

    defaults: ClassVar[dict[str, Any]] = {}

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        """Of what the section has among title, scale and category; the levels are data of the kommun."""
        known: tuple[Option, ...] = (
            TextOption(key="title", label="Rubrik"),
            FlagOption(key="show_scale", label="Visa vad stegen i skalan betyder", default=True),
            TextOption(
                key="category", label="Bara en kategori", is_required=False,
                help="Kategorins nyckel, till exempel ekonomi. Tomt: alla kategorier.",
            ),
        )  # fmt: skip
        return tuple(option for option in known if option.key in cls.defaults)

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        for key in options:
            if key not in cls.defaults:
                known = f" Välj bland {', '.join(cls.defaults)}." if cls.defaults else ""
                raise ValueError(f"Inställningen ”{key}” finns inte för {cls.name}.{known}")
        cleaned = cls.defaults | options
        title = cleaned.get("title", "-")
        if not isinstance(title, str) or not title.strip():
            raise ValueError(f"title för {cls.name} ska vara en text.")
        return cleaned

    @property
    def full_options(self) -> dict[str, Any]:
        return self.defaults | self.options

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


class MatrixSection(ControlSection):
    """The risks of the report as a matrix and a table. Its options, all with defaults:

    ``title`` the picture's; ``show_scale`` prints what the steps mean; ``levels`` the bands of risk values
    from the lowest, each ``{"word", "through"}``.
    """

    kind = "internal_control.matrix"
    name = "Riskbedömningsmatris"
    form_template_name = "internal_control/_two_grids.html"
    defaults: ClassVar[dict[str, Any]] = {
        "title": "Riskbedömningsmatris",
        "show_scale": True,
        "levels": DEFAULT_LEVELS,
    }

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = super().clean_options(options)
        if not isinstance(cleaned["show_scale"], bool):
            raise ValueError(f"show_scale för {cls.name} ska vara sant eller falskt.")
        read_levels(cleaned["levels"])
        return cleaned

    @property
    def levels(self) -> list[Level]:
        return read_levels(self.full_options["levels"])

    def blocks(self) -> list[Block]:
        scale: list[Block] = [scale_table()] if self.full_options["show_scale"] else []
        return scale + self._tables(self.risks)

    def _tables(self, risks: Sequence[Risk]) -> list[Block]:
        if not risks:
            return []
        title = self.full_options["title"]
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


class PlanSection(ControlSection):
    """The year's plan: each risk's controls with method, frequency and owner. Option ``title``."""

    kind = "internal_control.plan"
    name = "Internkontrollplan"
    form_template_name = "reporting/sections/_grid.html"
    defaults: ClassVar[dict[str, Any]] = {"title": "Internkontrollplan"}

    def _controls(self) -> models.QuerySet[Control]:
        return Control.objects.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self._controls()))

    def _blocks(self, controls: Sequence[Control]) -> list[Block]:
        table = plan_table(self.risks, grouped(controls, "risk_id"), self.full_options["title"])
        return [table] if table.rows else []

    def form(self, data: Mapping[str, Any] | None = None) -> PlacedFormSet:
        return self.formset(
            ControlForm, data, self._controls(), "", "Kontrollmoment", parents=parents_of(self.risks)
        )

    def preview(self, form: PlacedFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def problems(self) -> list[str]:
        if not self._controls().exists():
            return [f"Avsnittet ”{self.title}” har inga kontrollmoment. Lägg till minst ett."]
        return []


class FollowUpsSection(ControlSection):
    """How the controls have gone. Option ``category``: the key of one category ("ekonomi"), "" for all."""

    kind = "internal_control.followups"
    name = "Uppföljning av intern kontroll"
    form_template_name = "internal_control/_two_grids.html"
    defaults: ClassVar[dict[str, Any]] = {"category": ""}

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = super().clean_options(options)
        category = cleaned["category"]
        if not isinstance(category, str) or (category and not KEY.match(category)):
            raise ValueError(
                f"category för {cls.name} ska vara en kategoris nyckel, till exempel ”ekonomi”, "
                "eller tom för alla kategorier."
            )
        return cleaned

    @property
    def category(self) -> str:
        return str(self.full_options["category"])

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


class MeasuresSection(ControlSection):
    """What is done about what was found. Option ``title``."""

    kind = "internal_control.measures"
    name = "Åtgärder efter intern kontroll"
    form_template_name = "reporting/sections/_grid.html"
    defaults: ClassVar[dict[str, Any]] = {"title": "Åtgärder"}

    def _measures(self) -> models.QuerySet[ControlMeasure]:
        return ControlMeasure.objects.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self._measures().select_related("risk")))

    def _blocks(self, measures: Sequence[ControlMeasure]) -> list[Block]:
        if not measures:
            return [Prose(markdown=NO_MEASURES)]
        return [measure_table(measures, self.full_options["title"])]

    def form(self, data: Mapping[str, Any] | None = None) -> PlacedFormSet:
        return self.formset(
            MeasureForm,
            data,
            self._measures(),
            "",
            "Åtgärder",
            parents=parents_of(self.risks),
            blank=BLANK_ROWS,
        )

    def preview(self, form: PlacedFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def start_from(self, previous: Report) -> None:
        """The measures that are not done, with the risks they are about."""
        super().start_from(previous)
        if self._measures().exists():
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
