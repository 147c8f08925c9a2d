"""Made-up sheets against a report: each value is shown as a change, refused, or what stood there before.

Never a fault of the portal's own, never a value that is changed or dropped without a word.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.document.amounts import UNITS
from reporting.document.parsing import AmountError, parse_amount
from reporting.imports.any_table import TablePlan, TableReader
from reporting.imports.entry_workbook import WorkbookPlan, workbook_plan
from reporting.imports.grids import EntryGrid, entry_grids
from reporting.imports.spreadsheets.cells import Book, Sheet, SheetCell, UploadRefused, number_cell
from reporting.imports.spreadsheets.csv_text import read_csv
from reporting.imports.spreadsheets.read import read_workbook
from reporting.imports.table_layout import kronor
from reporting.models.table_layout import Blank, ColumnUse, Rounding, RowPlacement, Signs, TableLayout
from tests.budgets.published import LINES_2023, add_lines, statement
from tests.budgets.test_import_workbook import NS, with_sheet
from tests.factories import fresh, make_report

pytestmark = pytest.mark.django_db
MANY = settings(max_examples=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
SOME = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])

NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(Decimal),
    st.decimals(-(10**9), 10**9, places=3),
    st.sampled_from([Decimal(10) ** 14, Decimal("0.0001"), Decimal(0), Decimal("-41391")]),
)
TYPED = st.sampled_from(
    ["−1 200", "(41 391)", "1.166,50", "1,500", "-", "2,1 mSEK", "=A1", "#DIV/0!", "41 391-", "1,9 Mkr", "+-0", "tolv",
     "1\u00a0166", "1\u202f166,5", "0:-", "", " ", "\x00", "9" * 40, "12 st", "5 %"]
)  # fmt: skip
VALUES = st.one_of(NUMBERS, TYPED, st.text(max_size=8), st.booleans(), st.dates())
GRID_CELLS = st.dictionaries(
    st.tuples(st.integers(4, 9), st.integers(3, 5)), st.one_of(st.none(), VALUES), max_size=6
)


@pytest.fixture
def grid(db: None) -> EntryGrid:
    report = make_report(statement())
    add_lines(report, LINES_2023[:4])
    return entry_grids(fresh(report))[0]


def printed_amounts(grid: EntryGrid) -> dict[tuple[str, str], Decimal | None]:
    """Kronor with the table's signs, by row and field."""
    return {
        (key, name): None if (value := getattr(form.instance, name)) is None else form.as_printed(value)
        for key, form in grid.rows()
        for name in ("budget", "actual", "forecast")
    }


def saved_amounts(plan: WorkbookPlan) -> dict[tuple[str, str], Decimal | None]:
    """What the bound forms would save, likewise."""
    (each,) = plan.imports
    return {
        (form.instance.key, name): None if value is None else form.as_printed(value)
        for form in each.form.initial_forms
        for name in ("budget", "actual", "forecast")
        for value in [form.cleaned_data.get(name, getattr(form.instance, name))]
    }


def expected_of(value: Any) -> Decimal | None:
    """What a cell of the entry workbook means in kronor; AmountError or TypeError when it must be refused."""
    if isinstance(value, str):
        return parse_amount(value, unit="tkr")
    if not isinstance(value, Decimal):
        raise TypeError
    return value * 1000


def check_entry_sheet(grid: EntryGrid, cells: dict[tuple[int, int], Any]) -> None:
    fields = {3: "budget", 4: "actual", 5: "forecast"}
    keys = [key for key, _ in grid.rows()]
    header = {0: SheetCell("Nyckel")} | {
        place: SheetCell(column.heading)
        for place, column in enumerate(grid.columns, start=1)
        if place in fields
    }
    now = printed_amounts(grid)
    rows: dict[int, dict[int, SheetCell]] = {3: header}
    for line, key in enumerate(keys, start=4):
        rows[line] = {0: SheetCell(key)}
        for place, name in fields.items():
            value = cells.get((line, place), (now[key, name] or Decimal(0)) / 1000)
            if value is not None and value != "":
                rows[line][place] = SheetCell(value)
    plan = workbook_plan(grid.section.report, [grid], Book([Sheet(grid.sheet_name, rows)]))
    expected, refused = dict(now), set()
    for (line, place), value in cells.items():
        if line - 4 >= len(keys):
            continue
        try:
            expected[keys[line - 4], fields[place]] = None if value in (None, "") else expected_of(value)
        except (AmountError, TypeError):
            refused.add((line, grid.columns[place - 1].heading))
    told = {(refusal.row, refusal.column) for refusal in plan.refusals}
    assert refused <= told
    if plan.is_ready:
        assert saved_amounts(plan) == expected
        changed = sum(expected[cell] != now[cell] for cell in now)
        assert len(plan.changes) == changed
    else:
        assert told


