"""Live figures: references in the texts of a document printed from the cells of its tables. Pure.

One pass over the assembled document. Only tables are referred to, so nothing refers to itself. A
reference without a cell prints what is missing, in brackets, and never stops anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.document.amounts import NO_BREAK_SPACE, UNITS, format_number, money_unit, rounded
from reporting.document.blocks import (
    Block,
    Cell,
    Column,
    Document,
    LiveFigure,
    Prose,
    Row,
    SectionContent,
    Table,
)
from reporting.document.references import Form, Found, Reference, has_references, references

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")
PER_CENT = {"%", "procent"}
USUAL_DECIMALS = {"mnkr": 1, "mdkr": 1}
STARTS_LINE = re.compile(r"(?:^|\n)[ \t>*+\-0-9.)]*\Z")
LIST_SIGN = re.compile(r"[.)](?=[ \t\n]|\Z)")


class NoFigure(Exception):
    """There is nothing to print; the message is Swedish and says why."""


@dataclass(frozen=True, kw_only=True)
class CellAt:
    """A cell with where it stands."""

    section: SectionContent
    table: Table
    row: Row
    column: Column
    cell: Cell

    @property
    def value(self) -> Decimal:
        """The figure as the table's own unit has it; NoFigure when there is none."""
        if not isinstance(self.cell.value, Decimal) or not self.column.is_figure:
            raise NoFigure(f"{self.place} har inget värde")
        return self.cell.value

    @property
    def unit(self) -> str:
        """What the figure is counted in: "tkr", "%", "st", "" for a bare number."""
        own = self.cell.unit or self.column.unit
        return own or (self.table.unit if self.column.is_summed else "")

    def decimals(self, unit: str = "") -> int:
        """How many the table prints (a quantity as many as it has); in another unit of money what is usual."""
        here, there = money_unit(self.unit), money_unit(unit)
        if here and there and here != there:
            return USUAL_DECIMALS.get(there, 0)
        if self.column.kind != "quantity":
            return self.column.decimals
        exponent = self.value.normalize().as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    @property
    def surplus_sign(self) -> int:
        """1 where a plus is better for the result or a surplus, −1 where a minus is, 0 where it is neither."""
        sign = ""
        if self.column.kind == "variance":
            sign = self.table.better
        elif self.column.kind == "amount" and self.row.key in self.table.result_rows:
            sign = self.table.surplus
        return {"+": 1, "-": -1}.get(sign, 0)

    @property
    def place(self) -> str:
        """Where the cell is, in words."""
        heading = " ".join(filter(None, [self.column.group, self.column.heading]))
        return f"{self.row.label}, {heading} i ”{self.table.title}”"

    def printed(self, form: Form) -> str:
        """The figure in a form, without Markdown; NoFigure when it can't be printed so."""
        decimals = self.decimals(form.unit) if form.decimals is None else form.decimals
        value = rounded(self._in(form.unit), decimals)
        if form.saying == "resultat":
            return f"{self._result_word(value)} om {self._with_unit(abs(value), decimals, form)}"
        return self._with_unit(abs(value) if form.saying == "belopp" else value, decimals, form)

    def _in(self, unit: str) -> Decimal:
        """The value in another unit; NoFigure when the two can't be compared."""
        if not unit or unit == self.unit or {unit, self.unit} <= PER_CENT:
            return self.value
        here, there = money_unit(self.unit), money_unit(unit)
        if not here or not there:
            raise NoFigure(f"{self.place} kan inte skrivas i {unit}")
        return self.value * UNITS[here] / UNITS[there]

    def _with_unit(self, value: Decimal, decimals: int, form: Form) -> str:
        unit = "" if form.is_bare else (form.unit or self.unit).replace(" ", NO_BREAK_SPACE)
        number = format_number(value, decimals)
        return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number

    def _result_word(self, value: Decimal) -> str:
        """Underskott or överskott, by the figure as it is printed; zero is neither."""
        if not self.surplus_sign:
            raise NoFigure(f"{self.place} är varken underskott eller överskott")
        if not value:
            return "resultat"
        return "överskott" if (value > 0) == (self.surplus_sign > 0) else "underskott"


