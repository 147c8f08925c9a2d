"""A second factor: enrolled, asked for, used and taken away."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from reporting.models import AdministrationChange, Committee, MunicipalityAdministrator, Role, User
from tests.factories import PASSWORD, make_committee, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db


def code_of(secret: str, at: float | None = None) -> str:
    """RFC 6238 with SHA-1, six digits, thirty seconds."""
    counter = int(time.time() if at is None else at) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return str((int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF) % 1_000_000).zfill(6)


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B."""
    assert code_of(base64.b32encode(b"12345678901234567890").decode(), 1_111_111_109) == "081804"


@pytest.fixture
def committee() -> Committee:
    return make_committee()


@pytest.fixture
def person(committee: Committee) -> User:
    return make_user(committee, Role.ADMINISTRATOR, username="kim")


def with_password(client: Client) -> str:
    answer = client.post(reverse("account_login"), {"login": "kim", "password": PASSWORD})
    return str(answer["Location"])


def confirmed(client: Client) -> None:
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def enrol(client: Client) -> tuple[str, list[str]]:
    """The app's secret and the reserve codes."""
    confirmed(client)
    page = Page(client.get(reverse("mfa_activate_totp")).content)
    (secret,) = page.texts("p", class_="secret-key")
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    return secret, codes_on(answer.content)


def codes_on(content: bytes) -> list[str]:
    return [text for text in Page(content).texts("li") if text.isdigit()]


def is_in(client: Client) -> bool:
    return client.get(reverse("account_page")).status_code == 200


def test_an_app_is_enrolled_and_asked_for(client: Client, person: User) -> None:
    with_password(client)
    secret, _ = enrol(client)
    other = Client()
    assert with_password(other) == reverse("mfa_authenticate")
    assert not is_in(other)
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert Page(wrong.content).texts("p", class_="field-error") == [
        "Koden stämmer inte, eller har hunnit bytas. Skriv den som visas nu."
    ]
    assert not is_in(other)
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret, time.time() + 60)})
    assert not is_in(other)


def test_a_code_is_used_once(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with_password(client)
    secret, _ = enrol(client)
    now = time.time() + 60
    monkeypatch.setattr("time.time", lambda: now)
    first, second = Client(), Client()
    for one in (first, second):
        with_password(one)
        one.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert (is_in(first), is_in(second)) == (True, False)


def test_a_reserve_code_lets_in_once(client: Client, person: User) -> None:
    with_password(client)
    _, codes = enrol(client)
    assert len(codes) == 10
    assert codes_on(client.get(reverse("mfa_view_recovery_codes")).content) == []  # shown once
    first, second = Client(), Client()
    for one in (first, second):
        with_password(one)
        one.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert (is_in(first), is_in(second)) == (True, False)


def test_guesses_of_a_code_are_limited(client: Client, person: User) -> None:
    with_password(client)
    enrol(client)
    other = Client()
    with_password(other)
    for _ in range(6):
        answer = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "För många misslyckade inloggningsförsök. Försök igen senare." in Page(answer.content).text


def test_secrets_are_not_in_plain_in_the_database(client: Client, person: User) -> None:
    with_password(client)
    secret, codes = enrol(client)
    stored = " ".join(str(one.data) for one in Authenticator.objects.all())
    assert not any(plain in stored for plain in (secret, *codes))


def test_enrolling_and_removing_is_logged(
    client: Client, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    with_password(client)
    with django_capture_on_commit_callbacks(execute=True):
        enrol(client)
    client.post(reverse("mfa_deactivate_totp"))
    logged = AdministrationChange.objects.order_by("pk").values_list("label", "old", "new")
    assert ("Andra faktor: kim", "", "kod från en app") in logged
    assert ("Andra faktor: kim", "kod från en app", "") in logged
    assert with_password(Client()) == reverse("report_list")


def test_the_password_is_asked_for_before_a_factor_is_added(client: Client, person: User) -> None:
    client.force_login(person)
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))


@pytest.mark.parametrize(
    ("setting", "role", "is_held"),
    [
        ("", Role.ADMINISTRATOR, False),
        ("administrators", Role.CONTROLLER, False),
        ("administrators", Role.ADMINISTRATOR, True),
        ("everyone", Role.READER, True),
    ],
)
def test_who_must_have_a_factor_gets_no_further_without(
    client: Client, settings: Any, setting: str, role: str, is_held: bool
) -> None:
    settings.SECOND_FACTOR = setting
    make_user(make_committee(), role, username="kim")
    with_password(client)
    held = {name: client.get(reverse(name)).status_code for name in ("report_list", "help_page")}
    assert held == dict.fromkeys(held, 302 if is_held else 200)
    if is_held:
        assert "Din roll kräver en andra faktor." in client.get("/", follow=True).content.decode()
        enrol(client)
        assert client.get(reverse("report_list")).status_code == 200


def test_a_factor_that_is_demanded_is_not_taken_away(client: Client, person: User, settings: Any) -> None:
    settings.SECOND_FACTOR = "administrators"
    with_password(client)
    enrol(client)
    for method in (client.get, client.post):
        page = Page(method(reverse("mfa_deactivate_totp")).content)
        assert "Din roll kräver en andra faktor." in page.text
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_kommunadministrator_must_have_a_factor(
    client: Client, committee: Committee, settings: Any
) -> None:
    settings.SECOND_FACTOR = "administrators"
    person = make_user(role=None, username="kim")
    MunicipalityAdministrator.objects.create(user=person, municipality=committee.municipality)
    with_password(client)
    assert client.get("/")["Location"] == reverse("mfa_index")


def test_a_kommunadministrator_takes_away_a_lost_factor(
    client: Client, person: User, committee: Committee
) -> None:
    with_password(client)
    enrol(client)
    keeper = make_user(role=None, username="keeper")
    MunicipalityAdministrator.objects.create(user=keeper, municipality=committee.municipality)
    other = Client()
    other.force_login(keeper)
    of_person = [committee.municipality.slug, person.pk]
    page = Page(other.get(reverse("person_page", args=of_person)).content)
    assert "Ta bort den andra faktorn" in page.text
    other.post(reverse("person_factors", args=of_person))
    assert not Authenticator.objects.exists()
    logged = AdministrationChange.objects.values_list("label", "old", "by__username")
    assert ("Andra faktor: kim", "kod från en app och reservkoder", "keeper") in logged
    assert not is_in(client)  # whoever had got in with it is out
    assert with_password(Client()) == reverse("report_list")
