"""How a table of amounts is read: its signs in words, and what 0, a dash and an empty cell mean. Pure.

Only what the table shows is told. Cells are told apart by value: an empty cell may be zero, missing, or not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import partial

from reporting.document.amounts import NO_BREAK_SPACE, rounded
from reporting.document.blocks import Cell, Column, Row, Sign, Table
from reporting.document.naming import in_words, some_in_words

DASHES = frozenset("-–—−")
FIGURES = {"amount", "variance", "percent"}
SIGNS = {"+": "plus", "-": "minus"}
OPPOSITE: dict[Sign, Sign] = {"+": "-", "-": "+"}

ZERO, UNCOUNTED, NO_SHARE, MISSING = (
    "noll",
    "att ingen avvikelse räknas",
    "att procenten inte går att räkna",
    "att uppgiften saknas",
)
EXCEPTIONS = {
    ZERO: "värdet är noll",
    UNCOUNTED: "ingen avvikelse räknas",
    NO_SHARE: "procenten inte går att räkna",
    MISSING: "uppgiften saknas",
}


def legend(table: Table) -> tuple[str, ...]:
    """Swedish sentences to stand under the table; () for a table without amounts."""
    if not any(column.is_summed for column in table.columns):
        return ()
    return (*signs_in_words(table), *_zeros(table))


def result_words(table: Table) -> dict[str, tuple[str, ...]]:
    """By key of a result row, a word for each cell: "överskott", "underskott", "bättre", "sämre", "" for zero."""
    return {
        row.key: tuple(map(partial(_word, table), table.columns, row.cells)) for row in _result_rows(table)
    }


def _word(table: Table, column: Column, cell: Cell) -> str:
    positive = {"amount": table.surplus, "variance": table.better}.get(column.kind, "")
    value = rounded(cell.number or Decimal(0), column.decimals)
    if not value or not positive:
        return ""
    words = ("överskott", "underskott") if column.kind == "amount" else ("bättre", "sämre")
    return words[(value > 0) != (positive == "+")]


def _result_rows(table: Table) -> list[Row]:
    """Of a table with results alone (the members' shares), its total."""
    rows = [row for row in table.rows if row.cells]
    keys = set(table.result_rows)
    results = [row for row in rows if row.key in keys]
    return results if len(results) < len(rows) else [row for row in results if row.kind == "total"]


def signs_in_words(table: Table) -> Iterator[str]:
    """Of its result and its variances."""
    results = _result_rows(table)
    if table.surplus and results:
        yield (
            f"På {_rows_in_words(results)} är {SIGNS[table.surplus]} ett överskott "
            f"och {SIGNS[OPPOSITE[table.surplus]]} ett underskott."
        )
    variances = _headings(column for column in table.columns if column.kind == "variance")
    if table.better and variances:
        where = "kolumnen" if len(variances) == 1 else "kolumnerna"
        yield (
            f"I {where} {in_words(variances)} är {SIGNS[table.better]} bättre "
            f"och {SIGNS[OPPOSITE[table.better]]} sämre."
        )


def _zeros(table: Table) -> Iterator[str]:
    """In the order of a reader's doubt: 0, dash, empty."""
    zeros = [cell for _row, _column, cell in _figures(table) if _is_printed_zero(cell)]
    if zeros:
        yield (
            f"0{NO_BREAK_SPACE}betyder noll, eller avrundat till noll."
            if any(c.number for c in zeros)
            else f"0{NO_BREAK_SPACE}betyder noll."
        )
    yield from _meaning(table, "Streck", lambda cell: cell.text in DASHES)
    yield from _meaning(table, "Tom ruta", lambda cell: not cell.text)


def _meaning(table: Table, sign: str, is_sign: Callable[[Cell], bool]) -> Iterator[str]:
    """The commonest meaning of a sign, with the rows and columns where it has another."""
    places: dict[str, list[tuple[Row, Column]]] = {}
    for row, column, cell in _figures(table):
        if is_sign(cell):
            places.setdefault(_meant(column, cell), []).append((row, column))
    if not places:
        return
    usual, *others = sorted(places, key=lambda meaning: -len(places[meaning]))
    exceptions = [f"{_where(places[meaning])}, där {EXCEPTIONS[meaning]}" for meaning in others]
    yield f"{sign} betyder {usual}{''.join(f', utom {exception}' for exception in exceptions)}."


def _meant(column: Column, cell: Cell) -> str:
    if cell.number is not None:
        return ZERO
    return {"variance": UNCOUNTED, "percent": NO_SHARE}.get(column.kind, MISSING)


def _where(places: list[tuple[Row, Column]]) -> str:
    columns = in_words(_headings(column for _row, column in places))
    return f"i {columns} på {_rows_in_words([row for row, _column in places])}"


def _rows_in_words(rows: list[Row]) -> str:
    labels = list(dict.fromkeys(row.label for row in rows))
    return f"{'raden' if len(labels) == 1 else 'raderna'} {some_in_words(labels)}"


def _figures(table: Table) -> Iterator[tuple[Row, Column, Cell]]:
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=False):
            if column.kind in FIGURES:
                yield row, column, cell


def _headings(columns: Iterable[Column]) -> list[str]:
    """Without repeats: "Avvikelse" may stand under two groups."""
    return list(dict.fromkeys(column.heading for column in columns))


def _is_printed_zero(cell: Cell) -> bool:
    return cell.number is not None and bool(cell.text) and set(cell.text) <= {"0", ","}
