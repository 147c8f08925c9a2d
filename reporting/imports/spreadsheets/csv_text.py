"""Reads CSV files: every value is text. What had to be guessed, the encoding or the delimiter, is noted."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from reporting.imports.spreadsheets.cells import CellCounter, Sheet, SheetCell, UploadRefused

SAMPLE = 20_000  # characters to find the delimiter in
WINDOWS, MAC, DOS = "cp1252", "mac_roman", "cp850"
ENCODINGS = {MAC: "Mac Roman", DOS: "CP850 (DOS)"}
_SWEDISH = "åäöÅÄÖ"


def decode_text(content: bytes) -> tuple[str, str]:
    """The text and the codec it was written with: UTF-8, UTF-16 with a BOM, else guessed from its letters."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\x00" in content[:4000] and not is_utf_16:
        raise UploadRefused("Filen är ingen textfil. Spara tabellen som CSV (semikolon) eller .xlsx.")
    if is_utf_16:
        return content.decode("utf-16", errors="replace"), "utf-16"
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        codec = _codec_by_letters(content)
        return content.decode(codec, errors="replace"), codec


def _codec_by_letters(content: bytes) -> str:
    """The codec in which most bytes next to a letter are å, ä or ö; Windows' own when none is better."""

    def score(codec: str) -> int:
        letters = re.escape(_SWEDISH.encode(codec))
        pair = rb"[A-Za-z][" + letters + rb"]|[" + letters + rb"][A-Za-z]"
        return len(re.findall(pair, content))

    return max((WINDOWS, DOS, MAC), key=score)


def read_csv(content: bytes, name: str) -> Sheet:
    """A table with ``;``, tabs or commas between the columns. Raises UploadRefused."""
    text, codec = decode_text(content)
    if text.lstrip()[:1] == "<":
        raise UploadRefused(
            "Filen är en webbsida eller XML, inte en CSV-fil. Spara tabellen som CSV (semikolon)."
        )
    for delimiter in _delimiters(text):
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        with suppress(csv.Error):
            sheet = _csv_sheet(_of_equal_width(lines) if delimiter == "," else lines, name)
            sheet.notes = _notes(delimiter, codec)
            return sheet
    raise UploadRefused(
        "CSV-filen går inte att läsa: ett citattecken saknar sitt slut eller ett fält är för långt. "
        "Spara tabellen på nytt som CSV (semikolon)."
    )


def _notes(delimiter: str, codec: str) -> list[str]:
    notes = []
    if delimiter == ",":
        notes.append(
            "CSV-filen är läst med komma mellan kolumnerna. Kontrollera att varje värde står i sin kolumn."
        )
    if codec in ENCODINGS:
        notes.append(
            f"CSV-filen är läst i teckenkodningen {ENCODINGS[codec]}. Kontrollera att å, ä och ö är rätt i namnen."
        )
    return notes


def _delimiters(text: str) -> list[str]:
    """The first makes the most lines equally wide; the next is for quotes that don't hold then. Never a comma where a
    semicolon or a tab parts the first line, as it may be a decimal sign there."""
    sample = text[:SAMPLE]
    first = next(iter(sample.splitlines()), "")

    def score(delimiter: str) -> int:
        widths: Counter[int] = Counter()
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
                widths[len(row)] += 1
        except csv.Error:
            pass
        return max((times for width, times in widths.items() if width > 1), default=0)

    scores = {delimiter: score(delimiter) for delimiter in (";\t" if set(first) & set(";\t") else ";\t,")}
    found = [delimiter for delimiter, lines in scores.items() if lines]
    return sorted(found, key=lambda delimiter: -scores[delimiter]) or [";"]


def _of_equal_width(lines: Iterable[list[str]]) -> Iterator[list[str]]:
    """Refuses a table where a comma is a decimal sign too: its rows have different numbers of columns."""
    width = 0
    for number, row in enumerate(lines, start=1):
        if len(row) > 1:
            width = width or len(row)
            if len(row) != width:
                raise UploadRefused(
                    f"Filen har komma mellan kolumnerna, och rad {number} har {len(row)} kolumner i stället för "
                    f"{width}. Har talen decimalkomma? Spara tabellen på nytt som CSV (semikolon)."
                )
        yield row


def _csv_sheet(lines: Iterable[list[str]], name: str) -> Sheet:
    sheet, counter = Sheet(name), CellCounter()
    for number, row in enumerate(lines, start=1):
        counter.add(name, number, len(row))
        held = {
            place: SheetCell(text.replace("\r\n", "\n")) for place, text in enumerate(row) if text.strip()
        }
        if held:
            sheet.rows[number] = held
    return sheet
