"""Writes .ods files for tests, well-formed or not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)
TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def package(content: bytes, mimetype: bytes = TYPE, **parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, part in {"content.xml": content, **parts}.items():
            archive.writestr(name, part)
    return target.getvalue()


def document(*tables: str, before: str = "") -> bytes:
    body = "".join(tables)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {NAMESPACES}>'
        f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
    ).encode()


def table(rows: str, name: str = "Blad") -> str:
    return f"<table:table table:name={quoteattr(name)}>{rows}</table:table>"


def row(*cells: str, times: int | str = 1) -> str:
    return f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'


def cell(value: Any, times: int | str = 1) -> str:
    """A cell of a text, a number or nothing."""
    repeated = f'table:number-columns-repeated="{times}"'
    if value is None:
        return f"<table:table-cell {repeated}/>"
    if isinstance(value, Decimal | int | float):
        return f'<table:table-cell {repeated} office:value-type="float" office:value="{value}"/>'
    paragraphs = "".join(f"<text:p>{_marked_up(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell {repeated} office:value-type="string">{paragraphs}</table:table-cell>'


def _marked_up(line: str) -> str:
    """Tabs and all but the first of several blanks are elements, as LibreOffice writes them."""
    return escape(line).replace("\t", "<text:tab/>").replace("  ", ' <text:s text:c="1"/>')


def book(rows: Iterable[Iterable[Any]], name: str = "Blad") -> bytes:
    return package(document(table("".join(row(*map(cell, values)) for values in rows), name)))
