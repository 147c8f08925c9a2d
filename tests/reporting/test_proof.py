"""What was adopted is proved: by verify_journal, by verify_adopted, and by what is printed on paper."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from docx import Document as WordFile

from reporting.journal import locks, triggers
from reporting.journal.writing import open_journal
from reporting.models import AdoptedFile, JournalEntry, Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.renderers.page import print_html
from reporting.workflow.correction import start_correction
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page
from tests.reporting.test_guards import WAY
from tests.worlds import World, made_by

pytestmark = pytest.mark.django_db
KINDS = ["docx", "json", "pdf", "xlsx"]


def sent_back_and_adopted() -> Report:
    """With a row in every guarded table."""
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Bildningsnämden har haft ett bra år.")
    controller = make_user(report.committee)
    take(report, Action.HAND_IN, by=controller)
    take(report, Action.SEND_BACK, by=controller, reason="Se över.")
    accept_something(fresh(report), controller)
    return adopt_as_it_is(report)


def accept_something(report: Report, by: User) -> None:
    report.accepted_findings.create(
        fingerprint="f" * 32, code="stavning", message="Ordet.", reason="Namn.", by=by
    )
    open_journal(report, by=by)


def adopt_as_it_is(report: Report) -> Report:
    for action, role in WAY.items():
        take(fresh(report), action, by=make_user(report.committee, role))
    return fresh(report)


@pytest.fixture(scope="module")
def proved_world(django_db_setup: None, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return made_by(sent_back_and_adopted)


@pytest.fixture
def adopted(proved_world: World) -> Report:
    proved_world.enter()
    return Report.objects.with_context().get()


def complaints(command: str) -> list[str]:
    err = io.StringIO()
    try:
        call_command(command, stdout=io.StringIO(), stderr=err)
    except CommandError:
        return err.getvalue().splitlines()
    return []


def all_complaints() -> list[str]:
    return complaints("verify_journal") + complaints("verify_adopted")


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def columns_of(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def test_what_is_whole_is_said_to_be(adopted: Report) -> None:
    assert all_complaints() == []


# Every table that proves something, and every way to change it

PROVING = [
    "reporting_journalentry", "reporting_journalhead", "reporting_adopteddocument", "reporting_adoptedfile",
    "reporting_handedindocument", "reporting_statuschange", "reporting_acceptedfinding", "reporting_prosetext",
]  # fmt: skip
FIRST = "(SELECT min({key}) FROM {table})"
LAST = "(SELECT max({key}) FROM {table})"


def key_of(table: str) -> str:
    return "report_id" if table == "reporting_journalhead" else "id"


def changed_bytes(table: str) -> list[str]:
    """An UPDATE of each column of the table that says something, and of another row's worth of each."""
    key = key_of(table)
    where = f"WHERE {key} = {LAST.format(key=key, table=table)}"
    changes = {
        **{name: f"{name} + 1" for name in ("number", "version", "size")},
        "by_id": "(SELECT id FROM reporting_user WHERE username = 'someone-else')",
        "how": "'pasted'",
        "batch": "'00000000-0000-0000-0000-000000000001'"
        if connection.vendor == "postgresql"
        else "'00000000000000000000000000000001'",
    }
    times = {"at", "adopted_at", "handed_in_at", "made_at"}
    found = []
    for column in columns_of(table):
        if column not in {"id", "report_id", *times}:
            value = changes.get(column, f"'x' || substr({column}, 2)")
            found.append(f"UPDATE {table} SET {column} = {value} {where}")
    found += [
        f"UPDATE {table} SET {column} = '2020-01-01 10:00:00+00:00' {where}"
        for column in columns_of(table)
        if column in times
    ]
    return found


@pytest.mark.parametrize("table", PROVING)
def test_every_changed_byte_is_reported(adopted: Report, table: str) -> None:
    """With the triggers dropped, and put back after, as a careful forger would."""
    make_user(adopted.committee, username="someone-else")
    assert len(changed_bytes(table)) >= 2
    for sql in changed_bytes(table):
        with transaction.atomic():
            connection.check_constraints()
            triggers.remove(connection)
            execute(sql)
            triggers.install(connection)
            assert all_complaints() != [], sql
            transaction.set_rollback(True)


