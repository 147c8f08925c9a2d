"""The chapter of measures for a budget in balance (åtgärdsplan), as a table by service area.

Its narrative form is a section of text. Effects are effects on the result: + is better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from budgets import option_fields
from budgets import options as check
from budgets.calculations import adds_up, total
from budgets.forms import MeasureForm
from budgets.models import Measure
from budgets.sections.money import MoneySection
from budgets.sections.money_table import MISSING, ROUNDING_NOTE
from budgets.sections.subtotals import TOTAL_KEY, group_keys
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Block, Cell, Column, ColumnKind, Row, Table

NO_MEASURES = "Inga åtgärder"
AMOUNTS = ("effect_actual", "effect_forecast", "forecast_part")
TEXTS: dict[str, Callable[[Any], str]] = {
    "target": lambda row: row.target,
    "decided_by": lambda row: row.decided_by,
    "decided_on": lambda row: _date(row.decided_on),
    "status": lambda row: row.get_status_display(),
    "starts_on": lambda row: _date(row.starts_on),
    "is_in_forecast": lambda row: "Ja" if row.is_in_forecast else "Nej",
}
# Each column's heading and group.
COLUMNS: dict[str, tuple[str, str]] = {
    "target": ("Mål", ""),
    "decided_by": ("Beslutad av", "Beslut om åtgärd"),
    "decided_on": ("Datum", "Beslut om åtgärd"),
    "status": ("Status", ""),
    "starts_on": ("Startdatum", ""),
    "effect_actual": ("Utfall", "Ekonomisk effekt"),
    "effect_forecast": ("Prognos helår", "Ekonomisk effekt"),
    "is_in_forecast": ("Ja/nej", "Ingår i prognosen"),
    "forecast_part": ("Belopp", "Ingår i prognosen"),
}


def _date(date: Any) -> str:
    return f"{date:%Y-%m-%d}" if date else ""


class MeasuresSection(MoneySection):
    """Measures by service area, with a sum for each area and for all. Its own options:

    ``areas``: the service areas that stand there also when they have no measures; ``subtotal`` the label
    of an area's sum, "" for none. A plan without measures is printed as one: "Inga åtgärder".
    """

    kind = "budgets.measures"
    name = "Åtgärdsplan"
    model = Measure
    form_class = MeasureForm
    table_key = "atgarder"
    label_heading = "Åtgärd"
    carried_within_year = (
        "area", "target", "decided_by", "decided_on", "status", "starts_on",
        "effect_forecast", "is_in_forecast", "forecast_part",
    )  # fmt: skip
    allowed_columns = tuple(COLUMNS)
    default_columns = tuple(COLUMNS)
    default_title = "Åtgärder för en budget i balans"
    own_defaults: ClassVar[dict[str, Any]] = {"areas": [], "subtotal": "Delsumma"}
    own_options = option_fields.MEASURES_PLAN
    no_rows = ""  # no measures is a plan too

    @classmethod
    def _own_headings(cls) -> Mapping[str, str]:
        return {
            key: f"{heading} ({group})" if group else heading for key, (heading, group) in COLUMNS.items()
        }

    @classmethod
    def _full_columns(cls, columns: Any) -> list[dict[str, str]]:
        if not isinstance(columns, list):
            raise ValueError(f"columns för {cls.name} ska vara en lista av kolumner.")
        return [cls._full_column(column) for column in columns]

    @classmethod
    def _full_column(cls, column: Any) -> dict[str, str]:
        data = {"key": column} if isinstance(column, str) else column
        if not isinstance(data, dict) or not set(data) <= check.COLUMN_KEYS:
            raise ValueError(f"En kolumn i {cls.name} anges med key och, om man vill, heading och group.")
        if data.get("key") not in cls.allowed_columns:
            raise ValueError(
                f"Kolumnen ”{data.get('key')}” finns inte för {cls.name}. "
                f"Välj bland {', '.join(cls.allowed_columns)}."
            )
        heading, group = COLUMNS[data["key"]]
        group = data.get("group", group)
        return {"key": data["key"], "heading": data.get("heading", heading)} | (
            {"group": group} if group else {}
        )

    @classmethod
    def _check_own(cls, cleaned: dict[str, Any]) -> None:
        check.check_text(cleaned, "subtotal", cls.name, may_be_blank=True)
        areas = cleaned["areas"]
        if not isinstance(areas, list) or not all(isinstance(area, str) and area.strip() for area in areas):
            raise ValueError(f"areas för {cls.name} är en lista av verksamheternas namn.")
        if len(set(areas)) < len(areas):
            raise ValueError(f"areas för {cls.name} har samma verksamhet två gånger.")

    def blocks(self) -> list[Block]:
        return self._blocks(list(self.rows()))

    def _blocks(self, rows: Sequence[Any]) -> list[Block]:
        options = self.full_options
        columns = tuple(self._column(column) for column in options["columns"])
        made, tops = self._by_area(columns, rows)
        whole = self._sum(columns, TOTAL_KEY, options["total"], rows, tops, kind="total")
        is_rounded = not self._adds_up(columns, rows)
        return [
            Table(
                key=self.table_key,
                title=check.filled(options["title"], self.report.period),
                label_heading=self.label_heading,
                unit=self.convention.unit,
                columns=columns,
                rows=(*made, *([whole] if options["total"] else [])),
                notes=(ROUNDING_NOTE,) if is_rounded else (),
            )
        ]

    def _column(self, column: Mapping[str, str]) -> Column:
        key, period = column["key"], self.report.period
        kind: ColumnKind = "amount" if key in AMOUNTS else "text"
        return Column(
            key=key,
            heading=check.filled(column["heading"], period),
            kind=kind,
            decimals=self.convention.decimals if kind == "amount" else 0,
            group=check.filled(column.get("group", ""), period),
        )

    def _by_area(self, columns: Sequence[Column], rows: Sequence[Any]) -> tuple[list[Row], list[str]]:
        """The rows of all areas, and the keys of those that the total adds."""
        made: list[Row] = []
        tops: list[str] = []
        areas = [*self.full_options["areas"], *(row.area for row in rows)]
        for number, (area, key) in enumerate(group_keys(areas).items(), start=1):
            own = [row for row in rows if row.area == area]
            made += [Row(key=f"verksamhet.{key}", label=area, kind="group", cells=())] if area else []
            made += self._lines(columns, number, own)
            subtotal = self.full_options["subtotal"] if area else ""
            keys = [row.key for row in own]
            if subtotal:
                made.append(self._sum(columns, f"verksamhet.{key}.summa", subtotal, own, keys))
            tops += [f"verksamhet.{key}.summa"] if subtotal else keys
        return (made, tops) if made else (self._lines(columns, 0, []), [])

    def _lines(self, columns: Sequence[Column], number: int, rows: Sequence[Any]) -> list[Row]:
        if not rows:
            empty = tuple(Cell(text="") for _ in columns)
            return [Row(key=f"verksamhet.{number}.tom", label=NO_MEASURES, cells=empty)]
        return [
            Row(
                key=row.key,
                label=f"{number}.{place} {row.label}",
                cells=tuple(self._cell(column, row) for column in columns),
            )
            for place, row in enumerate(rows, start=1)
        ]

    def _cell(self, column: Column, row: Any) -> Cell:
        if column.key in TEXTS:
            return Cell(text=TEXTS[column.key](row))
        amount = getattr(row, column.key)
        if column.key == "forecast_part" and amount is None and not row.is_in_forecast:
            return Cell(text="")
        return MISSING if amount is None else self._money(amount)

    def _sum(
        self,
        columns: Sequence[Column],
        key: str,
        label: str,
        rows: Sequence[Any],
        parts: Sequence[str],
        kind: Any = "subtotal",
    ) -> Row:
        """The sum of some measures. Of none it is zero: a plan without measures has no effect."""
        cells = tuple(
            self._money(total(getattr(row, column.key) for row in rows) or Decimal(0))
            if column.key in AMOUNTS
            else Cell(text="")
            for column in columns
        )
        return Row(key=key, label=label, kind=kind, cells=cells, adds=tuple(parts) if rows else ())

    def _money(self, kronor: Decimal) -> Cell:
        value = kronor / UNITS[self.convention.unit]
        return Cell(text=format_number(value, self.convention.decimals), value=value)

    def _adds_up(self, columns: Sequence[Column], rows: Sequence[Any]) -> bool:
        """Whether the printed effects make the printed total."""
        unit = UNITS[self.convention.unit]
        amounts = [
            [known / unit for row in rows if (known := getattr(row, column.key)) is not None]
            for column in columns
            if column.key in AMOUNTS
        ]
        return all(adds_up(parts, total(parts), self.convention.decimals) for parts in amounts)

    def _form_headings(self) -> dict[str, str]:
        shown = {
            column["key"]: f"{column['group']}: {column['heading']}"
            if "group" in column
            else column["heading"]
            for column in self.full_options["columns"]
        }
        filled = {key: check.filled(heading, self.report.period) for key, heading in shown.items()}
        return {"label": self.label_heading, "area": "Verksamhet", **filled, "position": "Ordning"}

    def _missing(self, rows: Sequence[Any]) -> list[str]:
        """An effect that no one has put a figure on, where its column asks for one."""
        shown = {column["key"]: column["heading"] for column in self.full_options["columns"]}
        asked = {
            "effect_forecast": [row.label for row in rows if row.effect_forecast is None],
            "forecast_part": [row.label for row in rows if row.is_in_forecast and row.forecast_part is None],
        }
        names = {"effect_forecast": "prognos för effekten", "forecast_part": "beloppet i prognosen"}
        return [
            f"Avsnittet ”{self.title}”: {names[key]} saknas för {', '.join(labels)}."
            for key, labels in asked.items()
            if labels and key in shown
        ]
