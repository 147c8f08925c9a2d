"""The section of measures for a budget in balance (åtgärdsplan): a table by service area.

Effects are on the result: + is better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from budgets.calculations import adds_up, total
from budgets.forms import MeasureForm
from budgets.highlights import measures_highlight
from budgets.models import Measure
from budgets.sections.money import MoneySection
from budgets.sections.money_table import MISSING, ROUNDING_NOTE
from budgets.sections.options import MoneyOptions
from budgets.sections.subtotals import TOTAL_KEY, group_keys
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Block, Cell, Column, ColumnKind, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.document.naming import naming
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.options import HeadingField, LinesField

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
# Headings and groups by column.
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


class MeasureColumnsField(ColumnsField):
    """The columns of measures; some have a group by default."""

    def __init__(self) -> None:
        choices = {
            key: f"{heading} ({group})" if group else heading for key, (heading, group) in COLUMNS.items()
        }
        super().__init__(
            choices=choices,
            has_groups=True,
            label="Kolumner",
            help_text="Kolumner med samma grupprubrik bredvid varandra får den som gemensam rubrik.",
        )

    def default_column(self, key: str) -> dict[str, Any] | None:
        if key not in COLUMNS:
            return None
        heading, group = COLUMNS[key]
        return {"key": key, "heading": heading, "group": group}


class MeasuresSection(MoneySection):
    """Measures by service area, with sums. Without measures the table says "Inga åtgärder"."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Åtgärder för en budget i balans")
        columns = MeasureColumnsField()
        areas = LinesField(label="Verksamheter som alltid står med", help_text="En på varje rad.", initial=[])
        subtotal = HeadingField(label="Delsummans namn", initial="Delsumma", required=False)
        field_order = ("title", "columns", "areas", "subtotal")

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
    no_rows = ""  # no measures is a plan too

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return measures_highlight(contents, key=cls.kind)

    def without_rows(self) -> list[Block]:
        return self.tables([])

    def tables(self, rows: Sequence[Any]) -> list[Block]:
        options = self.options
        columns = tuple(self._column(column) for column in options["columns"])
        area_rows, tops = self._by_area(columns, rows)
        whole = self._sum(columns, TOTAL_KEY, options["total"], rows, tops, kind="total")
        is_rounded = not self._adds_up(columns, rows)
        return [
            Table(
                key=self.table_key,
                title=self.table_title,
                label_heading=self.label_heading,
                unit=self.convention.unit,
                columns=columns,
                rows=(*area_rows, *([whole] if options["total"] else [])),
                notes=(ROUNDING_NOTE,) if is_rounded else (),
            )
        ]

    def _column(self, column: Mapping[str, str]) -> Column:
        key = column["key"]
        kind: ColumnKind = "amount" if key in AMOUNTS else "text"
        return Column(
            key=key,
            heading=self.filled(column["heading"]),
            kind=kind,
            decimals=self.convention.decimals if kind == "amount" else 0,
            group=self.filled(column.get("group", "")),
        )

    def _by_area(self, columns: Sequence[Column], rows: Sequence[Any]) -> tuple[list[Row], list[str]]:
        """The rows of all areas, and the keys that the total adds."""
        area_rows: list[Row] = []
        tops: list[str] = []
        areas = [*self.options["areas"], *(row.area for row in rows)]
        for number, (area, key) in enumerate(group_keys(areas).items(), start=1):
            own = [row for row in rows if row.area == area]
            area_rows += [Row(key=f"verksamhet.{key}", label=area, kind="group", cells=())] if area else []
            area_rows += self._lines(columns, number, own)
            subtotal = self.options["subtotal"] if area else ""
            keys = [row.key for row in own]
            if subtotal:
                area_rows.append(self._sum(columns, f"verksamhet.{key}.summa", subtotal, own, keys))
            tops += [f"verksamhet.{key}.summa"] if subtotal else keys
        return (area_rows, tops) if area_rows else (self._lines(columns, 0, []), [])

    def _lines(self, columns: Sequence[Column], number: int, rows: Sequence[Any]) -> list[Row]:
        if not rows:
            empty = tuple(Cell(text="") for _ in columns)
            return [Row(key=f"verksamhet.{number}.tom", label=NO_MEASURES, cells=empty)]
        return [
            Row(
                key=row.key,
                label=f"{number}.{index} {row.label}",
                cells=tuple(self._cell(column, row) for column in columns),
            )
            for index, row in enumerate(rows, start=1)
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
        """The sum of measures; of none it is zero."""
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
        """Whether the printed effects add up to the printed totals."""
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
            for column in self.options["columns"]
        }
        filled = {key: self.filled(heading) for key, heading in shown.items()}
        return {"label": self.label_heading, "area": "Verksamhet", **filled, "position": "Ordning"}

    def _missing(self, rows: Sequence[Any]) -> list[str]:
        """The missing amounts of shown columns, in Swedish."""
        shown = {column["key"]: column["heading"] for column in self.options["columns"]}
        asked = {
            "effect_forecast": [row.label for row in rows if row.effect_forecast is None],
            "forecast_part": [row.label for row in rows if row.is_in_forecast and row.forecast_part is None],
        }
        names = {"effect_forecast": "prognos för effekten", "forecast_part": "beloppet i prognosen"}
        return [
            naming(f"Avsnittet ”{self.title}”: {names[key]} saknas för", labels)
            for key, labels in asked.items()
            if labels and key in shown
        ]
