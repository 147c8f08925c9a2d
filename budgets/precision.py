"""The precision of the year's forecasts, after year-end: tables with a column group per report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from budgets.calculations import total
from budgets.forecasting import Precision, precision
from budgets.sections.money import MoneySection
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Cell, Column, Row, Table
from reporting.document.conventions import Convention, Side
from reporting.document.months import MONTHS
from reporting.models import Report
from reporting.sections import sections_of

MISSING = Cell(text="saknas")
Forecasts = Mapping[str, Decimal | None]  # by line key


def precision_tables(report: Report) -> list[Table]:
    """A table for each of the report's that an earlier report of the year has forecasts in.

    Two queries a table, whatever the number of reports and rows.
    """
    sections = [
        section
        for section in sections_of(report)
        if isinstance(section, MoneySection) and "forecast" in section.form_class.amount_fields
    ]
    tables = []
    for section in sections:
        earlier = _earlier_forecasts(section)
        if earlier:
            tables.append(_table(section, list(section.rows()), earlier))
    return tables


def _earlier_forecasts(section: MoneySection) -> dict[dt.date, dict[str, Decimal | None]]:
    """The forecasts of the year's earlier reports, by the day their actuals end, by line key."""
    period = section.report.period
    rows = (
        section.model._default_manager.filter(
            report__in=Report.objects.kept().holding(),
            report__committee_id=section.report.committee_id,
            report__period__year=period.year,
            report__period__actuals_through__lt=period.actuals_through,
        )
        .order_by("report__period__actuals_through", "report_id")
        .values_list("report__period__actuals_through", "key", "forecast")
    )
    by_date: dict[dt.date, dict[str, Decimal | None]] = {}
    for through, key, forecast in rows:
        by_date.setdefault(through, {})[key] = forecast
    return {through: forecasts for through, forecasts in by_date.items() if _has_any(forecasts)}


def _has_any(forecasts: Forecasts) -> bool:
    return any(forecast is not None for forecast in forecasts.values())


def _table(section: MoneySection, rows: Sequence[Any], earlier: Mapping[dt.date, Forecasts]) -> Table:
    printed = _Printed(section.convention, section.options.get("appropriation", "+"))
    lines = [
        Row(
            key=row.key,
            label=str(row),
            cells=printed.cells(
                row.side, row.actual, [forecasts.get(row.key) for forecasts in earlier.values()]
            ),
        )
        for row in rows
    ]
    keys = {row.key for row in rows}
    sums = [
        _sum(forecasts.get(key) for key in keys | _with_figure(forecasts)) for forecasts in earlier.values()
    ]
    result: Side = "result" if section.table_key == "resultat" else "cost"
    whole = Row(
        key="summa",
        label="Summa",
        kind="total",
        cells=printed.cells(result, _sum(row.actual for row in rows), sums),
    )
    return Table(
        key=f"prognossakerhet-{section.table_key}",
        title=f"Prognossäkerhet: {section.table.title}",
        label_heading=section.label_heading,
        columns=_columns(section.convention, list(earlier)),
        rows=(*lines, whole),
        unit=section.convention.unit,
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Missing if any amount is: a sum of fewer lines can't be compared with one of all.

    Lines removed since are included: their money is in other lines now.
    """
    known = list(amounts)
    return None if None in known else total(known)


def _with_figure(forecasts: Forecasts) -> set[str]:
    return {key for key, amount in forecasts.items() if amount is not None}


def _columns(convention: Convention, earlier: Sequence[dt.date]) -> tuple[Column, ...]:
    decimals = convention.decimals
    columns = [Column(key="outcome", heading="Utfall helår", kind="amount", decimals=decimals)]
    for through in earlier:
        group, key = f"Efter {MONTHS[through.month - 1]}", f"{through:%Y%m}"
        columns += [
            Column(key=f"forecast-{key}", heading="Prognos", kind="amount", decimals=decimals, group=group),
            Column(
                key=f"missed-{key}", heading="Utfallet blev", kind="variance", decimals=decimals, group=group
            ),
            Column(key=f"share-{key}", heading="Fel i %", kind="percent", decimals=1, group=group),
        ]
    return tuple(columns)


class _Printed:
    """Amounts as the section's own table prints them."""

    def __init__(self, convention: Convention, appropriation: Any) -> None:
        self.convention = convention
        self.appropriation = appropriation

    def cells(
        self, side: Side, outcome: Decimal | None, forecasts: Sequence[Decimal | None]
    ) -> tuple[Cell, ...]:
        sign = self.convention.sign(side, appropriation=self.appropriation)
        cells = [self._amount(outcome, sign)]
        for forecast in forecasts:
            result = precision(forecast, outcome)
            cells += [self._amount(forecast, sign), self._missed(result), self._share(result)]
        return tuple(cells)

    def _amount(self, kronor: Decimal | None, sign: int) -> Cell:
        if kronor is None:
            return MISSING
        value = sign * kronor / UNITS[self.convention.unit]
        return Cell(text=format_number(value, self.convention.decimals), value=value)

    def _missed(self, result: Precision) -> Cell:
        if result.missed is None:
            return MISSING
        return self._amount(self.convention.printed_variance(result.missed), 1)

    def _share(self, result: Precision) -> Cell:
        share = result.share
        return MISSING if share is None else Cell(text=format_number(share, 1), value=share)
