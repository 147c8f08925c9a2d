"""Live figures: references in a document's texts, printed from the cells of its tables. Pure.

One pass over the assembled document. References lead to tables only, so never in a circle. A reference
without a cell prints in brackets why, and raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.document.amounts import (
    NO_BREAK_SPACE,
    UNITS,
    exact_decimals,
    format_number,
    money_unit,
    rounded,
)
from reporting.document.blocks import Block, Cell, Column, LiveFigure, Prose, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.document.references import Form, Reference, ReferenceSpan, has_references, references

MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&])")
PER_CENT = {"%", "procent"}
USUAL_DECIMALS = {"mnkr": 1, "mdkr": 1}
STARTS_LINE = re.compile(r"(?:^|\n)[ \t>*+\-0-9.)]*\Z")
LIST_SIGN = re.compile(r"[.)](?=[ \t\n]|\Z)")


class NoFigure(Exception):
    """Nothing to print. The Swedish message says why."""


@dataclass(frozen=True, kw_only=True)
class CellAt:
    """A cell with its row, column, table and section."""

    section: SectionContent
    table: Table
    row: Row
    column: Column
    cell: Cell

    @property
    def value(self) -> Decimal:
        """In the table's own unit. Raises NoFigure."""
        if not isinstance(self.cell.value, Decimal) or not self.column.is_figure:
            raise NoFigure(f"{self.name} har inget värde")
        return self.cell.value

    @property
    def unit(self) -> str:
        """ "tkr", "%", "st"; "" for a bare number."""
        own = self.cell.unit or self.column.unit
        return own or (self.table.unit if self.column.is_summed else "")

    def decimals(self, unit: str = "") -> int:
        """As the table prints it, a quantity exactly; in another unit of money the usual number."""
        own, other = money_unit(self.unit), money_unit(unit)
        if own and other and own != other:
            return USUAL_DECIMALS.get(other, 0)
        if self.column.kind != "quantity":
            return self.column.decimals
        return exact_decimals(self.value)

    @property
    def surplus_sign(self) -> int:
        """1 where plus is a surplus or better than budget, −1 where minus is, 0 where neither."""
        sign = ""
        if self.column.kind == "variance":
            sign = self.table.better
        elif self.column.kind == "amount" and self.row.key in self.table.result_rows:
            sign = self.table.surplus
        return {"+": 1, "-": -1}.get(sign, 0)

    @property
    def name(self) -> str:
        """Row, column and table in words."""
        heading = " ".join(filter(None, [self.column.group, self.column.heading]))
        return f"{self.row.label}, {heading} i ”{self.table.title}”"

    def printed(self, form: Form) -> str:
        """Plain text, without Markdown. Raises NoFigure when the figure has no such form."""
        decimals = self.decimals(form.unit) if form.decimals is None else form.decimals
        value = rounded(self._in(form.unit), decimals)
        if form.saying == "resultat":
            return f"{self._result_word(value)} om {self._with_unit(abs(value), decimals, form)}"
        return self._with_unit(abs(value) if form.saying == "belopp" else value, decimals, form)

    def _in(self, unit: str) -> Decimal:
        """Raises NoFigure when the value has no such unit."""
        if not unit or unit == self.unit or {unit, self.unit} <= PER_CENT:
            return self.value
        own, other = money_unit(self.unit), money_unit(unit)
        if not own or not other:
            raise NoFigure(f"{self.name} kan inte skrivas i {unit}")
        return self.value * UNITS[own] / UNITS[other]

    def _with_unit(self, value: Decimal, decimals: int, form: Form) -> str:
        unit = "" if form.is_bare else (form.unit or self.unit).replace(" ", NO_BREAK_SPACE)
        number = format_number(value, decimals)
        return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number

    def _result_word(self, value: Decimal) -> str:
        """By the printed figure; zero is neither surplus nor deficit."""
        if not self.surplus_sign:
            raise NoFigure(f"{self.name} är varken underskott eller överskott")
        if not value:
            return "resultat"
        return "överskott" if (value > 0) == (self.surplus_sign > 0) else "underskott"


