"""Dataclasses of a document as canonical JSON: same content, same bytes, same digest. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import fields
from decimal import Decimal
from typing import Any


def digest(content: str) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


def to_json(content: Any, *, indent: int | None = None) -> str:
    """``content``: a document or block. Canonical unless ``indent`` is given."""
    separators = None if indent else (",", ":")
    return json.dumps(
        content,
        default=_plain,
        ensure_ascii=False,
        check_circular=False,
        sort_keys=indent is None,
        separators=separators,
        indent=indent,
    )


def _plain(value: Any) -> Any:
    """Dataclasses, dates and Decimals as JSON types. Numbers of up to 15 digits stay exact."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return {name: getattr(value, name) for name in _NAMES[type(value)]}


class _Names(dict[type, tuple[str, ...]]):
    """The fields of a dataclass, found once; a block's class has a ``type`` besides."""

    def __missing__(self, kind: type) -> tuple[str, ...]:
        names = dict.fromkeys(field.name for field in fields(kind))
        self[kind] = (*names, *(["type"] if hasattr(kind, "type") and "type" not in names else []))
        return self[kind]


_NAMES = _Names()
