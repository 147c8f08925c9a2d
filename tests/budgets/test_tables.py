"""Rows of money as printed tables: signs, sums, what is missing and what is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.sections.columns import COLUMN_SOURCES, ShownColumn
from budgets.sections.money_table import ROUNDING_NOTE, MoneyTable
from budgets.sections.subtotals import Labels, one_sum
from reporting.document.blocks import Row, Table
from reporting.document.conventions import Convention, Side

D = Decimal


@dataclass
class Line:
    """A budget line without a database; amounts in kronor, debit +."""

    key: str
    is_revenue: bool
    budget: Decimal | None
    forecast: Decimal | None
    actual: Decimal | None = None
    period_budget: Decimal | None = None
    comment: str = ""

    @property
    def side(self) -> Side:
        return "revenue" if self.is_revenue else "cost"

    @property
    def label(self) -> str:
        return self.key.capitalize()


def table(
    *lines: Line, columns: tuple[str, ...] = ("budget", "forecast", "variance_forecast"), **convention: Any
) -> Table:
    return MoneyTable(
        key="resultat",
        title="Ekonomiskt resultat",
        label_heading="Post",
        columns=tuple(ShownColumn(key, COLUMN_SOURCES[key].heading) for key in columns),
        convention=Convention(**convention),
    ).build(one_sum(lines, Labels(total="Summa"), side="result"))


def texts(row: Row) -> list[str]:
    return [cell.text.replace("\u2212", "-").replace("\u00a0", " ") for cell in row.cells]


REVENUE = Line("intakter", True, D(-1_000_000), D(-1_200_000))
COST = Line("kostnader", False, D(900_000), D(1_300_000))


@pytest.mark.parametrize(
    ("convention", "revenue", "cost", "total", "adds", "subtracts"),
    [
        (
            {},
            ["-1 000", "-1 200", "200"],
            ["900", "1 300", "-400"],
            ["-100", "100", "-200"],
            ("intakter", "kostnader"),
            (),
        ),
        (
            {"revenue": "+", "cost": "-", "surplus": "+"},
            ["1 000", "1 200", "200"],
            ["-900", "-1 300", "-400"],
            ["100", "-100", "-200"],
            ("intakter", "kostnader"),
            (),
        ),
        (
            {"revenue": "+", "cost": "+"},
            ["1 000", "1 200", "200"],
            ["900", "1 300", "-400"],
            ["-100", "100", "-200"],
            ("kostnader",),
            ("intakter",),
        ),
        (
            {"surplus": "+", "better": "-"},
            ["-1 000", "-1 200", "-200"],
            ["900", "1 300", "400"],
            ["100", "-100", "200"],
            (),
            ("intakter", "kostnader"),
        ),
    ],
)
def test_signs(
    convention: dict[str, Any],
    revenue: list[str],
    cost: list[str],
    total: list[str],
    adds: tuple[str, ...],
    subtracts: tuple[str, ...],
) -> None:
    made = table(REVENUE, COST, **convention)

    assert [texts(row) for row in made.rows] == [revenue, cost, total]
    assert (made.rows[-1].adds, made.rows[-1].subtracts) == (adds, subtracts)
    assert made.notes == ()


amounts = st.decimals(min_value=-(10**11) + 1, max_value=10**11 - 1, places=2)
lines = st.lists(st.tuples(st.booleans(), amounts, amounts), min_size=1, max_size=20)
signs = st.sampled_from(["+", "-"])
conventions = st.fixed_dictionaries(
    {
        "unit": st.sampled_from(["kr", "tkr", "mnkr"]),
        "decimals": st.sampled_from([0, 1, 2]),
        "revenue": signs,
        "cost": signs,
        "surplus": signs,
        "better": signs,
    }
)


@given(lines, conventions)
def test_the_sum_equals_its_rows_under_every_convention(
    figures: list[tuple[bool, Decimal, Decimal]], convention: dict[str, Any]
) -> None:
    made = table(
        *(
            Line(f"rad-{n}", is_revenue, budget, forecast)
            for n, (is_revenue, budget, forecast) in enumerate(figures)
        ),
        **convention,
    )

    total = made.rows[-1]
    by_key = {row.key: row for row in made.rows}
    for place, column in enumerate(made.columns):
        added = sum(value(by_key[key], place) for key in total.adds)
        drawn = sum(value(by_key[key], place) for key in total.subtracts)
        expected = added + drawn if column.kind == "variance" else added - drawn
        assert value(total, place) == expected


@given(lines, conventions)
def test_signs_never_change_whether_a_forecast_is_better(
    figures: list[tuple[bool, Decimal, Decimal]], convention: dict[str, Any]
) -> None:
    rows = [
        Line(f"rad-{n}", is_revenue, budget, forecast)
        for n, (is_revenue, budget, forecast) in enumerate(figures)
    ]

    plain = table(*rows, unit=convention["unit"])
    other = table(*rows, **convention)

    sign = 1 if convention["better"] == "+" else -1
    assert [sign * value(row, 2) for row in other.rows] == [value(row, 2) for row in plain.rows]


def value(row: Row, place: int) -> Decimal:
    figure = row.cells[place].value
    assert isinstance(figure, Decimal)
    return figure


def test_missing_is_not_zero() -> None:
    made = table(
        Line("a", False, D(0), None),
        Line("b", False, D(5_000), D(0)),
        Line("c", False, None, D(2_000)),
        columns=("budget", "forecast", "variance_forecast", "percent_used"),
    )

    assert [texts(row) for row in made.rows] == [
        ["0", "saknas", "saknas", "saknas"],
        ["5", "0", "5", "saknas"],
        ["saknas", "2", "saknas", "saknas"],
        ["5", "2", "5", "saknas"],
    ]
    assert [cell.value for cell in made.rows[0].cells] == [0, None, None, None]
    assert made.notes == (
        "Budget saknas för C. Summan gäller de andra raderna, också i Avvikelse mot prognos och Procent förbrukning.",
        "Prognos helår saknas för A. Summan gäller de andra raderna, också i Avvikelse mot prognos.",
    )


def test_a_column_where_all_is_missing_has_no_sum() -> None:
    made = table(Line("a", False, D(1_000), None), columns=("budget", "forecast", "variance_forecast"))

    assert texts(made.rows[-1]) == ["1", "saknas", "saknas"]
    assert made.notes == ()


def test_a_share_of_no_budget_is_neither_missing_nor_zero() -> None:
    made = table(Line("a", False, D(0), None, actual=D(5)), columns=("budget", "actual", "percent_used"))

    assert texts(made.rows[0]) == ["0", "0", "–"]


@pytest.mark.parametrize(("zero_variance", "printed"), [("0", "0"), ("-", "-"), ("", "")])
def test_zero_variance(zero_variance: str, printed: str) -> None:
    made = table(
        Line("a", False, D(1_000), D(1_000)),
        Line("b", False, D(1_000), D("999.50")),  # rounds to zero, but is not
        zero_variance=zero_variance,
    )

    assert [row.cells[2].text for row in made.rows] == [printed, "0", "0"]
    assert made.rows[0].cells[2].value == D(0)


def test_a_sum_that_its_printed_parts_do_not_make_is_explained() -> None:
    made = table(Line("a", False, D(1_400), D(1_400)), Line("b", False, D(1_400), D(1_400)))

    assert [texts(row) for row in made.rows] == [["1", "1", "0"], ["1", "1", "0"], ["3", "3", "0"]]
    assert made.notes == (ROUNDING_NOTE,)


def test_a_variance_unequal_to_the_printed_figures_is_explained() -> None:
    """Ludvika 2022: 50,4 of 43,0 printed 7,3."""
    made = table(
        Line("intakter", True, D(-43_040_000), D(-50_360_000)),
        revenue="+",
        unit="mnkr",
        decimals=1,
        surplus="+",
    )

    assert texts(made.rows[0]) == ["43,0", "50,4", "7,3"]
    assert made.notes == (ROUNDING_NOTE,)
