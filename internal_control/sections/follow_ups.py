from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from internal_control.deviations import judged_follow_ups
from internal_control.forms import ControlForm, FollowUpForm
from internal_control.highlights import follow_ups_highlight
from internal_control.models import Control, FollowUp, Risk
from internal_control.row_forms import TwoGrids, parents_of
from internal_control.sections.control import BLANK_ROWS, ControlSection, grouped
from internal_control.tables import follow_up_blocks, tally_table
from reporting.document.blocks import Block, Table
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.measurements import measurements
from reporting.models.section_spec import KEY
from reporting.template_editor.options import SectionOptions


class FollowUpsSection(ControlSection):
    """Follow-ups of one category or of all."""

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

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return follow_ups_highlight(contents, key=cls.kind)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return judged_follow_ups(content)

    @property
    def category(self) -> str:
        return str(self.options["category"])

    @cached_property
    def risks(self) -> list[Risk]:
        """Those in the section's category."""
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
            self._tallies({control.measurement for control in controls}),
            with_category=not self.category,
        )

    def _tallies(self, keys: set[str]) -> dict[str, Table]:
        """Tables of what the portal counts, each counted once however many controls show it."""
        tables: dict[str, Table] = {}
        for measurement in (each for key, each in measurements().items() if key in keys):
            tally = measurement.read(self.report)
            if tally is not None:
                tables[measurement.key] = tally_table(measurement, tally)
        return tables

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        return (Control, FollowUp)

    def form(self, data: Mapping[str, Any] | None = None) -> TwoGrids:
        controls = self._controls()
        return TwoGrids(
            self.formset(
                ControlForm, data, controls, "kontroll", "Kontrollmoment", parents=parents_of(self.risks)
            ),
            self.formset(
                FollowUpForm, data, self._follow_ups(), "uppfoljning", "Uppföljningstillfällen",
                parents=parents_of(controls), blank=BLANK_ROWS,
            ),
            parent_name="control",
            refusal="Kontrollmomentet har uppföljningar. Flytta eller ta bort dem först.",
        )  # fmt: skip

    def preview(self, form: TwoGrids) -> list[Block]:
        return self._blocks(form.parents.rows(), form.children.rows())

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
