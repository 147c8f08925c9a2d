"""A document with what the checks look up in it, found once. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from reporting.document.amounts import UNITS, format_number, money_unit, rounded
from reporting.document.blocks import Cell, Column, Document, LiveFigure, Prose, Row, SectionContent, Table
from reporting.review.marks import running_text
from reporting.review.words import splits_sentences

SURPLUS_NOTE = re.compile(r"överskott skrivs med (plus|minus)")
BETTER_NOTE = re.compile(r"bättre än budget skrivs med (plus|minus)")
REVENUE = re.compile(r"intäkt|bidrag|avgifter|försäljning", re.IGNORECASE)
OF_RESULTS = re.compile(r"resultat|underskott|överskott|netto", re.IGNORECASE)
PIPE_TABLE = re.compile(r"^\s*\|")


def shown(value: Decimal, unit: str = "", decimals: int | None = None) -> str:
    """A figure in a message, with the decimals it has unless told otherwise."""
    if decimals is None:
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return format_number(value, min(decimals, 2)) + (f"\u00a0{unit}" if unit else "")


@dataclass(frozen=True)
class SectionTable:
    """A table and the section it stands in."""

    section: SectionContent
    table: Table

    @property
    def section_key(self) -> str:
        return self.section.key

    @property
    def key(self) -> str:
        return self.table.key

    @property
    def title(self) -> str:
        return self.table.title

    @cached_property
    def rows(self) -> dict[str, Row]:
        return {row.key: row for row in self.table.rows}

    @cached_property
    def columns(self) -> dict[str, int]:
        return {column.key: place for place, column in enumerate(self.table.columns)}

    @cached_property
    def lines(self) -> list[Row]:
        return [row for row in self.table.rows if row.kind == "line"]

    @cached_property
    def sums(self) -> list[Row]:
        return [row for row in self.table.rows if row.kind in {"subtotal", "total"} and row.cells]

    @property
    def total(self) -> Row | None:
        """The last sum: in a table of money its total."""
        return self.sums[-1] if self.sums else None

    def cell(self, row: Row, column_key: str) -> Cell | None:
        place = self.columns.get(column_key)
        return row.cells[place] if place is not None and row.cells else None

    def value(self, row: Row, column_key: str) -> Decimal | None:
        """An amount in the table's unit as printed, exact; None when missing or no such column."""
        cell = self.cell(row, column_key)
        return cell.number if cell else None

    def printed(self, row: Row, column: Column) -> Decimal | None:
        """The figure as a reader sees it."""
        value = self.value(row, column.key)
        return None if value is None else rounded(value, column.decimals)

    def is_revenue(self, row: Row) -> bool:
        return bool(REVENUE.search(row.label))

    def is_about(self, pattern: re.Pattern[str]) -> bool:
        """Whether its title, or that of the section it stands in, says so."""
        return bool(pattern.search(self.title) or pattern.search(self.section.title))

    @cached_property
    def is_result(self) -> bool:
        """Whether its total is a result: it has both revenue and cost among its lines."""
        return self.total is not None and any(map(self.is_revenue, self.lines))

    @cached_property
    def is_of_results(self) -> bool:
        """Whether its lines are results ("Resultat per medlem"): such may change sign and shrink in a year."""
        return not self.is_result and bool(OF_RESULTS.search(self.title))

    @cached_property
    def surplus(self) -> int | None:
        """The sign (+1, −1) a surplus has in the total, told from its revenue; None when they don't say."""
        if self.total is None:
            return None
        votes = 0
        for row in filter(self.is_revenue, self.lines):
            drawn = -1 if row.key in self.total.subtracts else 1 if row.key in self.total.adds else 0
            for column, cell in zip(self.table.columns, row.cells, strict=True):
                if column.kind == "amount" and (value := cell.number):
                    votes += drawn * (1 if value > 0 else -1)
        return None if votes == 0 else 1 if votes > 0 else -1


