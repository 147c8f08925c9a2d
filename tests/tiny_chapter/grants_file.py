"""Parse a file of grants. Not in the importer: runs in a process without Django."""

from __future__ import annotations

from decimal import Decimal

from reporting.document.parsing import parse_amount


def read_grants(content: bytes) -> dict[str, Decimal | None]:
    lines = content.decode().splitlines()[1:]
    return {label: parse_amount(amount) for label, _, amount in (line.partition(": ") for line in lines)}
