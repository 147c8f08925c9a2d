"""Reports of different months: what is counted from the beginning of the year is not subtracted, and it is said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from budgets.sections.columns import COLUMN_SOURCES, SUMS, source_of
from reporting.comparison import Comparison, comparison
from reporting.comparison.periods import TO_DATE, is_to_date, spans_in_words
from reporting.document.blocks import EMPTY, Cell, Column, Table
from reporting.renderers.comparison_page import shown
from tests.reporting.documents import cell, document, row, table

APRIL, JULY, LAST_APRIL = dt.date(2024, 4, 30), dt.date(2023, 7, 31), dt.date(2023, 4, 30)
COUNTED = {"actual", "actual_last_year", "period_budget"}  # figures of the part of the year that has gone


def figures(actual: str, forecast: str, variance: str, current: Cell) -> Table:
    columns = (
        Column(key="actual", heading="Utfall"),
        Column(key="forecast", heading="Prognos"),
        Column(key="variance_actual", heading="Avvikelse", kind="variance"),
        Column(key="current", heading="Nuvärde", kind="quantity"),
    )
    return table(row("rad", cell(actual), cell(forecast), cell(variance), current), columns=columns)


def found(through: dt.date, current: tuple[Cell, Cell] = (EMPTY, EMPTY)) -> Comparison:
    old = figures("1166", "1956", "-5", current[0])
    new = figures("-89", "1200", "9", current[1])
    return comparison(document(old, actuals_through=through), document(new, actuals_through=APRIL))


def differences(compared: Comparison) -> dict[str, str]:
    return {each.new_column.key: each.difference_text for each in compared.cells()}


def test_seven_months_are_not_subtracted_from_four() -> None:
    apart = "olika period"
    assert differences(found(JULY)) == {"actual": apart, "forecast": "−756", "variance_actual": apart}


def test_the_same_months_of_two_years_are_subtracted() -> None:
    assert differences(found(LAST_APRIL)) == {
        "actual": "−1\u00a0255",
        "forecast": "−756",
        "variance_actual": "+14",
    }
    assert spans_in_words(found(LAST_APRIL).old, found(LAST_APRIL).new) == ""


def test_an_indicator_in_kronor_is_counted_so_too_but_no_other_state() -> None:
    money = (cell("-1166", "−1 166 tkr", unit="tkr"), cell("-89", "−89 tkr", unit="tkr"))
    state = (cell("45", "45 st", unit="st"), cell("58", "58 st", unit="st"))
    assert differences(found(JULY, money))["current"] == "olika period"
    assert differences(found(JULY, state))["current"] == "+13\u00a0st"


def test_they_stand_apart_on_the_page_and_it_is_said_why() -> None:
    compared = found(JULY)
    (shown_table,) = shown(compared)[0].tables
    assert [column.heading for column in shown_table.changed.columns] == ["Prognos"]
    assert [column.heading for column in shown_table.apart.columns] == ["Utfall", "Avvikelse"]
    assert spans_in_words(compared.old, compared.new).startswith(
        "Rapporterna gäller olika långa delar av året: januari–juli 2023 mot januari–april 2024."
    )


@pytest.mark.parametrize(
    "key", [*COLUMN_SOURCES, "variance:total_appropriation:actual", "variance:budget:forecast"]
)
def test_the_columns_are_those_of_the_chapter(key: str) -> None:
    """The core tells columns by key; the chapter knows of what they are computed."""
    source: Any = source_of(key)
    parts = {part for figure in source.figures for part in SUMS.get(figure, (figure,))}
    assert is_to_date(Column(key=key, heading=""), EMPTY) == bool(parts & COUNTED)


def test_every_key_is_one_of_a_chapter() -> None:
    assert set(COLUMN_SOURCES) | {"effect_actual"} >= TO_DATE
