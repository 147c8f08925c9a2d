"""Document -> CSV and its CSVW description: one row for each cell of each table, at docs/oppen-namndrapport.md.

CSV as in RFC 4180, UTF-8 without a mark; CSVW as in W3C's Tabular Metadata of 2015.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import UNITS, money_unit
from reporting.document.blocks import Cell, Column, Matrix, Row, Table
from reporting.document.document import Document, SectionContent

STARTS_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # a spreadsheet reads the wide ones too
METADATA = "-metadata.json"  # after the address of a CSV file, as CSVW says
LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"


@dataclass(frozen=True)
class Place:
    """One cell, with all it stands in."""

    document: Document
    section: SectionContent
    table: Table
    row: Row
    column: Column
    cell: Cell


@dataclass(frozen=True)
class Field:
    """A column of the file. ``is_text``: written by people, so guarded by ``safe``."""

    name: str
    title: str
    datatype: str
    says: str
    value: Callable[[Place], str]
    is_text: bool = False


def plain(value: Decimal) -> str:
    """All its digits, with a point and without an exponent; zero without a sign."""
    return format(value.normalize(), "f") if value else "0"


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula: one that begins as such, or with an apostrophe, gets an
    apostrophe before it. Take one away from each text that begins with one, and you have what stood there."""
    is_formula = len(text) > 1 and text.startswith(STARTS_FORMULA)
    return f"'{text}" if is_formula or text.startswith("'") else text


def exact(place: Place) -> tuple[str, str]:
    """Value and unit; money in kronor."""
    number = place.cell.number
    is_amount = place.column.kind in {"amount", "variance"}
    unit = place.cell.unit or place.column.unit or (place.table.unit if is_amount else "")
    if number is None:
        return "", ""
    money = money_unit(unit)
    return (plain(number * UNITS[money]), "kr") if money else (plain(number), unit)


def better(place: Place) -> str:
    """The sign that is good for the kommun, "" where neither is."""
    if place.column.kind == "variance":
        return place.table.better
    return place.table.surplus if place.row.key in place.table.result_rows and place.column.is_summed else ""


def _code(place: Place) -> str:
    return place.cell.value if isinstance(place.cell.value, str) else ""


FIELDS = (
    Field("kommunkod", "kommunkod", "string", "Kommunens kod hos SCB, fyra siffror.",
          lambda p: p.document.identity.municipality_code),
    Field("kommun", "kommun", "string", "Kommunens namn; värdkommunens för en gemensam nämnd.",
          lambda p: p.document.municipality, is_text=True),
    Field("namnd", "nämnd", "string", "Nämndens namn.", lambda p: p.document.committee, is_text=True),
    Field("rapport", "rapport", "string", "Rapportens namn i sin adress, unikt i portalen.", lambda p: p.document.slug),
    Field("ar", "år", "gYear", "Året som rapporten gäller.", lambda p: str(p.document.year)),
    Field("tom", "till och med", "date", "Utfallet gäller från årets början till och med den dagen.",
          lambda p: p.document.actuals_through.isoformat()),
    Field("avsnitt", "avsnitt", "string", "Avsnittets nyckel.", lambda p: p.section.key),
    Field("tabell", "tabell", "string", "Tabellens nyckel, unik i rapporten.", lambda p: p.table.key),
    Field("radnyckel", "radnyckel", "string", "Radens nyckel, unik i tabellen.", lambda p: p.row.key),
    Field("rad", "rad", "string", "Radens rubrik.", lambda p: p.row.label, is_text=True),
    Field("radtyp", "radtyp", "string", "line, subtotal eller total: summera bara line.", lambda p: p.row.kind),
    Field("kolumnnyckel", "kolumnnyckel", "string", "Kolumnens nyckel, unik i tabellen.", lambda p: p.column.key),
    Field("kolumn", "kolumn", "string", "Kolumnens rubrik, med rubriken över den om det finns en.",
          lambda p: " ".join(filter(None, (p.column.group, p.column.heading))), is_text=True),
    Field("slag", "slag", "string", "amount (belopp), variance (avvikelse), percent, quantity, text eller status.",
          lambda p: p.column.kind),
    Field("varde", "värde", "decimal", "Siffran, oavrundad; pengar i kronor. Tom: ingen siffra, vilket inte är noll.",
          lambda p: exact(p)[0]),
    Field("enhet", "enhet", "string", "Värdets enhet: kr, %, eller den som står i tabellen.", lambda p: exact(p)[1],
          is_text=True),
    Field("battre", "bättre", "string", "Tecknet på det bra: avvikelse bättre än budget, resultatradens överskott.",
          better),
    Field("kod", "kod", "string", "Bedömningens kod, i kolumner av slaget status.", _code),
    Field("text", "text", "string", "Cellen som den står i rapporten, avrundad och med rapportens tecken och enhet.",
          lambda p: p.cell.text, is_text=True),
    Field("status", "status", "string", "Rapportens status: adopted är fastställd.", lambda p: p.document.status),
)  # fmt: skip
KEY = ("rapport", "avsnitt", "tabell", "radnyckel", "kolumnnyckel")


def render_csv(document: Document) -> bytes:
    written = io.StringIO()
    writer = csv.writer(written)  # RFC 4180: commas, doubled quotes, CR LF
    writer.writerow(field.name for field in FIELDS)
    for place in places(document):
        writer.writerow(_written(field, place) for field in FIELDS)
    return written.getvalue().encode()


def without_heading(file: bytes) -> bytes:
    """A file of ``render_csv`` as it is added to another."""
    return file.partition(b"\r\n")[2]


def _written(field: Field, place: Place) -> str:
    value = field.value(place)
    return safe(value) if field.is_text else value


def places(document: Document) -> Iterator[Place]:
    """Every cell; a heading among the rows has none."""
    for section in document.sections:
        for block in section.blocks:
            table = block.as_table() if isinstance(block, Matrix) else block
            if isinstance(table, Table):
                for row in table.rows:
                    for column, cell in zip(table.columns, row.cells, strict=False):
                        yield Place(document, section, table, row, column, cell)


def render_metadata(document: Document) -> bytes:
    return described("rapport.csv", document.name, document.committee)


def described(url: str, title: str, publisher: str) -> bytes:
    """The CSVW description of the CSV file at ``url``, relative to its own address."""
    metadata = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "sv"}],
        "url": url,
        "dc:title": title,
        "dc:publisher": publisher,
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "tableSchema": {
            "columns": [_column(field) for field in FIELDS],
            "primaryKey": list(KEY),
        },
    }  # fmt: skip
    return (json.dumps(metadata, ensure_ascii=False, indent=2) + "\n").encode()


def _column(field: Field) -> dict[str, object]:
    column: dict[str, object] = {
        "name": field.name,
        "titles": [field.name, field.title] if field.title != field.name else field.name,
        "datatype": field.datatype,
        "dc:description": field.says,
    }
    return column | ({"required": True} if field.name in KEY else {})
