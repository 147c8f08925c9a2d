"""Reads workbooks (.xlsx, .ods). Hostile files end in a sentence that helps.

Everything is limited before it is read: the file, what it unpacks to, the number of its parts, and then
rows, columns and cells as they come. A 5 MB file stays below 300 MB of memory and five seconds.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection

from reporting.imports.spreadsheets.cells import Book, UploadRefused
from reporting.imports.spreadsheets.ods import read_ods
from reporting.imports.spreadsheets.package import check_package
from reporting.imports.spreadsheets.xlsx import read_xlsx


def sheet_names(content: bytes) -> list[str]:
    """The sheets of an .xlsx or .ods file, unread. Raises UploadRefused."""
    return read_workbook(content, None).names


def read_workbook(content: bytes, wanted: Collection[str] | None) -> Book:
    """The wanted sheets of an .xlsx or .ods file; with None just the names of all. Raises UploadRefused."""
    extension = check_package(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of formatting that it drops
            if extension == ".ods":
                return read_ods(content, wanted)
            return read_xlsx(content, wanted)
    except (UploadRefused, MemoryError):
        raise
    except Exception as error:  # whatever a broken or hostile file makes the reader do
        raise UploadRefused(
            f"Arbetsboken går inte att läsa; den är skadad eller ingen riktig {extension}-fil. "
            f"Öppna den i Excel eller LibreOffice och spara den på nytt som {extension}."
        ) from error