@pytest.mark.parametrize("table", PROVING)
@pytest.mark.parametrize("which", [FIRST, LAST])
def test_every_removed_row_is_reported(adopted: Report, table: str, which: str) -> None:
    triggers.remove(connection)
    key = key_of(table)
    execute(f"DELETE FROM {table} WHERE {key} = {which.format(key=key, table=table)}")
    triggers.install(connection)
    assert all_complaints() != []


@pytest.mark.parametrize("table", PROVING)
def test_an_emptied_table_is_reported(adopted: Report, table: str) -> None:
    connection.check_constraints()
    triggers.remove(connection)
    execute(f"TRUNCATE {table} CASCADE" if connection.vendor == "postgresql" else f"DELETE FROM {table}")
    triggers.install(connection)
    assert all_complaints() != []


@pytest.mark.sqlite
@pytest.mark.parametrize("table", PROVING)
def test_a_replaced_row_is_refused(adopted: Report, table: str) -> None:
    key = key_of(table)
    for which in (FIRST, LAST):
        row = f"SELECT * FROM {table} WHERE {key} = {which.format(key=key, table=table)}"
        with pytest.raises(DatabaseError), transaction.atomic():
            execute(f"INSERT OR REPLACE INTO {table} {row}")


@pytest.mark.sqlite
@pytest.mark.parametrize("table", PROVING)
def test_a_row_replaced_without_triggers_is_reported(adopted: Report, table: str) -> None:
    text = {"reporting_journalhead": "digest", "reporting_prosetext": "markdown", "reporting_statuschange": "reason",
            "reporting_journalentry": "label", "reporting_acceptedfinding": "reason"}.get(table, "sha256")  # fmt: skip
    names = columns_of(table)
    values = ", ".join("'forged'" if name == text else name for name in names)
    triggers.remove(connection)
    execute(
        f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} ORDER BY 1 DESC LIMIT 1"
    )
    triggers.install(connection)
    assert all_complaints() != []


@pytest.mark.parametrize("table", PROVING)
@pytest.mark.parametrize("sql", ["UPDATE {0} SET report_id = report_id", "DELETE FROM {0}"])
def test_the_database_refuses(adopted: Report, table: str, sql: str) -> None:
    connection.check_constraints()
    if table == "reporting_journalhead" and sql.startswith("UPDATE"):
        sql = "UPDATE {0} SET number = number - 1"
    with pytest.raises(DatabaseError, match=f"{triggers.REFUSED}|{locks.LOCKED}"), transaction.atomic():
        execute(sql.format(table))


@pytest.mark.postgresql
@pytest.mark.parametrize("table", [*PROVING, "reporting_report"])
def test_postgresql_refuses_to_empty_it(adopted: Report, table: str) -> None:
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=triggers.REFUSED), transaction.atomic():
        execute(f"TRUNCATE {table} CASCADE")


def test_the_end_of_a_journal_cut_off_with_its_values_is_reported(adopted: Report) -> None:
    """The chain that is left is whole, and agrees with every value."""
    draft = make_report(section("inledning", has_prose=True))
    draft.texts.create(section_key="inledning", markdown="Text.")
    adopt_as_it_is(draft)
    triggers.remove(connection)
    execute("DELETE FROM reporting_journalentry WHERE report_id = %s", draft.pk)
    execute("DELETE FROM reporting_statuschange WHERE report_id = %s", draft.pk)
    execute("DELETE FROM reporting_adoptedfile WHERE report_id = %s", draft.pk)
    execute("DELETE FROM reporting_adopteddocument WHERE report_id = %s", draft.pk)
    execute("DELETE FROM reporting_handedindocument WHERE report_id = %s", draft.pk)
    execute("DELETE FROM reporting_prosetext WHERE report_id = %s", draft.pk)
    execute(
        "UPDATE reporting_report SET status = 'draft', decided_on = NULL, paragraph = '' WHERE id = %s",
        draft.pk,
    )
    triggers.install(connection)
    (fault,) = complaints("verify_journal")
    assert fault.startswith(f"Rapport {draft.pk}: journalen slutar vid post 0, men databasen vet av post ")


