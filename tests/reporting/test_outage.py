"""When the database can't be written, reading goes on, the page says why and keeps what was typed."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from reporting.models import ProseText, Report, User
from reporting.views import outage
from tests.factories import PASSWORD, make_report, make_user, section
from tests.html import Page
from tests.patches import print_of

Hindrance = AbstractContextManager[None]
TYPED = "Nämnden har haft ett bra år.\n\n<script>alert(1)</script> & mer."


@pytest.fixture
def report() -> Report:
    return make_report(section("inledning", has_prose=True))


@pytest.fixture
def user(report: Report) -> User:
    return make_user(report.committee, username="controller")


@pytest.fixture
def person(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@contextmanager
def pragma(name: str, meanwhile: int, afterwards: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name} = {meanwhile}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name} = {afterwards}")


def full() -> Hindrance:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
    return pragma("max_page_count", pages, 10**9)


def read_only() -> Hindrance:
    return pragma("query_only", 1, 0)


def whole_page(person: Client, report: Report, text: str) -> dict[str, str]:
    page = Page(person.get(reverse("section_edit", args=[report.slug, "inledning"])).content)
    held = {name: text for name, text in page.values().items() if name in ("template", "opened", "page")}
    return held | {"text-markdown": text}


HINDRANCES = [(full, outage.FULL), (read_only, outage.READ_ONLY)]
sqlite = pytest.mark.sqlite


@sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hindrance", "cause"), HINDRANCES)
def test_a_page_is_kept_and_can_be_sent_again(
    person: Client, report: Report, hindrance: Callable[[], Hindrance], cause: str
) -> None:
    text = f"{TYPED}{'Och så vidare. ' * 2000}"
    sent = whole_page(person, report, text)
    address = reverse("section_edit", args=[report.slug, "inledning"])
    with hindrance():
        response = person.post(address, sent)
        assert person.get(address).status_code == 200
        assert person.get(reverse("report_page", args=[report.slug])).status_code == 200
    page = Page(response.content)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    (alert,) = [element.text for element in page.elements if element.attrs.get("role") == "alert"]
    assert alert == f"Inget är sparat{cause} Försök igen om en stund."
    assert page.texts("pre") == [" ".join(text.split())]
    assert not ProseText.objects.exists()
    (form,) = page.all("form")
    again = {box.attrs["name"]: box.attrs["value"] for box in page.all("input")}
    assert person.post(form.attrs["action"], again).status_code == 302
    assert ProseText.objects.get().markdown == text.strip()


@sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("hindrance", "cause"), HINDRANCES)
def test_a_patch_is_told_why(
    person: Client, report: Report, hindrance: Callable[[], Hindrance], cause: str
) -> None:
    cell = {"row": "text", "id": "", "field": "markdown", "was": "", "now": TYPED * 500}
    patch = {"batch": str(uuid.uuid4()), "cells": [cell], "typed": [], "shown": [], **print_of(report)}
    address = reverse("section_cells", args=[report.slug, "inledning"])
    with hindrance():
        response = person.post(address, patch, content_type="application/json")
    assert (response.status_code, response.json()) == (503, {"message": cause})
    assert person.post(address, patch, content_type="application/json").json()["saved"]


@sqlite
@pytest.mark.django_db(transaction=True)
def test_a_password_is_not_sent_back(user: User) -> None:
    client = Client(raise_request_exception=False)
    with read_only():
        response = client.post(reverse("account_login"), {"login": "controller", "password": PASSWORD})
    assert response.status_code == 503
    assert PASSWORD not in response.content.decode()
    assert [link.attrs["href"] for link in Page(response.content).all("a")] == ["/konto/logga-in/", "/"]


@sqlite
@pytest.mark.django_db(transaction=True)
def test_a_locked_database_is_told_of(person: Client, report: Report) -> None:
    sent = whole_page(person, report, TYPED)
    other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pragma("busy_timeout", 50, 20_000):
        response = person.post(reverse("section_edit", args=[report.slug, "inledning"]), sent)
    other.close()
    assert response.status_code == 503
    assert outage.BUSY in Page(response.content).text


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_first_request_after_a_restart_is_answered(person: Client) -> None:
    """The server has closed the persistent connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    other.close()
    statuses: list[str] = []

    def start_response(status: str, headers: object, fault: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return statuses.append  # type: ignore[return-value]

    request = RequestFactory().get("/", headers={"Cookie": f"sessionid={person.cookies['sessionid'].value}"})
    WSGIHandler()(request.META, start_response)
    assert statuses == ["200 OK"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("setting", "cause"),
    [("default_transaction_read_only = on", outage.READ_ONLY), ("lock_timeout = 50", outage.BUSY)],
)
def test_postgresql_that_takes_nothing(person: Client, report: Report, setting: str, cause: str) -> None:
    sent = whole_page(person, report, TYPED)
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM reporting_report FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute(f"SET {setting}")
        response = person.post(reverse("section_edit", args=[report.slug, "inledning"]), sent)
    finally:
        other.close()
        connection.close()
    assert response.status_code == 503
    assert cause in Page(response.content).text


def test_an_error_that_no_waiting_helps_is_no_outage() -> None:
    assert [outage.cause_of(error) for error in (ValueError(), OSError(2, "x"), None)] == [None] * 3


@pytest.mark.parametrize(("number", "cause"), [(28, outage.FULL), (30, outage.READ_ONLY), (5, outage.BROKEN)])
def test_a_file_that_cannot_be_written(number: int, cause: str) -> None:
    assert outage.cause_of(OSError(number, "x")) == cause
