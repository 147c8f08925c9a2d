"""The patches that the browser's script sends, made from what the whole page would send."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client
from django.urls import reverse

from reporting.models import Report
from tests.html import Page

NOT_FIELDS = re.compile(
    r"(initial-.*|.*-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_?(FORMS)?|csrfmiddlewaretoken|page|template|opened|token|q|stay|next)\Z"
)
BOXES = ("True", "False")
Data = Mapping[str, Any]


def as_patch(data: Data, **more: Any) -> dict[str, Any]:
    """The changed cells, and every filled cell of a new row."""
    held = {name: str(text) for name, text in json.loads(data.get("opened") or "{}").items()}
    held |= {name.removeprefix("initial-"): data[name] for name in data if name.startswith("initial-")}
    names = [name for name in {**held, **data} if not NOT_FIELDS.match(name) and not name.endswith("-id")]
    cells = [_cell(name, data, held) for name in names]
    touched = {cell["row"] for cell in cells if cell["was"] != cell["now"]}
    sent = [
        cell
        for cell in cells
        if cell["was"] != cell["now"]
        or (cell["row"] in touched and _is_new(cell, data) and cell["now"] not in ("", "False"))
    ]
    typed = [cell for cell in sent if cell["was"] != cell["now"]]
    read = {f"{cell['row']}-{companion_of(cell['field'])}" for cell in typed}
    sent += [cell for cell in cells if f"{cell['row']}-{cell['field']}" in read and cell not in sent]
    waits = [cell for cell in sent if cell["field"] in ("DELETE", "position")]
    return {
        "cells": [cell for cell in sent if cell not in waits],
        "typed": waits,
        "shown": [],
        **_print(data),
    } | more


def companion_of(field: str) -> str:
    """The hidden field that goes with a typed one."""
    return "decimals_read" if field in ("total", "women", "men") else f"{field}_read"


def print_of(report: Report) -> dict[str, str]:
    """The template's digest in a page opened now."""
    return {"template": report.template.state}


def _print(data: Data) -> dict[str, str]:
    return {"template": data["template"]} if "template" in data else {}


def _cell(name: str, data: Data, held: Mapping[str, str]) -> dict[str, str]:
    row, _, field = name.rpartition("-")
    was, now = held.get(name, ""), data.get(name, "")
    if was in BOXES:
        now = str(now in ("on", "True"))
    return {"row": row, "id": str(data.get(f"{row}-id", "")), "field": field, "was": was, "now": str(now)}


def _is_new(cell: Mapping[str, str], data: Data) -> bool:
    return not cell["id"] and re.search(r"-[0-9]+\Z", cell["row"]) is not None


def send(client: Client, report: Report, key: str, patch: Mapping[str, Any]) -> Any:
    """Posted data without the template's digest gets that of a page opened now."""
    patch = {**print_of(report), **patch}
    url = reverse("section_cells", args=[report.slug, key])
    return client.post(url, json.dumps(patch), content_type="application/json")


def autosave(
    client: Client, report: Report, key: str, data: Data, *, batch: uuid.UUID | None = None, **more: Any
) -> dict[str, Any]:
    """Send cells to be saved; the answer."""
    response = send(client, report, key, as_patch(data, batch=str(batch or uuid.uuid4()), **more))
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def judged(client: Client, report: Report, key: str, data: Data, shown: Iterable[str] = ()) -> dict[str, Any]:
    """Send cells for a preview; the answer."""
    response = send(client, report, key, as_patch(data, batch=None, shown=list(shown)))
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def previewed(client: Client, report: Report, key: str, data: Data, shown: Iterable[str] = ()) -> Page:
    """The HTML that the script would swap in."""
    return page_of(judged(client, report, key, data, shown), data)


def page_of(answer: Mapping[str, Any], data: Data) -> Page:
    rows = {str(pk): name.removesuffix("-id") for name, pk in data.items() if name.endswith("-id") and pk}
    marks = [
        f'<span class="cell-findings" id="id_{rows[pk]}-{field}_granskning">{html}</span>'
        for _, pk, field, html in answer["marks"]
    ]
    pieces = [f'<div class="piece" id="{name}">{html}</div>' for name, html in answer["pieces"].items()]
    return Page((answer["html"] + "".join([*marks, *pieces])).encode())
