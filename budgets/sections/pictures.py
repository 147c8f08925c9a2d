"""Charts of money tables. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal

from budgets.sections.columns import COLUMN_SOURCES, ShownColumn
from reporting.document.blocks import Table
from reporting.document.charts import Chart, ChartForm, ChartPoint, chart_key

DEVIATIONS = {"deviations": "Avvikelserna: en stapel åt höger är bättre, åt vänster sämre"}
PROGRESS = {"progress": "Utfall och prognos som delar av budget, med hur stor del av året som har gått"}
SHARES = {"shares": "Medlemskommunernas delar av summan"}
NAMES = {"actual": "utfall", "forecast": "prognos", "amount": "belopp"}
PREFERRED = ("variance_forecast", "variance_actual", "variance_period")


def money_charts(
    table: Table, columns: Sequence[ShownColumn], forms: Collection[str], elapsed: Decimal
) -> list[Chart]:
    """Those of the forms that the table has columns for, of its lines."""
    points = tuple(ChartPoint(row=row.key) for row in table.rows if row.kind == "line")
    made = (deviations_chart(table, columns, points), progress_chart(table, columns, points, elapsed),
            shares_chart(table, columns, points))  # fmt: skip
    return [part for chart in made if points and chart and chart.form in forms for part in chart.parts()]


def deviations_chart(
    table: Table, columns: Sequence[ShownColumn], points: tuple[ChartPoint, ...]
) -> Chart | None:
    """Of the forecast, if there is a choice."""
    variances = [column for column in columns if column.source.kind == "variance"]
    if not variances:
        return None
    column = max(variances, key=lambda each: ("forecast" in each.source.figures, each.key in PREFERRED))
    budget, compared = column.source.figures
    title = f"Avvikelser: {_name(compared)} mot {_name(budget)}"
    return _chart(table, "deviations", title, points, value=column.key)


def progress_chart(
    table: Table, columns: Sequence[ShownColumn], points: tuple[ChartPoint, ...], elapsed: Decimal
) -> Chart | None:
    keys = {column.key for column in columns}
    budget = next((key for key in ("total_appropriation", "budget") if key in keys), "")
    if not budget or "actual" not in keys:
        return None
    forecast = "forecast" if "forecast" in keys else ""
    title = f"{'Utfall och prognos' if forecast else 'Utfall'} mot {_name(budget)}"
    return _chart(
        table, "progress", title, points, value="actual", against=budget, forecast=forecast, elapsed=elapsed
    )


def shares_chart(
    table: Table, columns: Sequence[ShownColumn], points: tuple[ChartPoint, ...]
) -> Chart | None:
    keys = {column.key for column in columns}
    value = next((key for key in ("actual", "forecast", "budget", "amount") if key in keys), "")
    if not value:
        return None
    of = "" if value == "amount" else f" av {_name(value)}"
    return _chart(table, "shares", f"Medlemskommunernas delar{of}", points, value=value)


def elapsed_of(through: dt.date) -> Decimal:
    """The share of its year that has gone when a date has."""
    days = (dt.date(through.year, 12, 31) - dt.date(through.year, 1, 1)).days + 1
    return (Decimal(through.timetuple().tm_yday) / days).quantize(Decimal("0.0001"))


def _name(figure: str) -> str:
    return NAMES.get(figure) or COLUMN_SOURCES[figure].heading.removesuffix(" {date}").lower()


def _chart(
    table: Table,
    form: ChartForm,
    title: str,
    points: tuple[ChartPoint, ...],
    *,
    value: str,
    against: str = "",
    forecast: str = "",
    elapsed: Decimal | None = None,
) -> Chart:
    return Chart(
        key=chart_key(table.key, form), title=title, form=form, table=table.key, points=points,
        value=value, against=against, forecast=forecast, elapsed=elapsed,
    )  # fmt: skip
