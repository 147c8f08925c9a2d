"""Frozen documents and journal can't be changed; a change made all the same is reported, never shown."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from reporting.document.json_writing import digest
from reporting.journal import triggers as journal_guards
from reporting.journal.writing import open_journal
from reporting.models import HandedInDocument, JournalEntry, Report, Role
from reporting.models.frozen import AdoptedDocument
from reporting.permissions import Action
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page
from tests.worlds import World, made_by

pytestmark = pytest.mark.django_db
WAY = {Action.HAND_IN: Role.CONTROLLER, Action.APPROVE: Role.APPROVER, Action.ADOPT: Role.ADMINISTRATOR}
ANOTHER_DAY = dt.date(2024, 4, 30)


@pytest.fixture(scope="module")
def adopted_world(django_db_setup: None, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return made_by(lambda: adopt(make_report(section("inledning", has_prose=True))))


@pytest.fixture
def adopted(adopted_world: World) -> Report:
    adopted_world.enter()
    return Report.objects.with_context().get()


def adopt(report: Report, text: str = "Så blev det.") -> Report:
    report.texts.create(section_key="inledning", markdown=text)
    open_journal(report)
    for action, role in WAY.items():
        take(fresh(report), action, by=make_user(report.committee, role))
    return fresh(report)


@pytest.fixture
def following(adopted: Report) -> Report:
    """The nämnd's next report, a draft compared with the adopted one."""
    report = make_report(template=adopted.template, previous=adopted, actuals_through=ANOTHER_DAY)
    report.texts.create(section_key="inledning", markdown="Så blir det.")
    return fresh(report)


@pytest.fixture
def reader(client: Client, adopted: Report) -> Client:
    client.force_login(make_user(adopted.committee, Role.CONTROLLER))
    return client


def past_the_guards(sql: str, *values: Any) -> None:
    journal_guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    journal_guards.install(connection)


def rewrite(report: Report) -> str:
    """Change content and digest together, as a skilled forger would. Returns the new digest."""
    content = report.adopted_document.content.replace("Så blev det.", "Så blev det inte.")
    past_the_guards(
        "UPDATE reporting_adopteddocument SET content = %s, sha256 = %s WHERE report_id = %s",
        content, digest(content), report.pk,
    )  # fmt: skip
    return digest(content)


def verified() -> str:
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    return out.getvalue()


def verify_faults() -> list[str]:
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=io.StringIO(), stderr=err)
    return err.getvalue().splitlines()


# What the database refuses

TABLES = ["journalentry", "adopteddocument", "handedindocument", "statuschange"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {0} SET report_id = report_id", "DELETE FROM {0}"])
def test_the_database_refuses_to_rewrite(adopted: Report, table: str, sql: str) -> None:
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
        connection.cursor().execute(sql.format(f"reporting_{table}"))


@pytest.mark.sqlite  # PostgreSQL has no OR REPLACE
@pytest.mark.parametrize("table", TABLES)
def test_sqlite_refuses_to_replace_a_row(adopted: Report, table: str) -> None:
    cursor = connection.cursor()
    with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
        cursor.execute(f"INSERT OR REPLACE INTO reporting_{table} SELECT * FROM reporting_{table} LIMIT 1")


@pytest.mark.sqlite
def test_sqlite_refuses_to_replace_what_is_unique(adopted: Report) -> None:
    """Not under another id either: one adopted document per report, one entry per version."""
    for table in ("adopteddocument", "journalentry"):
        names = [column.name for column in connection.introspection.get_table_description(
            connection.cursor(), f"reporting_{table}")]  # fmt: skip
        values = ", ".join("id + 1000" if name == "id" else name for name in names)
        with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
            connection.cursor().execute(
                f"INSERT OR REPLACE INTO reporting_{table} ({', '.join(names)}) "
                f"SELECT {values} FROM reporting_{table} LIMIT 1"
            )


@pytest.mark.postgresql
@pytest.mark.parametrize("table", TABLES)
def test_postgresql_refuses_to_empty_a_table(adopted: Report, table: str) -> None:
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=journal_guards.REFUSED), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE reporting_{table} CASCADE")


def test_guards_that_went_come_back_with_the_next_migrate(adopted: Report) -> None:
    journal_guards.remove(connection)
    call_command("migrate", verbosity=0)
    assert journal_guards.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_a_journal_from_before_the_chain_gets_one() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Verksamheten har gått bra.")
    open_journal(report)
    take(report, Action.HAND_IN, by=make_user(report.committee, Role.CONTROLLER))
    call_command("migrate", "reporting", "0011", verbosity=0)
    call_command("migrate", verbosity=0)
    assert journal_guards.missing(connection) == []
    assert verified().startswith("Journalen stämmer: ")
    assert HandedInDocument.objects.get(report=report).document().slug == report.slug


# What verify_journal finds


def test_adopted_content_and_digest_changed_together_are_found(adopted: Report) -> None:
    rewrite(adopted)
    fault, *of_cells = verify_faults()
    assert (
        fault == f"Rapport {adopted.pk}: den fastställda handlingen är en annan än den som journalen vet av."
    )
    assert [cell.split(":")[0] for cell in of_cells] == [
        f"Rapport {adopted.pk}, reporting.adopteddocument {adopted.adopted_document.pk} sha256"
    ]


