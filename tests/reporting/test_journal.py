"""The journal: complete, indelible, and verifiable."""

from __future__ import annotations

import io
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from budgets.models import BudgetLine
from reporting.journal import triggers as journal_guards
from reporting.journal.writing import delete_rows, open_journal, save_rows
from reporting.models import How, JournalEntry, Report, Role, User
from reporting.models.journal import as_text, chained
from reporting.permissions import Action
from reporting.sections import section_of
from reporting.workflow.moves import move
from reporting.workflow.writing import writing
from tests.factories import fresh, make_report, make_user, section
from tests.patches import print_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    return make_report(section("ekonomi", "budgets.statement"), convention={"unit": "tkr"})


@pytest.fixture
def user(report: Report) -> User:
    return make_user(report.committee)


def write(report: Report, by: User, **data: str) -> uuid.UUID:
    """Save the first row of the statement, created if missing, with these fields."""
    with writing(report, by=by) as batch:
        pk = BudgetLine.objects.filter(report=report).values_list("pk", flat=True).first()
        forms = {"ekonomi-TOTAL_FORMS": "1", "ekonomi-INITIAL_FORMS": str(int(bool(pk)))}
        row = {"ekonomi-0-id": str(pk or "")} | {f"ekonomi-0-{name}": text for name, text in data.items()}
        if pk:
            line = BudgetLine.objects.get(pk=pk)
            kept = {"label": line.label, "kind": line.kind, "position": str(line.position)}
            row = {f"ekonomi-0-{name}": text for name, text in kept.items()} | row
        form: Any = section_of(report, "ekonomi").form(forms | row)
        form.batch = batch
        assert form.is_valid(), form.errors
        form.save()
    return batch.uuid


def told(report: Report) -> list[tuple[str, int, str, str, str]]:
    entries = JournalEntry.objects.filter(report=report)
    return [(each.label, each.version, each.old, each.new, each.how) for each in entries]


def verified() -> str:
    out = io.StringIO()
    call_command("verify_journal", stdout=out, stderr=io.StringIO())
    return out.getvalue()


def verify_faults() -> list[str]:
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=io.StringIO(), stderr=err)
    return err.getvalue().splitlines()


def test_an_added_changed_and_removed_row_are_listed_in_order(report: Report, user: User) -> None:
    first = write(report, user, label="Resor", kind="cost", actual="1 200")
    write(report, user, actual="−5,5")
    write(report, user, actual="−5,5", DELETE="on")
    assert told(report) == [
        ("Post, Resor", 1, "", "Resor", "typed"),
        ("Utfall 230731, Resor", 1, "", "1200000", "typed"),
        ("Slag, Resor", 1, "", "cost", "typed"),
        ("Utfall 230731, Resor", 2, "1200000", "-5500", "typed"),
        ("Post, Resor", 2, "Resor", "", "typed"),
        ("Utfall 230731, Resor", 3, "-5500", "", "typed"),
        ("Slag, Resor", 2, "cost", "", "typed"),
    ]
    assert {each.by for each in JournalEntry.objects.all()} == {user}
    assert JournalEntry.objects.filter(batch=first).count() == 3
    assert verified() == "Journalen stämmer: 4 uppgifter kontrollerade.\n"


def test_a_save_without_changes_is_not_reported(report: Report, user: User) -> None:
    write(report, user, label="Resor", kind="cost", actual="1")
    count = JournalEntry.objects.count()
    write(report, user, actual="1,0")
    assert JournalEntry.objects.count() == count


def test_an_undone_change_leaves_no_entry(report: Report, user: User) -> None:
    def half_way() -> None:
        with writing(report, by=user) as batch:
            save_rows(batch, [BudgetLine(report=report, key="resor", label="Resor")])
            batch.write()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert (BudgetLine.objects.count(), JournalEntry.objects.count()) == (0, 0)


def test_a_form_can_not_be_saved_past_the_journal(report: Report) -> None:
    data = {"ekonomi-TOTAL_FORMS": "1", "ekonomi-INITIAL_FORMS": "0", "ekonomi-0-label": "Resor"}
    form: Any = section_of(report, "ekonomi").form(data | {"ekonomi-0-kind": "cost"})
    assert form.is_valid()
    with pytest.raises(RuntimeError, match=r"the batch of writing\(\)"):
        form.save()


