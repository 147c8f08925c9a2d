from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from internal_control.carry_over import plan_before
from internal_control.forms import MeasureForm
from internal_control.highlights import measures_highlight
from internal_control.models import ControlMeasure, MeasureStatus
from internal_control.sections.control import BLANK_ROWS, ControlRowsSection
from internal_control.tables import NO_MEASURES, measure_table
from reporting.document.blocks import Block, Prose
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.models import Report
from reporting.template_editor.options import HeadingField, SectionOptions


class MeasuresSection(ControlRowsSection):
    class Options(SectionOptions):
        title = HeadingField(label="Rubrik", initial="Åtgärder")

    kind = "internal_control.measures"
    name = "Åtgärder efter intern kontroll"
    model = ControlMeasure
    form_class = MeasureForm
    blank_rows = (BLANK_ROWS, BLANK_ROWS)
    grid_title = "Åtgärder"

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return measures_highlight(contents, key=cls.kind)

    def rows_of(self, report: Report) -> models.QuerySet[ControlMeasure]:
        return super().rows_of(report).select_related("risk")

    def without_rows(self) -> list[Block]:
        return [Prose(markdown=NO_MEASURES)]

    def tables(self, rows: Sequence[ControlMeasure]) -> list[Block]:
        return [measure_table(rows, self.table_title)]

    def start_from(self, previous: Report) -> None:
        """Open measures, with their risks."""
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
