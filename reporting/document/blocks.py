"""The blocks of a document: text, heading, table, matrix, chart and highlights, plain and frozen. Pure.

A cell holds its figure twice: ``value`` is exact, in the table's unit and with its printed sign;
``text`` is the printed figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import ClassVar, Literal

from reporting.document.charts import Chart
from reporting.document.highlights import Highlights
from reporting.document.tones import Tone

SIGNIFICANT_DIGITS = 15  # what a JSON number and an Excel cell keep exactly

ColumnKind = Literal["amount", "variance", "percent", "quantity", "text", "status"]
RowKind = Literal["line", "group", "subtotal", "total"]
Sign = Literal["", "+", "-"]


@dataclass(frozen=True, kw_only=True)
class Cell:
    """``value``: Decimal for a figure, a code for a status, else None.

    ``tone`` chooses the symbol of a status. ``unit`` is set where each cell of a column has its own
    ("45 st", "7 %").
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
        """The value of a figure, else None."""
        return self.value if isinstance(self.value, Decimal) else None


EMPTY = Cell(text="")


@dataclass(frozen=True, kw_only=True)
class Column:
    """``decimals`` are those of a printed figure; ``unit`` is "" where it is the table's.

    Neighbours with the same ``group`` share it as an upper heading ("Helår 2022"). ``operands``: of a computed column,
    the columns it is made of, by key, where all are in the table. Each operand is a sum of columns. An amount is its
    only operand; a variance is the first against the second, as ``Row.better`` says; a per cent is the second in the
    first.
    """

    key: str
    heading: str
    kind: ColumnKind = "amount"
    unit: str = ""
    decimals: int = 0
    group: str = ""
    operands: tuple[tuple[str, ...], ...] = ()

    @property
    def is_figure(self) -> bool:
        return self.kind in {"amount", "variance", "percent", "quantity"}

    @property
    def is_summed(self) -> bool:
        return self.kind in {"amount", "variance"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """``cells``: one for each of the table's ``columns``; the label is not among them.

    A sum names the rows it ``adds`` and ``subtracts`` by key. A variance is an effect on the result
    and always added, even where the amounts are subtracted. ``better``: the sign of a change in its amounts that is
    better for the result; "" where it has none.
    """

    key: str
    label: str
    cells: tuple[Cell, ...]
    kind: RowKind = "line"
    adds: tuple[str, ...] = ()
    subtracts: tuple[str, ...] = ()
    better: Sign = ""


@dataclass(frozen=True, kw_only=True)
class NoteMark:
    """A cell that a note of its table is about. ``note``: its index in the notes."""

    row: str
    column: str
    note: int


@dataclass(frozen=True, kw_only=True)
class Table:
    """``unit``: of the figures ("tkr"), "" where each cell has its own.

    ``is_wide`` forces a landscape page; a table too wide for portrait gets one anyway. ``better``: the sign
    of a variance better than budget, ``surplus``: of a surplus in the rows with keys in ``result_rows``;
    "" where the table has none.
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
    marks: tuple[NoteMark, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns) and not (row.kind == "group" and not row.cells):
                raise ValueError(f"row {row.key} of table {self.key} has {len(row.cells)} cells")

    def column_groups(self) -> list[tuple[str, int]]:
        """The upper heading row as (group, number of columns), "" for no group; [] without groups."""
        if not any(column.group for column in self.columns):
            return []
        return [(name, len(list(run))) for name, run in groupby(column.group for column in self.columns)]


@dataclass(frozen=True, kw_only=True)
class LiveFigure:
    """A figure of a text, taken from a cell.

    ``start`` and ``end``: its span in the printed Markdown; ``written``: the reference in the source.
    Without a cell ``table``, ``row`` and ``column`` are "" and ``problem`` says why in Swedish.
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
    """Markdown with its live figures printed, in order in ``live``.

    Renderers make HTML of it with ``document.prose``, which cleans it.
    """

    type: ClassVar[str] = "prose"
    markdown: str
    live: tuple[LiveFigure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading ``depth`` levels below its section's. Only the first level is numbered."""

    type: ClassVar[str] = "heading"
    text: str
    number: str = ""
    is_numbered: bool = False
    depth: Literal[1, 2] = 1


@dataclass(frozen=True, kw_only=True)
class MatrixLevel:
    """A level of cells: "medium", "Medium (5–8)". ``word`` is printed in the cell: "Medium"."""

    key: str
    label: str
    word: str


@dataclass(frozen=True, kw_only=True)
class MatrixCell:
    """``text``: the contents ("1, 3"), "" for none; ``level``: a MatrixLevel's key."""

    level: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Things plotted on two scales, such as risks by likelihood and consequence.

    Rows from the top, columns from the left; ``levels`` from least to most serious.
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
        """Word by level key."""
        return {level.key: level.word for level in self.levels}

    @property
    def alternative(self) -> str:
        """The matrix in words, for those who can't see it."""
        filled = [
            f"{self.row_heading} {row_label}, {self.column_heading.lower()} {column_label}: "
            f"{cell.text} ({self.words[cell.level]})."
            for row_label, row in zip(self.row_labels, self.cells, strict=True)
            for column_label, cell in zip(self.column_labels, row, strict=True)
            if cell.text
        ]
        return " ".join([f"{self.title}.", *(filled or ["Alla rutor är tomma."])])

    def as_table(self) -> Table:
        """For renderers that don't draw: each cell says its level and contents."""
        words = self.words
        rows = (
            Row(
                key=f"rad-{number}",
                label=label,
                cells=tuple(Cell(text=": ".join(filter(None, [words[c.level], c.text]))) for c in cells),
            )
            for number, (label, cells) in enumerate(zip(self.row_labels, self.cells, strict=True), start=1)
        )
        return Table(
            key=self.key,
            title=self.title,
            label_heading=self.row_heading,
            columns=tuple(
                Column(key=f"kolumn-{number}", heading=f"{self.column_heading} {label}", kind="text")
                for number, label in enumerate(self.column_labels, start=1)
            ),
            rows=tuple(rows),
            notes=(*(level.label for level in self.levels), *self.notes),
        )


Block = Prose | Heading | Table | Matrix | Chart | Highlights
