""" "41,391" is forty-one in Swedish and forty-one thousand in English: asked about unless what stands there says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from budgets.models import BudgetLine
from reporting.document.ambiguity import has_decimal_commas, is_nearer
from reporting.document.parsing import AmountError, parse_amount
from reporting.journal.writing import open_journal
from reporting.models import Report
from tests import patches
from tests.factories import make_report, make_user, section
from tests.reporting.test_patch import STATEMENT, opened

WHICH = "”{0}” kan betyda 41\u00a0391 {1} eller 41,391 {1}. Skriv 41391 om kommat skiljer tusental, annars 41,391 {1}."


@pytest.mark.parametrize("unit", ["tkr", "mnkr"])
def test_a_comma_before_three_digits_is_asked_about(unit: str) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount("41,391", unit=unit)
    assert str(refused.value) == WHICH.format("41,391", unit)
    assert (
        parse_amount(f"41,391 {unit}", unit=unit) == Decimal("41.391") * {"tkr": 1000, "mnkr": 1000000}[unit]
    )


@pytest.mark.parametrize("text", ["0,391", "1 041,391", "1041,391", "41,39", "41,3910", "41"])
def test_what_can_mean_one_thing_is_read(text: str) -> None:
    assert parse_amount(text, unit="mnkr") is not None


def test_every_group_that_says_anything_must_agree() -> None:
    zero, near, far = Decimal(0), Decimal(50_000), Decimal(40_000_000)
    smaller = Decimal(41_391)
    assert is_nearer(smaller, [[zero], [near], []])
    assert not is_nearer(smaller, [[], [zero]])
    assert not is_nearer(smaller, [[near], [far, -far, near]])


def test_a_column_of_a_file_says_what_its_commas_are() -> None:
    assert has_decimal_commas(["41,391", "−0,5"])
    assert has_decimal_commas(["41,391", "-0,5"])
    assert has_decimal_commas(["41,391", "1 166,250"])
    assert not has_decimal_commas(["41,391", "12,106", "", "Hyra"])


def report_in(unit: str, *amounts: str) -> Report:
    report = make_report(STATEMENT, section("text", has_prose=True), convention={"unit": unit})
    BudgetLine.objects.bulk_create(
        BudgetLine(
            report=report, key=f"rad-{n}", label=f"Rad {n}", position=n, kind="cost",
            budget=Decimal(amount), actual=Decimal(amount), forecast=Decimal(amount),
        )
        for n, amount in enumerate(amounts, start=1)
    )  # fmt: skip
    open_journal(report)
    return report


@pytest.fixture
def save(client: Client, db: None) -> Any:
    def send(report: Report, **cells: str) -> dict[str, Any]:
        client.force_login(make_user(report.committee))
        typed = {f"ekonomi-{name.replace('_', '-')}": text for name, text in cells.items()}
        return patches.autosave(client, report, "ekonomi", opened(client, report) | typed)

    return send


def actual(report: Report) -> Decimal:
    return BudgetLine.objects.get(report=report, key="rad-1").actual


def test_pasted_from_english_over_thousands_is_asked_about(save: Any) -> None:
    report = report_in("tkr", "12106000", "9000000")
    answer = save(report, **{"0-actual": "41,391"})
    assert answer["errors"] == {"ekonomi-0-actual": WHICH.format("41,391", "tkr")}
    assert actual(report) == 12_106_000
    assert save(report, **{"0-actual": "41391"})["saved"]
    assert actual(report) == 41_391_000


def test_three_decimals_in_millions_beside_millions_are_read(save: Any) -> None:
    report = report_in("mnkr", "12106000", "9000000")
    assert save(report, **{"0-actual": "41,391"})["errors"] == {}
    assert actual(report) == 41_391_000


def test_an_amount_that_stands_with_three_decimals_stands(save: Any) -> None:
    """The whole form sends every field, also those nobody has touched."""
    report = report_in("tkr", "41391", "90000000")
    BudgetLine.objects.filter(key="rad-1").update(budget=Decimal(50_000_000))
    assert save(report, **{"0-forecast": "7"})["errors"] == {}
    assert save(report, **{"0-actual": "41,391", "0-forecast": "8"})["errors"] == {}
    assert actual(report) == 41_391


def test_a_new_row_is_asked_about(save: Any) -> None:
    report = report_in("tkr", "12106000")
    answer = save(report, **{"1-label": "Hyra", "1-budget": "1,250"})
    assert "kan betyda 1\u00a0250 tkr eller 1,250 tkr" in answer["errors"]["ekonomi-1-budget"]
