"""A text cell that may be a thousand times another is asked about; a number cell and a told column are not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from reporting.models import Report
from tests.budgets.test_import_tables import OWN, Rows, changes, person, preview, report

__all__ = ["person", "report"]  # fixtures

pytestmark = pytest.mark.django_db

WHICH = (
    "kan betyda −24 199 tkr eller −24,199 tkr. Skriv −24199 om kommat skiljer tusental, annars −24,199 tkr."
)


def rows(revenue: object, *more: list[object]) -> Rows:
    return [*OWN[:3], ["Intäkter", "", revenue, -41_891, 0], *more]


def test_a_text_from_english_is_asked_about(person: Client, report: Report) -> None:
    _, page = preview(person, report, rows("-24,199"), unit="tkr")
    assert any(WHICH in text for text in page.texts("li"))
    assert "seen" not in page.values()


def test_rounding_does_not_hide_the_question(person: Client, report: Report) -> None:
    _, page = preview(person, report, rows("-24,199"), unit="tkr", rounding="1000")
    assert any(WHICH in text for text in page.texts("li"))


def test_a_number_is_no_text(person: Client, report: Report) -> None:
    _, page = preview(person, report, rows(Decimal("-24.199")), unit="tkr")
    assert changes(page)[0] == ("Utfall 230731 (tkr)", "−24 199", "−24,199 tkr")
    assert "seen" in page.values()


def test_another_cell_says_what_the_columns_commas_are(person: Client, report: Report) -> None:
    told = ["Personalkostnader", "", "7 159,25", 12_480, 0]
    _, page = preview(person, report, rows("-24,199", told), unit="tkr")
    assert not any("kan betyda" in text for text in page.texts("li"))