@SOME
@given(GRID_CELLS)
def test_an_entry_sheet(grid: EntryGrid, cells: dict[tuple[int, int], Any]) -> None:
    check_entry_sheet(grid, cells)


@pytest.mark.nightly
@MANY
@given(GRID_CELLS)
def test_an_entry_sheet_many_times(grid: EntryGrid, cells: dict[tuple[int, int], Any]) -> None:
    check_entry_sheet(grid, cells)


LAYOUTS = st.builds(
    TableLayout,
    st.just("Blad"),
    st.just(1),
    st.just((ColumnUse(0, "Konto", "row"), ColumnUse(1, "Utfall", "actual"))),
    st.sampled_from(["kr", "tkr", "mnkr"]),
    st.sampled_from(Signs),
    st.sampled_from(Blank),
    st.sampled_from(Blank),
    st.sampled_from(Rounding),
)
NAMES = st.sampled_from(
    ["Intäkter", "intakter", " PERSONALKOSTNADER", "Datorer & basutrustning", "Summa", "Okänd", ""]
)
TABLE = st.lists(st.tuples(NAMES, st.one_of(st.none(), VALUES)), max_size=6)
CHOICES = {"summa": (RowPlacement.SKIP, ""), "okänd": (RowPlacement.ROW, "telekommunikation")}


def check_own_table(grid: EntryGrid, layout: TableLayout, table: list[tuple[str, Any]]) -> None:
    rows = {1: {0: SheetCell("Konto"), 1: SheetCell("Utfall")}}
    for line, (name, value) in enumerate(table, start=2):
        rows[line] = {
            place: SheetCell(held) for place, held in ((0, name), (1, value)) if held not in (None, "")
        }
    read = TableReader("Prov", grid, Sheet("Blad", rows), layout, CHOICES).read()
    plan = TablePlan(grid.section.report, [grid], [read])
    now = printed_amounts(grid)
    if not plan.is_ready:
        assert plan.refusals or plan.unknowns or read.unknown_rows
        return
    saved, expected = saved_amounts(plan), dict(now)
    for key, value in expected_rows(table).items():
        expected[key, "actual"] = expected_amount(grid, key, layout, value, now[key, "actual"])
    assert saved == expected


