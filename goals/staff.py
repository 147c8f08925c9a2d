"""The chapter about the staff (personalredovisning): key figures as a total and for women and men."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import models

from goals.copying import copy_rows
from goals.disclosure import hidden_figures
from goals.models import FIGURES, KeyFigure
from goals.options import check_columns, check_known, check_title, filled, full_columns
from goals.staff_forms import KeyFigureForm
from reporting.document.amounts import NO_BREAK_SPACE, format_number
from reporting.document.blocks import EMPTY, Block, Cell, Column, Row, Table
from reporting.entry.ordered_rows import PlacedFormSet, placed_formset
from reporting.models import Committee, Report
from reporting.sections import Section
from reporting.template_editor.options import ColumnsOption, NumberOption, Option, TextOption

HEADINGS = {"total": "Totalt", "women": "Kvinnor", "men": "Män"}
SMALLEST_GROUP = 5  # persons
LARGEST_SMALLEST_GROUP = 100
NOT_SHOWN = Cell(text="Redovisas inte")
CARRIED = ("key", "label", "group", "unit", "decimals", "position")


class StaffFiguresSection(Section):
    """Key figures about the staff. Its options, all with defaults:

    ``title`` the caption; ``columns`` in order among total, women and men, each a key or
    ``{"key", "heading"}``; ``smallest_group`` the least number of persons a figure is shown for, 0 when
    every figure is.
    """

    kind = "goals.staff_figures"
    name = "Personalredovisning"
    form_template_name = "reporting/sections/_grid.html"

    @classmethod
    def option_fields(cls, committee: Committee) -> tuple[Option, ...]:
        return (
            TextOption(key="title", label="Tabellens rubrik"),
            ColumnsOption(key="columns", label="Kolumner", choices=HEADINGS),
            NumberOption(
                key="smallest_group", label="Minsta grupp som redovisas (personer)",
                help="0 betyder att alla grupper redovisas.",
                most=LARGEST_SMALLEST_GROUP, default=SMALLEST_GROUP,
            ),
        )  # fmt: skip

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        cleaned = cls._with_defaults(options)
        check_known(options, cleaned, cls.name)
        check_title(cleaned["title"], cls.name)
        check_columns(cleaned["columns"], cls.name)
        smallest = cleaned["smallest_group"]
        if type(smallest) is not int or not 0 <= smallest <= LARGEST_SMALLEST_GROUP:
            raise ValueError(
                f"smallest_group för {cls.name} ska vara ett heltal från 0 till {LARGEST_SMALLEST_GROUP}. "
                "0 betyder att alla grupper redovisas."
            )
        return cleaned

    @classmethod
    def _with_defaults(cls, options: dict[str, Any]) -> dict[str, Any]:
        """The options written out, so that a stored template says all it means."""
        return {
            "title": options.get("title", "Nyckeltal om personalen"),
            "columns": full_columns(options.get("columns", list(FIGURES)), HEADINGS, cls.name),
            "smallest_group": options.get("smallest_group", SMALLEST_GROUP),
        }

    @cached_property
    def full_options(self) -> dict[str, Any]:
        return self._with_defaults(self.options)

    @property
    def smallest_group(self) -> int:
        smallest: int = self.full_options["smallest_group"]
        return smallest

    @property
    def headings(self) -> dict[str, str]:
        """The shown figures in order, and what their columns are called."""
        period = self.report.period
        return {each["key"]: filled(each["heading"], period) for each in self.full_options["columns"]}

    @property
    def title_of_table(self) -> str:
        return filled(self.full_options["title"], self.report.period)

    def rows(self) -> models.QuerySet[KeyFigure]:
        return KeyFigure.objects.filter(report_id=self.report.pk)

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[KeyFigure]) -> list[Block]:
        if not rows:
            return []
        return [staff_table(rows, self.title_of_table, self.headings, self.smallest_group)]

    def form(self, data: Mapping[str, Any] | None = None) -> PlacedFormSet:
        previous_id, rows = self.report.previous_id, self.rows()
        return placed_formset(KeyFigureForm)(
            data,
            queryset=rows,
            prefix=self.key,
            report=self.report,
            convention=self.convention,
            previous=KeyFigure.objects.filter(report_id=previous_id) if previous_id else (),
            title=self.title_of_table,
            blank=1 if rows else 4,
            more={"headings": self.headings, "asks_for_sizes": bool(self.smallest_group)},
        )

    def preview(self, form: PlacedFormSet) -> list[Block]:
        return self._blocks(form.rows())

    def problems(self) -> list[str]:
        rows = list(self.rows())
        if not rows:
            return [f"Avsnittet ”{self.title}” har inga nyckeltal. Lägg till minst ett."]
        return [problem for row in rows for problem in self._problems(row)]

    def _problems(self, row: KeyFigure) -> Iterator[str]:
        if all(row.figure(name) is None for name in self.headings):
            yield f"Nyckeltalet ”{row.label}” saknar värde."
        elif self.smallest_group and None in (row.group_size_women, row.group_size_men):
            yield (
                f"Nyckeltalet ”{row.label}” saknar antal kvinnor eller män. Utan dem går det inte att veta om "
                f"någon grupp har färre än {self.smallest_group} personer, så värdena redovisas inte."
            )

    def start_from(self, previous: Report) -> None:
        """The key figures by name; values and numbers of persons are typed anew."""
        if not self.rows().exists():
            copy_rows(KeyFigure.objects.filter(report_id=previous.pk), self.report, CARRIED)


def staff_table(
    rows: Sequence[KeyFigure], title: str, headings: Mapping[str, str], smallest_group: int
) -> Table:
    """The key figures under their headings. What tells of too few persons is replaced by words."""
    groups: dict[str, list[KeyFigure]] = {"": []}  # what has no heading can only come first
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
            key=row.key or f"ny-{row.position}-{key}-{members.index(row)}",
            label=row.label,
            cells=tuple(figure_cell(row, name, is_hidden=name in hidden) for name in headings),
        )


def figure_cell(row: KeyFigure, name: str, *, is_hidden: bool) -> Cell:
    """A figure with its unit. A hidden one leaves nothing of itself in the cell."""
    value = row.figure(name)
    if value is None:
        return EMPTY
    if is_hidden:
        return NOT_SHOWN
    decimals = row.decimals if value else 0  # a plain 0 is how zero is printed
    unit = f"{NO_BREAK_SPACE}{row.unit.replace(' ', NO_BREAK_SPACE)}" if row.unit else ""
    return Cell(
        text=f"{format_number(value, decimals)}{unit}", value=_without_surplus_zeros(value), unit=row.unit
    )


def _without_surplus_zeros(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()
