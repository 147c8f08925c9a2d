"""Many writers at once, each with its own connection: none fails, and nothing saved is lost."""

from __future__ import annotations

import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from budgets.models import BudgetLine
from reporting.journal.writing import open_journal
from reporting.models import JournalEntry
from tests.factories import make_report, make_user, section
from tests.patches import as_patch, send

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgresql,  # the tests' SQLite is in memory; tests/faults/test_real_server.py has it in a file
]


def cell(line: BudgetLine, opened: str, typed: str) -> dict[str, Any]:
    data = {"ekonomi-0-id": str(line.pk), "ekonomi-0-actual": typed, "initial-ekonomi-0-actual": opened}
    return as_patch(data, batch=str(uuid.uuid4()))


@pytest.mark.parametrize("writers", [20, 50])
def test_no_update_is_lost_and_no_one_gets_an_error(writers: int) -> None:
    """Each writes its own figure, and insists whenever another was first."""
    report = make_report(section("ekonomi", "budgets.statement"), convention={"unit": "kr"})
    user = make_user(report.committee)
    line = BudgetLine.objects.create(report=report, key="resor", label="Resor", actual=0)
    open_journal(report)

    def write(number: int) -> list[int]:
        client, opened, answers = Client(), "0", []
        client.force_login(user)
        while True:
            response = send(client, report, "ekonomi", cell(line, opened, str(1000 + number)))
            answers.append(response.status_code)
            conflicts = response.json()["conflicts"]
            if not conflicts and not response.json()["errors"]:
                connection.close()
                return answers
            opened = conflicts["ekonomi-0-actual"]["theirs"]

    with ThreadPoolExecutor(writers) as threads:
        answers = [code for codes in threads.map(write, range(writers)) for code in codes]
    assert set(answers) == {200}
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("Journalen stämmer")
    entries = JournalEntry.objects.of_cell(("budgets.budgetline", "resor", "actual"))
    assert sorted(entry.new for entry in entries) == ["0", *(str(1000 + number) for number in range(writers))]
