"""Logging in and out: local accounts, limited attempts, and no word of English."""

from __future__ import annotations

import re
import time

import pytest
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from reporting.models import User
from tests.factories import PASSWORD, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db

LOCKED = "För många misslyckade inloggningsförsök. Försök igen senare."
WRONG = "Användarnamnet och/eller lösenordet är felaktigt."


@pytest.fixture
def user() -> User:
    return make_user(username="controller")


def log_in(client: Client, username: str = "controller", password: str = PASSWORD, **more: str) -> Page | str:
    """The landing page, or the redirect's address."""
    response = client.post(reverse("account_login"), {"login": username, "password": password} | more)
    return response["Location"] if response.status_code == 302 else Page(response.content)


def alerts(answer: Page | str) -> list[str]:
    assert isinstance(answer, Page), f"was sent to {answer}"
    return [element.text for element in answer.elements if element.attrs.get("role") == "alert"]


def test_log_in_leads_to_the_requested_page(client: Client, user: User) -> None:
    wanted = reverse("report_workspace", args=["en-rapport"])
    sent_to = client.get(wanted)["Location"]
    assert sent_to == f"{reverse('account_login')}?next={wanted}"
    assert Page(client.get(sent_to).content).values()["next"] == wanted
    assert log_in(client, next=wanted) == wanted


def test_a_part_of_a_page_is_nothing_to_who_is_logged_out(client: Client) -> None:
    answer = client.post("/rapporter/x/arbeta/y/siffror/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_log_in_never_leads_elsewhere(client: Client, user: User) -> None:
    assert log_in(client, next="https://example.com/") == reverse("report_list")


@pytest.mark.parametrize(
    ("username", "password"), [("controller", "fel-losenord"), ("ingen-sadan", PASSWORD)]
)
def test_wrong_password_and_unknown_name_get_the_same_answer(
    client: Client, user: User, username: str, password: str
) -> None:
    page = log_in(client, username, password)
    assert alerts(page) == [WRONG]
    assert isinstance(page, Page)
    assert page.values()["login"] == username


def test_empty_fields_are_named(client: Client) -> None:
    page = log_in(client, "", "")
    assert isinstance(page, Page)
    assert page.texts("p", class_="field-error") == ["Detta fält måste fyllas i."] * 2


def test_closed_account_does_not_get_in(client: Client, user: User) -> None:
    User.objects.update(is_active=False)
    assert log_in(client) == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_sixth_guess_is_stopped_even_with_the_right_password(client: Client, user: User) -> None:
    for _ in range(5):
        log_in(client, password="fel-losenord")
    assert alerts(log_in(client)) == [LOCKED]


def test_a_guesser_locks_no_one_at_another_address(client: Client, user: User) -> None:
    for _ in range(6):
        log_in(client, password="fel-losenord")
    assert log_in(Client(REMOTE_ADDR="10.0.0.7")) == reverse("report_list")


@pytest.mark.parametrize("spelling", ["controller", "Controller", " controller "])
def test_no_other_spelling_of_a_name_gives_more_guesses(client: Client, user: User, spelling: str) -> None:
    for _ in range(5):
        log_in(client, password="fel-losenord")
    assert alerts(log_in(client, spelling)) == [LOCKED]


def test_who_goes_on_guessing_waits_longer(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five guesses in 5 minutes, ten in an hour, twenty in a day."""
    now = time.time()

    def guesses_until_locked(minutes: int) -> int:
        monkeypatch.setattr("time.time", lambda: now + 60 * minutes)
        return [alerts(log_in(client, password="fel-losenord")) for _ in range(6)].index([LOCKED])

    waits = (0, 4, 6, 12, 50, 62, 70, 130, 1442)
    assert [guesses_until_locked(minutes) for minutes in waits] == [5, 0, 5, 0, 0, 5, 5, 0, 5]


def test_thirty_first_log_in_from_one_address_is_stopped(client: Client, user: User) -> None:
    statuses = [
        client.post(reverse("account_login"), {"login": f"namn{n}", "password": ""}).status_code
        for n in range(31)
    ]
    assert statuses == [200] * 30 + [429]
    response = client.post(reverse("account_login"), {"login": "x", "password": ""})
    assert Page(response.content).texts("h1") == ["För många försök"]


def test_attempts_are_counted_where_every_worker_sees_them(client: Client, user: User) -> None:
    """In the database, not in the memory of one process."""
    log_in(client, password="fel-losenord")
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache WHERE cache_key LIKE %s", ["%login_failed%"])
        assert cursor.fetchone() == (4,)  # by address, and by name in three spans


def test_log_out_ends_the_session(client: Client, user: User) -> None:
    log_in(client)
    assert client.get(reverse("account_logout")).status_code == 200  # asks first
    assert client.get(reverse("report_list")).status_code == 200
    assert client.post(reverse("account_logout"))["Location"] == reverse("account_login")
    assert client.get(reverse("account_page")).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_email"])
def test_nobody_signs_up_by_themselves(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("url", ["/konto/registrera/", "/accounts/signup/", "/konto/signup/"])
def test_there_is_no_page_to_sign_up_on(client: Client, user: User, url: str) -> None:
    client.force_login(user)
    assert client.get(url).status_code == 404


def change_password(client: Client, old: str, new: str, again: str = "") -> Page | str:
    data = {"oldpassword": old, "password1": new, "password2": again or new}
    response = client.post(reverse("account_change_password"), data)
    return response["Location"] if response.status_code == 302 else Page(response.content)


def test_password_is_changed(client: Client, user: User) -> None:
    log_in(client)
    change_password(client, PASSWORD, "ett-nytt-langt-losenord")
    client.post(reverse("account_logout"))
    assert isinstance(log_in(client), Page)
    assert log_in(client, password="ett-nytt-langt-losenord") == reverse("report_list")


@pytest.mark.parametrize(
    ("old", "new", "again", "errors"),
    [
        ("fel", "ett-nytt-langt-losenord", "", ["Skriv in ditt nuvarande lösenord."]),
        (PASSWORD, "kort-ord", "", ["Det här lösenordet är för kort. Det måste innehålla minst 12 tecken."]),
        (PASSWORD, "ett-nytt-langt-losenord", "ett-annat-losenord", ["Du måste ange samma lösenord"]),
    ],
)
def test_bad_new_password_is_refused_with_a_sentence(
    client: Client, user: User, old: str, new: str, again: str, errors: list[str]
) -> None:
    log_in(client)
    page = change_password(client, old, new, again)
    assert isinstance(page, Page)
    assert page.texts("p", class_="field-error") == errors


ENGLISH = re.compile(
    r"\b(the|you|your|password|username|sign|log ?in|log ?out|please|account|confirm|successfully|too|many|again)\b",
    re.IGNORECASE,
)


def test_account_pages_are_in_swedish(client: Client, user: User) -> None:
    texts = [Page(client.get(reverse("account_login")).content).text]
    texts.append(log_in(client, password="fel").text)  # type: ignore[union-attr]
    log_in(client)
    names = ["report_list", "account_change_password", "account_reauthenticate", "account_logout"]
    texts += [Page(client.get(reverse(name)).content).text for name in [*names, "account_inactive"]]
    texts.append(change_password(client, "fel", "kort", "annat").text)  # type: ignore[union-attr]
    change_password(client, PASSWORD, "ett-nytt-langt-losenord")
    texts.append(Page(client.get(reverse("report_list")).content).text)
    client.post(reverse("account_logout"))
    texts.append(Page(client.get(reverse("account_login")).content).text)
    assert [found for text in texts for found in ENGLISH.findall(text)] == []
