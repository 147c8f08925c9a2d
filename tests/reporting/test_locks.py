"""What is handed in is read-only, also to the database, except for whom a controller lets in until a set time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.journal import locks
from reporting.models import JournalEntry, Report, Role, TemporaryAccess, User
from reporting.models.carried import carried_models
from reporting.permissions import Action, may
from reporting.workflow.access import end, let_in
from reporting.workflow.writing import writing
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page
from tests.patches import print_of

pytestmark = pytest.mark.django_db
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def report() -> Report:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Så blev det.")
    take(report, Action.HAND_IN, by=make_user(report.committee))
    return fresh(report)


@pytest.fixture
def controller(report: Report) -> User:
    return make_user(report.committee)


@pytest.fixture
def reporter(report: Report) -> User:
    return make_user(report.committee, Role.REPORTER, username="anna")


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def open_to(report: Report, person: User, by: User, **more: Any) -> TemporaryAccess:
    facts = {"until": timezone.now() + TOMORROW, "reason": "Texten ska rättas.", **more}
    return let_in(report, person, by=by, **facts)


def as_new_request(user: User) -> User:
    return User.objects.get(pk=user.pk)


# In the database


def test_every_model_of_a_report_is_locked() -> None:
    """A new chapter's too: they are found by the models."""
    tables = locks.locked_tables()
    assert {
        "reporting_prosetext",
        "reporting_acceptedfinding",
        "budgets_budgetline",
        "goals_indicator",
    } <= set(tables)
    assert tables == sorted(model._meta.db_table for model in carried_models())


SQL = {
    "insert": "INSERT INTO reporting_prosetext (report_id, section_key, markdown) VALUES (%s, 'slut', 'Ny')",
    "update": "UPDATE reporting_prosetext SET markdown = 'Annat' WHERE report_id = %s",
    "delete": "DELETE FROM reporting_prosetext WHERE report_id = %s",
    "title": "UPDATE reporting_report SET title = 'Annan' WHERE id = %s",
    "delete the report": "DELETE FROM reporting_report WHERE id = %s",
}


def execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("what", SQL)
def test_the_database_refuses_what_the_portal_does(report: Report, what: str) -> None:
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=locks.LOCKED), transaction.atomic():
        execute(SQL[what], report.pk)
    take(report, Action.SEND_BACK, by=make_user(report.committee), reason="Se över.")
    if what != "delete the report":
        execute(SQL[what], report.pk)


@pytest.mark.sqlite
@pytest.mark.parametrize("sql", [
    "INSERT OR REPLACE INTO reporting_prosetext (id, report_id, section_key, markdown) SELECT id, %s, 'x', 'x' "
    "FROM reporting_prosetext",
    "UPDATE OR REPLACE reporting_prosetext SET id = (SELECT min(id) FROM reporting_prosetext) WHERE report_id = %s",
])  # fmt: skip
def test_a_locked_row_is_not_replaced_by_a_draft_s(report: Report, sql: str) -> None:
    draft = make_report(section("inledning", has_prose=True))
    draft.texts.create(section_key="inledning", markdown="En annan nämnds.")
    with pytest.raises(DatabaseError, match=locks.LOCKED), transaction.atomic():
        execute(sql, draft.pk)


@pytest.mark.parametrize("sql", ["status = 'draft'", "decided_on = NULL", "paragraph = '99'"])
def test_an_adopted_report_stays_adopted(report: Report, sql: str) -> None:
    take(report, Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    take(fresh(report), Action.ADOPT, by=make_user(report.committee, Role.ADMINISTRATOR))
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=locks.LOCKED), transaction.atomic():
        execute(f"UPDATE reporting_report SET {sql} WHERE id = %s", report.pk)


def test_no_row_of_a_draft_is_moved_into_a_locked_report(report: Report) -> None:
    draft = make_report(section("slut", has_prose=True))
    draft.texts.create(section_key="slut", markdown="En annan nämnds.")
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=locks.LOCKED), transaction.atomic():
        execute("UPDATE reporting_prosetext SET report_id = %s WHERE report_id = %s", report.pk, draft.pk)


# Let in


def test_a_person_who_is_let_in_writes_until_the_time_and_no_one_else(
    report: Report, controller: User, reporter: User
) -> None:
    address = reverse("section_edit", args=[report.slug, "inledning"])
    data = {"text-markdown": "Rättat."} | print_of(report)
    assert logged_in(reporter).get(address).status_code == 403
    access = open_to(report, reporter, controller)
    assert logged_in(controller).get(address).status_code == 403
    assert logged_in(reporter).post(address, data).status_code == 302
    assert fresh(report).prose == {"inledning": "Rättat."}
    TemporaryAccess.objects.filter(pk=access.pk).update(
        at=timezone.now() - 2 * TOMORROW, until=timezone.now() - TOMORROW
    )
    assert logged_in(reporter).post(address, data).status_code == 403
    connection.check_constraints()
    with pytest.raises(DatabaseError, match=locks.LOCKED), transaction.atomic():
        execute(SQL["update"], report.pk)