def test_handed_in_content_that_was_changed_is_found(adopted: Report) -> None:
    past_the_guards("UPDATE reporting_handedindocument SET content = %s", "{}")
    assert verify_faults() == [
        f"Rapport {adopted.pk}: den inlämnade versionen stämmer inte med sin kontrollsumma."
    ]


@pytest.mark.parametrize("table", ["adopteddocument", "handedindocument"])
def test_a_document_that_is_gone_is_found(adopted: Report, table: str) -> None:
    past_the_guards(f"DELETE FROM reporting_{table}")
    assert verify_faults()[0] == f"Rapport {adopted.pk}: en handling som journalen vet av saknas."


def test_the_way_to_adopted_is_verified(adopted: Report) -> None:
    assert verified().startswith("Journalen stämmer: ")
    kept = [entry.document for entry in JournalEntry.objects.filter(field="status")]
    assert kept == [adopted.handed_in_documents.get().sha256, "", adopted.adopted_document.sha256]


# What a reader sees of a damaged document


@pytest.mark.parametrize("name", ["report_page", "report_review", "report_comparison"])
def test_a_damaged_document_is_told_of(reader: Client, adopted: Report, following: Report, name: str) -> None:
    rewrite(adopted)
    answer = reader.get(reverse(name, args=[adopted.slug]), {"med": following.slug})
    assert (answer.status_code, Page(answer.content).texts("h1")) == (503, ["Handlingen är skadad"])
    assert "Så blev det inte" not in answer.content.decode()


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "docx", "json", "html"])
def test_no_file_is_made_of_a_damaged_document(reader: Client, adopted: Report, ending: str) -> None:
    rewrite(adopted)
    answer = reader.get(reverse("report_file", args=[adopted.slug, ending]))
    assert (answer.status_code, Page(answer.content).texts("h1")) == (503, ["Handlingen är skadad"])


def test_a_digest_of_another_report_does_not_show_that_report(reader: Client, adopted: Report) -> None:
    """Pages are cached by digest: the other report's must not be served."""
    other = adopt(make_report(section("inledning", has_prose=True)), "En annan nämnds.")
    assert reader.get(reverse("report_page", args=[other.slug])).status_code == 200
    sha256 = AdoptedDocument.objects.get(report=other).sha256
    past_the_guards(
        "UPDATE reporting_adopteddocument SET sha256 = %s WHERE report_id = %s", sha256, adopted.pk
    )
    assert reader.get(reverse("report_page", args=[adopted.slug])).status_code == 503


def test_the_next_report_goes_on(reader: Client, adopted: Report, following: Report) -> None:
    rewrite(adopted)
    for name in (
        "report_page",
        "report_workspace",
        "report_review",
        "report_comparison",
        "report_review_file",
    ):
        assert reader.get(reverse(name, args=[following.slug])).status_code == 200, name
    assert reader.get(reverse("section_edit", args=[following.slug, "inledning"])).status_code == 200


@pytest.mark.parametrize("name", ["report_review", "report_comparison"])
def test_the_next_report_says_what_it_is_not_held_against(
    reader: Client, adopted: Report, following: Report, name: str
) -> None:
    rewrite(adopted)
    page = Page(reader.get(reverse(name, args=[following.slug])).content)
    assert [text for text in page.texts("p", class_="note") if "stämmer inte" in text] != []


def test_the_comparison_with_a_damaged_version_says_so(reader: Client, following: Report) -> None:
    take(following, Action.HAND_IN, by=make_user(following.committee, Role.CONTROLLER))
    take(following, Action.SEND_BACK, by=make_user(following.committee, Role.APPROVER), reason="Se över.")
    past_the_guards("UPDATE reporting_handedindocument SET content = %s", "{}")
    chosen = {"med": f"inlämnad:{following.handed_in_documents.get().pk}"}
    answer = reader.get(reverse("report_comparison", args=[following.slug]), chosen)
    assert answer.status_code == 200
    assert "stämmer inte" in Page(answer.content).texts("p", class_="note")[0]


# Files kept on disk


@pytest.mark.parametrize("damage", [b"", b"<p>of someone else</p>", None])
def test_an_altered_file_is_made_anew(
    reader: Client, adopted: Report, settings: Any, damage: bytes | None
) -> None:
    """Of a kind that is not kept for proof: HTML."""
    address = reverse("report_file", args=[adopted.slug, "html"])
    content = reader.get(address).content
    (kept,) = settings.RENDERED_DIR.glob("adopted-*.html")
    kept.write_bytes(kept.read_bytes().replace(b"html", b"HTML", 1) if damage is None else damage)
    assert reader.get(address).content == content


def test_the_file_of_another_report_is_not_taken(reader: Client, adopted: Report, settings: Any) -> None:
    other = adopt(make_report(section("inledning", has_prose=True)), "En annan nämnds.")
    addresses = [reverse("report_file", args=[report.slug, "html"]) for report in (adopted, other)]
    content = reader.get(addresses[0]).content
    (kept,) = settings.RENDERED_DIR.glob("adopted-*.html")
    reader.get(addresses[1])
    (theirs,) = set(settings.RENDERED_DIR.glob("adopted-*.html")) - {kept}
    kept.write_bytes(theirs.read_bytes())
    assert reader.get(addresses[0]).content == content
