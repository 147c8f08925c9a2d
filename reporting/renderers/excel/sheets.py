"""What the sheets of every workbook share: names, formats, heights and texts."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_NAME_LENGTH = 31
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
STARTS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
WIDEST = 56  # characters
LINE_HEIGHT = 15.0  # points
HIGHEST = 409.0  # points, Excel's limit for a row


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names Excel accepts: at most 31 characters, none forbidden, unique."""
    names: dict[str, str] = {}  # casefolded, as Excel compares them -> name
    numbers: Counter[str] = Counter()
    for title in titles:
        base = FORBIDDEN_IN_SHEET_NAME.sub(" ", title).strip()[:SHEET_NAME_LENGTH].strip() or "Tabell"
        name = base
        while name.casefold() in names:
            numbers[base.casefold()] += 1
            suffix = f" ({numbers[base.casefold()] + 1})"
            name = base[: SHEET_NAME_LENGTH - len(suffix)] + suffix
        names[name.casefold()] = name
    return list(names.values())


class Formats:
    """Cell formats of a workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.made: dict[tuple[Any, ...], Format] = {}

    def get(self, **properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(FONT | properties)
        return self.made[key]


def number_format(decimals: int, unit: str = "") -> str:
    """Excel's format code; the separators follow the reader's settings."""
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    suffix = f'"\u00a0{unit.replace(chr(34), "")}"' if unit else ""
    return f"{digits}{suffix};\u2212{digits}{suffix};{digits}{suffix}"


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Row height in points for (text, column width) pairs: LibreOffice doesn't fit rows itself."""
    lines = (
        sum(math.ceil(max(1, len(part)) * 1.1 / width) for part in text.splitlines() or [""])
        for text, width in texts
    )
    return min(HIGHEST, LINE_HEIGHT * max(lines, default=1))


def set_up_print(sheet: Worksheet, title: str) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R&P (&N)")


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, formats: Formats, **properties: Any
) -> None:
    if text.startswith(STARTS_LIKE_FORMULA):
        properties["quote_prefix"] = True  # stays text when edited
    if text:
        sheet.write_string(row, column, text, formats.get(**properties))
    else:  # an empty text would break the reader's own formulas
        sheet.write_blank(row, column, None, formats.get(**properties))
