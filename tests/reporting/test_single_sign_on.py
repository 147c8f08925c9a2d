"""Through the kommun's own log-in: OpenID Connect against a provider in a thread; groups give and take roles."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client
from django.test import Client
from django.urls import reverse

from reporting.environment import openid_connect
from reporting.login.openid import CheckedAdapter
from reporting.models import (
    AdministrationChange,
    Committee,
    GroupRole,
    MunicipalityAdministrator,
    Role,
    User,
)
from tests.factories import PASSWORD, make_committee, make_user
from tests.html import Page

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]  # the provider's own
LOG_IN = "/konto/logga-in/kommunen/"
ANSWER = "/konto/logga-in/kommunen/svar/"
FAILED, UNKNOWN = "Inloggningen gick inte igenom", "Du har ingen roll här än"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with warnings.catch_warnings(record=True):
        from oidc_provider_mock import run_server_in_thread  # noqa: PLC0415
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        with run_server_in_thread(require_nonce=True) as thread:
            yield f"http://localhost:{thread.server_port}"


@pytest.fixture(autouse=True)
def provider(server: str, settings: Any) -> str:
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect(server, name="Kommunen", client_id="portal", secret="s")
    return server


@pytest.fixture
def committee() -> Committee:
    return make_committee("IT-nämnden")


@pytest.fixture
def mapped(committee: Committee) -> Committee:
    GroupRole.objects.create(
        municipality=committee.municipality, group="g-controller", committee=committee, role=Role.CONTROLLER
    )
    return committee


def person(server: str, *groups: str, sub: str = "s-1", **claims: Any) -> None:
    said = {"name": "Controller Ek", "preferred_username": "ek", "email": "ek@example.se", "groups": groups}
    requests.put(f"{server}/users/{sub}", json=said | claims, timeout=5).raise_for_status()


def asked(client: Client, address: str = LOG_IN) -> str:
    return str(client.get(address)["Location"])


def answered(question: str, sub: str = "s-1") -> str:
    """The address that the provider sends the person back to."""
    answer = requests.post(question, data={"sub": sub}, allow_redirects=False, timeout=5)
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def logged_in(sub: str = "s-1") -> tuple[Client, Any]:
    client = Client()
    return client, client.get(answered(asked(client), sub))


def is_in(client: Client) -> bool:
    return client.get(reverse("account_page")).status_code == 200


def roles_of(username: str = "ek") -> set[str]:
    return set(User.objects.get(username=username).memberships.current().values_list("role", flat=True))


def test_the_question_has_a_state_a_nonce_and_a_pkce_challenge(client: Client, provider: str) -> None:
    question = parse_qs(urlsplit(asked(client)).query)
    assert question["response_type"] == ["code"]
    assert question["code_challenge_method"] == ["S256"]
    assert set(question["scope"][0].split()) == {"openid", "profile", "email"}
    assert min(len(question[name][0]) for name in ("state", "nonce", "code_challenge")) >= 16


def test_a_person_in_a_group_gets_an_account_with_its_role(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller", "g-annan")
    client, answer = logged_in()
    assert answer["Location"] == reverse("report_list")
    user = User.objects.get()
    assert (user.username, user.display_name(), user.email) == ("ek", "Controller Ek", "ek@example.se")
    assert (user.municipality, user.has_usable_password()) == (mapped.municipality, False)
    assert roles_of() == {"controller"}
    assert "genom en grupp" in Page(client.get(reverse("account_page")).content).text
    labels = set(AdministrationChange.objects.values_list("label", flat=True))
    assert "Controller i IT-nämnden: Controller Ek" in labels


def test_log_in_leads_on_to_the_page_that_was_asked_for(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    client = Client()
    page = Page(client.get(reverse("account_login"), {"next": "/hjalp/"}).content)
    (way,) = [a.attrs["href"] for a in page.all("a") if a.text == "Logga in med Kommunen"]
    assert client.get(answered(asked(client, way)))["Location"] == "/hjalp/"
    away = Client()
    assert away.get(answered(asked(away, f"{LOG_IN}?next=https://example.com/")))["Location"] == "/"


def test_a_person_without_a_mapped_group_is_refused_kindly(mapped: Committee, provider: str) -> None:
    person(provider, "g-annan")
    client, answer = logged_in()
    assert (answer.status_code, Page(answer.content).texts("h1")) == (403, [UNKNOWN])
    assert not is_in(client)
    assert not User.objects.exists()


def test_a_group_that_is_gone_takes_its_role_at_the_next_log_in(mapped: Committee, provider: str) -> None:
    """And leaves the role that was given by hand."""
    person(provider, "g-controller")
    logged_in()
    User.objects.get().memberships.create(committee=mapped, role=Role.READER)
    person(provider)
    client, _ = logged_in()
    assert is_in(client)
    assert roles_of() == {"reader"}
    person(provider, "g-controller")
    logged_in()
    assert roles_of() == {"reader", "controller"}


def test_a_role_given_by_hand_is_left_when_its_group_is_gone(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    logged_in()
    User.objects.get().memberships.update(by_group=False)
    person(provider)
    logged_in()
    assert roles_of() == {"controller"}


def test_a_role_of_an_earlier_day_ends_the_day_before(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    logged_in()
    User.objects.get().memberships.update(valid_from="2025-01-01")
    person(provider)
    logged_in()
    assert User.objects.get().memberships.get().state == "avslutad"
    assert roles_of() == set()


def test_a_group_makes_a_kommunadministrator_and_unmakes(committee: Committee, provider: str) -> None:
    GroupRole.objects.create(municipality=committee.municipality, group="g-admin")
    person(provider, "g-admin")
    logged_in()
    user = User.objects.get()
    assert user.administers(committee.municipality)
    person(provider)
    logged_in()
    assert not MunicipalityAdministrator.objects.current().exists()


def test_a_person_is_not_known_by_mail_or_name(mapped: Committee, provider: str) -> None:
    """Whoever can choose a mail or a name at the log-in takes over no account."""
    local = make_user(mapped, Role.ADMINISTRATOR, username="ek")
    User.objects.update(email="ek@example.se")
    person(provider, "g-controller")
    logged_in()
    assert User.objects.count() == 2
    assert local.socialaccount_set.count() == 0  # type: ignore[attr-defined]


def test_another_subject_with_the_same_facts_is_another_person(mapped: Committee, provider: str) -> None:
    for sub in ("s-1", "s-2", "s-1"):
        person(provider, "g-controller", sub=sub)
        logged_in(sub)
    uids = set(SocialAccount.objects.values_list("uid", flat=True))
    assert uids == {f"{provider} s-1", f"{provider} s-2"}


def test_a_closed_account_stays_closed(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    logged_in()
    User.objects.update(is_active=False)
    client, answer = logged_in()
    assert answer["Location"] == reverse("account_inactive")
    assert not is_in(client)


# What is refused.


def refused(client: Client, address: str) -> bool:
    answer = client.get(address)
    assert Page(answer.content).texts("h1") == [FAILED]
    return answer.status_code == 403 and not is_in(client)


def test_an_answer_is_used_once(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    client = Client()
    answer = answered(asked(client))
    client.get(answer)
    assert is_in(client)
    client.post(reverse("account_logout"))
    assert refused(client, answer)


def test_an_answer_to_another_session_is_refused(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    victim = Client()
    asked(victim)
    assert refused(victim, answered(asked(Client())))


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?error=access_denied", "?code=x&state=x"])
def test_an_invented_answer_is_refused(client: Client, query: str) -> None:
    assert refused(client, ANSWER + query)


def test_a_code_with_another_state_is_refused(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    client = Client()
    first, second = answered(asked(client)), parse_qs(urlsplit(asked(client)).query)["state"][0]
    assert refused(client, f"{first.split('&state')[0]}&state={second}")  # its nonce and challenge are others


CLAIMS: dict[str, dict[str, Any]] = {
    "issuer": {"iss": "https://login.example.se"},
    "audience": {"aud": "another-portal"},
    "audiences": {"aud": ["portal", "another-portal"], "azp": "another-portal"},
    "nonce": {"nonce": "another-question"},
    "no nonce": {"nonce": None},
    "time": {"exp": 1_700_000_000},
    "no time": {"exp": None},
    "not yet": {"nbf": int(time.time()) + 3600},
    "more groups than fit": {"_claim_names": {"groups": "src1"}},
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_token_with_another_claim_is_refused(mapped: Committee, provider: str, claim: str) -> None:
    """Signed by the provider itself."""
    person(provider, "g-controller", **CLAIMS[claim])
    client = Client()
    assert refused(client, answered(asked(client)))
    assert not User.objects.exists()


def test_a_provider_that_calls_itself_another_is_refused(
    mapped: Committee, provider: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two providers are mixed up: its own tokens, under another's name."""
    person(provider, "g-controller")
    monkeypatch.setattr(CheckedAdapter, "openid_config", lying(provider))
    client = Client()
    assert refused(client, answered(asked(client)))


