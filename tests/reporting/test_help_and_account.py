"""The help and one's own account: linked from every page's header."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Role
from tests.factories import make_committee, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db


def page_of(client: Client, name: str) -> Page:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return Page(answer.content)


def test_header_leads_to_help_and_account(client: Client) -> None:
    client.force_login(make_user(username="kim"))
    links = {a.text: a.attrs["href"] for a in page_of(client, "report_list").all("a")}
    assert (links["Hjälp"], links["kim"]) == ("/hjalp/", "/konto/")


def test_help_says_what_each_role_and_status_is(client: Client) -> None:
    client.force_login(make_user(role=None))
    terms = page_of(client, "help_page").texts("dt")
    assert terms == ["Utkast", "Inlämnad", "Godkänd", "Fastställd"] + [
        role.label.capitalize() for role in Role
    ] + ["Kommunadministratör"]


def test_account_says_who_one_is_and_may_do(client: Client) -> None:
    committee = make_committee("IT-nämnden")
    user = make_user(committee, Role.APPROVER, username="kim")
    user.memberships.create(committee=committee, role=Role.REPORTER)
    client.force_login(user)
    page = page_of(client, "account_page")
    assert "Du är inloggad som kim." in page.text
    rows = page.texts("li")
    for role in ("Rapportör", "Godkännare"):
        assert f"{role} i IT-nämnden, {committee.municipality.name}gäller, tills vidare" in rows
    addresses = [a.attrs["href"] for a in page.all("a")]
    for name in ("account_facts", "account_change_password", "account_sessions"):
        assert reverse(name) in addresses
    assert "Logga ut" in page.texts("button", class_="button")


def test_account_without_a_role_says_whom_to_ask(client: Client) -> None:
    client.force_login(make_user(role=None))
    assert "Be nämndens administratör att lägga till dig." in page_of(client, "account_page").text
