"""Rows in the admin: only in drafts, journaled, and under the report's lock."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.journal.writing import open_journal
from reporting.models import JournalEntry, Report, Role, User
from reporting.models.choices import Status
from reporting.workflow.writing import administering
from tests.factories import PASSWORD, fresh, make_report, section
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(report: Report) -> User:
    """A superuser, who is administratör of the nämnd too."""
    user = User.objects.create_superuser(username="drift", password=PASSWORD)
    user.memberships.create(committee=report.committee, role=Role.ADMINISTRATOR)
    return user


@pytest.fixture
def admin(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def report() -> Report:
    return make_report(section("ekonomi", "budgets.statement"))


@pytest.fixture
def line(report: Report) -> BudgetLine:
    line = BudgetLine.objects.create(report=report, key="resor", label="Resor", actual=Decimal(7))
    open_journal(report)
    return line


def typed(**data: str) -> dict[str, str]:
    return {"label": "Resor", "kind": "cost", "position": "1"} | data


def test_a_row_is_added_changed_and_taken_away_with_the_journal(
    admin: Client, report: Report, line: BudgetLine
) -> None:
    opened, changed_at = JournalEntry.objects.count(), report.changed_at
    admin.post(
        reverse("admin:budgets_budgetline_add"), typed(report=str(report.pk), key="hyra", label="Hyra")
    )
    admin.post(reverse("admin:budgets_budgetline_change", args=[line.pk]), typed(actual="9.50"))
    admin.post(reverse("admin:budgets_budgetline_delete", args=[line.pk]), {"post": "yes"})
    assert list(BudgetLine.objects.values_list("label", flat=True)) == ["Hyra"]
    told = JournalEntry.objects.order_by("pk")[opened:]
    assert [(e.row_key, e.field, e.old, e.new) for e in told] == [
        ("hyra", "label", "", "Hyra"),
        ("hyra", "kind", "", "cost"),
        ("resor", "actual", "7", "9.5"),
        ("resor", "label", "Resor", ""),
        ("resor", "actual", "9.5", ""),
        ("resor", "kind", "cost", ""),
    ]
    assert fresh(report).changed_at > changed_at
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("Journalen stämmer")


def test_no_row_is_added_to_a_report_that_is_handed_in(admin: Client, report: Report) -> None:
    Report.objects.update(status=Status.HANDED_IN)
    address = reverse("admin:budgets_budgetline_add")
    assert report.title not in Page(admin.get(address).content).texts("option")
    admin.post(address, typed(report=str(report.pk), key="hyra", label="Hyra"))
    assert not BudgetLine.objects.exists()


def test_a_concurrent_hand_in_stops_it(report: Report, administrator: User) -> None:
    """The status is read again under the lock."""
    Report.objects.filter(pk=report.pk).update(status=Status.HANDED_IN)
    with pytest.raises(PermissionDenied), administering(report, by=administrator):
        pass
