"""What the sheets of every workbook share: names, formats, heights and texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_NAME_LENGTH = 31
SHORTEST = 10  # letters: of the part of a title that stands for it
FORBIDDEN_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
STARTS_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
HEADING = {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#e8eef4"}
WIDEST = 56  # characters
LONGEST_TEXT = 32_000  # characters; Excel takes no more than 32 767
LINE_HEIGHT = 15.0  # points
ROOM = 4.0  # points below a cell of several lines
HIGHEST = 409.0  # points, Excel's limit for a row


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names Excel accepts: at most 31 characters, none forbidden, unique."""
    names: dict[str, str] = {}  # casefolded, as Excel compares them -> name
    numbers: Counter[str] = Counter()
    for title in titles:
        base = _shortened(FORBIDDEN_IN_SHEET_NAME.sub(" ", title).strip()) or "Tabell"
        name = base
        while name.casefold() in names:
            numbers[base.casefold()] += 1
            suffix = f" ({numbers[base.casefold()] + 1})"
            name = base[: SHEET_NAME_LENGTH - len(suffix)] + suffix
        names[name.casefold()] = name
    return list(names.values())


def _shortened(title: str) -> str:
    """A title that is too long ends where a part of it does, else after a word."""
    if len(title) <= SHEET_NAME_LENGTH:
        return title
    kept = title[: SHEET_NAME_LENGTH + 1]
    part = re.match(rf"(.{{{SHORTEST},}})[,:;(–]", kept)
    if part and len(part[1].rstrip()) <= SHEET_NAME_LENGTH:
        return part[1].rstrip()
    words = title[:SHEET_NAME_LENGTH].rpartition(" ")[0].rstrip(" ,:;(–")
    return f"{words}…" if len(words) >= SHORTEST else title[:SHEET_NAME_LENGTH].strip()


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
    """Excel's format code; the separators and the minus follow the reader's settings.

    In one part, for all numbers: only then do Excel and LibreOffice leave out the minus of what rounds to zero.
    """
    suffix = f'"\u00a0{unit.replace(chr(34), "")}"' if unit else ""
    return _digits(decimals) + suffix


def difference_format(decimals: int) -> str:
    """With a plus too. Of rounded figures: a part of its own for what is below zero shows −0 for −0,04."""
    digits = _digits(decimals)
    return f"+{digits};\u2212{digits};{digits}"


def _digits(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Row height in points for (text, column width) pairs: LibreOffice doesn't fit rows itself."""
    lines = max((_lines(text, int(width - 1)) for text, width in texts), default=1)
    return min(HIGHEST, LINE_HEIGHT * lines + (ROOM if lines > 1 else 0))


def _lines(text: str, width: int) -> int:
    """How many of so many characters."""
    lines = 0
    for part in text.splitlines() or [""]:
        length = 0
        lines += 1
        for word in part.split(" ") if len(part) > width else ():
            more = len(word) + bool(length)
            if length + more <= width:
                length += more
                continue
            lines += (length > 0) + (len(word) - 1) // width
            length = (len(word) - 1) % width + 1
    return lines


def set_up_print(sheet: Worksheet, title: str, *, wide: bool = True) -> None:
    """One page wide: larger than that it is never, smaller only where the columns need it."""
    sheet.set_paper(9)  # A4
    if wide:
        sheet.set_landscape()
    sheet.set_margins(left=0.5, right=0.5)  # inches
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R&P (&N)")


def add_excel_table(
    sheet: Worksheet, line: int, rows: int, columns: Sequence[str], name: str, *, filtered: bool = False
) -> None:
    """From its row of names at the line, around cells written by others. One without rows has an empty one."""
    options = {
        "name": name,
        "columns": [{"header": column} for column in columns],
        "style": None,
        "banded_rows": False,
        "autofilter": filtered,
    }
    sheet.add_table(line, 0, line + max(1, rows), len(columns) - 1, options)


def write_text(
    sheet: Worksheet, row: int, column: int, text: str, formats: Formats, **properties: Any
) -> None:
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]} … (resten ryms inte i en cell)"
    if text.startswith(STARTS_LIKE_FORMULA):
        properties["quote_prefix"] = True  # stays text when edited
    if text:
        sheet.write_string(row, column, text, formats.get(**properties))
    else:  # an empty text would break the reader's own formulas
        sheet.write_blank(row, column, None, formats.get(**properties))
