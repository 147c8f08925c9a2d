"""Layouts of tables: which sums there are, and that every sum equals its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.sections.columns import COLUMN_SOURCES, ShownColumn, shown_columns, source_of
from budgets.sections.money_table import ROUNDING_NOTE, MoneyTable
from budgets.sections.subtotals import (
    Labels,
    LayoutRow,
    MoneyRow,
    group_keys,
    in_groups,
    net,
    one_sum,
    with_subtotals,
)
from reporting.document.blocks import Row, Table
from reporting.document.conventions import Convention, Side, Sign

D = Decimal
ZERO = D(0)


@dataclass
class Line:
    """A row without a database; amounts in kronor, debit +."""

    key: str
    side: Side
    budget: Decimal | None = ZERO
    actual: Decimal | None = ZERO
    carried_over: Decimal | None = ZERO
    extra_appropriation: Decimal | None = ZERO

    @property
    def label(self) -> str:
        return self.key.capitalize()


LABELS = Labels(
    total="Resultat", revenue="Intäkter", cost="Kostnader", net="Netto", appropriation="Kommunbidrag",
    subtotal="Summa {group}",
)  # fmt: skip
REVENUE, COST, RENT = Line("taxor", "revenue"), Line("personal", "cost"), Line("hyra", "cost")
APPROPRIATION = Line("bidrag", "appropriation")


def shape(entries: Sequence[LayoutRow]) -> list[tuple[str, str, list[str]]]:
    return [(entry.key, entry.label, [part.key for part in entry.parts]) for entry in entries]


@pytest.mark.parametrize(
    ("rows", "labels", "expected"),
    [
        (
            [COST, REVENUE, RENT, APPROPRIATION],
            LABELS,
            [
                ("taxor", "Taxor", []),
                ("summa.intakter", "Intäkter", ["taxor"]),
                ("personal", "Personal", []),
                ("hyra", "Hyra", []),
                ("summa.kostnader", "Kostnader", ["personal", "hyra"]),
                ("summa.nettokostnad", "Netto", ["summa.intakter", "summa.kostnader"]),
                ("bidrag", "Bidrag", []),
                ("summa", "Resultat", ["summa.nettokostnad", "bidrag"]),
            ],
        ),
        (
            [REVENUE, COST, APPROPRIATION],
            Labels(total="Resultat", cost="Kostnader"),
            [
                ("taxor", "Taxor", []),
                ("personal", "Personal", []),
                ("summa.kostnader", "Kostnader", ["personal"]),
                ("bidrag", "Bidrag", []),
                ("summa", "Resultat", ["taxor", "summa.kostnader", "bidrag"]),
            ],
        ),
        (
            [COST],
            LABELS,
            [
                ("personal", "Personal", []),
                ("summa.kostnader", "Kostnader", ["personal"]),
                ("summa.nettokostnad", "Netto", ["summa.kostnader"]),
                ("summa", "Resultat", ["summa.nettokostnad"]),
            ],
        ),
        (
            [APPROPRIATION],
            LABELS,
            [("bidrag", "Bidrag", []), ("summa", "Resultat", ["bidrag"])],
        ),
    ],
)
def test_subtotals(rows: list[MoneyRow], labels: Labels, expected: list[Any]) -> None:
    assert shape(with_subtotals(rows, labels)) == expected


def test_net_has_one_row_for_each_side_there_is() -> None:
    entries = net([COST, REVENUE, RENT], LABELS)

    assert shape(entries) == [
        ("summa.intakter", "Intäkter", []),
        ("summa.kostnader", "Kostnader", []),
        ("summa", "Resultat", ["summa.intakter", "summa.kostnader"]),
    ]
    assert [row.key for row in entries[1].rows] == ["personal", "hyra"]


@pytest.mark.parametrize(
    ("has_headings", "headings"),
    [(False, []), (True, [("grupp.vag", "Väg", []), ("grupp.skola", "Skola", [])])],
)
def test_groups_keep_the_order_of_their_first_rows(has_headings: bool, headings: list[Any]) -> None:
    rows = [Line(key, "cost") for key in ("a", "b", "c", "d")]

    entries = in_groups(rows, ["Väg", "Skola", "Väg", ""], LABELS, has_headings=has_headings)

    lines = [entry for entry in shape(entries) if entry not in headings]
    assert lines == [
        ("a", "A", []),
        ("c", "C", []),
        ("grupp.vag.summa", "Summa Väg", ["a", "c"]),
        ("b", "B", []),
        ("grupp.skola.summa", "Summa Skola", ["b"]),
        ("d", "D", []),
        ("summa", "Resultat", ["grupp.vag.summa", "grupp.skola.summa", "d"]),
    ]
    assert [entry for entry in shape(entries) if entry not in lines] == headings


def test_without_a_label_there_is_no_total() -> None:
    assert shape(one_sum([COST], Labels(total=""), side="cost")) == [("personal", "Personal", [])]


amounts = st.decimals(min_value=-(10**10), max_value=10**10, places=2)
sides: st.SearchStrategy[Side] = st.sampled_from(["revenue", "cost", "appropriation"])
rows = st.lists(st.tuples(sides, amounts, amounts), min_size=1, max_size=12)
signs: st.SearchStrategy[Sign] = st.sampled_from(["+", "-"])
conventions = st.builds(
    Convention,
    unit=st.sampled_from(["kr", "tkr", "mnkr"]),
    decimals=st.sampled_from([0, 1, 2]),
    revenue=signs,
    cost=signs,
    surplus=signs,
    better=signs,
)
forms = st.sampled_from(["sum", "subtotals", "net"])


def laid_out(form: str, lines: Sequence[MoneyRow]) -> list[LayoutRow]:
    if form == "net":
        return net(lines, LABELS)
    return with_subtotals(lines, LABELS) if form == "subtotals" else one_sum(lines, LABELS, side="result")


@given(rows, conventions, signs, forms)
def test_every_sum_equals_its_parts_under_every_convention(
    figures: list[tuple[Side, Decimal, Decimal]], convention: Convention, appropriation: Sign, form: str
) -> None:
    lines = [Line(f"rad-{n}", side, budget, actual) for n, (side, budget, actual) in enumerate(figures)]
    made = MoneyTable(
        key="resultat",
        title="Resultat",
        label_heading="Post",
        columns=tuple(ShownColumn(key, key) for key in ("budget", "actual", "variance_actual")),
        convention=convention,
        appropriation=appropriation,
    ).build(laid_out(form, lines))

    by_key = {row.key: row for row in made.rows}
    for row in made.rows:
        for place, column in enumerate(made.columns):
            if row.adds or row.subtracts:
                assert value(row, place) == counted(row, by_key, place, column.kind)
    result = sum((line.actual or 0 for line in lines), D(0))
    sign = 1 if convention.surplus == "-" else -1
    in_kronor = value(made.rows[-1], 1) * {"kr": 1, "tkr": 1000, "mnkr": 10**6}[convention.unit]
    assert in_kronor == sign * result


def value(row: Row, place: int) -> Decimal:
    figure = row.cells[place].value
    assert isinstance(figure, Decimal)
    return figure


def counted(row: Row, by_key: dict[str, Row], place: int, kind: str) -> Decimal:
    drawn = 1 if kind == "variance" else -1
    return sum((value(by_key[key], place) for key in row.adds), D(0)) + drawn * sum(
        (value(by_key[key], place) for key in row.subtracts), D(0)
    )


def printed(*lines: Line, columns: Sequence[str], **options: Any) -> Table:
    shown = shown_columns([{"key": key, "heading": key} for key in columns])
    table = MoneyTable(
        key="t", title="T", label_heading="Post", columns=shown, convention=Convention(), **options
    )
    return table.build(one_sum(lines, Labels(total="Summa"), side="cost"))


@pytest.mark.parametrize(
    ("columns", "texts"),
    [
        (["budget", "carried_over", "total_appropriation"], ["10", "2", "12"]),
        (["budget", "extra_appropriation", "total_appropriation"], ["10", "saknas", "saknas"]),
        (["total_appropriation"], ["saknas"]),
        (["additions", "total_appropriation"], ["saknas", "saknas"]),
        (["carried_over", "variance:total_appropriation:actual"], ["2", "9"]),
    ],
)
def test_a_total_appropriation_sums_the_shown_additions(columns: list[str], texts: list[str]) -> None:
    line = Line("a", "cost", budget=D(10_000), actual=D(3_000), carried_over=D(2_000))
    line.extra_appropriation = None

    assert [cell.text for cell in printed(line, columns=columns).rows[0].cells] == texts


def test_an_appropriation_unlike_its_printed_parts_is_explained() -> None:
    line = Line("a", "cost", budget=D(1_400), carried_over=D(1_400))

    table = printed(line, columns=["budget", "carried_over", "total_appropriation"])

    assert [cell.text for cell in table.rows[0].cells] == ["1", "1", "3"]
    assert table.notes == (ROUNDING_NOTE,)


@pytest.mark.parametrize("zero", ["0", "-", ""])
def test_a_row_of_nothing_but_zeros(zero: str) -> None:
    table = printed(
        Line("a", "cost"),
        Line("b", "cost", budget=D(1_000)),
        columns=["budget", "actual", "variance_actual"],
        zero_row=zero,
    )

    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [zero, zero, zero],
        ["1", "0", "1"],
        ["1", "0", "1"],
    ]
    assert [cell.value for cell in table.rows[0].cells] == [0, 0, 0]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("variance:period_budget:actual", ("Avvikelse (periodbudget – utfall)", ("period_budget", "actual"))),
        ("variance:budget:budget", None),
        ("variance:budget:surplus", None),
        ("variance:comment:budget", None),
        ("surplus", None),
    ],
)
def test_a_variance_against_any_other_figure(key: str, expected: Any) -> None:
    measure = source_of(key)

    assert (measure and (measure.heading, measure.figures)) == expected


def test_every_measure_is_found_by_its_key() -> None:
    assert {key: source_of(key) for key in COLUMN_SOURCES} == COLUMN_SOURCES


def test_a_groups_key_is_the_same_wherever_it_stands() -> None:
    """A live figure of a group's sum never shows another group's."""
    assert group_keys(["Väg", "Skola", "Väg"]) == {"Väg": "vag", "Skola": "skola"}
    assert group_keys(["Ny", "Skola", "Väg"])["Väg"] == "vag"
    assert group_keys(["Väg", "vag", "—"]) == {"Väg": "vag", "vag": "vag-2", "—": "3"}
