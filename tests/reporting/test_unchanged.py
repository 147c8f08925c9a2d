"""What is made of the database is kept for as long as the database would answer the same."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.database.unchanged import while_unchanged
from reporting.models import Municipality, Report, Role, User
from reporting.permissions import Action
from reporting.workflow.moves import move
from tests.factories import fresh, make_municipality, make_report, make_user, section
from tests.html import Page
from tests.reporting.test_linear import calls

pytestmark = pytest.mark.django_db
DRAFT = "sydnarke-2024-04-delarsrapport"


class Names:
    """The kommuner, and how often they were asked for."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> list[str]:
        self.made += 1
        return [kommun.name for kommun in Municipality.objects.order_by("name")]


def test_made_anew_when_an_answer_is_another() -> None:
    names, kommun = Names(), make_municipality("Askersund")
    for _ in range(3):
        assert while_unchanged("names", names) == ["Askersund"]
    assert names.made == 1
    make_municipality("Laxå")
    assert while_unchanged("names", names) == ["Askersund", "Laxå"]
    Municipality.objects.filter(pk=kommun.pk).update(name="Lekeberg")
    assert while_unchanged("names", names) == ["Laxå", "Lekeberg"]
    assert names.made == 3


def test_a_change_undone_is_no_change() -> None:
    names, kommun = Names(), make_municipality("Askersund")
    while_unchanged("names", names)
    for name in ("Laxå", "Askersund"):
        Municipality.objects.filter(pk=kommun.pk).update(name=name)
    assert while_unchanged("names", names) == ["Askersund"]
    assert names.made == 1


def test_every_row_is_read_and_handed_on() -> None:
    """More than are fetched at a time."""
    for number in range(250):
        make_municipality(f"Kommun med nummer {number}")
    as_usual = Names()()
    names = Names()
    assert while_unchanged("names", names) == as_usual
    Municipality.objects.filter(name=as_usual[-1]).update(accent="#123456")
    while_unchanged("names", names)
    assert names.made == 2


def test_what_writes_is_not_kept() -> None:
    def write() -> int:
        make_municipality()
        return Municipality.objects.count()

    assert [while_unchanged("writes", write) for _ in range(2)] == [1, 2]


# A report that is not adopted


@pytest.fixture
def controller(demo: None, client: Client) -> User:
    user = User.objects.get(username="controller")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


@pytest.mark.parametrize("name", ["", "rapport.xlsx"])
def test_an_unchanged_draft_is_not_assembled_again(controller: User, client: Client, name: str) -> None:
    """Much less work, and most of what is left is any request's."""
    address = f"/rapporter/{DRAFT}/{name}"
    client.get("/")  # loads what every request needs
    first = calls(lambda: client.get(address))
    has_it = {"If-None-Match": "*"} if name else {}
    assert calls(lambda: client.get(address, headers=has_it)) < first / 4


def test_an_unchanged_draft_asks_what_it_asked(
    controller: User, client: Client, django_assert_num_queries: Any
) -> None:
    """Session, user, whether it is adopted, roles; then those of the report and of its sections."""
    address = reverse("report_page", args=[DRAFT])
    for _ in range(2):
        with django_assert_num_queries(17):
            client.get(address)


def test_a_browser_that_has_a_drafts_file_is_told_so(controller: User, client: Client) -> None:
    address = f"/rapporter/{DRAFT}/rapport.xlsx"
    etag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304
    Report.objects.get(slug=DRAFT).texts.update(markdown="Något helt annat.")
    changed = client.get(address, headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_a_kept_page_has_its_readers_own_name_and_tools(controller: User, client: Client) -> None:
    address = reverse("report_page", args=[DRAFT])
    client.get(address)
    reader = make_user(Report.objects.get(slug=DRAFT).committee, Role.READER, username="läsaren")
    client.force_login(reader)
    page = Page(client.get(address).content)
    assert "läsaren" in page.text
    assert "Arbeta med rapporten" not in page.text
    assert controller.display_name() not in page.text


def test_a_file_made_since_is_told_with_its_size(client: Client) -> None:
    report = make_report(section("inledning", has_prose=True), slug="namnd-2023-07")
    client.force_login(make_user(report.committee))
    address = reverse("report_page", args=[report.slug])
    assert "kB" not in Page(client.get(address).content).texts("p", class_="downloads")[0]
    assert client.get(reverse("report_file", args=[report.slug, "pdf"])).status_code == 200
    assert "kB" in Page(client.get(address).content).texts("p", class_="downloads")[0]


def test_a_ledamot_never_gets_what_was_kept_for_others(client: Client) -> None:
    report = make_report(section("inledning", has_prose=True), slug="namnd-2023-07")
    controller, ledamot = (
        make_user(report.committee, role) for role in (Role.CONTROLLER, Role.REPRESENTATIVE)
    )
    report.texts.create(section_key="inledning", markdown="Det kom fler.")
    address = reverse("report_page", args=[report.slug])

    def status_for(user: User) -> int:
        client.force_login(user)
        return client.get(address).status_code

    assert [status_for(controller), status_for(ledamot)] == [200, 404]
    move(fresh(report), Action.HAND_IN, by=controller)
    assert [status_for(controller), status_for(ledamot)] == [200, 200]
    move(fresh(report), Action.SEND_BACK, by=controller, reason="Ett fel.")
    assert [status_for(controller), status_for(ledamot)] == [200, 404]