def test_an_import_reports_what_it_replaced(report: Report, user: User) -> None:
    line = BudgetLine.objects.create(report=report, key="resor", label="Resor", actual=Decimal(7))
    open_journal(report)
    line.actual = Decimal("1200000.50")
    new = BudgetLine(report=report, key="hyra", label="Hyra", kind="cost", forecast=Decimal(3))
    with writing(report, by=user, how=How.IMPORTED) as batch:
        save_rows(batch, [line, new])
    entries = JournalEntry.objects.filter(batch=batch.uuid)
    assert [(e.row_key, e.field, e.version, e.old, e.new, e.how) for e in entries] == [
        ("resor", "actual", 2, "7", "1200000.5", "imported"),
        ("hyra", "label", 1, "", "Hyra", "imported"),
        ("hyra", "forecast", 1, "", "3", "imported"),
        ("hyra", "kind", 1, "", "cost", "imported"),
    ]
    with writing(report, by=user) as batch:
        delete_rows(batch, [line])
    assert verified() == "Journalen stämmer: 7 uppgifter kontrollerade.\n"


def test_every_step_of_a_report_is_journaled() -> None:
    report = make_report(section("inledning"))
    controller, approver = make_user(report.committee), make_user(report.committee, Role.APPROVER)
    move(report, Action.HAND_IN, by=controller)
    move(report, Action.SEND_BACK, by=approver, reason="Se över.")
    assert [
        (e.label, e.version, e.old, e.new, e.by) for e in JournalEntry.objects.filter(field="status")
    ] == [
        ("status, Delårsrapport", 1, "draft", "handed_in", controller),
        ("status, Delårsrapport", 2, "handed_in", "draft", approver),
    ]
    assert verified() == "Journalen stämmer: 12 uppgifter kontrollerade.\n"  # and what each step left behind


def test_a_changed_text_is_journaled(client: Any) -> None:
    report = make_report(section("inledning", has_prose=True))
    client.force_login(make_user(report.committee))
    client.post(f"/rapporter/{report.slug}/arbeta/inledning/", {"text-markdown": "Året."} | print_of(report))
    entry = JournalEntry.objects.get()
    assert (entry.cell, entry.label, entry.new) == (
        ("reporting.prosetext", "inledning", "markdown"),
        "Text, Inledning",
        "Året.",
    )


# What the database refuses


@pytest.fixture
def entry(report: Report, user: User) -> JournalEntry:
    write(report, user, label="Resor", kind="cost")
    return JournalEntry.objects.earliest("pk")