@dataclass(frozen=True)
class LiveSpan:
    """Where in a sentence a live figure stands."""

    start: int
    end: int
    figure: LiveFigure


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section's text, without Markdown. ``before`` is the one before in its paragraph.

    ``block`` is the place of the text among the section's blocks, ``offset`` that of the sentence in the
    text's words.
    """

    section_key: str
    section_title: str
    text: str
    before: str = ""
    block: int = 0
    offset: int = 0
    live: tuple[LiveSpan, ...] = ()

    def live_between(self, start: int, end: int) -> LiveFigure | None:
        """The live figure that a part of the sentence is, or is a part of."""
        return next((span.figure for span in self.live if span.start < end and start < span.end), None)


class Facts:
    """What rules are given: the document, the one before it if there is one, and what both hold.

    ``knows`` tells whether a Swedish word is known; without it the spelling is not judged.
    """

    def __init__(
        self, document: Document, previous: Document | None = None, knows: Callable[[str], bool] | None = None
    ) -> None:
        self.document = document
        self.previous = previous
        self.knows = knows

    @cached_property
    def tables(self) -> list[SectionTable]:
        return [
            SectionTable(section, block)
            for section in self.document.sections
            for block in section.blocks
            if isinstance(block, Table)
        ]

    @cached_property
    def money(self) -> list[SectionTable]:
        return [table for table in self.tables if money_unit(table.table.unit)]

    @cached_property
    def result(self) -> SectionTable | None:
        """The table whose total is the result."""
        return next((table for table in self.money if table.is_result), None)

    @cached_property
    def goals(self) -> list[SectionTable]:
        """The tables of indicators."""
        return [table for table in self.tables if {"current", "forecast", "target"} & set(table.columns)
                and any(column.kind == "quantity" for column in table.table.columns)]  # fmt: skip

    @property
    def prose(self) -> Iterator[tuple[SectionContent, str]]:
        for section in self.document.sections:
            for block in section.blocks:
                if isinstance(block, Prose):
                    yield section, block.markdown

    @cached_property
    def sentences(self) -> list[Sentence]:
        return [
            sentence
            for section in self.document.sections
            for place, block in enumerate(section.blocks)
            if isinstance(block, Prose)
            for sentence in _sentences(section, place, block)
        ]

    @cached_property
    def better(self) -> int | None:
        """The sign of a variance that is better than budgeted, as the document's own note says."""
        return _sign(BETTER_NOTE.search(self.document.sign_note))

    def surplus_of(self, table: SectionTable) -> int | None:
        """The sign of a surplus in a table's total."""
        return table.surplus or _sign(SURPLUS_NOTE.search(self.document.sign_note))

    @property
    def share_of_year(self) -> Decimal:
        return Decimal(self.document.actuals_through.month) / 12


def _sentences(section: SectionContent, block: int, prose: Prose) -> Iterator[Sentence]:
    """The sentences of one text, with the live figures in each."""
    places = [place for figure in prose.live for place in (figure.start, figure.end)]
    text, found = running_text(prose.markdown, places)
    spans = [
        LiveSpan(start, end, figure)
        for figure, start, end in zip(prose.live, found[::2], found[1::2], strict=True)
        if start is not None and end is not None
    ]
    offset = 0
    for paragraph in text.split("\n"):
        before, at = "", 0
        for said in splits_sentences(paragraph):
            at = paragraph.index(said, at)
            start, end = offset + at, offset + at + len(said)
            live = tuple(
                LiveSpan(span.start - start, span.end - start, span.figure)
                for span in spans
                if start <= span.start and span.end <= end
            )
            yield Sentence(section.key, section.title, said, before, block, start, live)
            before = said
            at += len(said)
        offset += len(paragraph) + 1


def _sign(found: re.Match[str] | None) -> int | None:
    return None if found is None else 1 if found[1] == "plus" else -1


def kronor(table: Table) -> Decimal | None:
    """How many kronor the table's unit is; None when it is not money."""
    unit = money_unit(table.unit)
    return UNITS[unit] if unit else None
