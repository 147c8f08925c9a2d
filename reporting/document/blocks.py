"""The document: what a report says, plain and frozen, for every renderer and for the archive.

Nothing here knows Django. A figure stands twice: ``value`` is exact, in the table's unit and with the
sign it is printed with; ``text`` is how it is printed. ``to_json`` is canonical (same document, same
bytes), so its SHA-256 identifies an adopted document.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar, Literal

SCHEMA = 1
SIGNIFICANT_DIGITS = 15  # what a JSON number and an Excel cell keep exactly

ColumnKind = Literal["amount", "variance", "percent", "quantity", "text", "status"]
RowKind = Literal["line", "group", "subtotal", "total"]
Sign = Literal["", "+", "-"]
Tone = Literal["", "good", "partly", "bad", "neutral"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell. ``value``: Decimal for a figure, a code for a status, None where there is none.

    ``tone`` says how a status is to be taken, and with that its symbol. ``unit`` is set where the
    cells of a column have units of their own ("45 st", "7 %").
    """

    text: str
    value: Decimal | str | None = None
    unit: str = ""
    tone: Tone = ""

    def __post_init__(self) -> None:
        if isinstance(self.value, Decimal):
            digits = len(self.value.normalize().as_tuple().digits)
            if not self.value.is_finite() or digits > SIGNIFICANT_DIGITS:
                raise ValueError(f"a figure has at most {SIGNIFICANT_DIGITS} digits, not {self.value}")
            if self.value and abs(self.value.adjusted()) > SIGNIFICANT_DIGITS:
                raise ValueError(f"a figure is neither that large nor that small: {self.value}")

    @property
    def number(self) -> Decimal | None:
        """The value where it is a figure."""
        return self.value if isinstance(self.value, Decimal) else None


EMPTY = Cell(text="")


@dataclass(frozen=True, kw_only=True)
class Column:
    """``decimals`` is how many a figure is printed with; ``unit`` only where it is not the table's.

    Neighbours with the same ``group`` stand under it as a common heading ("Helår 2022").
    """

    key: str
    heading: str
    kind: ColumnKind = "amount"
    unit: str = ""
    decimals: int = 0
    group: str = ""

    @property
    def is_figure(self) -> bool:
        return self.kind in {"amount", "variance", "percent", "quantity"}

    @property
    def is_summed(self) -> bool:
        return self.kind in {"amount", "variance"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row; ``cells`` stand under the table's ``columns`` (the label is not among them).

    A sum names the rows it ``adds`` and ``subtracts`` by key. A variance is an effect on the result
    and is always added, also where the amounts are subtracted.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    kind: RowKind = "line"
    adds: tuple[str, ...] = ()
    subtracts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """``unit`` is that of the figures ("tkr"), "" where each cell has its own.

    ``is_wide`` asks for a landscape page; a table that needs one gets it without asking. ``better`` is the
    sign of a variance that is better than budgeted, ``surplus`` that of a surplus in the amounts of
    ``result_rows`` (by key); "" where the table has neither.
    """

    type: ClassVar[str] = "table"
    key: str
    title: str
    label_heading: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    is_wide: bool = False
    better: Sign = ""
    surplus: Sign = ""
    result_rows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns) and not (row.kind == "group" and not row.cells):
                raise ValueError(f"row {row.key} of table {self.key} has {len(row.cells)} cells")

    def column_groups(self) -> list[tuple[str, int]]:
        """The upper heading row as (group, number of columns), "" over columns without; [] when none has."""
        if not any(column.group for column in self.columns):
            return []
        return [(name, len(list(run))) for name, run in groupby(column.group for column in self.columns)]


