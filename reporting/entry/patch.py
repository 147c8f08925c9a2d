"""What the browser sends while one types: the cells that were typed in, with what each held before.

A patch becomes the data of a form that has only the rows it names, under the names of the page, so that rows are
judged and saved by the same forms as when the whole page is sent.
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

SENT_ROWS_ONLY = "sent-rows-only"  # marks data whose grids have the rows that it names and no others
ROW = re.compile(r"[a-z0-9-]{1,150}\Z")
FIELD = re.compile(r"[A-Za-z_]{1,60}\Z")
# The ends of the names of what a page sends and no person wrote.
NOT_WRITTEN = (
    "-id",
    "_FORMS",
    "-DELETE",
    "csrfmiddlewaretoken",
    "page",
    "template",
    "opened",
    "stay",
    "next",
    "token",
)
MOST_CELLS = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
FOR_THE_BUTTON = ("position", "DELETE")  # where a row stands, and whether it goes
WAYS = (How.TYPED, How.PASTED)


class PatchRefused(ValueError):
    """The request is none that the page sends; the message is Swedish."""


@dataclass(frozen=True)
class PatchedCell:
    """``row``: the row's prefix in the page; ``pk``: the saved row's, "" for a new one. A box that is ticked is
    "True", one that is not "False"."""

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
    """``cells`` are to be saved, ``typed`` only count in the sums. ``batch`` is None when nothing is to be saved."""

    cells: tuple[PatchedCell, ...]
    typed: tuple[PatchedCell, ...]
    batch: uuid.UUID | None
    how: str
    template: str
    shown: tuple[str, ...]
    after: uuid.UUID | None = None  # the patch that was still on its way when the page was left

    @property
    def data(self) -> QueryDict:
        """What is to be saved, as form data."""
        return _as_data(tuple(cell for cell in self.cells if cell.field not in FOR_THE_BUTTON))

    @property
    def all_data(self) -> QueryDict:
        """All that is typed, as form data."""
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
        data[cell.name] = cell.now  # of a box "True" or "False", which Django reads as such
    return data


def with_opened(data: QueryDict) -> QueryDict:
    """A whole page that was sent, with what each field held when the page was opened under a name of its own."""
    try:
        opened = json.loads(data.get("opened", "{}"))
    except (ValueError, RecursionError):
        opened = {}
    if not isinstance(opened, dict) or not opened:
        return data
    written = data.copy()
    for name, text in opened.items():
        written[f"initial-{name}"] = str(text)
    return written


def typed_texts(data: QueryDict) -> list[str]:
    """What a person has written in a whole page that was sent, in its order."""
    sent = with_opened(data)
    return [
        str(text)
        for name, text in data.items()
        if not name.endswith(NOT_WRITTEN) and str(text).strip() and text != sent.get(f"initial-{name}", "")
    ]