def lying(provider: str) -> dict[str, Any]:
    said: dict[str, Any] = requests.get(f"{provider}/.well-known/openid-configuration", timeout=5).json()
    return said | {"issuer": "https://login.example.se"}


def forged(monkeypatch: pytest.MonkeyPatch, change: Any) -> None:
    """Between the provider and the portal every ID token is changed."""
    real = OAuth2Client.get_access_token

    def changed(self: Any, *args: Any, **more: Any) -> Any:
        answer = real(self, *args, **more)
        return answer | {"id_token": change(answer["id_token"])}

    monkeypatch.setattr(OAuth2Client, "get_access_token", changed)


def tampered(token: str) -> str:
    head, body, signature = token.split(".")
    return f"{head}.{body[:-4]}{body[-4:][::-1]}.{signature}"


FORGERIES = {
    "unsigned": lambda token: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}), "", algorithm="none"
    ),
    "signed with the secret": lambda token: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}), "s" * 64, algorithm="HS256",
    ),
    "tampered": tampered,
    "another signature": lambda token: token[:-8] + "AAAAAAAA",
    "no token": lambda token: "",
}  # fmt: skip


@pytest.mark.parametrize("how", FORGERIES)
def test_a_tampered_token_is_refused(
    mapped: Committee, provider: str, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    person(provider, "g-controller")
    forged(monkeypatch, FORGERIES[how])
    client = Client()
    assert refused(client, answered(asked(client)))
    assert not User.objects.exists()


def test_a_provider_that_does_not_answer_is_said_so(client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = openid_connect("http://localhost:9", client_id="portal", secret="s")
    answer = client.get(LOG_IN)
    assert answer.status_code == 503
    assert "svarar inte just nu" in Page(answer.content).text


def test_without_the_setting_there_is_no_such_log_in(client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert [client.get(address).status_code for address in (LOG_IN, ANSWER)] == [404, 404]
    assert "Logga in med" not in Page(client.get(reverse("account_login")).content).text


# "Kräv SSO", and the way in when it is down.


def with_password(username: str) -> Any:
    return Client().post(reverse("account_login"), {"login": username, "password": PASSWORD})


def test_a_password_opens_nothing_where_the_kommuns_log_in_is_demanded(
    committee: Committee, settings: Any
) -> None:
    settings.REQUIRE_SSO = True
    make_user(committee, Role.ADMINISTRATOR, username="administrator")
    MunicipalityAdministrator.objects.create(
        user=make_user(role=None, username="without-factor"), municipality=committee.municipality
    )
    for username in ("administrator", "without-factor"):
        answer = with_password(username)
        assert answer.status_code == 403
        assert Page(answer.content).texts("h1") == ["Logga in med kommunens inloggning"]
    keeper = make_user(role=None, username="keeper")
    MunicipalityAdministrator.objects.create(user=keeper, municipality=committee.municipality)
    keeper.authenticator_set.create(type="totp", data={"secret": ""})  # type: ignore[attr-defined]
    assert with_password("keeper")["Location"] == reverse("mfa_authenticate")


def test_a_wrong_password_says_nothing_of_who_may(committee: Committee, settings: Any) -> None:
    settings.REQUIRE_SSO = True
    make_user(committee, username="kim")
    answer = Client().post(reverse("account_login"), {"login": "kim", "password": "fel"})
    assert answer.status_code == 200


# An account there is already.


def test_a_person_connects_the_kommuns_log_in_to_the_own_account(mapped: Committee, provider: str) -> None:
    kim = make_user(mapped, Role.READER, username="kim")
    person(provider, "g-controller")
    client = Client()
    client.post(reverse("account_login"), {"login": "kim", "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = Page(client.post(reverse("account_connect")).content)
    (way,) = [a.attrs["href"] for a in page.all("a", class_="button")]
    client.get(answered(way))
    assert roles_of("kim") == {"reader", "controller"}
    other, _ = logged_in()
    assert f"användarnamnet {kim.username}" in Page(other.get(reverse("account_page")).content).text or is_in(
        other
    )
    assert User.objects.count() == 1
    assert ("Kommunens inloggning: kim", "kopplad till kontot") in AdministrationChange.objects.values_list(
        "label", "new"
    )


def test_an_account_without_a_password_has_none_to_change(mapped: Committee, provider: str) -> None:
    person(provider, "g-controller")
    client, _ = logged_in()
    names = ("account_change_password", "account_facts")
    assert [client.get(reverse(name)).status_code for name in names] == [404, 404]


# The page of groups.


def test_a_kommunadministrator_says_what_a_group_gives(
    client: Client, committee: Committee, provider: str
) -> None:
    keeper = make_user(role=None, username="keeper")
    MunicipalityAdministrator.objects.create(user=keeper, municipality=committee.municipality)
    client.force_login(keeper)
    address = reverse("group_roles", args=[committee.municipality.slug])
    sent = {"group": "g-1", "name": "IT", "committees": [committee.pk], "roles": ["reader", "approver"]}
    client.post(address, sent | {"is_administrator": "on"})
    assert {str(one) for one in GroupRole.objects.all()} == {
        "IT: läsare i IT-nämnden",
        "IT: godkännare i IT-nämnden",
        f"IT: kommunadministratör i {committee.municipality.name}",
    }
    assert AdministrationChange.objects.filter(label="Grupp IT", by=keeper).count() == 3
    gone = GroupRole.objects.get(role="reader")
    client.post(reverse("group_role_remove", args=[committee.municipality.slug, gone.pk]))
    assert AdministrationChange.objects.filter(label="Grupp IT", old="läsare i IT-nämnden").exists()
    person(provider, "g-1")
    logged_in()
    assert roles_of() == {"approver"}


def test_a_group_gives_nothing_in_another_kommun(client: Client, committee: Committee) -> None:
    keeper = make_user(role=None, username="keeper")
    MunicipalityAdministrator.objects.create(user=keeper, municipality=committee.municipality)
    client.force_login(keeper)
    other = make_committee("Annan nämnd")
    address = reverse("group_roles", args=[committee.municipality.slug])
    answer = client.post(address, {"group": "g", "committees": [other.pk], "roles": ["reader"]})
    assert (answer.status_code, GroupRole.objects.count()) == (422, 0)
    assert client.get(reverse("group_roles", args=[other.municipality.slug])).status_code == 404