def expected_rows(table: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = {
        "intäkter": "intakter", "intakter": "intakter", "personalkostnader": "personalkostnader",
        "datorer & basutrustning": "datorer", "okänd": "telekommunikation",
    }  # fmt: skip
    found: dict[str, list[Any]] = {}
    for name, value in table:
        if key := keys.get(name.strip().lower()):
            found.setdefault(key, []).append(value)
    return found


def expected_amount(
    grid: EntryGrid, key: str, layout: TableLayout, values: list[Any], now: Decimal | None
) -> Decimal | None:
    """By the rules as the page states them, independent of the parser."""
    read = [kronor(SheetCell(value), layout) for value in values if value not in (None, "")]
    told = [amount for amount in read if not isinstance(amount, Blank)]
    if not told:
        return {Blank.KEEP: now, Blank.MISSING: None, Blank.ZERO: Decimal(0)}[layout.blank]
    known = [amount for amount in told if amount is not None]
    if not known:
        return None
    is_revenue = key == "intakter"
    turned = layout.signs is Signs.TURNED or (layout.signs is Signs.PLAIN and is_revenue)
    return -sum(known, Decimal(0)) if turned else sum(known, Decimal(0))


@SOME
@given(LAYOUTS, TABLE)
def test_a_custom_table(grid: EntryGrid, layout: TableLayout, table: list[tuple[str, Any]]) -> None:
    check_own_table(grid, layout, table)


@pytest.mark.nightly
@MANY
@given(LAYOUTS, TABLE)
def test_a_custom_table_many_times(
    grid: EntryGrid, layout: TableLayout, table: list[tuple[str, Any]]
) -> None:
    check_own_table(grid, layout, table)


def check_kronor(layout: TableLayout, value: Any) -> None:
    """A number is the number in its unit, rounded by less than one step, or refused."""
    try:
        read = kronor(SheetCell(value), layout)
    except AmountError:
        return
    if isinstance(value, Decimal):
        assert isinstance(read, Decimal)
        step = Decimal(0) if layout.rounding is Rounding.EXACT else Decimal(layout.rounding.value)
        assert abs(read - value * UNITS[layout.unit]) * 2 <= step
    elif isinstance(read, Decimal) and layout.rounding is Rounding.EXACT and value.strip() not in "-–—−":
        assert read == parse_amount(value, unit=layout.unit)


@pytest.mark.parametrize("rounding", Rounding)
def test_a_number_beyond_all_money_is_refused(rounding: Rounding) -> None:
    """Not so large that the file is refused, but in millions beyond what decimals are counted with."""
    layout = TableLayout("", 1, (), unit="mnkr", rounding=rounding)
    with pytest.raises(AmountError, match="för stort för att vara ett belopp"):
        kronor(number_cell(1.23456789012345e20, ""), layout)


@settings(max_examples=200)
@given(LAYOUTS, VALUES)
def test_amounts_of_a_custom_table(layout: TableLayout, value: Any) -> None:
    check_kronor(layout, value)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(LAYOUTS, VALUES)
def test_amounts_of_a_custom_table_many_times(layout: TableLayout, value: Any) -> None:
    check_kronor(layout, value)


def check_any_csv(content: bytes) -> None:
    with suppress(UploadRefused):
        sheet = read_csv(content, "a")
        cells = [cell.value for row in sheet.rows.values() for cell in row.values()]
        assert all(isinstance(value, str) and value.strip() for value in cells)


CSV_BYTES = st.lists(
    st.one_of(st.sampled_from([b";", b"\t", b'"', b"\r\n", b"\n", b"\r", b"\xef\xbb\xbf", b"\x00", b"<", b"1,5"]),
              st.binary(max_size=4)), max_size=30,
).map(b"".join)  # fmt: skip


@settings(max_examples=200)
@given(CSV_BYTES)
def test_any_bytes_as_csv(content: bytes) -> None:
    check_any_csv(content)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(CSV_BYTES)
def test_any_bytes_as_csv_many_times(content: bytes) -> None:
    check_any_csv(content)


XML_PIECES = st.sampled_from(
    ["<row>", "</row>", '<row r="-1">', '<row r="99999999999">', '<c r="A1" t="n">', '<c r="ZZZZ9">', '<c t="s">',
     "</c>", "<v>", "</v>", "1", "-", "x", "1e999", "NaN", "<f>", "</f>", '<c t="d">', '<c t="e">', '<c t="b">',
     "<is><t>", "</t></is>", "&x;", "<!--", "]]>", "<sheetData>", "</sheetData>", '<mergeCell ref="A1:XFD1048576"/>']
)  # fmt: skip
SHEET_XML = st.lists(XML_PIECES, max_size=15).map("".join)


def check_any_sheet(xml: str, cut: int) -> None:
    """A real book with a generated sheet, whole and truncated: read, or refused in Swedish."""
    content = with_sheet(b"<worksheet " + NS + b"><sheetData>" + xml.encode() + b"</sheetData></worksheet>")
    for part in (content, content[:cut], content[cut:]):
        with suppress(UploadRefused):
            read_workbook(part, {"Sheet"})


@settings(max_examples=40)
@given(SHEET_XML, st.integers(0, 4_000))
def test_any_sheet(xml: str, cut: int) -> None:
    check_any_sheet(xml, cut)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(SHEET_XML, st.integers(0, 4_000))
def test_any_sheet_many_times(xml: str, cut: int) -> None:
    check_any_sheet(xml, cut)
