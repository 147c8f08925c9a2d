"""The content of an uploaded file, read once for all its plans, in a separate process.

Reading can take seconds, so it happens before the report is locked: others go on saving.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from functools import cached_property
from typing import Any, TypeVar

from django.core.cache import caches

from reporting.imports.separate_process import read_in_own_process
from reporting.imports.spreadsheets.cells import Book, Sheet
from reporting.imports.spreadsheets.csv_text import read_csv
from reporting.imports.spreadsheets.read import read_workbook, sheet_names
from reporting.models.imported_file import FileKind, ImportedFile

LARGEST_REMEMBERED = 500_000  # bytes of a file; what is read of it may be ten times that

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
            self._parsed[read] = self._read(read)
        parsed: Parsed = self._parsed[read]
        return parsed

    @cached_property
    def sheet_names(self) -> list[str]:
        """A CSV file has one sheet, without a name."""
        if self.kind != FileKind.WORKBOOK:
            return [""]
        for book in self._books.values():
            return book.names
        return self._read(sheet_names)

    def book(self, wanted: Collection[str]) -> Book:
        """The wanted sheets of a workbook, perhaps with others; of a CSV file its only one."""
        key = frozenset(wanted)
        for read, book in self._books.items():
            held = {sheet.name for sheet in book.sheets}
            if key <= read | held:
                return book
        self._books[key] = self._book(key)
        return self._books[key]

    def _book(self, wanted: frozenset[str]) -> Book:
        if self.kind == FileKind.WORKBOOK:
            return self._read(read_workbook, wanted)
        return Book([self._read(read_csv, "")])

    def _read(self, read: Callable[..., Parsed], *arguments: Any) -> Parsed:
        """What a reader makes of the content; of a small file remembered a while: each step of an import asks anew."""
        if len(self.content) > LARGEST_REMEMBERED:
            return read_in_own_process(read, self.content, *arguments, person=self.person)
        asked = repr((read.__module__, read.__qualname__, [sorted(one) for one in arguments]))
        key = hashlib.sha256(asked.encode() + self.content).hexdigest()
        remembered = caches["read_files"]
        if (parsed := remembered.get(key)) is None:
            parsed = read_in_own_process(read, self.content, *arguments, person=self.person)
            remembered.set(key, parsed)
        found: Parsed = parsed
        return found

    def sheets(self, names: Collection[str]) -> dict[str, Sheet]:
        """The sheets by name."""
        if not names:
            return {}
        return {sheet.name: sheet for sheet in self.book(names).sheets if sheet.name in names}
