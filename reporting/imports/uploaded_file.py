"""What stands in a file that waits, read once however many times it is planned.

Reading can take seconds. It is done before the report is locked, so that others go on saving meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, TypeVar

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
        self._books: dict[frozenset[str], Book] = {}
        self._parsed: dict[Callable[[bytes], Any], Any] = {}

    def once(self, read: Callable[[bytes], Parsed]) -> Parsed:
        """What a reader makes of the content, read the first time it is asked for."""
        if read not in self._parsed:
            self._parsed[read] = read(self.content)
        parsed: Parsed = self._parsed[read]
        return parsed

    @cached_property
    def sheet_names(self) -> list[str]:
        """A CSV file has one sheet, without a name."""
        return sheet_names(self.content) if self.kind == FileKind.WORKBOOK else [""]

    def book(self, wanted: Collection[str]) -> Book:
        """The wanted sheets of a workbook; of a CSV file its only one."""
        key = frozenset(wanted)
        if key not in self._books:
            self._books[key] = self._read(key)
        return self._books[key]

    def _read(self, wanted: frozenset[str]) -> Book:
        if self.kind == FileKind.WORKBOOK:
            return read_workbook(self.content, wanted)
        return Book([read_csv(self.content, "")])

    def sheets(self, names: Collection[str]) -> dict[str, Sheet]:
        """The sheets by name."""
        return {sheet.name: sheet for sheet in self.book(names).sheets}
