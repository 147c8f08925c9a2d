"""Dataclasses of a document as canonical JSON: same content, same bytes, same digest. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache
from typing import Any

ALREADY_PLAIN = frozenset({str, int, bool, type(None)})


def digest(content: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def to_json(content: Any, *, indent: int | None = None) -> str:
    """``content``: a document or block. Canonical unless ``indent`` is given."""
    separators = None if indent else (",", ":")
    return json.dumps(
        _plain(content), ensure_ascii=False, sort_keys=indent is None, separators=separators, indent=indent
    )


def _plain(value: Any) -> Any:
    """Dataclasses, dates and Decimals as JSON types. Numbers of up to 15 digits stay exact."""
    kind: Any = type(value)
    if kind in ALREADY_PLAIN:
        return value
    if names := _names(kind):
        plain = {name: _plain(getattr(value, name)) for name in names}
        return plain | ({"type": value.type} if hasattr(value, "type") else {})  # blocks have one
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return value


@cache
def _names(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; none of anything else."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
