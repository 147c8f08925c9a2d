"""Each constraint, broken once: in the database, and in words a person can act on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from budgets.models import AllocationKey, BudgetChange, BudgetLine, InvestmentProject, Measure, MemberResult
from tests.factories import make_report

pytestmark = pytest.mark.django_db

TAKEN = {"key": "a", "label": "A"}


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (BudgetLine, TAKEN, "Rapporten har redan en budgetrad med den nyckeln."),
        (BudgetLine, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
        (InvestmentProject, TAKEN, "Rapporten har redan ett investeringsprojekt med den nyckeln."),
        (InvestmentProject, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
        (MemberResult, TAKEN, "Rapporten har redan en medlemskommun med den nyckeln."),
        (MemberResult, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
        (BudgetChange, TAKEN, "Rapporten har redan en budgetförändring med den nyckeln."),
        (BudgetChange, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
        (AllocationKey, TAKEN, "Rapporten har redan en fördelningsnyckel med den nyckeln."),
        (AllocationKey, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
        (Measure, TAKEN, "Rapporten har redan en åtgärd med den nyckeln."),
        (Measure, {"key": "summa", "label": "B"}, "Nyckeln ”summa” är summaradens. Välj en annan."),
    ],
)
def test_constraints(model: Any, values: dict[str, str], message: str) -> None:
    report = make_report()
    model.objects.create(report=report, **TAKEN)
    row = model(report=report, **values)

    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert refused.value.messages == [message]
    with pytest.raises(IntegrityError):
        row.save()


@pytest.mark.parametrize(
    ("model", "values", "message"),
    [
        (BudgetLine, {"kind": "gift"}, "En budgetrad är en intäkt, en kostnad eller ett kommunbidrag."),
        (AllocationKey, {"weight": Decimal(-1)}, "En andel är noll eller mer."),
        (Measure, {"status": "dreamt"}, "En åtgärd är planerad, påbörjad, genomförd eller avbruten."),
        (
            Measure,
            {"forecast_part": Decimal(1), "is_in_forecast": False},
            "Ett belopp i prognosen kräver att åtgärden ingår i prognosen.",
        ),
    ],
)
def test_values_no_row_may_have(model: Any, values: dict[str, Any], message: str) -> None:
    row = model(report=make_report(), key="a", label="A", **values)

    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert refused.value.messages == [message]
    with pytest.raises(IntegrityError):
        row.save()


def test_equal_keys_are_the_same_row_in_different_periods() -> None:
    first, second = make_report(), make_report()
    BudgetLine.objects.create(report=first, **TAKEN)
    BudgetLine.objects.create(report=second, **TAKEN)

    assert list(BudgetLine.objects.values_list("report", "key")) == [(first.pk, "a"), (second.pk, "a")]


def test_rows_are_in_order_and_figures_exact() -> None:
    report = make_report()
    BudgetLine.objects.create(report=report, key="b", label="B", position=2, budget=Decimal("99999999999.99"))
    BudgetLine.objects.create(report=report, key="a", label="A", position=1)

    assert list(report.budget_lines.values_list("key", "budget")) == [
        ("a", None),
        ("b", Decimal("99999999999.99")),
    ]
