"""The named styles of a Word template, and what a template lacks. Without python-docx: read at every start."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

BODY = "Body Text"
TITLE, SUBTITLE, COVER_OWNER, COVER_FACT = "Title", "Subtitle", "Cover Owner", "Cover Fact"
CONTENTS_TITLE = "TOC Heading"
CAPTION, TABLE_NOTE, AFTER_TABLE = "Caption", "Table Note", "After Table"
TABLE = "Report Table"
TABLE_TEXT, TABLE_HEADING, TABLE_GROUP = "Table Text", "Table Heading", "Table Group"
BULLETS, NUMBERS, CONTINUED = "List Bullet", "List Number", "List Continue"
QUOTE, RULE, LINK = "Quote", "Horizontal Line", "Hyperlink"
DEEPEST_HEADING = 9


def heading(level: int) -> str:
    return f"Heading {_within(level)}"


def contents_line(level: int) -> str:
    return f"TOC {_within(level)}"


def status(tone: str) -> str:
    return f"Status {tone.capitalize()}"


def _within(level: int) -> int:
    return min(max(level, 1), DEEPEST_HEADING)


LEVELS = range(1, DEEPEST_HEADING + 1)
LISTS = (BULLETS, NUMBERS)
NAMES = (
    *(BODY, TITLE, SUBTITLE, COVER_OWNER, COVER_FACT, CONTENTS_TITLE, CAPTION, TABLE_NOTE, AFTER_TABLE, TABLE),
    *(TABLE_TEXT, TABLE_HEADING, TABLE_GROUP, *LISTS, CONTINUED, QUOTE, RULE, LINK),
    *map(heading, LEVELS),
    *map(contents_line, LEVELS),
    *map(status, ("good", "partly", "bad", "neutral")),
)  # fmt: skip

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCX = b"wordprocessingml.document.main+xml"  # not a .dotx or .docm


class NoTemplate(Exception):
    """The file is no Word document."""


def lacking(path: Path) -> Iterator[str]:
    """What a template lacks, in words. Raises NoTemplate."""
    styles, body = _parts(path)
    # Word ignores case in names, and writes its built-in ones in lower case.
    found = {style.find(f"{W}name").get(f"{W}val").lower(): style for style in styles.iter(f"{W}style")}
    yield from (f"the style {name}" for name in NAMES if name.lower() not in found)
    for name in LISTS:
        style = found.get(name.lower())
        if style is not None and style.find(f"{W}pPr/{W}numPr/{W}numId") is None:
            yield f"the list of the style {name}"
    pages = [page.get(f"{W}orient", "portrait") for page in body.iter(f"{W}pgSz")]
    if pages[:1] != ["portrait"]:
        yield "a first section with portrait pages"
    if pages[-1:] != ["landscape"]:
        yield "a last section with landscape pages"


def _parts(path: Path) -> tuple[Any, Any]:
    """The XML of styles and text. Raises NoTemplate."""
    try:
        with zipfile.ZipFile(path) as zipped:
            if DOCX not in zipped.read("[Content_Types].xml"):
                raise NoTemplate("it is not a .docx document")
            return tuple(
                ElementTree.fromstring(zipped.read(f"word/{name}.xml")) for name in ("styles", "document")
            )
    except (OSError, KeyError, zipfile.BadZipFile, ElementTree.ParseError) as fault:
        raise NoTemplate(str(fault)) from fault
