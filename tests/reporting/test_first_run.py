"""An empty portal: its first person comes in by the server's token, once."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from reporting.administration.first_run import announce, is_open, token
from reporting.models import FirstRun, Municipality, MunicipalityAdministrator, User
from tests.html import Page

pytestmark = pytest.mark.django_db
PASSWORD = "nio lila paraplyer"


def typed(**other: str) -> dict[str, str]:
    return {
        "token": token(),
        "municipality_name": "Lekebergs kommun",
        "first_name": "Kommunens controller",
        "username": "kommunen",
        "email": "",
        "password": PASSWORD,
    } | other


def begin(client: Client, **other: str) -> Any:
    return client.post(reverse("first_run"), typed(**other))


def test_the_front_page_of_an_empty_portal_leads_there(client: Client) -> None:
    assert client.get("/")["Location"] == reverse("first_run")


def test_the_first_person_makes_the_kommun_and_is_logged_in(client: Client) -> None:
    response = begin(client)
    made = Municipality.objects.get()
    assert (made.name, response["Location"]) == (
        "Lekebergs kommun",
        reverse("committee_new", args=[made.slug]),
    )
    person = User.objects.get()
    assert client.get(reverse("municipality_page", args=[made.slug])).status_code == 200
    assert (person.is_superuser, person.is_staff, person.municipality) == (False, False, made)
    assert MunicipalityAdministrator.objects.get().user == person
    assert client.login(username="kommunen", password=PASSWORD)
    assert [(change.label, change.new) for change in made.changes.order_by("pk")] == [
        ("Kommun", "Lekebergs kommun"),
        ("Kommunadministratör: Kommunens controller", "tills vidare"),
    ]


def test_it_is_gone_ever_after(client: Client) -> None:
    key = token()
    begin(client)
    assert not is_open()
    for again in (client, Client()):
        assert again.get(reverse("first_run")).status_code == 404
        assert again.post(reverse("first_run"), typed(token=key, username="tva")).status_code == 404
    MunicipalityAdministrator.objects.all().delete()
    User.objects.update(is_active=False)
    assert not is_open()
    assert FirstRun.objects.get().completed_at is not None


def test_without_the_token_nothing_is_made(client: Client) -> None:
    response = begin(client, token="gissad")
    assert response.status_code == 422
    assert "Nyckeln stämmer inte" in Page(response.content).texts("p", class_="field-error")[0]
    assert (User.objects.count(), Municipality.objects.count()) == (0, 0)


def test_guesses_are_counted(client: Client) -> None:
    cache.clear()
    codes = [begin(client, token=f"gissad-{number}").status_code for number in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert begin(client).status_code == 429  # the right one, too late
    cache.clear()


def test_a_weak_password_is_refused(client: Client) -> None:
    assert begin(client, password="kommunen").status_code == 422
    assert not User.objects.exists()


def test_the_token_is_not_in_the_database() -> None:
    key = token()
    assert key == token()
    assert key != FirstRun.objects.get().nonce


def test_the_server_says_it_at_start(caplog: pytest.LogCaptureFixture, client: Client) -> None:
    with caplog.at_level(logging.WARNING):
        announce()
    assert f"/forsta-start/?nyckel={token()}" in caplog.text
    page = Page(client.get(f"/forsta-start/?nyckel={token()}").content)
    assert page.values()["token"] == token()
    begin(client)
    caplog.clear()
    announce()
    assert caplog.text == ""


def test_the_command_says_it_again(client: Client) -> None:
    said = io.StringIO()
    call_command("first_run", stdout=said)
    assert token() in said.getvalue()
    begin(client)
    said = io.StringIO()
    call_command("first_run", stdout=said)
    assert said.getvalue() == "The portal has been begun: log in instead.\n"
