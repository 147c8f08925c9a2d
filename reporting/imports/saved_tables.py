"""Finds the nämnd's saved tables in a file and plans their import."""

from __future__ import annotations

from reporting.imports.any_table import ReadTable, TablePlan, TableReader
from reporting.imports.grids import EntryGrid, entry_grids
from reporting.imports.spreadsheets.cells import Sheet, UploadRefused
from reporting.imports.table_layout import find_columns, find_sheet
from reporting.imports.uploaded_file import OpenedFile
from reporting.models import Report
from reporting.models.saved_table import TableMapping


def grid_id(grid: EntryGrid) -> str:
    return f"{grid.section.key}:{grid.prefix}"


def grids_of(report: Report) -> dict[str, EntryGrid]:
    """The report's tables that an import can fill."""
    return {grid_id(grid): grid for grid in entry_grids(report)}


def mappings_of(report: Report) -> list[TableMapping]:
    """The nämnd's saved tables, the latest first."""
    return list(report.committee.table_mappings.prefetch_related("row_choices").order_by("-pk"))


def table_plan(report: Report, reading: OpenedFile, only: str = "") -> TablePlan | None:
    """What the saved tables that the file holds would change; None when it holds none of them.

    ``only``: the pk of one of them; UploadRefused then says why it does not fit. Of several that fit the
    same table of the report the latest is taken.
    """
    names, grids = reading.sheet_names, grids_of(report)
    mappings = [mapping for mapping in mappings_of(report) if not only or str(mapping.pk) == only]
    placed = {mapping: find_sheet(names, mapping.layout) for mapping in mappings}
    sheets = reading.sheets([name for name in placed.values() if name is not None])
    tables: dict[str, ReadTable] = {}
    for mapping, name in placed.items():
        grid = grids.get(mapping.grid_id)
        try:
            if grid is None or name is None or name not in sheets:
                raise UploadRefused(_why_not(mapping, grid))
            find_columns(sheets[name], mapping.layout)
        except UploadRefused:
            if only:
                raise
            continue
        if mapping.grid_id not in tables:
            tables[mapping.grid_id] = _read(mapping, grid, sheets[name])
    return TablePlan(report, grids.values(), list(tables.values())) if tables else None


def _read(mapping: TableMapping, grid: EntryGrid, sheet: Sheet) -> ReadTable:
    return TableReader(mapping, grid, sheet, mapping.layout, mapping.choices()).read()


def _why_not(mapping: TableMapping, grid: EntryGrid | None) -> str:
    if grid is None:
        return f"Rapporten har inte den tabell som ”{mapping}” läses in i. Visa vilken tabell filen gäller."
    return f"Filen har inget blad som heter ”{mapping.sheet}”. Visa vilket blad tabellen står i."
