"""A comparison in Swedish words: names of the two documents, and how much differs. Pure."""

from __future__ import annotations

import datetime as dt
from itertools import chain

from reporting.comparison.changes import CellKind, Comparison, TableComparison
from reporting.comparison.tables import row_name
from reporting.document.blocks import Column, Row, Table
from reporting.document.document import Document


def names(old: Document, new: Document) -> tuple[str, str]:
    """Headings that tell the two apart: the nämnd, the date, else the kind of report."""
    if old.slug == new.slug:
        return "Inlämnat", "Nu"
    if old.committee != new.committee:
        return old.committee, new.committee
    if old.actuals_through != new.actuals_through:
        return old.actuals_through.isoformat(), new.actuals_through.isoformat()
    if old.kind != new.kind:
        return old.kind, new.kind
    if old.version != new.version:
        return f"Version {old.version}", f"Version {new.version}"
    return "Den första", "Den andra"


def only(old: Document, new: Document) -> tuple[str, str]:
    """Headings for what only one of them has. One nämnd's reports follow each other in time."""
    if old.slug == new.slug or (old.committee == new.committee and _when(old) < _when(new)):
        return "Borttaget", "Nytt"
    first, second = names(old, new)
    return f"Bara i {first}", f"Bara i {second}"


def _when(document: Document) -> tuple[dt.date, int]:
    return document.actuals_through, document.version


def counts(comparison: Comparison) -> list[str]:
    """How much differs, a phrase for each kind of change: "61 ändrade siffror"."""
    cells = comparison.cells()
    sections = comparison.sections
    tables = [table for _, table in comparison.tables()]
    numbers = {
        ("ändrad siffra", "ändrade siffror"): _of(comparison, CellKind.FIGURE),
        ("ändrat målvärde", "ändrade målvärden"): _of(comparison, CellKind.TARGET),
        ("ändrad bedömning eller status", "ändrade bedömningar och status"): _of(comparison, CellKind.VERDICT),
        ("ändrat stycke", "ändrade stycken"): sum(len(section.texts) for section in sections),
        ("ändrad kommentar", "ändrade kommentarer"): sum(cell.kind is CellKind.TEXT for cell in cells),
        ("ändrat namn", "ändrade namn"): sum(len(table.renamed) for table in tables)
        + sum(section.renamed is not None for section in sections),
    }  # fmt: skip
    first, second = only(comparison.old, comparison.new)
    phrases = [f"{count} {one if count == 1 else many}" for (one, many), count in numbers.items() if count]
    for heading, alone in zip((first, second), (vanished(comparison), appeared(comparison)), strict=True):
        phrases += [f"{heading}: {', '.join(alone)}"] if alone else []
    return phrases


def _of(comparison: Comparison, kind: CellKind) -> int:
    return sum(cell.kind is kind for cell in comparison.cells())


def appeared(comparison: Comparison) -> list[str]:
    """What only the new document has, counted: "2 indikatorer"."""
    tables = [table for _, table in comparison.tables()]
    rows = chain.from_iterable([(table.new, row) for row in table.appeared_rows] for table in tables)
    return _counted(
        [row_name(table, row) for table, row in rows],
        sections=len(comparison.appeared),
        tables=sum(len(section.appeared) for section in comparison.sections),
        columns=sum(len(table.appeared_columns) for table in tables),
    )


def vanished(comparison: Comparison) -> list[str]:
    """What only the old document has, counted."""
    tables = [table for _, table in comparison.tables()]
    rows = chain.from_iterable([(table.old, row) for row in table.vanished_rows] for table in tables)
    return _counted(
        [row_name(table, row) for table, row in rows],
        sections=len(comparison.vanished),
        tables=sum(len(section.vanished) for section in comparison.sections),
        columns=sum(len(table.vanished_columns) for table in tables),
    )


PLURALS = {
    "Avsnitt": ("avsnitt", "avsnitt"),
    "Tabell": ("tabell", "tabeller"),
    "Kolumn": ("kolumn", "kolumner"),
    "Mål": ("mål", "mål"),
    "Indikator": ("indikator", "indikatorer"),
    "Grupp": ("grupp", "grupper"),
    "Rad": ("rad", "rader"),
    "Summarad": ("summarad", "summarader"),
}


def _counted(rows: list[str], *, sections: int, tables: int, columns: int) -> list[str]:
    numbers = {name: rows.count(name) for name in PLURALS}
    numbers |= {"Avsnitt": sections, "Tabell": tables, "Kolumn": columns}
    return [f"{count} {PLURALS[name][count > 1]}" for name, count in numbers.items() if count]


def described_row(table: Table, row: Row) -> str:
    """A row with its figures: "Indikator: NKI (Nuvärde 7,06 %)". A group's label is enough: "Nämndmål: God service"."""
    cells = zip(table.columns, row.cells, strict=False)
    figures = [
        f"{column.heading} {cell.text}" for column, cell in cells if _is_short(column) and cell.text.strip()
    ]
    name = row.label if row.kind == "group" else f"{row_name(table, row)}: {row.label}"
    return f"{name} ({', '.join(figures)})" if figures else name


def _is_short(column: Column) -> bool:
    return column.is_figure or column.kind == "status"


def alone_in_old(table: TableComparison) -> list[str]:
    return [
        *(f"Kolumn: {column.heading}" for column in table.vanished_columns),
        *(described_row(table.old, row) for row in table.vanished_rows),
    ]


def alone_in_new(table: TableComparison) -> list[str]:
    return [
        *(f"Kolumn: {column.heading}" for column in table.appeared_columns),
        *(described_row(table.new, row) for row in table.appeared_rows),
    ]