# The triggers themselves


def test_dropped_triggers_are_reported(adopted: Report) -> None:
    triggers.remove(connection)
    expected = {f"Spärren {name} saknas i databasen." for name in triggers.triggers(connection)}
    assert set(complaints("verify_journal")) == set(complaints("verify_adopted")) == expected


@pytest.mark.sqlite
def test_a_trigger_made_harmless_is_reported_on_sqlite(adopted: Report) -> None:
    execute("DROP TRIGGER adopted_no_update")
    execute("CREATE TRIGGER adopted_no_update BEFORE UPDATE ON reporting_adopteddocument BEGIN SELECT 1; END")
    assert complaints("verify_adopted") == ["Spärren adopted_no_update är ändrad i databasen."]
    triggers.install(connection)
    assert complaints("verify_adopted") == []


@pytest.mark.postgresql
def test_a_function_or_trigger_made_harmless_is_reported_on_postgresql(adopted: Report) -> None:
    connection.check_constraints()
    execute("ALTER TABLE reporting_adopteddocument DISABLE TRIGGER adopted_no_update")
    assert complaints("verify_adopted") == ["Spärren adopted_no_update saknas i databasen."]
    execute("ALTER TABLE reporting_adopteddocument ENABLE TRIGGER adopted_no_update")
    execute(
        "CREATE OR REPLACE FUNCTION report_is_locked(bigint) RETURNS boolean LANGUAGE sql AS $$SELECT false$$"
    )
    assert "Spärren lock_reporting_prosetext_row är ändrad i databasen." in complaints("verify_adopted")
    triggers.install(connection)
    assert complaints("verify_adopted") == []


def test_a_trigger_that_swallows_entries_is_reported(adopted: Report) -> None:
    connection.check_constraints()
    if connection.vendor == "sqlite":
        execute(
            "CREATE TRIGGER quiet BEFORE INSERT ON reporting_journalentry BEGIN SELECT RAISE(IGNORE); END"
        )
    else:
        quiet = "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"
        execute(f"CREATE TRIGGER quiet BEFORE UPDATE ON reporting_journalentry {quiet}")
    assert complaints("verify_journal") == ["Spärren quiet är ingen av portalens."]


# Files


def file_of(report: Report, kind: str, directory: Path) -> Path:
    sha256 = AdoptedFile.objects.get(report=report, extension=kind).sha256
    return directory / f"{sha256}.{kind}"


def flipped(content: bytes) -> bytes:
    return content[:100] + bytes([content[100] ^ 1]) + content[101:]


DAMAGES = {"flipped": flipped, "truncated": lambda content: content[:-1], "empty": lambda content: b""}


