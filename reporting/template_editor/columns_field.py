"""The form field for a table's columns: a row for each, and blank ones. Works without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reporting.document.headings import validate_heading

OTHER_VARIANCE = "variance"  # the choice of a free pair of figures
PAIR = re.compile(r"variance:([a-z_]+):([a-z_]+)\Z")
BLANK_ROWS = 3
MOST_ROWS = 40
COLUMN_PARTS = ("key", "heading", "group")
VARIANCE_HELP = "variance:a:b (a minus b)"  # the spelling of a pair
PARTS = ("key", "of", "against", "heading", "group", "place")
Row = dict[str, str]
Column = dict[str, Any]


class TypedRows(list[Row]):
    """Rows as typed; any other list is a stored value."""


class ColumnsWidget(forms.Widget):
    """A table of selects and texts named ``<name>-<row>-<part>``."""

    use_fieldset = True  # a label names one control
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

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """Without blank rows."""
        if isinstance(stored := data.get(name), list):
            return stored
        rows = [
            {part: str(data.get(f"{name}-{number}-{part}", "")).strip() for part in PARTS}
            for number in range(MOST_ROWS)
        ]
        return TypedRows(row for row in rows if row["key"])

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return f"{name}-0-key" not in data


class ColumnsField(forms.Field):
    """Columns in order, as ``[{"key", "heading", "group"}]``; a key alone gets its default heading.

    ``choices``: key -> default heading. ``figures``: any two may be compared, as ``variance:a:b``: a minus b
    of costs, so + where b is better for the result.
    """

    def __init__(
        self,
        *,
        choices: Mapping[str, str],
        figures: Mapping[str, str] | None = None,
        has_groups: bool = False,
        initial: Sequence[str] | None = None,
        **kwargs: Any,
    ) -> None:
        widget = ColumnsWidget()
        self.choices, self.figures = choices, figures or {}
        widget.choices = {**choices, **({OTHER_VARIANCE: "Annan avvikelse"} if figures else {})}
        widget.figures, widget.has_groups = self.figures, has_groups
        self.known_parts = COLUMN_PARTS if has_groups else COLUMN_PARTS[:2]
        default = list(choices if initial is None else initial)
        super().__init__(widget=widget, required=False, initial=default, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Stored columns as rows; typed rows stay as typed."""
        if isinstance(value, TypedRows):
            return value
        return [_as_row(column, number) for number, column in enumerate(value, start=1)]

    def to_python(self, value: Any) -> list[Column]:
        if isinstance(value, TypedRows):
            return self.written_out([_as_column(row) for row in sorted(value, key=_place)])
        return self.written_out(value)

    def written_out(self, columns: Sequence[Any]) -> list[Column]:
        """Each column with key, heading and any group."""
        return [self._written_out(column) for column in columns]

    def _written_out(self, column: Any) -> Column:
        data = {"key": column} if isinstance(column, str) else column
        if (
            not isinstance(data, dict)
            or not set(data) <= {*self.known_parts}
            or not isinstance(data.get("key"), str)
        ):
            parts = " och ".join(self.known_parts[1:])
            raise ValidationError(f"En kolumn anges med key och, om man vill, {parts}.")
        if (default := self.default_column(data["key"])) is None:
            known = [*self.choices, *([VARIANCE_HELP] if self.figures else [])]
            raise ValidationError(f"Kolumnen ”{data['key']}” finns inte. Välj bland {', '.join(known)}.")
        column = default | data
        return {part: column[part] for part in COLUMN_PARTS if part != "group" or column.get("group")}

    def default_column(self, key: str) -> Column | None:
        """A column by key alone; None for an unknown key."""
        if key in self.choices:
            return {"key": key, "heading": self.choices[key]}
        pair = PAIR.match(key)
        if pair is None or pair[1] == pair[2] or not {pair[1], pair[2]} <= set(self.figures):
            return None
        return {"key": key, "heading": self.pair_heading(key)}

    def pair_heading(self, key: str) -> str:
        """The default heading of a pair."""
        return "Avvikelse"

    def validate(self, value: list[Column]) -> None:
        """At least one column; unique keys; unique headings within a group."""
        if not value:
            raise ValidationError("Tabellen har minst en kolumn.")
        keys = [column["key"] for column in value]
        seen: set[tuple[str, str]] = set()
        for column in value:
            heading, group = column["heading"], column.get("group", "")
            if not isinstance(heading, str) or not heading.strip():
                raise ValidationError("En kolumn saknar rubrik.")
            if not isinstance(group, str):
                raise ValidationError(f"Gruppen för kolumnen ”{heading}” ska vara en text.")
            validate_heading(heading)
            validate_heading(group)
            if keys.count(column["key"]) > 1:
                raise ValidationError(f"Kolumnen ”{column['key']}” står två gånger.")
            if (group, heading) in seen:
                raise ValidationError(f"Två kolumner har rubriken ”{heading}”. Ge dem olika rubriker.")
            seen.add((group, heading))


def _place(row: Row) -> tuple[bool, int]:
    """Sort key: by typed number; rows without one last, in typed order."""
    if not row["place"]:
        return (True, 0)
    if not row["place"].isdecimal() or len(row["place"]) > 4:
        raise ValidationError(f"Ordningen ”{row['place']}” är inget heltal. Skriv till exempel 1, 2 eller 3.")
    return (False, int(row["place"]))


def _as_row(column: Column, number: int) -> Row:
    data = dict(column)
    pair = PAIR.match(data["key"])
    compared = {"key": OTHER_VARIANCE, "of": pair[2], "against": pair[1]} if pair else {}
    return {**data, **compared, "place": str(number)}


def _as_column(row: Row) -> Column:
    key = row["key"]
    if key == OTHER_VARIANCE:
        if not row["of"] or not row["against"]:
            raise ValidationError("Välj vilka två kolumner den andra avvikelsen jämför.")
        key = f"variance:{row['against']}:{row['of']}"  # + where the first is better for the result
    return {"key": key} | {part: row[part] for part in ("heading", "group") if row[part]}