class Cells:
    """Every cell of a document by section, row and column."""

    def __init__(self, sections: Iterable[SectionContent]) -> None:
        self.all: list[CellAt] = []
        self._by_keys: dict[tuple[str, str, str], list[CellAt]] = {}
        self._sections: set[str] = set()
        for section in sections:
            self._sections.add(section.key)
            for cell in cells_of(section):
                self.all.append(cell)
                self._by_keys.setdefault((section.key, cell.row.key, cell.column.key), []).append(cell)

    def find(self, reference: Reference) -> CellAt:
        """Raises NoFigure when there is no such cell, or several."""
        matches = self._by_keys.get((reference.section, reference.row, reference.column), [])
        if len(matches) > 1:
            matches = [cell for cell in matches if cell.table.key == reference.table] or matches
        if not matches:
            raise NoFigure(self._why_none(reference))
        if len(matches) > 1:
            tables = ", ".join(f"{reference.section}/{cell.table.key}" for cell in matches)
            raise NoFigure(f"raden ”{reference.row}” finns i flera tabeller: skriv {tables}")
        return matches[0]

    def _why_none(self, reference: Reference) -> str:
        if reference.section not in self._sections:
            return f"rapporten har inget avsnitt ”{reference.section}”"
        if not any(
            reference.section == section and reference.row == row for section, row, _ in self._by_keys
        ):
            return f"avsnittet ”{reference.section}” har ingen rad ”{reference.row}”"
        return f"raden ”{reference.row}” har ingen kolumn ”{reference.column}”"

    def reference_to(self, cell: CellAt, form: Form) -> Reference:
        """The shortest reference: without the table and the decimals that are understood."""
        if form.decimals == cell.decimals(form.unit):
            form = replace(form, decimals=None)
        keys = (cell.section.key, cell.row.key, cell.column.key)
        table = cell.table.key if len(self._by_keys[keys]) > 1 else ""
        return Reference(section=keys[0], table=table, row=keys[1], column=keys[2], form=form)


def cells_of(section: SectionContent) -> Iterator[CellAt]:
    for block in section.blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for column, cell in zip(block.columns, row.cells, strict=False):
                    yield CellAt(section=section, table=block, row=row, column=column, cell=cell)


def resolve(document: Document) -> Document:
    """The document with every reference printed; itself when it has none."""
    if not any(has_live_figures(section.blocks) for section in document.sections):
        return document
    cells = Cells(document.sections)
    sections = tuple(
        replace(section, blocks=tuple(_resolved(block, cells) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)


def has_live_figures(blocks: Iterable[Block]) -> bool:
    """Whether a text has references still to print."""
    return any(isinstance(block, Prose) and has_references(block.markdown) for block in blocks)


def _resolved(block: Block, cells: Cells) -> Block:
    return resolve_text(block.markdown, cells) if isinstance(block, Prose) else block


def resolve_text(markdown: str, cells: Cells) -> Prose:
    parts: list[str] = []
    live: list[LiveFigure] = []
    length = done = 0
    for span in references(markdown):
        before = markdown[done : span.start]
        parts.append(before)
        length += len(before)
        text, figure = _print(span, cells, "".join(parts[-2:]), markdown[span.end :])
        live.append(replace(figure, start=length, end=length + len(text)))
        parts.append(text)
        length += len(text)
        done = span.end
    parts.append(markdown[done:])
    return Prose(markdown="".join(parts), live=tuple(live))


def _print(span: ReferenceSpan, cells: Cells, before: str, after: str) -> tuple[str, LiveFigure]:
    """The Markdown that replaces a reference, and its live figure, not yet at its place."""
    figure = LiveFigure(start=0, end=0, written=span.written)
    try:
        cell = cells.find(span.reference)
        text = as_text(cell.printed(span.reference.form))
    except NoFigure as missing:
        return f"\\[{as_text(f'Siffra saknas: {missing}')}\\]", replace(figure, problem=str(missing))
    figure = replace(figure, table=cell.table.key, row=cell.row.key, column=cell.column.key)
    return _kept_from_list(text, before, after), figure


def as_text(words: str) -> str:
    """Words escaped as Markdown. No-break spaces stay."""
    return MARKDOWN.sub(r"\\\1", words.replace("\n", " "))


def _kept_from_list(text: str, before: str, after: str) -> str:
    """Escapes a number that would start a list: "12." at the beginning of a line."""
    if text.isascii() and text.isdigit() and LIST_SIGN.match(after) and STARTS_LINE.search(before):
        return f"{text}\\"
    return text


def source_of(prose: Prose) -> str:
    """The text as written, with its references."""
    parts: list[str] = []
    done = 0
    for figure in prose.live:
        parts += [prose.markdown[done : figure.start], figure.written]
        done = figure.end
    return "".join([*parts, prose.markdown[done:]])


def place_in_source(prose: Prose, index: int) -> int:
    """The index in the source of an index in the printed text, outside its live figures."""
    before = [figure for figure in prose.live if figure.end <= index]
    return index + sum(len(figure.written) - (figure.end - figure.start) for figure in before)
