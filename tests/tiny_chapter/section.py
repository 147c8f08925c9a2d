"""The section of grants: its options and its table."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Block, Cell, Column, Row, Table
from reporting.entry.rows_section import RowsSection
from reporting.template_editor.options import HeadingField, SectionOptions
from tests.tiny_chapter.forms import GrantForm
from tests.tiny_chapter.models import Grant


class GrantsSection(RowsSection):
    class Options(SectionOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Stöd {year}")
        show_total = forms.BooleanField(label="Visa summan", initial=True, required=False)

    kind = "tiny.grants"
    name = "Bidrag"
    model = Grant
    form_class = GrantForm
    no_rows = "har inga bidrag. Lägg till minst ett."

    def tables(self, rows: Sequence[Grant]) -> list[Block]:
        lines = [self._row(row.key, row.label, row.amount) for row in rows]
        if self.options["show_total"]:
            known = [row.amount for row in rows if row.amount is not None]
            whole = sum(known, Decimal(0)) if len(known) == len(rows) else None
            lines.append(
                self._row("summa", "Summa", whole, kind="total", adds=tuple(row.key for row in rows))
            )
        column = Column(key="amount", heading="Belopp", decimals=self.convention.decimals)
        return [
            Table(
                key="bidrag", title=self.table_title, label_heading="Förening",
                unit=self.convention.unit, columns=(column,), rows=tuple(lines),
            )
        ]  # fmt: skip

    def _row(self, key: str, label: str, kronor: Decimal | None, **more: Any) -> Row:
        if kronor is None:
            return Row(key=key, label=label, cells=(Cell(text="saknas"),), **more)
        value = self.convention.printed(kronor, "cost") / UNITS[self.convention.unit]
        cell = Cell(text=format_number(value, self.convention.decimals), value=value)
        return Row(key=key, label=label, cells=(cell,), **more)