@dataclass(frozen=True, kw_only=True)
class LiveFigure:
    """A figure of a text that was taken from a cell: where it stands, how it was asked for, and which cell.

    ``start`` and ``end`` are its place in the text's Markdown; ``written`` is what stands there in the
    source. Without a cell ``table``, ``row`` and ``column`` are "" and ``problem`` says in Swedish why.
    """

    start: int
    end: int
    written: str
    table: str = ""
    row: str = ""
    column: str = ""
    problem: str = ""


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Markdown as it is to be read. Renderers turn it to HTML through reporting.prose, which cleans it.

    ``live``: the figures in it that were taken from the tables, in order.
    """

    type: ClassVar[str] = "prose"
    markdown: str
    live: tuple[LiveFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading inside a section, ``depth`` levels below the section's own. Only the first level is numbered."""

    type: ClassVar[str] = "heading"
    text: str
    number: str = ""
    is_numbered: bool = False
    depth: Literal[1, 2] = 1


@dataclass(frozen=True, kw_only=True)
class MatrixLevel:
    """A level of a matrix's cells: "medium", "Medium (5–8)". ``word`` is what a cell itself says: "Medium"."""

    key: str
    label: str
    word: str


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """``text`` is what lies in the cell ("1, 3"), "" for nothing; ``level`` the key of its level."""

    level: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A picture of things placed by two scales, such as risks by likelihood and consequence.

    Rows from the top, columns from the left; ``levels`` from the mildest to the most serious.
    """

    type: ClassVar[str] = "matrix"
    key: str
    title: str
    row_heading: str
    column_heading: str
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    cells: tuple[tuple[MatrixCell, ...], ...]
    levels: tuple[MatrixLevel, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        shape = [len(row) for row in self.cells]
        if shape != [len(self.column_labels)] * len(self.row_labels):
            raise ValueError(f"matrix {self.key} has rows of {shape} cells")
        unknown = {cell.level for row in self.cells for cell in row} - {level.key for level in self.levels}
        if unknown:
            raise ValueError(f"matrix {self.key} has unknown levels: {', '.join(sorted(unknown))}")

    @property
    def words(self) -> dict[str, str]:
        """What a cell of each level says."""
        return {level.key: level.word for level in self.levels}

    @property
    def alternative(self) -> str:
        """The picture in words, for those who don't see it."""
        found = [
            f"{self.row_heading} {row_label}, {self.column_heading.lower()} {column_label}: "
            f"{cell.text} ({self.words[cell.level]})."
            for row_label, row in zip(self.row_labels, self.cells, strict=True)
            for column_label, cell in zip(self.column_labels, row, strict=True)
            if cell.text
        ]
        return " ".join([f"{self.title}.", *(found or ["Alla rutor är tomma."])])

    def as_table(self) -> Table:
        """The same as a table, for renderers that don't draw: each cell says its level and what lies there."""
        words = self.words
        rows = (
            Row(
                key=f"rad-{place}",
                label=label,
                cells=tuple(Cell(text=": ".join(filter(None, [words[c.level], c.text]))) for c in cells),
            )
            for place, (label, cells) in enumerate(zip(self.row_labels, self.cells, strict=True), start=1)
        )
        return Table(
            key=self.key,
            title=self.title,
            label_heading=self.row_heading,
            columns=tuple(
                Column(key=f"kolumn-{place}", heading=f"{self.column_heading} {label}", kind="text")
                for place, label in enumerate(self.column_labels, start=1)
            ),
            rows=tuple(rows),
            notes=(*(level.label for level in self.levels), *self.notes),
        )


Block = Prose | Heading | Table | Matrix
BLOCK_TYPES: dict[str, type[Any]] = {block.type: block for block in (Prose, Heading, Table, Matrix)}


