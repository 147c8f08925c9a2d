"""Widths of printed columns: tables of cases, and laws for any table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document.blocks import Cell, Column, ColumnKind, Row, Table
from reporting.renderers.widths import (
    LANDSCAPE,
    PADDING,
    PORTRAIT,
    SMALLER,
    column_widths,
    layout,
    needs,
    needs_landscape,
    text_width,
    with_units,
)


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
    assert column_widths(table) == [62, 12, 12, 14]


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


FIVE: list[tuple[ColumnKind, str]] = [
    ("status", "Enligt regeln"),
    ("status", "Bedömning"),
    ("text", "Så är regeln tillämpad"),
    ("text", "Skäl till annan bedömning"),
]
GOAL = ("Underlätta för digitala möten", "Bedömning saknas", "Uppnås delvis", LONG, LONG)


def test_no_page_is_turned_for_a_table_that_fits_in_small_type():
    """READING.md: a page 5 % full before a needless landscape page for a table of five columns."""
    for rows in (1, 3, 10):
        found = layout(make_table(FIVE, [GOAL] * rows))
        assert (found.is_wide, found.is_small) == (False, True)


def test_three_rows_never_turn_a_page_for_the_sake_of_air():
    columns: list[tuple[ColumnKind, str]] = [("text", f"Åtgärd {number}") for number in range(5)]
    cells = ("Underlätta digitala möten", *[LONG] * 5)
    assert [layout(make_table(columns, [cells] * rows)).is_wide for rows in (3, 4)] == [False, True]


def test_a_table_whose_figures_do_not_fit_lies_down():
    columns: list[tuple[ColumnKind, str]] = [("amount", "Avvikelse")] * 12
    row = ("Datorer och basutrustning", *["−41 391,5"] * 12)
    assert layout(make_table(columns, [row])).is_wide is True


def test_a_few_amounts_stand_in_ordinary_type():
    found = layout(make_table(FIGURES, [("Tele- och datakommunikation", "1 100", "1 395", "2 600")]))
    assert (found.is_wide, found.is_small) == (False, False)


INDICATORS: list[tuple[ColumnKind, str]] = [
    ("quantity", "Nuvärde"),
    ("quantity", "Prognos"),
    ("quantity", "Målvärde"),
    ("status", "Enligt regeln"),
    ("status", "Bedömning"),
]


def test_labels_get_more_than_figures_need():
    """READING.md: "Medarbetar-engagemang" over five lines while Prognos has three times its need."""
    label = "Värde medarbetarundersökningen - Medarbetarengagemang (HME)"
    found = layout(
        make_table(INDICATORS, [(label, "74", "74", "74 eller högre", "Uppnås", "Uppnås inte")] * 9)
    )
    width = found.widths[0] * PORTRAIT / SMALLER / 100
    assert text_width(label) / (width - PADDING) < 2  # two lines
    assert found.widths[2] < 15


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("minska till 85 st", "minska till 85\u00a0st"),
        ("98,5 %", "98,5\u00a0%"),
        ("1 100 st", "1\u00a0100\u00a0st"),
        ("74 eller högre", "74 eller högre"),
    ],
)
def test_a_unit_stays_on_the_line_of_its_figure(typed: str, printed: str):
    assert with_units(typed) == printed


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
def test_a_printed_table_breaks_no_word_of_its_figures(table: Table):
    found = layout(table)
    page = LANDSCAPE if found.is_wide else PORTRAIT / SMALLER if found.is_small else PORTRAIT
    assert sum(found.widths) == 100
    wanted = needs(table)
    if sum(need.least for need in wanted) > page:
        return
    for width, need in zip(found.widths, wanted, strict=True):
        assert width * page / 100 >= need.least - page / 100


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
