"""The field in which a table's columns are chosen: a row for each, and some blank ones. Works without JS."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

OTHER_VARIANCE = "variance"  # the choice of a column that compares any two figures
PAIR = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")
BLANK_ROWS = 3
MOST_ROWS = 40
PARTS = ("key", "of", "against", "heading", "group", "place")
Row = dict[str, str]


class ColumnsWidget(forms.Widget):
    """A table of selects and texts named ``<name>-<row>-<part>``."""

    choices: Mapping[str, str] = {}
    figures: Mapping[str, str] = {}
    has_groups = False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        rows = [*(value or []), *({} for _ in range(BLANK_ROWS))]
        context = {
            "name": name,
            "rows": [{part: row.get(part, "") for part in PARTS} for row in rows],
            "choices": self.choices,
            "figures": self.figures,
            "has_groups": self.has_groups,
            "attrs": attrs or {},
        }
        return render_to_string("reporting/_columns.html", context)

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[Row]:
        """The rows that are not blank, as they were typed."""
        rows = [
            {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in PARTS}
            for number in range(MOST_ROWS)
        ]
        return [row for row in rows if row["key"]]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-0-key" not in data


class ColumnsField(forms.Field):
    """Cleans to ``[{"key", "heading", "group"}]`` in order; a heading that is left blank is left out."""

    def __init__(
        self,
        *,
        choices: Mapping[str, str],
        figures: Mapping[str, str],
        has_groups: bool,
        **kwargs: Any,
    ) -> None:
        widget = ColumnsWidget()
        widget.choices = {**choices, **({OTHER_VARIANCE: "Annan avvikelse"} if figures else {})}
        widget.figures, widget.has_groups = figures, has_groups
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored columns as rows; rows that were typed stay as they are."""
        return [
            row if "place" in row else _as_row(row, place) for place, row in enumerate(value or [], start=1)
        ]

    def to_python(self, value: Any) -> list[dict[str, str]]:
        rows = sorted(value or [], key=_place)
        return [_as_column(row) for row in rows]


def _place(row: Row) -> tuple[bool, int]:
    """Where a row goes: by its number; those without one last, in the order they were typed."""
    if not row["place"]:
        return (True, 0)
    if not row["place"].isdecimal() or len(row["place"]) > 4:
        raise ValidationError(f"Ordningen ”{row['place']}” är inget heltal. Skriv till exempel 1, 2 eller 3.")
    return (False, int(row["place"]))


def _as_row(column: Mapping[str, str] | str, place: int) -> Row:
    data = {"key": column} if isinstance(column, str) else dict(column)
    pair = PAIR.match(data["key"])
    compared = {"key": OTHER_VARIANCE, "of": pair[2], "against": pair[1]} if pair else {}
    return {**data, **compared, "place": str(place)}


def _as_column(row: Row) -> dict[str, str]:
    key = row["key"]
    if key == OTHER_VARIANCE:
        if not row["of"] or not row["against"]:
            raise ValidationError("Välj vilka två kolumner den andra avvikelsen jämför.")
        key = f"variance:{row['against']}:{row['of']}"  # + where the first is better for the result
    return {"key": key} | {part: row[part] for part in ("heading", "group") if row[part]}
