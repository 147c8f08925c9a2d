"""Sessions: listed, endable, and ended by the clock; one's own name and mail."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from reporting.login.sessions import device_of
from reporting.models import AdministrationChange, User
from tests.factories import PASSWORD, make_committee, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
MINUTE, HOUR = 60, 3600


@pytest.fixture
def person() -> User:
    return make_user(make_committee(), username="kim")


def logged_in(browser: str = FIREFOX) -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    answer = client.post(reverse("account_login"), {"login": "kim", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("account_page")).status_code == 200


def passes(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    now = time.time() + seconds
    monkeypatch.setattr("time.time", lambda: now)


def test_a_session_ends_when_nothing_is_asked_for_an_hour(person: User, monkeypatch: Any) -> None:
    client = logged_in()
    for _ in range(3):
        passes(monkeypatch, 50 * MINUTE)
        assert is_in(client)
    passes(monkeypatch, HOUR)
    assert not is_in(client)


def test_a_session_ends_after_twelve_hours_of_work(person: User, monkeypatch: Any) -> None:
    client = logged_in()
    for _ in range(23):
        passes(monkeypatch, 30 * MINUTE)
        assert is_in(client)
    passes(monkeypatch, 30 * MINUTE)
    assert not is_in(client)


def test_a_session_from_before_there_were_limits_has_ended(client: Client, person: User) -> None:
    client.force_login(person)
    session = client.session
    del session["begun"]
    session.save()
    assert not is_in(client)


def test_a_session_is_written_once_a_minute(
    client: Client, person: User, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(person)
    asked = []
    for seconds in (0, MINUTE, 30):
        passes(monkeypatch, seconds)
        with django_assert_max_num_queries(20) as queries:
            client.get(reverse("help_page"))
        asked.append(sum(query["sql"].startswith("UPDATE") for query in queries))
    assert asked == [0, 2, 0]


def end(client: Client, **which: str) -> int:
    """The answer once one has said who one is."""
    asked = client.post(reverse("account_sessions"), which)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    return client.post(asked["Location"], {"password": PASSWORD}).status_code


def test_sessions_are_listed_and_ended_one_by_one(person: User) -> None:
    here, phone = logged_in(), logged_in(SAFARI)
    page = Page(here.get(reverse("account_sessions")).content)
    assert "Firefox på Windows här" in page.text
    assert "Safari på iPhone" in page.text
    there = UserSession.objects.get(user_agent=SAFARI)
    end(here, session=str(there.pk))
    assert (is_in(here), is_in(phone)) == (True, False)
    assert AdministrationChange.objects.get().label == "Utloggad: kim"


def test_all_other_sessions_are_ended_at_once(person: User) -> None:
    here, *others = logged_in(), logged_in(SAFARI), logged_in()
    end(here, others="ja")
    assert [is_in(client) for client in (here, *others)] == [True, False, False]


def test_nobody_ends_anothers_session(client: Client, person: User) -> None:
    theirs = logged_in()
    client.force_login(make_user())
    assert end(client, session=str(UserSession.objects.get().pk)) == 404
    assert is_in(theirs)


def test_a_new_password_ends_the_other_sessions(person: User) -> None:
    here, phone = logged_in(), logged_in(SAFARI)
    new = "ett-nytt-langt-losenord"
    here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert (is_in(here), is_in(phone)) == (True, False)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [(FIREFOX, "Firefox på Windows"), (SAFARI, "Safari på iPhone"), ("", "Okänd webbläsare")],
)
def test_a_browser_is_named_in_words(sent: str, shown: str) -> None:
    assert device_of(sent) == shown


def test_own_name_and_mail_are_changed_after_the_password_and_logged(person: User) -> None:
    client = logged_in()
    sent = {"first_name": "Controller", "email": "ny@example.se"}
    asked = client.post(reverse("account_facts"), sent)
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD})
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Controller", "ny@example.se")
    logged = AdministrationChange.objects.order_by("pk").values_list("label", "old", "new", "by__username")
    assert list(logged) == [
        ("Förnamn: Controller", "", "Controller", "kim"),
        ("E-postadress: Controller", "", "ny@example.se", "kim"),
    ]


def test_a_closed_account_has_no_session(person: User) -> None:
    client = logged_in()
    User.objects.update(is_active=False)
    assert not is_in(client)


def test_a_session_has_a_new_name_when_one_logs_in(client: Client, person: User) -> None:
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = True
    session.save()
    before = session.session_key or ""
    client.cookies["sessionid"] = before
    client.post(reverse("account_login"), {"login": "kim", "password": PASSWORD})
    assert is_in(client)
    assert client.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert not is_in(thief)


def test_log_ins_and_failures_are_in_the_servers_log(person: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "reporting.login.log")
    client = logged_in()
    client.post(reverse("account_logout"))
    for name in ("kim", "hemligt-i-fel-falt"):
        client.post(reverse("account_login"), {"login": name, "password": "hemligt-fel"})
    told = [record.getMessage() for record in caplog.records if record.name == "reporting.login.log"]
    assert told == [
        f"Logged in: user {person.pk} from 127.0.0.1 by password",
        f"Logged out: user {person.pk} from 127.0.0.1",
        f"Log-in failed: user {person.pk} from 127.0.0.1",
        "Log-in failed: unknown name from 127.0.0.1",
    ]


@pytest.mark.parametrize(
    ("password", "is_refused"),
    [
        ("Nämndrapport", True),
        ("Kommunen2026!", True),
        ("controller-1234", True),
        ("fyra hästar i kommunen", False),
    ],
)
def test_a_password_of_the_portals_own_words_is_refused(password: str, is_refused: bool) -> None:
    context = pytest.raises(ValidationError, match="lätt att gissa") if is_refused else nullcontext()
    with context:
        validate_password(password)
