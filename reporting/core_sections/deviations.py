"""The section *Avvikelser och åtgärder*: every deviation of the report, with its measures or that it has none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reporting.document.blocks import Block, Cell, Prose, Row, Table
from reporting.document.deviations import (
    COLUMNS,
    NOT_JUDGED,
    TABLE_KEY,
    Judged,
    by_deviation,
    deviations_highlight,
    lacks,
    marks,
    told_apart,
)
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.document.tones import Tone
from reporting.entry.fields import DayField, area
from reporting.entry.kept import surroundings
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm
from reporting.entry.rows_section import RowsSection
from reporting.models import DeviationMeasure, DeviationMeasureStatus, Report
from reporting.sections import sections_of
from reporting.template_editor.options import HeadingField, SectionOptions

NO_DEVIATIONS = "Rapporten har inga avvikelser."
NOTHING_LACKS = "Varje avvikelse har en åtgärd med orsak, ansvarig, datum och effekt."
TONES: dict[str, Tone] = {
    DeviationMeasureStatus.NOT_STARTED: "bad",
    DeviationMeasureStatus.ONGOING: "partly",
    DeviationMeasureStatus.DONE: "good",
}


class DeviationMeasureForm(RowForm):
    chosen_rows = ("concerns",)
    named_by = ("concerns",)  # the options say what still lacks a measure
    shown_before = ("status", "comment")
    concerns = forms.ChoiceField(label="Gäller", widget=forms.Select(attrs={"class": "long"}))
    due_on = DayField(label="Klar senast")

    class Meta:
        model = DeviationMeasure
        fields = ["concerns", "label", "cause", "owner", "due_on", "effect", "status", "comment", "position"]
        labels = {"label": "Åtgärd", "owner": "Ansvarig (funktion)"}
        widgets = {
            "label": area(3),
            "cause": area(3),
            "effect": area(3),
            "comment": area(3, "long"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["concerns"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = lambda: self.formset.concerns if self.formset else []

    def words(self, name: str, text: str) -> str:
        """What a measure concerns by name alone, whatever it lacks now."""
        if name == "concerns" and self.formset and text:
            return str(self.formset.labels.get(text, NOT_JUDGED))
        return super().words(name, text)


class DeviationMeasureFormSet(RowFormSet):
    """``judge``: reads what the report judges, on first use."""

    def __init__(self, *args: Any, judge: Callable[[], list[Judged]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._judge = judge

    @cached_property
    def judged(self) -> list[Judged]:
        return self._judge()

    @cached_property
    def labels(self) -> dict[str, str]:
        """By reference."""
        return {each.ref: each.label for each in self.judged}

    @cached_property
    def concerns(self) -> list[tuple[str, str]]:
        """The deviations, those without a measure first, then what else has one."""
        deviations = [each.ref for each in self.judged if each.is_deviation]
        taken = [row.concerns for row in self.get_queryset()]
        lacking = [(ref, f"Åtgärd saknas: {self.labels[ref]}") for ref in deviations if ref not in taken]
        rest = dict.fromkeys([*(ref for ref in deviations if ref in taken), *taken])
        return [("", "Välj"), *lacking, *((ref, self.labels.get(ref, NOT_JUDGED)) for ref in rest)]

    @property
    def state_html(self) -> SafeString:
        """What the deviations lack, with the rows as typed."""
        if not any(each.is_deviation for each in self.judged):
            return format_html('<p class="hint">{}</p>', NO_DEVIATIONS)
        found = lacks(self.judged, [_row(row) for row in self.rows()])
        if not found:
            return format_html('<p class="hint">{}</p>', NOTHING_LACKS)
        items = format_html_join("", "<li>{}</li>", ((sentence,) for sentence in found))
        return format_html("<p>Det här saknas:</p><ul>{}</ul>", items)


class DeviationsSection(RowsSection):
    class Options(SectionOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Åtgärder per avvikelse")
        demands_measures = forms.BooleanField(
            label="Kräv orsak, åtgärd, ansvarig, datum och effekt för varje avvikelse innan rapporten lämnas in",
            initial=False,
            required=False,
        )

    kind = "reporting.deviations"
    name = "Avvikelser och åtgärder"
    is_single = True
    highlight_rank = 4
    model = DeviationMeasure
    form_class = DeviationMeasureForm
    formset_class = DeviationMeasureFormSet
    form_template_name = "reporting/sections/_deviations.html"
    grid_title = "Åtgärder"
    carried = ("concerns", "cause", "owner", "due_on", "effect", "status")

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return deviations_highlight(contents, document, key=cls.kind)

    def without_rows(self) -> list[Block]:
        return self.tables([])

    def tables(self, rows: Sequence[DeviationMeasure]) -> list[Block]:
        """The measures as they are stored, for ``summary`` to set under what they concern."""
        return [
            Table(
                key=TABLE_KEY,
                title=self.table_title,
                label_heading="Åtgärd",
                columns=COLUMNS,
                rows=tuple(_row(row) for row in rows),
            )
        ]

    def summary(self, document: Document, blocks: Sequence[Block]) -> Sequence[Block]:
        judged = judged_in(self.report, document)
        return [
            _printed(by_deviation(block, judged)) if isinstance(block, Table) else block for block in blocks
        ]

    def marks(self, document: Document, blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
        measures = [row for block in blocks if isinstance(block, Table) for row in block.rows]
        return marks(judged_in(self.report, document), measures)

    def rows_to_carry(self, previous: Report) -> models.QuerySet[DeviationMeasure]:
        """Those not done; the follow-up starts empty."""
        return super().rows_to_carry(previous).exclude(status=DeviationMeasureStatus.DONE)

    def formset_options(self) -> dict[str, Any]:
        return {"judge": self._judged_now}

    def pieces(self, form: Any) -> dict[str, str]:
        return {"avvikelser-lage": form.state_html}

    def needs(self, form: Any) -> list[str]:
        return self._demanded(form.judged, form.rows()) if self.options["demands_measures"] else []

    def problems_of(self, rows: Sequence[DeviationMeasure]) -> list[str]:
        return self._demanded(self._judged_now(), rows) if self.options["demands_measures"] else []

    def _judged_now(self) -> list[Judged]:
        """As stored, or as read a moment ago if nobody has saved since. Without the section's own rows."""
        document = surroundings(self.report).document(self.report, {self.key: []})
        return judged_in(self.report, document)

    def _demanded(self, judged: Sequence[Judged], rows: Sequence[DeviationMeasure]) -> list[str]:
        return [
            f"Avsnittet ”{self.title}”: {sentence}" for sentence in lacks(judged, [_row(row) for row in rows])
        ]


def judged_in(report: Report, document: Document) -> list[Judged]:
    """What the sections of a report judge, in order. ``document``: the report's own, so that they match."""
    return told_apart(
        (each, content.title)
        for section, content in zip(sections_of(report), document.sections, strict=True)
        for each in section.judged(content, document)
    )


def _printed(table: Table) -> Block:
    return table if table.rows else Prose(markdown=NO_DEVIATIONS)


def _row(row: DeviationMeasure) -> Row:
    due_on = row.due_on.isoformat() if row.due_on else ""
    cells = (
        Cell(text=row.concerns, value=row.concerns),
        Cell(text=row.get_status_display(), value=row.status, tone=TONES.get(row.status, "neutral")),
        Cell(text=row.cause),
        Cell(text=row.owner),
        Cell(text=due_on, value=due_on or None),
        Cell(text=row.effect),
        Cell(text=row.comment),
    )
    return Row(key=row.key, label=row.label, cells=cells)
