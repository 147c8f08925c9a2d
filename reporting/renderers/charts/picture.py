"""Chart + table -> picture. Pure."""

from __future__ import annotations

from reporting.document.blocks import Table
from reporting.document.charts import Chart
from reporting.renderers.charts.deviations import deviations
from reporting.renderers.charts.figures import decimals, figures_of, heading
from reporting.renderers.charts.line import line
from reporting.renderers.charts.progress import progress
from reporting.renderers.charts.shares import shares
from reporting.renderers.charts.statuses import statuses, tiles
from reporting.renderers.charts.svg import Picture
from reporting.renderers.charts.targets import targets


def picture(chart: Chart, table: Table) -> Picture:
    rows = figures_of(chart, table)
    title, unit, places = chart.title, table.unit, decimals(table, chart.value)
    words = (heading(table, chart.value), heading(table, chart.against), heading(table, chart.forecast))
    match chart.form:
        case "deviations":
            return deviations(rows, title=title, unit=unit, places=places, better=table.better)
        case "progress":
            both = (places, decimals(table, chart.against))
            return progress(rows, title=title, unit=unit, places=both, words=words, elapsed=chart.elapsed)
        case "targets":
            return targets(rows, title=title, words=(words[0], words[2], words[1]))
        case "statuses":
            return statuses(rows, title=title)
        case "tiles":
            return tiles(rows, title=title)
        case "shares":
            return shares(rows, title=title, unit=unit, places=places)
        case "line":
            return line(rows, title=title, unit=unit, places=places)