@dataclass(frozen=True, kw_only=True)
class SectionContent:
    """A chapter or sub-chapter. ``level`` is 1 for a chapter; ``number`` is "" when not numbered.

    ``kind`` is that of the section it was made by.
    """

    key: str
    title: str
    level: int
    number: str
    blocks: tuple[Block, ...]
    kind: str = "text"

    @property
    def anchor(self) -> str:
        return f"avsnitt-{self.key}"

    @property
    def heading_tag(self) -> str:
        return f"h{self.level + 1}"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report. ``changed_at`` is when its contents last changed, not when it was read."""

    slug: str
    title: str
    kind: str
    municipality: str
    committee: str
    members: tuple[str, ...]
    year: int
    actuals_through: dt.date
    dated: dt.date
    status: str
    status_label: str
    template: str
    template_version: int
    unit: str
    sign_note: str
    changed_at: dt.datetime
    sections: tuple[SectionContent, ...]
    schema: int = SCHEMA

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of its JSON, by which it is recognised."""
        return digest(to_json(self))

    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block

    def grids(self) -> Iterator[Table]:
        """All that has rows and columns, in order: the tables, and the matrices as tables."""
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    yield block
                elif isinstance(block, Matrix):
                    yield block.as_table()


def digest(content: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def to_json(document: Document, *, indent: int | None = None) -> str:
    """The document as JSON. Without ``indent`` it is canonical, and what a digest is made of."""
    separators = None if indent else (",", ":")
    return json.dumps(
        _plain(document), ensure_ascii=False, sort_keys=indent is None, separators=separators, indent=indent
    )


def block_json(block: Block) -> str:
    return json.dumps(_plain(block), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(content: str) -> Document:
    """The document that ``to_json`` wrote; ValueError when it is of another schema."""
    data = json.loads(content, parse_float=Decimal)
    if data.get("schema") != SCHEMA:
        raise ValueError(f"the document has schema {data.get('schema')}, this program reads {SCHEMA}")
    data["members"] = tuple(data["members"])
    data["actuals_through"] = dt.date.fromisoformat(data["actuals_through"])
    data["dated"] = dt.date.fromisoformat(data["dated"])
    data["changed_at"] = dt.datetime.fromisoformat(data["changed_at"])
    data["sections"] = tuple(_section(section) for section in data["sections"])
    return Document(**data)


def _plain(thing: Any) -> Any:
    """Dataclasses, dates and Decimals as what JSON has. At 15 digits a JSON number is exact."""
    if is_dataclass(thing):
        plain = {field.name: _plain(getattr(thing, field.name)) for field in fields(thing)}
        return plain | ({"type": thing.type} if isinstance(thing, Block) else {})
    if isinstance(thing, tuple):
        return [_plain(part) for part in thing]
    if isinstance(thing, Decimal):
        return int(thing) if thing == thing.to_integral_value() else float(thing)
    if isinstance(thing, dt.date | dt.datetime):
        return thing.isoformat()
    return thing


def _section(data: dict[str, Any]) -> SectionContent:
    return SectionContent(**data | {"blocks": tuple(_block(block) for block in data["blocks"])})


def _block(data: dict[str, Any]) -> Block:
    block_type = BLOCK_TYPES[data.pop("type")]
    if block_type is Table:
        data["columns"] = tuple(Column(**column) for column in data["columns"])
        data["rows"] = tuple(_row(row) for row in data["rows"])
        for name in {"notes", "result_rows"} & data.keys():
            data[name] = tuple(data[name])
    if block_type is Prose:
        data["live"] = tuple(LiveFigure(**figure) for figure in data.get("live", ()))
    if block_type is Matrix:
        for name in ("row_labels", "column_labels", "notes"):
            data[name] = tuple(data[name])
        data["cells"] = tuple(tuple(MatrixCell(**cell) for cell in row) for row in data["cells"])
        data["levels"] = tuple(MatrixLevel(**level) for level in data["levels"])
    block: Block = block_type(**data)
    return block


def _row(data: dict[str, Any]) -> Row:
    cells = tuple(_cell(cell) for cell in data["cells"])
    return Row(**data | {"cells": cells, "adds": tuple(data["adds"]), "subtracts": tuple(data["subtracts"])})


def _cell(data: dict[str, Any]) -> Cell:
    value = data["value"]
    return Cell(**data | {"value": Decimal(value) if isinstance(value, int) else value})
