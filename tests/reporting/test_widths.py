"""Widths of printed columns: tables of cases, and laws for any table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.blocks import Cell, Column, ColumnKind, Row, Table
from reporting.renderers.widths import PADDING, PORTRAIT, column_widths, needs, needs_landscape, text_width


def make_table(
    columns: list[tuple[ColumnKind, str]], rows: list[tuple[str, ...]], wide: bool = False
) -> Table:
    """``columns`` are (kind, heading); each row is its label and its cells."""
    return Table(
        key="t",
        title="Tabell",
        label_heading="Post",
        columns=tuple(Column(key=f"c{n}", heading=heading, kind=kind) for n, (kind, heading) in enumerate(columns)),
        rows=tuple(
            Row(key=f"r{n}", label=label, cells=tuple(Cell(text=text) for text in cells))
            for n, (label, *cells) in enumerate(rows)
        ),
        is_wide=wide,
    )  # fmt: skip


FIGURES: list[tuple[ColumnKind, str]] = [("amount", name) for name in ("Budget", "Utfall", "Årsprognos")]
LONG = "Klassningsarbetet är genomfört till viss del och behöver belysas mer i verksamheterna. " * 4


def test_digits_are_as_wide_as_the_typeface_makes_them():
    assert round(text_width("1166"), 1) == 6.9  # 497/1000 of 9.8 pt each


def test_a_statement_gives_its_labels_what_the_figures_leave():
    table = make_table(FIGURES, [("Tele- och datakommunikation", "1 100", "1 395", "2 600")])
    assert column_widths(table) == [63, 12, 12, 13]


def test_a_long_text_gets_more_than_a_short_one():
    table = make_table([("text", "Kommentar")], [("Ge god service och IT-drift av hög kvalitet", LONG)])
    label, comment = column_widths(table)
    assert (label, comment) == (21, 79)


@pytest.mark.parametrize(("number", "answer"), [(1, False), (6, False), (7, True), (12, True)], ids=str)
def test_many_amounts_need_a_landscape_page(number: int, answer: bool):
    columns: list[tuple[ColumnKind, str]] = [("amount", "Avvikelse")] * number
    row = ("Datorer och basutrustning", *["−41 391,5"] * number)
    assert needs_landscape(make_table(columns, [row])) == answer


def test_running_text_beside_many_figures_needs_a_landscape_page():
    columns: list[tuple[ColumnKind, str]] = [
        *FIGURES,
        ("status", "Bedömning"),
        ("text", "Orsak"),
        ("text", "Åtgärd"),
    ]
    row = ("Minska antalet pågående incidenter", "178 000", "175 000", "125 000", "Uppnås delvis", LONG, LONG)
    assert needs_landscape(make_table(columns, [row]))


def test_a_table_with_no_rows_has_widths():
    assert sum(column_widths(make_table(FIGURES, []))) == 100


KINDS: list[ColumnKind] = ["amount", "variance", "percent", "quantity", "text", "status"]
TEXTS = st.text(alphabet="abcåäö 0123456789−-", max_size=80)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.lists(st.tuples(st.sampled_from(KINDS), TEXTS), max_size=9))
    rows = draw(st.lists(st.tuples(*[TEXTS] * (len(columns) + 1)), max_size=6))
    return make_table(columns, rows, wide=draw(st.booleans()))


@given(tables())
def test_widths_always_sum_to_the_whole_table(table: Table):
    assert sum(column_widths(table)) == 100


@given(tables())
def test_every_column_has_a_width(table: Table):
    assert min(column_widths(table)) >= 1


@given(tables())
def test_no_word_is_broken_on_a_page_that_has_room(table: Table):
    """Within the half percent lost to whole numbers."""
    wanted = needs(table)
    if table.is_wide or needs_landscape(table):
        return
    for width, need in zip(column_widths(table), wanted, strict=True):
        assert width * PORTRAIT / 100 >= need.least - PORTRAIT / 100
    assert all(need.least >= PADDING for need in wanted)


def test_amounts_are_one_group_after_another():
    columns = (
        Column(key="a", heading="Budget", group="Januari–augusti 2022"),
        Column(key="b", heading="Utfall", group="Januari–augusti 2022"),
        Column(key="c", heading="Budget", group="Helår 2022"),
        Column(key="d", heading="Utfall fg år"),
    )
    cells = tuple(Cell(text="1", value=Decimal(1)) for _ in columns)
    rows = (Row(key="r", label="Intäkter", cells=cells),)
    table = Table(key="t", title="T", label_heading="Post", columns=columns, rows=rows)
    assert table.column_groups() == [("Januari–augusti 2022", 2), ("Helår 2022", 1), ("", 1)]


def test_a_table_without_groups_has_one_heading_row():
    assert make_table(FIGURES, []).column_groups() == []
