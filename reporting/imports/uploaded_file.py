"""The content of an uploaded file, read once for all its plans, in a separate process.

Reading can take seconds, so it happens before the report is locked: others go on saving.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, TypeVar

from reporting.imports.apart import read_apart
from reporting.imports.spreadsheets.cells import Book, Sheet
from reporting.imports.spreadsheets.csv_text import read_csv
from reporting.imports.spreadsheets.read import read_workbook, sheet_names
from reporting.models.imported_file import FileKind, ImportedFile

Parsed = TypeVar("Parsed")


class OpenedFile:
    """The content of one file. Whatever is asked of it first may raise UploadRefused."""

    def __init__(self, file: ImportedFile) -> None:
        self.kind, self.name = file.kind, file.name
        self.content = bytes(file.content)
        self.person = file.uploaded_by_id
        self._books: dict[frozenset[str], Book] = {}
        self._parsed: dict[Callable[[bytes], Any], Any] = {}

    def once(self, read: Callable[[bytes], Parsed]) -> Parsed:
        """What a reader makes of the content, read the first time it is asked for.

        ``read``: a function of a module that needs no Django, for it is called in another process.
        """
        if read not in self._parsed:
            self._parsed[read] = read_apart(read, self.content, person=self.person)
        parsed: Parsed = self._parsed[read]
        return parsed

    @cached_property
    def sheet_names(self) -> list[str]:
        """A CSV file has one sheet, without a name."""
        if self.kind != FileKind.WORKBOOK:
            return [""]
        for book in self._books.values():
            return book.names
        return read_apart(sheet_names, self.content, person=self.person)

    def book(self, wanted: Collection[str]) -> Book:
        """The wanted sheets of a workbook, perhaps with others; of a CSV file its only one."""
        key = frozenset(wanted)
        for read, book in self._books.items():
            held = {sheet.name for sheet in book.sheets}
            if key <= read | held:
                return book
        self._books[key] = self._read(key)
        return self._books[key]

    def _read(self, wanted: frozenset[str]) -> Book:
        if self.kind == FileKind.WORKBOOK:
            return read_apart(read_workbook, self.content, wanted, person=self.person)
        return Book([read_apart(read_csv, self.content, "", person=self.person)])

    def sheets(self, names: Collection[str]) -> dict[str, Sheet]:
        """The sheets by name."""
        if not names:
            return {}
        return {sheet.name: sheet for sheet in self.book(names).sheets if sheet.name in names}
