"""From a ledger to lines: nothing counted twice, nothing left out, and the file's own sums agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.ledger.account_amounts import AccountAmount, ControlFault, LedgerError, total
from budgets.ledger.account_kinds import is_result_account
from budgets.ledger.account_rules import AccountPrefix, assign, dimensions_of
from budgets.ledger.figures import actuals, budgets
from budgets.ledger.kommun_bas import KOMMUN_BAS, proposed_rules
from budgets.ledger.monthly_balances import one_kind
from budgets.ledger.sie import read_sie
from budgets.ledger.sie_fields import Objects
from budgets.ledger.sie_file import result_balances
from budgets.models import BudgetLine, LineKind
from tests.budgets.test_sie import named, sie

FILES = Path(__file__).parent / "sie_files"
SIE_FILES = [path for path in FILES.iterdir() if path.suffix.lower() in {".se", ".si"}]
WITHOUT_SUMS = {"BokSald.SE", "Lon.si", "FAKT.SI", "BL0001_typ4I.SI"}  # a web page, and vouchers alone
WITH_SUMS = sorted(path for path in SIE_FILES if path.name not in WITHOUT_SUMS)
# How many accounts of a file have another #RES, and another #UB, than its rows add up to.
AT_ODDS = {"Sie3.se": (1, 0), "Sie4.se": (2, 2), "XE_SIE_2_20151125094903.SE": (15, 22)}
THROUGH = dt.date(2023, 7, 31)


@pytest.mark.parametrize("dimensions", [(), ("1",), ("1", "6")], ids=str)
@pytest.mark.parametrize("path", WITH_SUMS, ids=named)
def test_real_files_add_up_to_their_own_sums(path: Path, dimensions: tuple[str, ...]) -> None:
    """Where a file's rows and sums differ, exactly those accounts are named, with both sums."""
    file = read_sie(path.read_bytes())
    figures = actuals(file, file.years[0].ends, lambda account: dimensions)
    declared = sum(row.amount for row in result_balances(file, 0) if is_result_account(file, row.account))
    faults = [fault for fault in figures.control_faults if is_result_account(file, fault.account)]
    assert (len(faults), len(figures.control_faults) - len(faults)) == AT_ODDS.get(path.name, (0, 0))
    assert figures.total - sum(fault.counted - fault.declared for fault in faults) == declared


def test_an_account_that_is_not_in_the_files_own_sums_is_named() -> None:
    file = read_sie((FILES / "Sie3.se").read_bytes())
    assert actuals(file, file.years[0].ends).control_faults == [
        ControlFault("FEL", Decimal("3914.40"), Decimal(0))
    ]


def ledger(*rows: str) -> str:
    return "".join(f"#PSALDO 0 {row}\r\n" for row in rows)


def test_months_through_the_report_are_summed() -> None:
    file = read_sie(
        sie(ledger("202306 5010 {} 100", "202307 5010 {} 20.50", "202308 5010 {} 7", "202307 1930 {} 9"))
    )
    figures = actuals(file, THROUGH)
    assert (figures.source, figures.amounts) == ("PSALDO", [AccountAmount("5010", (), Decimal("120.50"))])


TOTAL, A, B, PROJECT = (), (("1", "A"),), (("1", "B"),), (("6", "P"),)
BOTH = A + PROJECT


@pytest.mark.parametrize(
    ("rows", "dimensions", "expected"),
    [
        ({TOTAL: 100}, "", {TOTAL: 100}),
        ({TOTAL: 100}, "1", {TOTAL: 100}),
        ({TOTAL: 100, A: 60, B: 40}, "", {TOTAL: 100}),
        ({TOTAL: 100, A: 60, B: 40}, "1", {A: 60, B: 40}),
        ({TOTAL: 100, A: 60}, "1", {A: 60, TOTAL: 40}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "1", {A: 100}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "6", {PROJECT: 100}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "", {TOTAL: 100}),
        ({A: 60, B: 40}, "", {TOTAL: 100}),
        ({A: 60, PROJECT: 40}, "1", {A: 60, TOTAL: 40}),
        ({TOTAL: 0, A: 60, B: -60}, "1", {A: 60, B: -60}),
        ({A: 60, PROJECT: 40}, "16", {A: 60, PROJECT: 40}),
        ({BOTH: 60, B: 40}, "16", {BOTH: 60, B: 40}),
        ({BOTH: 60, B: 40}, "6", {PROJECT: 60, TOTAL: 40}),
        ({TOTAL: 100, A: 100, PROJECT: 70, BOTH: 70}, "16", {BOTH: 70, TOTAL: 30}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "16", {A: 100}),
    ],
)
def test_one_kind_of_row_is_taken(
    rows: dict[Objects, int], dimensions: str, expected: dict[Objects, int]
) -> None:
    assert one_kind({key: Decimal(value) for key, value in rows.items()}, tuple(dimensions)) == expected


