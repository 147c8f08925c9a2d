from __future__ import annotations

from collections.abc import Sequence

from internal_control.forms import ControlForm
from internal_control.models import Control
from internal_control.sections.control import BLANK_ROWS, BLANK_ROWS_AT_FIRST, ControlRowsSection, grouped
from internal_control.tables import plan_table
from reporting.document.blocks import Block
from reporting.template_editor.options import HeadingField, SectionOptions


class PlanSection(ControlRowsSection):
    """Controls by risk, with method, frequency and owner."""

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