@pytest.fixture
def reader(client: Client, adopted: Report) -> Client:
    client.force_login(make_user(adopted.committee))
    return client


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", [*DAMAGES, "gone"])
def test_a_damaged_file_is_reported_and_not_served(
    reader: Client, adopted: Report, settings: Any, kind: str, damage: str
) -> None:
    path = file_of(adopted, kind, settings.ADOPTED_DIR)
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(DAMAGES[damage](path.read_bytes()))
    (fault,) = complaints("verify_adopted")
    assert fault.startswith(f"Rapport {adopted.pk} ({adopted.slug}): filen {kind}: Filen ")
    answer = reader.get(reverse("report_file", args=[adopted.slug, kind]))
    assert answer.status_code == 503
    assert Page(answer.content).texts("h1") == ["Den fastställda filen går inte att visa"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_served_as_it_was_adopted(
    reader: Client, adopted: Report, settings: Any, kind: str
) -> None:
    content = reader.get(reverse("report_file", args=[adopted.slug, kind])).content
    assert content == file_of(adopted, kind, settings.ADOPTED_DIR).read_bytes()
    assert AdoptedFile.objects.get(extension=kind).sha256 == hashlib.sha256(content).hexdigest()


def test_the_json_has_the_digest_that_the_report_prints(adopted: Report) -> None:
    document = adopted.adopted_document.document()
    assert AdoptedFile.objects.get(extension="json").sha256 == document.digest
    assert document.digest[:32] in print_html(document)


def test_a_missing_file_is_made_anew_and_says_so(reader: Client, adopted: Report, settings: Any) -> None:
    """A JSON file comes out as it was; one of another look does not."""
    for kind in ("json", "docx"):
        file_of(adopted, kind, settings.ADOPTED_DIR).unlink()
    triggers.remove(connection)  # as if the portal had had another look then
    execute("UPDATE reporting_adoptedfile SET sha256 = %s WHERE extension = 'docx'", "0" * 64)
    triggers.install(connection)
    out = io.StringIO()
    call_command("make_adopted_files", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{adopted.slug}.docx: Filen gjordes på nytt, för den som gjordes vid fastställandet fanns inte kvar eller var "
        "skadad.",
        f"{adopted.slug}.json: lades tillbaka, med samma kontrollsumma.",
    ]
    assert complaints("verify_adopted") == []
    page = Page(reader.get(reverse("report_page", args=[adopted.slug])).content)
    (downloads,) = page.texts("p", class_="downloads")
    assert [part.split(" (")[0] for part in downloads.split(" · ") if "gjord på nytt" in part] == ["Word"]


# On paper


def test_the_head_is_printed_and_found_again(reader: Client, adopted: Report, settings: Any) -> None:
    document = adopted.adopted_document.document()
    assert document.journal_head == JournalEntry.objects.get(number=document.journal_number).digest
    word = WordFile(str(file_of(adopted, "docx", settings.ADOPTED_DIR)))
    page = Page(reader.get(reverse("report_page", args=[adopted.slug])).content)
    for text in (page.text, "\n".join(line.text for line in word.paragraphs)):
        assert document.journal_head in text
    assert f"{document.journal_head}</span>" in print_html(document)
    out = io.StringIO()
    call_command("verify_journal", head=document.journal_head, stdout=out)
    last = JournalEntry.objects.count()
    assert out.getvalue() == (
        f"Journalen innehåller den: {adopted.slug}, post {document.journal_number} av {last}. Kedjan är hel.\n"
    )


def test_the_last_entries_are_printed_to_be_kept(adopted: Report) -> None:
    out = io.StringIO()
    call_command("verify_journal", heads=True, stdout=out)
    last = JournalEntry.objects.latest("number")
    assert out.getvalue().splitlines()[1:] == [f"{adopted.slug} {last.number} {last.digest}"]


def test_a_head_that_is_no_longer_in_the_chain_is_told_of(adopted: Report) -> None:
    head = adopted.adopted_document.document().journal_head
    triggers.remove(connection)
    execute("UPDATE reporting_journalentry SET new = 'annat' WHERE number = 1")
    triggers.install(connection)
    with pytest.raises(CommandError, match="Ingen hel journal"):
        call_command("verify_journal", head=head)


def test_an_error_found_after_the_meeting_is_two_clicks_from_its_correction(
    client: Client, adopted: Report
) -> None:
    client.force_login(make_user(adopted.committee))
    address = reverse("report_page", args=[adopted.slug])
    for text in ("Status och historik", "Rätta rapporten"):
        links = {link.text: link.attrs["href"] for link in Page(client.get(address).content).all("a")}
        address = links[text]
    assert client.get(address).status_code == 200
    assert address == reverse("report_correction", args=[adopted.slug])


def test_both_versions_verify_after_a_correction(client: Client, adopted: Report) -> None:
    by = make_user(adopted.committee, Role.ADMINISTRATOR)
    correction = start_correction(adopted, by=by, reason="En siffra var fel.")
    assert complaints("verify_adopted") == []
    adopt_as_it_is(correction)
    assert all_complaints() == []
    assert Report.objects.filter(status=Status.ADOPTED).count() == 2
    client.force_login(by)
    page = Page(client.get(reverse("report_page", args=[adopted.slug])).content)
    assert reverse("report_page", args=[correction.slug]) in [link.attrs["href"] for link in page.all("a")]
    assert "ersatt" in page.text
    assert client.get(reverse("report_file", args=[adopted.slug, "json"])).status_code == 200