def test_closing_balances_are_controlled_too() -> None:
    rows = "#IB 0 1930 100\r\n#UB 0 1930 90\r\n#RES 0 5010 20\r\n" + ledger(
        "202307 5010 {} 20", "202307 1930 {} -20"
    )
    assert actuals(read_sie(sie(rows)), THROUGH).control_faults == [
        ControlFault("1930", Decimal(80), Decimal(90))
    ]
    without = "#IB 0 1930 100\r\n#UB 0 1930 90\r\n#RES 0 5010 20\r\n" + ledger("202307 5010 {} 20")
    assert actuals(read_sie(sie(without)), THROUGH).control_faults == []


def test_dimensions_that_the_file_never_crosses_are_told() -> None:
    """Each dimension has the whole sum: how they overlap is unknown."""
    rows = ledger("202307 5010 {} 100", '202307 5010 {1 "A"} 100', '202307 5010 {6 "P"} 100')
    figures = actuals(read_sie(sie(rows)), THROUGH, lambda account: ("1", "6"))
    assert figures.notes == [
        "Konto 5010 har regler för flera dimensioner, men filen säger inte vad som är bokfört på båda. "
        "Bara den ena används. En fil av typ 4 (med verifikat) har båda."
    ]


def test_rules_of_several_dimensions_side_by_side() -> None:
    """An account is split only by the dimensions of its own rules."""
    rules = [
        AccountPrefix("5", "vaxel", "45", "1"),
        AccountPrefix("5", "personal"),
        AccountPrefix("4", "projekt", "P", "6"),
        AccountPrefix("4", "rest"),
    ]
    rows = (
        "#VER A 1 20230105\r\n{\r\n"
        '#TRANS 5010 {1 "450" 6 "P"} 10\r\n#TRANS 5010 {1 "300"} 20\r\n'
        '#TRANS 4010 {1 "450" 6 "P"} 30\r\n#TRANS 4010 {1 "450"} 40\r\n#TRANS 1930 {} -100\r\n}\r\n'
    )
    done = assign(actuals(read_sie(sie(rows)), THROUGH, dimensions_of(rules)).amounts, rules)
    assert {line: [(row.object, int(row.amount)) for row in rows] for line, rows in done.lines.items()} == {
        "vaxel": [("450", 10)], "personal": [("300", 20)], "projekt": [("P", 30)], "rest": [("", 40)],
    }  # fmt: skip


def test_rows_without_objects_may_be_a_part() -> None:
    """Some programs write amounts without an object as the row without objects; the file's sum tells."""
    rows = ledger("202307 5010 {} 10", '202307 5010 {1 "A"} 90') + "#RES 0 5010 100\r\n"
    file = read_sie(sie(rows))
    assert actuals(file, THROUGH).amounts == [AccountAmount("5010", (), Decimal(100))]
    assert actuals(file, THROUGH, lambda account: ("1",)).amounts == [
        AccountAmount("5010", (), Decimal(10)),
        AccountAmount("5010", A, Decimal(90)),
    ]


def test_vouchers_when_the_monthly_balances_are_not_all_there() -> None:
    rows = ledger("202301 5010 {} 1") + (
        "#RES 0 5010 100\r\n#VER A 1 20230731\r\n{\r\n#TRANS 5010 {} 90\r\n#TRANS 1930 {} -90\r\n}\r\n"
        "#VER A 2 20230801\r\n{\r\n#TRANS 5010 {} 10\r\n#TRANS 1930 {} -9\r\n}\r\n"
    )
    figures = actuals(read_sie(sie(rows)), THROUGH)
    assert (figures.source, figures.amounts) == ("VER", [AccountAmount("5010", (), Decimal(90))])
    assert figures.notes == ["Verifikat A 2 på rad 12 går inte jämnt upp: 1 kr skiljer."]


def test_yearly_balances_alone_are_used_with_a_warning() -> None:
    figures = actuals(read_sie(sie("#RES 0 5010 5\r\n")), THROUGH)
    assert (figures.source, figures.total) == ("RES", Decimal(5))
    assert figures.notes == [
        "Filen har bara hela årets saldo (#RES), till och med 2023-12-31, inte per månad. Rapporten gäller till "
        "och med 2023-07-31. En fil av typ 2, 3 eller 4 har saldo per månad."
    ]


