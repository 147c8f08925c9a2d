"""The questions about a table of the nämnd's own before it is read: where it is, then its columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reporting.imports.forms import LONGEST_SHOWN, MOST_COLUMNS, SHOWN_ROWS, ColumnsForm, PlaceForm
from reporting.imports.known_names import name_counts, texts_of
from reporting.imports.saved_tables import grids_of
from reporting.imports.spreadsheets.cells import Sheet, UploadRefused, shown_value
from reporting.imports.table_layout import find_sheet, letter, likely_header, likely_use
from reporting.imports.uploaded_file import OpenedFile
from reporting.models import Report
from reporting.models.imported_file import ImportedFile
from reporting.models.saved_table import TableMapping

LONGEST_SHEET = 200


class TableQuestion:
    """The page with questions about a table of a file. Raises UploadRefused if the file can't be read.

    The table's position is in the address, so that its rows are shown before its columns are chosen.
    """

    def __init__(
        self, report: Report, file: ImportedFile, asked: Mapping[str, str], data: Any = None
    ) -> None:
        self.mapping = _mapping(report, asked.get("tabell", ""))
        reading = OpenedFile(file)
        names, self.grids = reading.sheet_names, grids_of(report)
        self.sheets: dict[str, Sheet] = {}  # that have been read
        if not self.grids:
            raise UploadRefused("Rapporten har ingen tabell att läsa in i.")
        self.place = PlaceForm(
            {**self._proposed(names), **{key: value for key, value in asked.items() if value}},
            sheets=names, grids=self.grids,
        )  # fmt: skip
        if "blad" not in asked and "rad" not in asked:
            self._find_header(reading)
        self.form = self._form(reading, data) if self.place.is_valid() else None

    def _proposed(self, names: Sequence[str]) -> dict[str, Any]:
        found = find_sheet(names, self.mapping.layout) if self.mapping.pk else None
        grid = self.mapping.grid_id if self.mapping.grid_id in self.grids else next(iter(self.grids))
        return {"blad": found or names[0], "mal": grid, "rad": self.mapping.header_row or 1}

    def _find_header(self, reading: OpenedFile) -> None:
        """Selects the report's table that shares most names and headings with the sheet, and the heading row."""
        if self.mapping.pk:
            return
        sheet = self._sheet(reading, self.place.data["blad"])
        scores, found = {}, texts_of(sheet)
        for key, grid in self.grids.items():
            headings = [column.heading for column in grid.columns]
            row = likely_header(sheet, headings)
            texts = [shown_value(cell) for cell in sheet.rows.get(row, {}).values()]
            fields = {column.name: column.heading for column in grid.columns}
            known = sum(bool(likely_use(text, fields)) for text in texts)
            scores[key] = (name_counts(found, grid).total(), known, row)
        best = max(scores, key=lambda key: scores[key][:2])
        self.place.data = {**self.place.data, "mal": best, "rad": scores[best][-1]}

    def _sheet(self, reading: OpenedFile, name: str) -> Sheet:
        if name not in self.sheets:
            self.sheets |= reading.sheets([name])
        found = self.sheets.get(name)
        if len(name) > LONGEST_SHEET:
            raise UploadRefused(f"Bladets namn är längre än {LONGEST_SHEET} tecken. Ge det ett kortare namn.")
        if found is None or not found.rows:
            raise UploadRefused(
                f"Bladet ”{name}” är tomt. Välj ett annat blad." if name else "Filen har inga rader."
            )
        return found

    def _form(self, reading: OpenedFile, data: Any) -> ColumnsForm:
        chosen = self.place.cleaned_data
        self.sheet = self._sheet(reading, chosen["blad"])
        if not self.mapping.name:
            self.mapping.name = self._free_name(reading)
        return ColumnsForm(
            data,
            instance=self.mapping,
            grid=self.grids[chosen["mal"]],
            sheet=self.sheet,
            header_row=chosen["rad"],
        )

    def _free_name(self, reading: OpenedFile) -> str:
        """The file's name, with the sheet's when that is taken."""
        name = (reading.name.rpartition(".")[0] or reading.name)[:60]
        taken = self.mapping.committee.table_mappings.filter(name=name).exists()
        return f"{name}, {self.sheet.name[:30]}" if taken and self.sheet.name else name

    def first_rows(self) -> list[tuple[int, list[str]]]:
        """The sheet's first rows as texts, with their numbers."""
        rows = sorted(self.sheet.rows)[:SHOWN_ROWS]
        return [
            (row, [shown_value(self.sheet.rows[row].get(place))[:LONGEST_SHOWN] for place in self.all_places])
            for row in rows
        ]

    @property
    def all_places(self) -> list[int]:
        rows = sorted(self.sheet.rows)[:SHOWN_ROWS]
        return sorted({place for row in rows for place in self.sheet.rows[row]})[:MOST_COLUMNS]

    @property
    def is_cut(self) -> bool:
        """Whether the sheet has more columns than are shown."""
        return any(len(row) > MOST_COLUMNS for row in self.sheet.rows.values())

    @property
    def letters(self) -> list[str]:
        return [letter(place) for place in self.all_places]


def _mapping(report: Report, pk: str) -> TableMapping:
    """The nämnd's saved table, or a new one."""
    found = TableMapping.objects.filter(committee=report.committee, pk=pk) if pk.isdecimal() else []
    return next(iter(found), None) or TableMapping(committee=report.committee)
