"""Where in a sheet the names and keys of a grid's rows are."""

from __future__ import annotations

from collections import Counter

from reporting.imports.grids import EntryGrid
from reporting.imports.spreadsheets.cells import Sheet
from reporting.models.table_layout import folded


def texts_of(sheet: Sheet) -> Counter[tuple[int, str]]:
    """How many cells of each column hold each text."""
    return Counter(
        (place, folded(cell.value))
        for cells in sheet.rows.values()
        for place, cell in cells.items()
        if isinstance(cell.value, str)
    )


def name_counts(texts: Counter[tuple[int, str]], grid: EntryGrid) -> Counter[int]:
    """How many cells of each column are the name or key of a row of the grid."""
    names = {folded(text) for key, form in grid.rows() for text in (key, str(form.row_name))}
    found: Counter[int] = Counter()
    for (place, text), times in texts.items():
        if text in names:
            found[place] += times
    return found


def names_column(sheet: Sheet, grid: EntryGrid) -> int:
    """The column with the most known names, else the first."""
    counts = name_counts(texts_of(sheet), grid)
    return max(counts, key=lambda place: counts[place], default=min(min(row) for row in sheet.rows.values()))