@pytest.mark.parametrize(
    ("rows", "through", "message"),
    [
        ("", dt.date(2024, 7, 31),
         "Filen gäller 2023-01-01–2023-12-31, men rapporten har utfall till och med 2024-07-31. "
         "Exportera en fil för rapportens år."),
        ("#UB 0 1930 1\r\n", THROUGH,
         "Filen har inga saldon för rapportens år: varken #PSALDO, #VER eller #RES. "
         "Exportera en SIE-fil av typ 1–4 med saldon."),
        (ledger("202307 5010 {} 1", "202307 5010 {} 2"), THROUGH,
         "Konto 5010 har två rader för 2023-07 med samma objekt, så det går inte att veta vad som gäller. "
         "Exportera filen igen."),
    ],
)  # fmt: skip
def test_a_file_that_does_not_fit_says_why(rows: str, through: dt.date, message: str) -> None:
    with pytest.raises(LedgerError) as refusal:
        actuals(read_sie(sie(rows)), through)
    assert str(refusal.value) == message


def test_the_budget_of_the_year_and_of_the_period() -> None:
    rows = "#PBUDGET 0 202301 5010 {} 10\r\n#PBUDGET 0 202312 5010 {} 5\r\n#RES 0 5010 1\r\n"
    found = budgets(read_sie(sie(rows)), THROUGH)
    assert found is not None
    assert [figures.total for figures in found] == [15, 10]
    assert budgets(read_sie(sie("#RES 0 5010 1\r\n")), THROUGH) is None


RULES = [
    AccountPrefix("5", "personal"),
    AccountPrefix("50", "lon"),
    AccountPrefix("50", "vaxel", "45", "1"),
    AccountPrefix("60", ""),
    AccountPrefix("6", "ovrigt"),
]


@pytest.mark.parametrize(
    ("account", "number", "place"),
    [
        ("5010", "", "lon"),
        ("5010", "450", "vaxel"),
        ("5710", "450", "personal"),
        ("6010", "", "outside"),
        ("6110", "", "ovrigt"),
        ("7010", "", "unmapped"),
    ],
)
def test_the_longest_beginning_wins(account: str, number: str, place: str) -> None:
    amount = AccountAmount(account, (("1", number),) if number else (), Decimal(1))
    done = assign([amount], RULES)
    places = {**done.lines, "outside": done.outside, "unmapped": done.unmapped}
    assert {name: rows for name, rows in places.items() if rows} == {place: [amount]}


PREFIXES = st.text("123", max_size=3)
OBJECTS = st.dictionaries(st.sampled_from("16"), st.text("AB", min_size=1, max_size=2)).map(
    lambda pairs: tuple(sorted(pairs.items()))
)


@given(
    st.dictionaries(
        st.tuples(PREFIXES, st.sampled_from(["", "1", "6"]), st.text("AB", max_size=1)),
        st.sampled_from(["x", "y", ""]),
    ),
    st.lists(
        st.builds(AccountAmount, st.text("123", min_size=4, max_size=4), OBJECTS,
                  st.decimals(-1000, 1000, places=2))
    ),
)  # fmt: skip
def test_every_krona_lands_in_exactly_one_place(
    rules: dict[tuple[str, str, str], str], amounts: list[AccountAmount]
) -> None:
    done = assign(
        amounts,
        [
            AccountPrefix(prefix, line, number, dimension)
            for (prefix, dimension, number), line in rules.items()
        ],
    )
    placed = [row for rows in (*done.lines.values(), done.outside, done.unmapped) for row in rows]
    assert sorted(map(repr, placed)) == sorted(map(repr, amounts))
    assert total(placed) == total(amounts)


def lines(*rows: tuple[str, str]) -> list[BudgetLine]:
    return [
        BudgetLine(key=key, label=label, kind=LineKind.REVENUE if key == "intakter" else LineKind.COST)
        for key, label in rows
    ]


def test_kommun_bas_proposes_rules_from_the_names_of_the_lines() -> None:
    rules = proposed_rules(
        lines(
            ("intakter", "Intäkter"),
            ("personal", "Personalkostnader"),
            ("tele", "Tele- och datakommunikation"),
            ("hyror", "Lokalhyror"),
            ("kapital", "Kapitalkostnader"),
            ("ovrigt", "Övriga kostnader"),
        )
    )
    amounts = [
        AccountAmount(number, (), Decimal(1)) for number in ("3010", "5010", "6010", "6850", "6950", "7910")
    ]
    placed = assign(amounts, rules)
    assert {row.account: key for key, rows in placed.lines.items() for row in rows} == {
        "3010": "intakter", "5010": "personal", "6010": "hyror", "6850": "tele", "6950": "ovrigt", "7910": "kapital",
    }  # fmt: skip


def test_kommun_bas_has_each_beginning_once() -> None:
    prefixes = [group.prefix for group in KOMMUN_BAS]
    assert sorted(prefixes) == sorted(set(prefixes))
