from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms

from goals.disclosure import hidden_figures
from goals.forms.staff import KeyFigureForm
from goals.models import KeyFigure
from reporting.document.amounts import NO_BREAK_SPACE, format_number
from reporting.document.blocks import EMPTY, Block, Cell, Column, Row, Table
from reporting.entry.rows_section import RowsSection
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.options import HeadingField, SectionOptions

HEADINGS = {"total": "Totalt", "women": "Kvinnor", "men": "Män"}
SMALLEST_GROUP = 5  # persons
LARGEST_SMALLEST_GROUP = 100
NOT_SHOWN = Cell(text="Redovisas inte")


class StaffFiguresSection(RowsSection):
    """In Swedish: personalredovisning."""

    class Options(SectionOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Nyckeltal om personalen")
        columns = ColumnsField(label="Kolumner", choices=HEADINGS)
        smallest_group = forms.IntegerField(
            label="Minsta grupp som redovisas (personer)",
            help_text="0 betyder att alla grupper redovisas.",
            initial=SMALLEST_GROUP,
            min_value=0,
            max_value=LARGEST_SMALLEST_GROUP,
        )

    kind = "goals.staff_figures"
    name = "Personalredovisning"
    model = KeyFigure
    form_class = KeyFigureForm
    carried = ("group", "unit", "decimals")
    blank_rows = (1, 4)
    no_rows = "har inga nyckeltal. Lägg till minst ett."

    @property
    def smallest_group(self) -> int:
        smallest: int = self.options["smallest_group"]
        return smallest

    @property
    def headings(self) -> dict[str, str]:
        """Figure -> printed heading, in order."""
        return {column["key"]: self.filled(column["heading"]) for column in self.options["columns"]}

    def tables(self, rows: Sequence[KeyFigure]) -> list[Block]:
        return [staff_table(rows, self.table_title, self.headings, self.smallest_group)]

    def row_options(self) -> dict[str, Any]:
        return {"headings": self.headings, "asks_for_sizes": bool(self.smallest_group)}

    def problems_of(self, rows: Sequence[KeyFigure]) -> list[str]:
        return [problem for row in rows for problem in self._problems(row)]

    def _problems(self, row: KeyFigure) -> Iterator[str]:
        if all(row.figure(name) is None for name in self.headings):
            yield f"Nyckeltalet ”{row.label}” saknar värde."
        elif self.smallest_group and None in (row.group_size_women, row.group_size_men):
            yield (
                f"Nyckeltalet ”{row.label}” saknar antal kvinnor eller män. Utan dem går det inte att veta om "
                f"någon grupp har färre än {self.smallest_group} personer, så värdena redovisas inte."
            )


def staff_table(
    rows: Sequence[KeyFigure], title: str, headings: Mapping[str, str], smallest_group: int
) -> Table:
    """Key figures by group; figures of too few persons are replaced by words."""
    groups: dict[str, list[KeyFigure]] = {"": []}  # rows without a heading come first
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    lines = [
        line
        for place, (group, members) in enumerate(groups.items())
        for line in _lines(group, f"rubrik-{place}", members, headings, smallest_group)
    ]
    is_suppressed = any(cell == NOT_SHOWN for line in lines for cell in line.cells)
    return Table(
        key="personal",
        title=title,
        label_heading="Nyckeltal",
        columns=tuple(Column(key=key, heading=heading, kind="quantity") for key, heading in headings.items()),
        rows=tuple(lines),
        notes=(suppression_note(smallest_group),) if is_suppressed else (),
    )


def suppression_note(smallest_group: int) -> str:
    return (
        f"Redovisas inte: uppgiften rör färre än {smallest_group} personer, eller skulle göra det möjligt att "
        "räkna ut en sådan uppgift."
    )


def _lines(
    group: str, key: str, members: Sequence[KeyFigure], headings: Mapping[str, str], smallest_group: int
) -> Iterator[Row]:
    if group:
        yield Row(key=key, label=group, cells=(), kind="group")
    for row in members:
        hidden = hidden_figures(row.group_size_women, row.group_size_men, smallest_group)
        yield Row(
            key=row.key,
            label=row.label,
            cells=tuple(figure_cell(row, name, is_hidden=name in hidden) for name in headings),
        )


def figure_cell(row: KeyFigure, name: str, *, is_hidden: bool) -> Cell:
    """A figure with its unit. A hidden one leaves no trace in the cell."""
    value = row.figure(name)
    if value is None:
        return EMPTY
    if is_hidden:
        return NOT_SHOWN
    decimals = row.decimals if value else 0  # zero is printed as a plain 0
    unit = f"{NO_BREAK_SPACE}{row.unit.replace(' ', NO_BREAK_SPACE)}" if row.unit else ""
    return Cell(
        text=f"{format_number(value, decimals)}{unit}", value=_without_surplus_zeros(value), unit=row.unit
    )


def _without_surplus_zeros(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