@pytest.mark.parametrize("sql", ["UPDATE {} SET new = 'x'", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite_the_journal(entry: JournalEntry, sql: str) -> None:
    with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
        connection.cursor().execute(sql.format(journal_guards.TABLE))
    assert JournalEntry.objects.get(pk=entry.pk).new == "Resor"


@pytest.mark.postgresql  # SQLite has no TRUNCATE
def test_postgresql_refuses_to_empty_the_journal(entry: JournalEntry) -> None:
    connection.check_constraints()  # leaves no deferred check
    with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {journal_guards.TABLE}")
    assert JournalEntry.objects.filter(pk=entry.pk).count() == 1


REWRITINGS = {
    "save": lambda entry: entry.save(),
    "delete": lambda entry: entry.delete(),
    "update": lambda entry: JournalEntry.objects.update(new="x"),
    "delete all": lambda entry: JournalEntry.objects.all().delete(),
}


@pytest.mark.parametrize("name", REWRITINGS)
def test_the_code_refuses_first_with_a_sentence(entry: JournalEntry, name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        REWRITINGS[name](entry)
    assert refused.value.messages == ["Journalen ändras aldrig. En rättelse är en ny post."]


def test_a_report_with_a_journal_stays(entry: JournalEntry, report: Report) -> None:
    with pytest.raises(ProtectedError):
        fresh(report).delete()


# What the check finds


def test_the_check_finds_a_value_changed_past_the_journal(report: Report, user: User) -> None:
    write(report, user, label="Resor", kind="cost", actual="1")
    BudgetLine.objects.update(actual=Decimal(2000))
    assert verify_faults() == [
        f"Rapport {report.pk}, budgets.budgetline resor actual: värdet är ”2000”, journalen säger ”1000”."
    ]


def test_the_check_finds_rows_deleted_or_added_unjournaled(report: Report, user: User) -> None:
    write(report, user, label="Resor", kind="cost")
    BudgetLine.objects.update(key="hyra")
    name = f"Rapport {report.pk}, budgets.budgetline"
    assert verify_faults() == [
        f"{name} hyra kind: värdet är ”cost”, journalen säger ””.",
        f"{name} hyra label: värdet är ”Resor”, journalen säger ””.",
        f"{name} resor kind: värdet är ””, journalen säger ”cost”.",
        f"{name} resor label: värdet är ””, journalen säger ”Resor”.",
    ]


def test_the_check_finds_gaps_moved_reports_and_missing_guards(report: Report, user: User) -> None:
    for actual in ("1", "2", "3"):
        write(report, user, label="Resor", kind="cost", actual=actual)
    journal_guards.remove(connection)
    connection.cursor().execute(f"DELETE FROM {journal_guards.TABLE} WHERE new = '2000'")
    Report.objects.update(status="approved")
    guards = [f"Spärren {name} saknas i databasen." for name in journal_guards.triggers(connection)]
    assert verify_faults() == [
        *guards,
        f"Rapport {report.pk}, budgets.budgetline resor actual: post 3 hänger inte ihop med den före.",
        f"Rapport {report.pk}: journalens kedja är bruten vid post 5.",
        f"Rapport {report.pk}, reporting.report {report.slug} status: värdet är ”approved”, "
        "journalen säger ”draft”.",
    ]
    journal_guards.install(connection)
    assert journal_guards.missing(connection) == []


def past_the_guards(sql: str, *values: Any) -> None:
    journal_guards.remove(connection)
    connection.cursor().execute(sql, values)
    journal_guards.install(connection)


@pytest.mark.parametrize("sql", [
    "UPDATE {} SET label = 'Annat' WHERE number = 2",
    "UPDATE {} SET by_id = NULL WHERE number = 2",
    "UPDATE {} SET how = 'imported' WHERE number = 2",
    "UPDATE {} SET digest = 'abc' WHERE number = 2",
    "UPDATE {} SET number = 9 WHERE number = 2",
])  # fmt: skip
def test_the_check_finds_an_entry_that_was_rewritten(report: Report, user: User, sql: str) -> None:
    """Also in what no value shows: who, when, how, and under which name."""
    write(report, user, label="Resor", kind="cost", actual="1")
    past_the_guards(sql.format(journal_guards.TABLE))
    fault, *_ = verify_faults()
    assert fault.startswith(f"Rapport {report.pk}: journalens kedja är bruten vid post ")


def test_an_entry_rewritten_with_its_digest_breaks_the_next(report: Report, user: User) -> None:
    write(report, user, label="Resor", kind="cost", actual="1")
    entry, before = JournalEntry.objects.get(number=2), JournalEntry.objects.get(number=1)
    entry.label = "Annat"
    past_the_guards(
        f"UPDATE {journal_guards.TABLE} SET label = %s, digest = %s WHERE number = 2",
        entry.label, chained(entry, before.digest),
    )  # fmt: skip
    assert verify_faults() == [f"Rapport {report.pk}: journalens kedja är bruten vid post 3."]


def test_the_check_finds_a_cell_whose_whole_history_is_gone(report: Report, user: User) -> None:
    """The value is taken away with its entries, so that no cell contradicts the journal."""
    write(report, user, label="Resor", kind="cost", actual="1")
    write(report, user, label="Resor och hotell")
    past_the_guards(f"DELETE FROM {journal_guards.TABLE} WHERE field = 'actual'")
    BudgetLine.objects.update(actual=None)
    assert verify_faults() == [f"Rapport {report.pk}: journalens kedja är bruten vid post 3."]


def test_each_report_has_a_chain_of_its_own(report: Report, user: User) -> None:
    other = make_report(section("ekonomi", "budgets.statement"))
    for each in (report, other, report):
        write(each, make_user(each.committee), label="Resor", kind="cost", actual=str(each.pk))
        write(each, make_user(each.committee), label="Hyra")
    numbers = {
        each.pk: list(JournalEntry.objects.filter(report=each).values_list("number", flat=True))
        for each in (report, other)
    }
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())
    assert verified().startswith("Journalen stämmer")


def test_rows_older_than_the_journal_get_first_entries_once(report: Report) -> None:
    BudgetLine.objects.create(report=report, key="resor", label="Resor", actual=Decimal(7))
    report.texts.create(section_key="ekonomi", markdown="Text.")
    for expected in (
        "4 uppgifter fick sin första journalpost.\n",
        "0 uppgifter fick sin första journalpost.\n",
    ):
        out = io.StringIO()
        call_command("open_journal", stdout=out)
        assert out.getvalue() == expected
    assert verified() == "Journalen stämmer: 5 uppgifter kontrollerade.\n"


def test_the_demo_is_in_the_journal(demo: None) -> None:
    assert verified().startswith("Journalen stämmer: ")
    assert set(JournalEntry.objects.values_list("how", flat=True)) == {"imported", "typed"}


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), ("", ""), (False, ""), (True, "ja"), (0, "0"), (Decimal("0.00"), "0"), (Decimal("-0"), "0"),
     (Decimal("1000.00"), "1000"), (Decimal("1E+3"), "1000"), (Decimal("-0.50"), "-0.5"), ("1,5 %", "1,5 %")],
)  # fmt: skip
def test_values_as_text(value: Any, text: str) -> None:
    assert as_text(value) == text
