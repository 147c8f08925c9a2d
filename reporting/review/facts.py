"""A document with what rules look up in it, computed once. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from reporting.document.amounts import UNITS, format_number, money_unit, rounded
from reporting.document.blocks import Cell, Column, LiveFigure, Prose, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.review.marks import running_text
from reporting.review.words import split_sentences

SURPLUS_NOTE = re.compile(r"överskott skrivs med (plus|minus)")
BETTER_NOTE = re.compile(r"bättre än budget skrivs med (plus|minus)")
REVENUE = re.compile(r"intäkt|bidrag|avgifter|försäljning", re.IGNORECASE)
OF_RESULTS = re.compile(r"resultat|underskott|överskott|netto", re.IGNORECASE)


def shown(value: Decimal, unit: str = "", decimals: int | None = None) -> str:
    """A figure as text, with the decimals it has (at most two) unless given."""
    if decimals is None:
        exponent = value.normalize().as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return format_number(value, min(decimals, 2)) + (f"\u00a0{unit}" if unit else "")


@dataclass(frozen=True)
class SectionTable:
    """A table and its section."""

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
        return {column.key: index for index, column in enumerate(self.table.columns)}

    @cached_property
    def lines(self) -> list[Row]:
        return [row for row in self.table.rows if row.kind == "line"]

    @cached_property
    def sums(self) -> list[Row]:
        return [row for row in self.table.rows if row.kind in {"subtotal", "total"} and row.cells]

    @property
    def total(self) -> Row | None:
        """The last sum."""
        return self.sums[-1] if self.sums else None

    def cell(self, row: Row, column_key: str) -> Cell | None:
        index = self.columns.get(column_key)
        return row.cells[index] if index is not None and row.cells else None

    def value(self, row: Row, column_key: str) -> Decimal | None:
        """The exact figure in the table's unit, with its printed sign; None if missing or no such column."""
        cell = self.cell(row, column_key)
        return cell.number if cell else None

    def printed(self, row: Row, column: Column) -> Decimal | None:
        """The figure rounded as printed."""
        value = self.value(row, column.key)
        return None if value is None else rounded(value, column.decimals)

    def amounts(self, row: Row, *column_keys: str) -> tuple[Decimal, ...] | None:
        """The amounts of a row in some columns; None if one is missing.

        Of a sum: over the lines that have them all, which is how its variance and its share are computed.
        """
        own = self._known(row, column_keys)
        if own is None or self.is_whole(row, *column_keys):
            return own
        known = [
            (sign, amounts)
            for sign, line in self._lines_of(row)
            if (amounts := self._known(line, column_keys))
        ]
        return tuple(
            sum((sign * amounts[index] for sign, amounts in known), Decimal(0))
            for index in range(len(column_keys))
        )

    def is_whole(self, row: Row, *column_keys: str) -> bool:
        """Whether no line of a sum lacks a figure in these columns."""
        return all(self._known(line, column_keys) is not None for _, line in self._lines_of(row))

    @cached_property
    def signs_in_total(self) -> dict[str, int]:
        """The sign that each row counts with in the total, through the sums between, by key."""
        return {part.key: sign for sign, part in self._parts_of(self.total)} if self.total else {}

    def _known(self, row: Row, column_keys: tuple[str, ...]) -> tuple[Decimal, ...] | None:
        values = [self.value(row, key) for key in column_keys]
        return tuple(value for value in values if value is not None) if None not in values else None

    def _lines_of(self, row: Row) -> list[tuple[int, Row]]:
        """The parts of a row that are no sums."""
        if row.key not in self._lines:
            parts = self._parts_of(row)
            self._lines[row.key] = [(sign, part) for sign, part in parts if not (part.adds or part.subtracts)]
        return self._lines[row.key]

    @cached_property
    def _lines(self) -> dict[str, list[tuple[int, Row]]]:
        return {}

    def _parts_of(self, row: Row) -> Iterator[tuple[int, Row]]:
        """The rows that a row is made of, through all sums, each with its sign; itself first."""
        waiting, seen = [(1, row)], set()
        while waiting:
            sign, part = waiting.pop()
            if part.key not in seen:
                seen.add(part.key)
                yield sign, part
                signed = [(sign, key) for key in part.adds] + [(-sign, key) for key in part.subtracts]
                waiting += [(own, self.rows[key]) for own, key in signed if key in self.rows]

    def is_revenue(self, row: Row) -> bool:
        return bool(REVENUE.search(row.label))

    def is_about(self, pattern: re.Pattern[str]) -> bool:
        """Whether its title, or its section's, matches."""
        return bool(pattern.search(self.title) or pattern.search(self.section.title))

    @cached_property
    def is_result(self) -> bool:
        """Whether its total is a result: some of its lines are revenue."""
        return self.total is not None and any(map(self.is_revenue, self.lines))

    @cached_property
    def is_of_results(self) -> bool:
        """Whether its lines are results ("Resultat per medlem"), which may change sign and shrink in a year."""
        return not self.is_result and bool(OF_RESULTS.search(self.title))

    @cached_property
    def surplus(self) -> int | None:
        """The sign (+1, −1) of a surplus in the total, inferred from revenue; None if unclear."""
        if self.total is None:
            return None
        votes = 0
        for row in filter(self.is_revenue, self.lines):
            sign = -1 if row.key in self.total.subtracts else 1 if row.key in self.total.adds else 0
            for column, cell in zip(self.table.columns, row.cells, strict=True):
                if column.kind == "amount" and (value := cell.number):
                    votes += sign * (1 if value > 0 else -1)
        return None if votes == 0 else 1 if votes > 0 else -1


