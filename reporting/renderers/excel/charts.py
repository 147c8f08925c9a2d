"""Excel's own charts below a table: they point at its cells, and follow when these are changed.

Of the forms that are amounts by row. A chart of verdicts or of indicators in their own units is left to its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reporting.document.blocks import Table
from reporting.document.charts import Chart
from reporting.renderers.charts.picture import picture
from reporting.renderers.charts.svg import COLOURS, Colour
from reporting.renderers.excel.formulas import runs
from reporting.renderers.excel.sheets import LINE_HEIGHT

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

WIDTH, LINE = 640, 20  # pixels: of a chart, of a line of the sheet
FRAME, BAR = 110, 14  # pixels: around the rows of a chart; of a bar with its air
POINTS = 0.75  # of a pixel
PORTRAIT, LANDSCAPE = 690.0, 440.0  # points of an A4 between its margins, rounded down
HEADINGS = 60.0  # points: repeated on every page


class TableCharts:
    """The charts of one sheet. ``line_of``: the table's rows by key; ``header``: the row of its headings."""

    def __init__(
        self, book: Workbook, sheet: Worksheet, table: Table, line_of: dict[str, int], header: int
    ) -> None:
        self.book, self.sheet, self.table, self.header = book, sheet, table, header
        self.line_of = line_of
        self.places = {column.key: place for place, column in enumerate(table.columns, start=1)}

    def insert(self, charts: Sequence[Chart], line: int, *, wide: bool, used: float) -> None:
        """From a line of the sheet downwards. ``used``: points of the page that are above it."""
        breaks: list[int] = []
        page = LANDSCAPE if wide else PORTRAIT
        for chart in charts:
            columns = [column for column in self._columns(chart) if column in self.places]
            lines = sorted(self.line_of[point.row] for point in chart.points if point.row in self.line_of)
            if not columns or not lines:
                continue
            bars = len(lines) * (len(columns) + 0.6) if chart.form != "line" else 15
            height = round(FRAME + BAR * bars)
            used += LINE_HEIGHT + height * POINTS
            if used > page:
                breaks.append(line)
                used = HEADINGS + height * POINTS
            drawn = self._made(chart, columns, lines)
            drawn.set_size({"width": WIDTH, "height": height})
            said = picture(chart, self.table)
            options = {"description": f"{said.title} {said.description}", "object_position": 3}
            self.sheet.insert_chart(line, 0, drawn, options)
            line += height // LINE + 2
        if breaks:
            self.sheet.set_h_pagebreaks(breaks)

    def _columns(self, chart: Chart) -> list[str]:
        match chart.form:
            case "progress":
                return [chart.against, chart.value, chart.forecast]
            case "line":
                return [chart.value, chart.forecast]
            case "deviations" | "shares":
                return [chart.value]
            case _:
                return []

    def _made(self, chart: Chart, columns: Sequence[str], lines: Sequence[int]) -> Any:
        drawn = self.book.add_chart({"type": "line" if chart.form == "line" else "bar"})
        for index, column in enumerate(columns):
            place = self.places[column]
            drawn.add_series(
                {
                    "name": [self.sheet.name, self.header, place],
                    "categories": self._range(lines, 0),
                    "values": self._range(lines, place),
                    **self._look(chart, index),
                }
            )
        drawn.set_title({"name": self._title(chart), "name_font": {"size": 12}})
        drawn.set_legend({"position": "bottom"} if len(columns) > 1 else {"none": True})
        if chart.form != "line":
            drawn.set_y_axis(
                {"reverse": True, "label_position": "low", "major_gridlines": {"visible": False}}
            )
            right = chart.form == "deviations" and self.table.better == "-"
            drawn.set_x_axis({"reverse": right, "major_gridlines": {"visible": False}})
        return drawn

    def _title(self, chart: Chart) -> str:
        unit = f" ({self.table.unit})" if self.table.unit else ""
        direction = ", åt höger är bättre" if chart.form == "deviations" else ""
        return chart.title.lstrip("=") + unit + direction

    def _look(self, chart: Chart, index: int) -> dict[str, Any]:
        """One colour on both sides of zero: LibreOffice knows no other for what is negative."""
        if chart.form == "line":
            return {"line": {"color": COLOURS["accent"], **({"dash_type": "dash"} if index else {})}}
        shades: tuple[Colour, ...] = ("field", "accent", "surface")
        colour: Colour = shades[index] if chart.form == "progress" else "accent"
        return {
            "fill": {"color": COLOURS[colour]},
            "border": {"color": COLOURS["field"]},
            "gap": 60,
            "data_labels": {"value": True, "font": {"size": 8}},
        }

    def _range(self, lines: Sequence[int], place: int) -> str:
        """Of the lines, neighbours as one range."""
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        name = quote_sheetname(self.sheet.name)
        parts = [f"{name}!{xl_range_abs(first, place, last, place)}" for first, last in runs(lines)]
        return f"={parts[0]}" if len(parts) == 1 else f"=({','.join(parts)})"
