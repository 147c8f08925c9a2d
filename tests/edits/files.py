"""Files filled in and imported, perhaps a while after they were fetched."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reporting.imports.grids import entry_grids
from reporting.models.choices import Status
from tests.edits.malls import MONEY, figures_of
from tests.edits.memory import Line, Mall
from tests.edits.portal import NUMBERS, Portal, pick
from tests.edits.typing import AMOUNTS, Typed
from tests.html import Page


class Files(Portal):
    @precondition(lambda self: self.status == Status.DRAFT and self.steps % 5 == 0)
    @rule()
    def download_workbook(self) -> None:
        response = self.answered(self.person.get(self.address("entry_workbook")))
        self.books.append((self.now.pk, bytes(response.content)))
        del self.books[:-3]

    @precondition(lambda self: self.books and self.report is not None)
    @rule(which=NUMBERS, cells=st.lists(st.tuples(NUMBERS, NUMBERS, AMOUNTS), min_size=1, max_size=3))
    def import_workbook(self, which: int, cells: list[tuple[int, int, Typed]]) -> None:
        """Filled in a while ago perhaps, under another mall."""
        place = which % len(self.books)
        _, content = self.books.pop(place)
        book = openpyxl.load_workbook(io.BytesIO(content))
        typed = self.filled(book, cells)
        target = io.BytesIO()
        book.save(target)
        if self.imported(target.getvalue(), "bok.xlsx"):
            for line, mall, name, kronor in typed:
                value = None if kronor is None else kronor * mall.signs[line.kind]
                self.memory.change(line, **{name: value})

    def filled(
        self, book: Any, cells: list[tuple[int, int, Typed]]
    ) -> list[tuple[Line, Mall, str, Decimal | None]]:
        """Fills in cells of rows that there are; what they mean under the mall of now."""
        found: dict[tuple[str, str, str], tuple[Line, Mall, str, Decimal | None]] = {}
        for grid in entry_grids(self.now):
            mall = Mall.of(self.now, grid.section.key)
            if grid.section.key not in MONEY or mall is None or grid.sheet_name not in book.sheetnames:
                continue
            sheet = book[grid.sheet_name]
            headings = {str(cell.value): cell.column for cell in sheet[3]}
            lines = {line.key: line for line in self.memory.lines_of(self.now.pk, MONEY[grid.section.key])}
            rows = {
                str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=4) if row[0].value in lines
            }
            columns = {
                column.name: headings[column.heading]
                for column in grid.columns
                if column.name in figures_of(MONEY[grid.section.key]) and column.heading in headings
            }
            for row_number, name_number, each in cells if rows and columns else ():
                key, name = pick(sorted(rows), row_number), pick(sorted(columns), name_number)
                number = None if each.number is None else float(each.number)
                sheet.cell(rows[key], columns[name]).value = number
                kronor = Typed("", each.number).kronor(mall.unit)
                found[grid.sheet_name, key, name] = (lines[key], mall, name, kronor)
        return list(found.values())

    def imported(self, content: bytes, name: str, explained: Mapping[str, str] | None = None) -> bool:
        """Every doubt said yes to. ``explained``: the answers about an unknown table's columns."""
        file = SimpleUploadedFile(name, content)
        started = self.answered(self.person.post(self.address("import_start"), {"file": file}))
        address = started["Location"] if started.status_code == 302 else ""
        if address.endswith("/kolumner/") and explained:
            answer = self.answered(self.person.post(address, explained))
            assert answer.status_code == 302
            address = answer["Location"]
        if not address or address.endswith("/kolumner/"):
            return False
        values = Page(self.answered(self.person.get(address)).content).values()
        if "seen" not in values:
            return False
        sent = {field: values[field] for field in ("seen", "tabell") if field in values}
        done = self.answered(self.person.post(address, sent | ({"yes": "ja"} if "yes" in values else {})))
        return bool(done.status_code == 302)

    @precondition(lambda self: self.status == Status.DRAFT and self.steps % 5 == 0)
    @rule(which=NUMBERS, name_number=NUMBERS, figures=st.lists(AMOUNTS, min_size=1, max_size=4))
    def import_csv(self, which: int, name_number: int, figures: list[Typed]) -> None:
        grids = [grid for grid in entry_grids(self.now) if grid.section.key in MONEY]
        grid = pick(grids, which) if grids else None
        lines = self.memory.lines_of(self.now.pk, MONEY[grid.section.key])[: len(figures)] if grid else []
        columns = [c for c in grid.columns if c.name in figures_of(MONEY[grid.section.key])] if grid else []
        if grid is None or not lines or not columns:
            return
        column, mall = pick(columns, name_number), Mall.of(self.now, grid.section.key)
        assert mall is not None
        rows = [f"Nyckel;{column.heading}"]
        rows += [f"{line.key};{each.text}" for line, each in zip(lines, figures, strict=False)]
        if self.imported("\r\n".join(rows).encode("utf-8-sig"), "tabell.csv"):
            for line, each in zip(lines, figures, strict=False):
                kronor = each.kronor(mall.unit)
                value = None if kronor is None else kronor * mall.signs[line.kind]
                self.memory.change(line, **{column.name: value})
