"""A patch: the typed cells, each with its value before, sent by the browser while typing.

It becomes form data of the rows it names, under the page's field names, so the same forms validate and save a
patch and a whole page.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import QueryDict

from reporting.models import How

SENT_ROWS_ONLY = "sent-rows-only"  # marks data with only the rows it names
ROW = re.compile(r"[a-z0-9-]{1,150}\Z")
FIELD = re.compile(r"[A-Za-z_]{1,60}\Z")
# Endings of the names of fields that nobody types.
NOT_TYPED = (
    "-id",
    "_FORMS",
    "-DELETE",
    "csrfmiddlewaretoken",
    "page",
    "template",
    "opened",
    "stay",
    "next",
    "done",
    "token",
)
MOST_CELLS = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
SAVED_BY_BUTTON = ("position", "DELETE")
WAYS = (How.TYPED, How.PASTED)


class PatchRefused(ValueError):
    """A malformed request. The message is Swedish."""


@dataclass(frozen=True)
class PatchedCell:
    """``row``: the row's prefix in the page; ``pk``: "" for a new row. A box is "True" or "False"."""

    row: str
    pk: str
    field: str
    was: str
    now: str

    @property
    def name(self) -> str:
        return f"{self.row}-{self.field}"


@dataclass(frozen=True)
class Patch:
    """``cells`` are saved, ``typed`` only counted in the sums. Without a ``batch`` nothing is saved."""

    cells: tuple[PatchedCell, ...]
    typed: tuple[PatchedCell, ...]
    batch: uuid.UUID | None
    how: str
    template: str
    shown: tuple[str, ...]
    after: uuid.UUID | None = None  # an earlier patch, unanswered when the page was left

    @property
    def data(self) -> QueryDict:
        """Form data of what to save."""
        return _as_data(tuple(cell for cell in self.cells if cell.field not in SAVED_BY_BUTTON))

    @property
    def all_data(self) -> QueryDict:
        """Form data of everything typed."""
        return _as_data((*self.cells, *self.typed))

    @property
    def has_text(self) -> bool:
        return any(cell.field == "markdown" for cell in (*self.cells, *self.typed))


def read_patch(body: bytes) -> Patch:
    """Raises PatchRefused."""
    try:
        sent = json.loads(body)
        batch, after = (uuid.UUID(sent[name]) if sent.get(name) else None for name in ("batch", "after"))
        cells, typed = (tuple(_cells(sent.get(name, []))) for name in ("cells", "typed"))
        how, template = str(sent.get("how", How.TYPED)), str(sent.get("template", ""))
        shown = tuple(str(text)[:200] for text in sent.get("shown", [])[:MOST_CELLS])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise PatchRefused("Sparandet har fel form. Läs in sidan på nytt.") from error
    if how not in WAYS:
        raise PatchRefused("Det sättet att spara finns inte.")
    if len(cells) + len(typed) > MOST_CELLS:
        raise PatchRefused("Sparandet har för många fält på en gång. Spara med knappen.")
    return Patch(cells, typed, batch, how, template, shown, after)


def _cells(sent: list[dict[str, Any]]) -> Iterator[PatchedCell]:
    for cell in sent:
        row, field, pk = (cell[name] for name in ("row", "field", "id"))
        was, now = cell["was"], cell["now"]
        if not all(isinstance(text, str) for text in (row, field, pk, was, now)):
            raise TypeError("a cell is made of texts")
        if not ROW.match(row) or not FIELD.match(field):
            raise ValueError("a cell has a name")
        yield PatchedCell(row, pk, field, was, now)


def _as_data(cells: tuple[PatchedCell, ...]) -> QueryDict:
    data = QueryDict(mutable=True)
    data[SENT_ROWS_ONLY] = "1"
    for cell in cells:
        data[f"{cell.row}-id"] = cell.pk
        if cell.field == "DELETE":
            data[cell.name] = cell.now
            continue
        data[f"initial-{cell.name}"] = cell.was
        data[cell.name] = cell.now  # Django reads a box's "True" and "False"
    return data


def with_opened(data: QueryDict) -> QueryDict:
    """A whole page sent, with its fields' old values unpacked to ``initial-…`` names."""
    try:
        opened = json.loads(data.get("opened", "{}"))
    except (ValueError, RecursionError):
        opened = {}
    if not isinstance(opened, dict) or not opened:
        return data
    unpacked = data.copy()
    for name, text in opened.items():
        unpacked[f"initial-{name}"] = str(text)
    return unpacked


def typed_texts(data: QueryDict) -> list[str]:
    """The changed texts of a whole page sent, in order."""
    sent = with_opened(data)
    return [
        str(text)
        for name, text in data.items()
        if not name.endswith(NOT_TYPED) and str(text).strip() and text != sent.get(f"initial-{name}", "")
    ]