def test_what_was_changed_is_handed_in_anew_before_it_goes_on(
    report: Report, controller: User, reporter: User
) -> None:
    approver = make_user(report.committee, Role.APPROVER)
    access = open_to(report, reporter, controller)
    with pytest.raises(ValidationError, match="anna är insläppt och kan ändra i rapporten till"):
        take(fresh(report), Action.APPROVE, by=approver)
    with writing(fresh(report), by=as_new_request(reporter)) as batch:
        text = report.texts.get()
        text.markdown = "Rättat."
        text.save()
        batch.note(text, {"markdown": "Så blev det."})
    end(fresh(report), access.pk, by=controller)
    with pytest.raises(ValidationError, match="säger inte längre det som lämnades in"):
        take(fresh(report), Action.APPROVE, by=approver)


def test_a_step_back_ends_it(report: Report, controller: User, reporter: User) -> None:
    access = open_to(report, reporter, controller)
    take(fresh(report), Action.SEND_BACK, by=controller, reason="Se över.")
    take(fresh(report), Action.HAND_IN, by=controller)
    assert not may(as_new_request(reporter), Action.WRITE, fresh(report))
    assert TemporaryAccess.objects.get(pk=access.pk).ended_at is not None


@pytest.mark.parametrize(("facts", "refusal"), [
    ({"until": dt.timedelta(0)}, "Välj en tid som inte har varit"),
    ({"until": dt.timedelta(days=32)}, "Välj en tid som inte har varit"),
    ({"reason": "  "}, "Skriv varför"),
])  # fmt: skip
def test_what_is_missing_is_asked_for(
    report: Report, controller: User, reporter: User, facts: dict[str, Any], refusal: str
) -> None:
    if "until" in facts:
        facts = {"until": timezone.now() + facts["until"]}
    with pytest.raises(ValidationError, match=refusal):
        open_to(report, reporter, controller, **facts)


@pytest.mark.parametrize("role", [Role.READER, Role.REPRESENTATIVE, Role.APPROVER, Role.ADMINISTRATOR])
def test_only_who_could_write_a_draft_is_let_in(report: Report, controller: User, role: str) -> None:
    with pytest.raises(ValidationError, match="Bara nämndens rapportörer och controllrar"):
        open_to(report, make_user(report.committee, role), controller)


def test_one_who_has_left_the_committee_is_out(report: Report, controller: User, reporter: User) -> None:
    open_to(report, reporter, controller)
    reporter.memberships.all().delete()
    assert not may(as_new_request(reporter), Action.WRITE, fresh(report))


def test_no_one_is_let_in_to_what_is_adopted(report: Report, controller: User, reporter: User) -> None:
    take(report, Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    take(fresh(report), Action.ADOPT, by=make_user(report.committee, Role.ADMINISTRATOR))
    with pytest.raises(PermissionDenied):
        open_to(fresh(report), reporter, controller)


def test_it_is_journaled(report: Report, controller: User, reporter: User) -> None:
    access = open_to(report, reporter, controller)
    end(report, access.pk, by=controller)
    entries = JournalEntry.objects.filter(model="reporting.temporaryaccess").order_by("pk")
    assert [(entry.field, entry.by) for entry in entries] == [
        (name, controller) for name in ("person_id", "until", "reason", "ended_at")
    ]


# As a person does it


def test_a_controller_lets_a_person_in_and_all_see_it(
    report: Report, controller: User, reporter: User
) -> None:
    client = logged_in(controller)
    address = reverse("access_new", args=[report.slug])
    assert address in [
        link.attrs["href"]
        for link in Page(client.get(reverse("report_workspace", args=[report.slug])).content).all("a")
    ]
    until = timezone.localtime() + TOMORROW
    data = {"person": reporter.pk, "until": f"{until:%Y-%m-%dT%H:%M}", "reason": "Texten ska rättas."}
    assert client.post(address, data | {"reason": ""}).status_code == 422
    assert client.post(address, data).status_code == 302
    assert client.post(address, data).status_code == 422  # already
    reader = logged_in(make_user(report.committee, Role.READER))
    page = Page(reader.get(reverse("report_workspace", args=[report.slug])).content)
    assert "anna får ändra till" in page.text
    assert "Texten ska rättas." in page.text
    writer = Page(logged_in(reporter).get(reverse("report_workspace", args=[report.slug])).content)
    assert reverse("section_edit", args=[report.slug, "inledning"]) in [
        link.attrs["href"] for link in writer.all("a")
    ]
    (access,) = report.accesses.all()
    assert client.post(reverse("access_end", args=[report.slug, access.pk])).status_code == 302
    assert not may(as_new_request(reporter), Action.WRITE, fresh(report))


# Imports


def test_an_import_is_refused_before_and_at_save(report: Report, reporter: User) -> None:
    """One who had the preview open when the report was handed in."""
    draft = make_report(template=report.template, actuals_through=dt.date(2024, 4, 30))
    draft.texts.create(section_key="inledning", markdown="Text.")
    client = logged_in(reporter)
    start = reverse("import_start", args=[draft.slug])
    answer = client.post(start, {"file": SimpleUploadedFile("tabell.csv", b"Post;Utfall\nResor;1\n")})
    assert answer.status_code == 302, Page(answer.content).text
    take(draft, Action.HAND_IN, by=make_user(report.committee))
    assert client.get(start).status_code == 403
    assert client.post(answer["Location"], {"confirm": "ja"}).status_code == 403
