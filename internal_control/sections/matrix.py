from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from internal_control.calculations import DEFAULT_LEVELS, Level, read_levels
from internal_control.categories import CategoryForm, CategoryFormSet, category_choices
from internal_control.deviations import judged_risks
from internal_control.forms import RiskForm, RiskFormSet
from internal_control.highlights import risks_highlight
from internal_control.models import ControlCategory, Risk
from internal_control.row_forms import TwoGrids
from internal_control.sections.control import ControlSection
from internal_control.tables import risk_matrix, risk_table, scale_table
from reporting.document.blocks import Block
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.template_editor.options import HeadingField, SectionOptions


class LevelsField(forms.Field):
    """Levels of risk scores, lowest first, each ``{"word", "through"}``."""

    def validate(self, value: Any) -> None:
        try:
            read_levels(value)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class MatrixSection(ControlSection):
    """Risks as a matrix and a table."""

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

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return risks_highlight(contents, key=cls.kind)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return judged_risks(content)

    @property
    def levels(self) -> list[Level]:
        return read_levels(self.options["levels"])

    def reads(self, kind: str) -> bool:
        return kind == self.kind

    def blocks(self) -> list[Block]:
        scale: list[Block] = [scale_table()] if self.options["show_scale"] else []
        return scale + self._tables(self.risks)

    def _tables(self, risks: Sequence[Risk]) -> list[Block]:
        if not risks:
            return []
        title = self.filled(self.options["title"])
        return [risk_matrix(risks, self.levels, title), risk_table(risks, self.levels)]

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        return (ControlCategory, Risk)

    def form(self, data: Mapping[str, Any] | None = None) -> TwoGrids:
        categories = ControlCategory.objects.filter(report_id=self.report.pk)
        risks = Risk.objects.filter(report_id=self.report.pk).select_related("category")
        return TwoGrids(
            self.formset(
                CategoryForm, data, categories, "kategori", "Kategorier",
                formset=CategoryFormSet, blank=1,
            ),
            self.formset(
                RiskForm, data, risks, "risk", "Risker",
                formset=RiskFormSet, parents=category_choices(list(categories)),
            ),
            parent_name="category",
            refusal="Kategorin har risker. Flytta eller ta bort dem först.",
        )  # fmt: skip

    def preview(self, form: TwoGrids) -> list[Block]:
        return self._tables([risk for risk in form.children.rows() if Risk.category.is_cached(risk)])

    def problems(self) -> list[str]:
        if not self.risks:
            return [f"Avsnittet ”{self.title}” har inga risker. Lägg till minst en."]
        return []