class Cells:
    """Every cell of a document by section, row and column, found in one pass."""

    def __init__(self, sections: Iterable[SectionContent]) -> None:
        self.all: list[CellAt] = []
        self._by_keys: dict[tuple[str, str, str], list[CellAt]] = {}
        self._sections: set[str] = set()
        for section in sections:
            self._sections.add(section.key)
            for place in cells_of(section):
                self.all.append(place)
                self._by_keys.setdefault((section.key, place.row.key, place.column.key), []).append(place)

    def find(self, reference: Reference) -> CellAt:
        """The cell of a reference; NoFigure says why there is none."""
        found = self._by_keys.get((reference.section, reference.row, reference.column), [])
        if len(found) > 1:
            found = [place for place in found if place.table.key == reference.table] or found
        if not found:
            raise NoFigure(self._why_none(reference))
        if len(found) > 1:
            tables = ", ".join(f"{reference.section}/{place.table.key}" for place in found)
            raise NoFigure(f"raden ”{reference.row}” finns i flera tabeller: skriv {tables}")
        return found[0]

    def _why_none(self, reference: Reference) -> str:
        if reference.section not in self._sections:
            return f"rapporten har inget avsnitt ”{reference.section}”"
        if not any(
            reference.section == section and reference.row == row for section, row, _ in self._by_keys
        ):
            return f"avsnittet ”{reference.section}” har ingen rad ”{reference.row}”"
        return f"raden ”{reference.row}” har ingen kolumn ”{reference.column}”"

    def reference_to(self, place: CellAt, form: Form) -> Reference:
        """How a cell is referred to, with its table and decimals only where they would not be understood."""
        if form.decimals == place.decimals(form.unit):
            form = replace(form, decimals=None)
        keys = (place.section.key, place.row.key, place.column.key)
        table = place.table.key if len(self._by_keys[keys]) > 1 else ""
        return Reference(section=keys[0], table=table, row=keys[1], column=keys[2], form=form)


def cells_of(section: SectionContent) -> Iterator[CellAt]:
    for block in section.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for column, cell in zip(block.columns, row.cells, strict=False):
                    yield CellAt(section=section, table=block, row=row, column=column, cell=cell)


def resolve(document: Document) -> Document:
    """The document with every reference printed; the same document when it has none."""
    if not any(has_live_figures(section.blocks) for section in document.sections):
        return document
    cells = Cells(document.sections)
    sections = tuple(
        replace(section, blocks=tuple(_resolved(block, cells) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def has_live_figures(blocks: Iterable[Block]) -> bool:
    """Whether some text among the blocks has references still to be printed."""
    return any(isinstance(block, Prose) and has_references(block.markdown) for block in blocks)


def _resolved(block: Block, cells: Cells) -> Block:
    return resolve_text(block.markdown, cells) if isinstance(block, Prose) else block


def resolve_text(markdown: str, cells: Cells) -> Prose:
    """A text with its references printed, and where they stand in it."""
    parts: list[str] = []
    live: list[LiveFigure] = []
    length = done = 0
    for found in references(markdown):
        before = markdown[done : found.start]
        parts.append(before)
        length += len(before)
        text, figure = _print(found, cells, "".join(parts[-2:]), markdown[found.end :])
        live.append(replace(figure, start=length, end=length + len(text)))
        parts.append(text)
        length += len(text)
        done = found.end
    parts.append(markdown[done:])
    return Prose(markdown="".join(parts), live=tuple(live))


def _print(found: Found, cells: Cells, before: str, after: str) -> tuple[str, LiveFigure]:
    """What is printed in place of a reference, as Markdown, and what is kept of it."""
    figure = LiveFigure(start=0, end=0, written=found.written)
    try:
        place = cells.find(found.reference)
        text = as_text(place.printed(found.reference.form))
    except NoFigure as missing:
        return f"\\[{as_text(f'Siffra saknas: {missing}')}\\]", replace(figure, problem=str(missing))
    found_at = replace(figure, table=place.table.key, row=place.row.key, column=place.column.key)
    return _kept_from_list(text, before, after), found_at


def as_text(words: str) -> str:
    """Words as Markdown that prints just them, wherever they stand. No-break spaces stay."""
    return MARKDOWN.sub(r"\\\1", words.replace("\n", " "))


def _kept_from_list(text: str, before: str, after: str) -> str:
    """A bare number that begins a line before a full stop would be read as the number of a list."""
    if text.isascii() and text.isdigit() and LIST_SIGN.match(after) and STARTS_LINE.search(before):
        return f"{text}\\"
    return text


def source_of(prose: Prose) -> str:
    """The text as it was written, with its references."""
    parts: list[str] = []
    done = 0
    for figure in prose.live:
        parts += [prose.markdown[done : figure.start], figure.written]
        done = figure.end
    return "".join([*parts, prose.markdown[done:]])


def place_in_source(prose: Prose, place: int) -> int:
    """Where in the text as written a place outside its live figures stands."""
    before = [figure for figure in prose.live if figure.end <= place]
    return place + sum(len(figure.written) - (figure.end - figure.start) for figure in before)
