"""A document from its JSON: the inverse of ``json_writing``. Pure."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from reporting.document.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    LiveFigure,
    Matrix,
    MatrixCell,
    MatrixLevel,
    NoteMark,
    Prose,
    Row,
    Table,
)
from reporting.document.charts import Chart, ChartPoint
from reporting.document.decision import Decision
from reporting.document.document import SCHEMA, Document, SectionContent
from reporting.document.highlights import Highlight, Highlights, Progress, Share
from reporting.document.identity import Identity
from reporting.document.pdf_profile import PdfProfile

BLOCK_TYPES: dict[str, type[Any]] = {
    block.type: block for block in (Prose, Heading, Table, Matrix, Chart, Highlights)
}


def from_json(content: str) -> Document:
    """Raises ValueError for a document of another schema."""
    data = json.loads(content, parse_float=Decimal)
    if data.get("schema") != SCHEMA:
        raise ValueError(f"the document has schema {data.get('schema')}, this program reads {SCHEMA}")
    data["members"] = tuple(data["members"])
    data["actuals_through"] = dt.date.fromisoformat(data["actuals_through"])
    data["dated"] = dt.date.fromisoformat(data["dated"])
    data["changed_at"] = dt.datetime.fromisoformat(data["changed_at"])
    data["sections"] = tuple(_section(section) for section in data["sections"])
    data["decision"] = _decision(data.get("decision"))
    data["marks"] = tuple((row, words) for row, words in data.get("marks", ()))
    data["identity"] = Identity(**data.get("identity", {}))
    data["pdf_profile"] = PdfProfile(data.get("pdf_profile", PdfProfile.UA1))
    return Document(**data)


def _decision(data: dict[str, Any] | None) -> Decision | None:
    return None if data is None else Decision(**data | {"on": dt.date.fromisoformat(data["on"])})


def _section(data: dict[str, Any]) -> SectionContent:
    return SectionContent(**data | {"blocks": tuple(_block(block) for block in data["blocks"])})


def _block(data: dict[str, Any]) -> Block:
    block_type = BLOCK_TYPES[data.pop("type")]
    if block_type is Table:
        data["columns"] = tuple(_column(column) for column in data["columns"])
        data["rows"] = tuple(_row(row) for row in data["rows"])
        data["marks"] = tuple(NoteMark(**mark) for mark in data.get("marks", ()))
        for name in {"notes", "result_rows"} & data.keys():
            data[name] = tuple(data[name])
    if block_type is Prose:
        data["live"] = tuple(LiveFigure(**figure) for figure in data.get("live", ()))
    if block_type is Matrix:
        for name in ("row_labels", "column_labels", "notes"):
            data[name] = tuple(data[name])
        data["cells"] = tuple(tuple(MatrixCell(**cell) for cell in row) for row in data["cells"])
        data["levels"] = tuple(MatrixLevel(**level) for level in data["levels"])
    if block_type is Chart:
        data["points"] = tuple(
            ChartPoint(**point | {"upper": _decimal(point["upper"])}) for point in data["points"]
        )
        data["elapsed"] = _decimal(data["elapsed"])
    if block_type is Highlights:
        data["items"] = tuple(_highlight(item) for item in data["items"])
    block: Block = block_type(**data)
    return block


def _column(data: dict[str, Any]) -> Column:
    return Column(**data | {"operands": tuple(map(tuple, data.get("operands", ())))})


def _row(data: dict[str, Any]) -> Row:
    cells = tuple(_cell(cell) for cell in data["cells"])
    return Row(**data | {"cells": cells, "adds": tuple(data["adds"]), "subtracts": tuple(data["subtracts"])})


def _cell(data: dict[str, Any]) -> Cell:
    return Cell(**data | {"value": _decimal(data["value"])})


def _highlight(data: dict[str, Any]) -> Highlight:
    progress = data["progress"]
    read = {
        "details": tuple(data["details"]),
        "shares": tuple(Share(**share) for share in data["shares"]),
        "score": _decimal(data["score"]),
        "progress": progress and Progress(**{name: _decimal(value) for name, value in progress.items()}),
    }
    return Highlight(**data | read)


def _decimal(value: Any) -> Any:
    return Decimal(value) if isinstance(value, int) else value
