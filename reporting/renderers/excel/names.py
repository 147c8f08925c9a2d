"""Fixed names for what others build on: the Excel tables of a workbook and their columns. Pure.

The name of a table comes from its key, that of a column is its key, as in the CSV: a new period changes neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from reporting.document.blocks import Table

PREFIX = "tab_"
DATA = "rapportdata"  # the table of the sheet Data
LONGEST = 200  # Excel's limit is 255 characters
LABEL, ROW_KEY, ROW_KIND = "rad", "radnyckel", "radtyp"


def table_names(tables: Iterable[Table]) -> list[str]:
    """A letter first, then letters, digits and _: what Excel accepts."""
    return distinct(PREFIX + re.sub(r"\W", "_", table.key)[:LONGEST] for table in tables)


def column_names(table: Table) -> list[str]:
    """The label, the columns, and what says which row it is."""
    return distinct([LABEL, *(column.key for column in table.columns), ROW_KEY, ROW_KIND])


def distinct(names: Iterable[str]) -> list[str]:
    """A number after a name that is taken, capitals or not."""
    found: dict[str, str] = {}  # lowercase, as Excel compares them -> name
    numbers: dict[str, int] = {}
    for name in names:
        base = _printable(name)
        unique = base
        while unique.lower() in found:
            numbers[base.lower()] = numbers.get(base.lower(), 1) + 1
            unique = f"{base}_{numbers[base.lower()]}"
        found[unique.lower()] = unique
    return list(found.values())


def _printable(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:LONGEST].strip() or "kolumn"
