"""From a ledger to lines: nothing counted twice, nothing left out, and the file's own sums agree."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.import_ledger import (
    AccountAmount,
    ControlFault,
    LedgerError,
    Rule,
    actuals,
    assign,
    budgets,
    is_result_account,
    one_kind,
    total,
)
from budgets.kommun_bas import KOMMUN_BAS, proposed_rules
from budgets.models import BudgetLine, LineKind
from budgets.sie import read_sie, result_balances
from tests.budgets.test_sie import named, sie

FILES = Path(__file__).parent / "sie_files"
WITH_SUMS = sorted(
    path for path in FILES.iterdir() if path.name not in {"BokSald.SE", "Lon.si", "NOTICE.txt"}
)
THROUGH = dt.date(2023, 7, 31)


@pytest.mark.parametrize("dimension", ["", "1"])
@pytest.mark.parametrize("path", [path for path in WITH_SUMS if path.suffix.lower() == ".se"], ids=named)
def test_real_files_add_up_to_their_own_sums(path: Path, dimension: str) -> None:
    """One file has an account that is not in its own sums: it is named."""
    file = read_sie(path.read_bytes())
    figures = actuals(file, file.years[0].ends, dimension)
    declared = sum(row.amount for row in result_balances(file, 0) if is_result_account(file, row.account))
    stray = [ControlFault("FEL", Decimal("3914.40"), Decimal(0))] if path.name == "Sie3.se" else []
    assert figures.control_faults == stray
    assert figures.total - sum(fault.counted for fault in stray) == declared


def ledger(*rows: str) -> str:
    return "".join(f"#PSALDO 0 {row}\r\n" for row in rows)


def test_months_through_the_report_are_summed() -> None:
    file = read_sie(
        sie(ledger("202306 5010 {} 100", "202307 5010 {} 20.50", "202308 5010 {} 7", "202307 1930 {} 9"))
    )
    figures = actuals(file, THROUGH)
    assert (figures.source, figures.amounts) == ("PSALDO", [AccountAmount("5010", "", Decimal("120.50"))])


TOTAL, A, B, PROJECT = (), (("1", "A"),), (("1", "B"),), (("6", "P"),)


@pytest.mark.parametrize(
    ("rows", "dimension", "expected"),
    [
        ({TOTAL: 100}, "", {"": 100}),
        ({TOTAL: 100}, "1", {"": 100}),
        ({TOTAL: 100, A: 60, B: 40}, "", {"": 100}),
        ({TOTAL: 100, A: 60, B: 40}, "1", {"A": 60, "B": 40}),
        ({TOTAL: 100, A: 60}, "1", {"A": 60, "": 40}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "1", {"A": 100}),
        ({TOTAL: 100, A: 100, PROJECT: 100}, "", {"": 100}),
        ({A: 60, B: 40}, "", {"": 100}),
        ({A: 60, PROJECT: 40}, "1", {"A": 60, "": 40}),
        ({TOTAL: 0, A: 60, B: -60}, "1", {"A": 60, "B": -60}),
    ],
)
def test_one_kind_of_row_is_taken(
    rows: dict[tuple[tuple[str, str], ...], int], dimension: str, expected: dict[str, int]
) -> None:
    assert one_kind({key: Decimal(value) for key, value in rows.items()}, dimension) == expected


def test_rows_without_objects_may_be_a_part() -> None:
    """Some programs write what has no object as the row without objects; the file's own sum tells."""
    rows = ledger("202307 5010 {} 10", '202307 5010 {1 "A"} 90') + "#RES 0 5010 100\r\n"
    file = read_sie(sie(rows))
    assert actuals(file, THROUGH).amounts == [AccountAmount("5010", "", Decimal(100))]
    assert actuals(file, THROUGH, "1").amounts == [
        AccountAmount("5010", "", Decimal(10)),
        AccountAmount("5010", "A", Decimal(90)),
    ]


def test_vouchers_when_the_monthly_balances_are_not_all_there() -> None:
    rows = ledger("202301 5010 {} 1") + (
        "#RES 0 5010 100\r\n#VER A 1 20230731\r\n{\r\n#TRANS 5010 {} 90\r\n#TRANS 1930 {} -90\r\n}\r\n"
        "#VER A 2 20230801\r\n{\r\n#TRANS 5010 {} 10\r\n#TRANS 1930 {} -9\r\n}\r\n"
    )
    figures = actuals(read_sie(sie(rows)), THROUGH)
    assert (figures.source, figures.amounts) == ("VER", [AccountAmount("5010", "", Decimal(90))])
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
    Rule("5", "personal"),
    Rule("50", "lon"),
    Rule("50", "vaxel", "45"),
    Rule("60", ""),
    Rule("6", "ovrigt"),
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
    amount = AccountAmount(account, number, Decimal(1))
    done = assign([amount], RULES)
    places = {**done.lines, "outside": done.outside, "unmapped": done.unmapped}
    assert {name: rows for name, rows in places.items() if rows} == {place: [amount]}


PREFIXES = st.text("123", max_size=3)


@given(
    st.dictionaries(st.tuples(PREFIXES, st.text("AB", max_size=1)), st.sampled_from(["x", "y", ""])),
    st.lists(
        st.builds(AccountAmount, st.text("123", min_size=4, max_size=4), st.text("AB", max_size=2),
                  st.decimals(-1000, 1000, places=2))
    ),
)  # fmt: skip
def test_every_krona_lands_in_exactly_one_place(
    rules: dict[tuple[str, str], str], amounts: list[AccountAmount]
) -> None:
    done = assign(amounts, [Rule(prefix, line, number) for (prefix, number), line in rules.items()])
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
        AccountAmount(number, "", Decimal(1)) for number in ("3010", "5010", "6010", "6850", "6950", "7910")
    ]
    placed = assign(amounts, rules)
    assert {row.account: key for key, rows in placed.lines.items() for row in rows} == {
        "3010": "intakter", "5010": "personal", "6010": "hyror", "6850": "tele", "6950": "ovrigt", "7910": "kapital",
    }  # fmt: skip


def test_kommun_bas_has_each_beginning_once() -> None:
    prefixes = [group.prefix for group in KOMMUN_BAS]
    assert sorted(prefixes) == sorted(set(prefixes))