@dataclass(frozen=True)
class LiveSpan:
    """The position of a live figure in a sentence."""

    start: int
    end: int
    figure: LiveFigure


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section's text, without Markdown. ``before``: the sentence before it in the paragraph.

    ``block``: the index of the text among the section's blocks; ``offset``: of the sentence in the running text.
    """

    section_key: str
    section_title: str
    text: str
    before: str = ""
    block: int = 0
    offset: int = 0
    live: tuple[LiveSpan, ...] = ()

    def live_between(self, start: int, end: int) -> LiveFigure | None:
        """The live figure that overlaps a part of the sentence."""
        return next((span.figure for span in self.live if span.start < end and start < span.end), None)


class Facts:
    """What rules are given: the document and the one before it, if any.

    ``knows``: whether a Swedish word is known; without it spelling is not checked.
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
            for index, block in enumerate(section.blocks)
            if isinstance(block, Prose)
            for sentence in sentences_of(section.key, section.title, index, block)
        ]

    @cached_property
    def better(self) -> int | None:
        """The sign of a variance better than budget, by the document's note."""
        return _sign(BETTER_NOTE.search(self.document.sign_note))

    def surplus_of(self, table: SectionTable) -> int | None:
        """The sign of a surplus in a table's total."""
        return table.surplus or _sign(SURPLUS_NOTE.search(self.document.sign_note))

    @property
    def share_of_year(self) -> Decimal:
        return Decimal(self.document.actuals_through.month) / 12


@lru_cache(maxsize=1_024)
def sentences_of(section_key: str, section_title: str, block: int, prose: Prose) -> tuple[Sentence, ...]:
    """The sentences of one text, with their live figures. Cached: a typed amount leaves the texts as they are."""
    return tuple(_sentences(section_key, section_title, block, prose))


def _sentences(section_key: str, section_title: str, block: int, prose: Prose) -> Iterator[Sentence]:
    places = [at for figure in prose.live for at in (figure.start, figure.end)]
    text, offsets = running_text(prose.markdown, places)
    spans = [
        LiveSpan(start, end, figure)
        for figure, start, end in zip(prose.live, offsets[::2], offsets[1::2], strict=True)
        if start is not None and end is not None
    ]
    offset = 0
    for paragraph in text.split("\n"):
        before, at = "", 0
        for sentence in split_sentences(paragraph):
            at = paragraph.index(sentence, at)
            start, end = offset + at, offset + at + len(sentence)
            live = tuple(
                LiveSpan(span.start - start, span.end - start, span.figure)
                for span in spans
                if start <= span.start and span.end <= end
            )
            yield Sentence(section_key, section_title, sentence, before, block, start, live)
            before = sentence
            at += len(sentence)
        offset += len(paragraph) + 1


def _sign(match: re.Match[str] | None) -> int | None:
    return None if match is None else 1 if match[1] == "plus" else -1


def kronor(table: Table) -> Decimal | None:
    """Kronor per unit of the table; None if not money."""
    unit = money_unit(table.unit)
    return UNITS[unit] if unit else None
