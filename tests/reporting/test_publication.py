"""Without log-in: every address and format, against every way a report can be unpublished."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from reporting.comparison.of_committee import documents_through
from reporting.journal import triggers as journal_guards
from reporting.journal.verify import faults
from reporting.models import Committee, Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.renderers.formats import FORMATS
from reporting.workflow.publication import publish, withdraw
from tests.factories import fresh, make_committee, make_report, make_template, make_user, section, take
from tests.worlds import World as StoredWorld
from tests.worlds import made_by

pytestmark = pytest.mark.django_db

REASON = "Fel bilaga kom med."
PEOPLE = {
    Action.HAND_IN: Role.CONTROLLER,
    Action.APPROVE: Role.APPROVER,
    Action.ADOPT: Role.ADMINISTRATOR,
}
WAYS = {Status.DRAFT: 0, Status.HANDED_IN: 1, Status.APPROVED: 2, Status.ADOPTED: 3}
# What each report is called: the words are found nowhere else.
PUBLISHED, REPLACED = "Murmeldjuret", "Hermelinen"
HIDDEN = {
    "draft": "Utterhonan",
    "handed_in": "Vesslan",
    "approved": "Illern",
    "adopted": "Skogsharen",
    "scheduled": "Bisamen",
    "withdrawn": "Grävlingen",
    "discarded": "Lodjuret",
}


NAMES = {**HIDDEN, "published": PUBLISHED, "replaced": REPLACED}


def slug_of(name: str) -> str:
    return slugify(name)


@dataclass
class World:
    """One nämnd with a report in every state, and one whose only report is a draft."""

    committee: Committee
    other: Committee
    reports: dict[str, Report]
    administrator: User


def adopted_by_steps(report: Report, steps: int = 3) -> Report:
    for action, role in list(PEOPLE.items())[:steps]:
        take(report, action, by=make_user(report.committee, role))
    return fresh(report)


def a_report(committee: Committee, name: str, number: int, state: str = "adopted") -> Report:
    template = make_template(section("inledning", has_prose=True), committee=committee)
    through = dt.date(2012 + number, 8, 31)
    report = make_report(template=template, actuals_through=through, slug=slug_of(name))
    report.title = f"{name} i titeln"
    report.save()
    report.texts.create(section_key="inledning", markdown=f"{name} i texten.")
    return adopted_by_steps(report, WAYS.get(state, 0 if state == "discarded" else 3))  # type: ignore[call-overload]  # a Status is its text


def make_world() -> None:
    committee, other = make_committee("Djurnämnden"), make_committee("Fågelnämnden")
    administrator = make_user(committee, Role.ADMINISTRATOR, username="publicerar")
    reports = {
        state: a_report(committee, name, number, state) for number, (state, name) in enumerate(NAMES.items())
    }
    a_report(other, "Skatan", 0, "draft")
    publish(reports["replaced"], by=administrator)
    publish(reports["published"], by=administrator, replaces=reports["replaced"])
    publish(reports["scheduled"], by=administrator, at=timezone.now() + dt.timedelta(days=1))
    publish(reports["withdrawn"], by=administrator)
    withdraw(reports["withdrawn"], by=administrator, reason=REASON)
    take(reports["discarded"], Action.DISCARD, by=make_user(committee, Role.CONTROLLER))


@pytest.fixture(scope="module")
def stored_world(django_db_setup: None, django_db_blocker: Any) -> StoredWorld:
    with django_db_blocker.unblock():
        return made_by(make_world)


@pytest.fixture
def world(db: None, stored_world: StoredWorld) -> World:
    stored_world.enter()
    return World(
        committee=Committee.objects.get(name="Djurnämnden"),
        other=Committee.objects.get(name="Fågelnämnden"),
        reports={
            state: Report.objects.with_context().get(slug=slug_of(name)) for state, name in NAMES.items()
        },
        administrator=User.objects.get(username="publicerar"),
    )


def lists_of(world: World) -> list[str]:
    slug = world.committee.slug
    return [
        *(reverse(name) for name in ("report_list", "report_search", "published_feed", "site_map")),
        *(reverse("catalogue_file", args=[form]) for form in ("rdf", "ttl")),
        *(
            reverse(name, args=[slug])
            for name in ("committee_page", "committee_feed", "committee_data", "committee_data_described")
        ),
        reverse("report_search") + "?q=titeln",
        reverse("report_search") + "?q=texten",
        reverse("report_search") + f"?namnd={slug}",
        *(reverse("report_search") + f"?ar={year}" for year in range(2010, 2024)),
        *(reverse("report_search") + f"?q={name.lower()}" for name in HIDDEN.values()),
    ]


def addresses_of(report: Report) -> list[str]:
    files = [
        reverse("report_file", args=[report.slug, extension]) for extension in FORMATS if extension != "pdf"
    ]
    return [*(reverse(name, args=[report.slug]) for name in ("report_page", "followed_rows")), *files]


def test_lists_feeds_search_and_catalogue_name_what_is_published_alone(world: World, client: Client) -> None:
    for address in lists_of(world):
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        text = response.content.decode()
        hidden = [*HIDDEN.values(), "Skatan", world.other.name]
        query = address.partition("?q=")[2]
        told = [name for name in hidden if name.lower() in text.lower().replace(query, "") and name != query]
        assert (address, told) == (address, [])


@pytest.mark.parametrize("query", ["", "?q=titeln", "?q=i+TEXTEN", "?q=djurnämnden"])
def test_a_published_report_is_found(world: World, client: Client, query: str) -> None:
    text = client.get(reverse("report_search") + query).content.decode()
    assert f"{PUBLISHED} i titeln" in text
    assert f"{REPLACED} i titeln" in text


def test_feeds_and_catalogue_have_what_is_published(world: World, client: Client) -> None:
    named = ("published_feed", "site_map")
    for address in [*map(reverse, named), reverse("catalogue_file", args=["ttl"])]:
        text = client.get(address).content.decode()
        assert f"http://testserver/rapporter/{world.reports['published'].slug}/" in text
        assert f"http://testserver/rapporter/{world.reports['replaced'].slug}/" in text


def test_a_published_report_is_read_in_every_format(world: World, client: Client) -> None:
    for address in addresses_of(world.reports["published"]):
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response.headers["Cache-Control"] == "public, max-age=60"
        assert response.headers["Vary"] == "Cookie"
        assert not response.cookies
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert (address, again.status_code, again.content) == (address, 304, b"")


def test_an_unpublished_report_is_not_there(world: World, client: Client) -> None:
    """The answer says the same as of an address that never was, but for the address itself."""
    for state in HIDDEN.keys() - {"withdrawn"}:
        report = world.reports[state]
        for address in [*addresses_of(report), reverse("report_memo", args=[report.slug])]:
            never = address.replace(report.slug, "finns-inte")
            assert said(client, address) == said(client, never)
            assert said(client, address)[0] == 404


def said(client: Client, address: str) -> tuple[int, dict[str, str], str, dict[str, Any]]:
    response = client.get(address)
    headers = {name: text for name, text in response.headers.items() if name != "Content-Length"}
    return (
        response.status_code,
        headers,
        response.content.decode().replace(address, ""),
        dict(response.cookies),
    )


def test_who_knows_what_a_page_was_learns_nothing_of_it(world: World, client: Client) -> None:
    """By the tag of what is unpublished or withdrawn, or by any tag, or with HEAD."""
    member = Client()
    member.force_login(world.administrator)
    for state, status in {"adopted": 404, "scheduled": 404, "withdrawn": 410, "draft": 404}.items():
        for address in addresses_of(world.reports[state]):
            known = member.get(address).headers.get("ETag", '"x"')
            for tag in (known, f"W/{known}", "*"):
                asked = client.get(address, headers={"If-None-Match": tag})
                assert (address, asked.status_code) == (address, status)
                assert "ETag" not in asked.headers
            assert client.head(address).status_code == status


def test_no_cache_keeps_that_a_report_is_not_there(world: World, client: Client) -> None:
    """404 and 410 are kept by caches that aren't told not to (RFC 9111, 4.2.2), past the time of publication."""
    for state in HIDDEN:
        response = client.get(reverse("report_page", args=[world.reports[state].slug]))
        assert (state, response.headers.get("Cache-Control")) == (state, "no-store")


def test_before_and_after_each_step_of_publication(world: World, client: Client) -> None:
    """Every address and format of one report, and whether a list names it."""
    report = world.reports["adopted"]

    def answers() -> tuple[set[int], bool]:
        statuses = {client.get(address).status_code for address in addresses_of(report)}
        named = any(HIDDEN["adopted"] in client.get(list_).content.decode() for list_ in lists_of(world)[:10])
        return statuses, named

    assert answers() == ({404}, False)
    publish(fresh(report), by=world.administrator, at=timezone.now() + dt.timedelta(days=1))
    assert answers() == ({404}, False)
    withdraw(fresh(report), by=world.administrator, reason=REASON)
    assert answers() == ({404}, False)
    publish(fresh(report), by=world.administrator)
    assert answers() == ({200}, True)
    withdraw(fresh(report), by=world.administrator, reason=REASON)
    assert answers() == ({410}, False)


def test_a_damaged_report_says_so_in_its_committees_tables_too(world: World, client: Client) -> None:
    journal_guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reporting_adopteddocument SET sha256 = %s WHERE report_id = %s",
            ["0" * 64, world.reports["published"].pk],
        )
    journal_guards.install(connection)
    response = client.get(reverse("committee_data", args=[world.committee.slug]))
    assert response.status_code == 503
    assert "stämmer inte med sin kontrollsumma" in response.content.decode()


def test_a_stranger_costs_the_same_queries_whatever_is_hidden(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    for slug in ("finns-inte", *(world.reports[state].slug for state in HIDDEN)):
        with django_assert_num_queries(1):
            client.get(reverse("report_page", args=[slug]))


def test_a_row_is_followed_through_published_reports_alone(world: World) -> None:
    documents = documents_through(world.reports["replaced"], AnonymousUser())
    assert [document.title.split()[0] for document in documents] == [PUBLISHED, REPLACED]


def test_a_withdrawn_report_is_gone_and_says_so(world: World, client: Client) -> None:
    for address in addresses_of(world.reports["withdrawn"]):
        response = client.get(address)
        assert response.status_code == 410
        text = response.content.decode()
        assert "tillbakadragen" in text
        assert HIDDEN["withdrawn"] not in text
        assert REASON not in text


def test_a_withdrawn_report_is_still_read_by_who_logs_in(world: World, client: Client) -> None:
    client.force_login(make_user(role=None))
    assert client.get(reverse("report_page", args=[world.reports["withdrawn"].slug])).status_code == 200


def test_what_is_not_for_reading_asks_for_log_in_whether_it_is_there_or_not(
    world: World, client: Client
) -> None:
    """Also of a published report: its work is the nämnd's own."""
    names = (
        *("report_workspace", "report_changes", "report_comparison", "report_review", "report_facts"),
        *("report_publication", "report_withdrawal", "import_start", "entry_workbook", "report_template"),
    )
    for name, slug in product(names, [world.reports["published"].slug, "finns-inte"]):
        response = client.get(reverse(name, args=[slug]))
        assert (name, response.status_code) == (name, 302)
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_replaced_report_stays_and_points_on(world: World, client: Client) -> None:
    new, old = world.reports["published"], world.reports["replaced"]
    text = client.get(reverse("report_page", args=[old.slug])).content.decode()
    assert "Rapporten är ersatt" in text
    assert reverse("report_page", args=[new.slug]) in text
    assert (
        reverse("report_page", args=[old.slug])
        in client.get(reverse("report_page", args=[new.slug])).content.decode()
    )
    withdraw(fresh(new), by=world.administrator, reason=REASON)
    assert "Rapporten är ersatt" not in client.get(reverse("report_page", args=[old.slug])).content.decode()


def test_the_clock_publishes(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    address = reverse("report_page", args=[world.reports["scheduled"].slug])
    assert client.get(address).status_code == 404
    later = timezone.now() + dt.timedelta(days=1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get(address).status_code == 200
    assert HIDDEN["scheduled"] in client.get(reverse("report_list")).content.decode()


def test_what_was_never_public_is_not_withdrawn_but_taken_back(world: World, client: Client) -> None:
    report = fresh(world.reports["scheduled"])
    withdraw(report, by=world.administrator, reason=REASON)
    assert fresh(report).published_from is None
    assert client.get(reverse("report_page", args=[report.slug])).status_code == 404


def test_publishing_and_withdrawing_are_journaled_with_the_reason(world: World) -> None:
    report = world.reports["withdrawn"]
    written = dict(report.journal.filter(field__in=["withdrawal_reason"]).values_list("field", "new"))
    assert written == {"withdrawal_reason": REASON}
    changed = report.journal.filter(by=world.administrator).values_list("field", flat=True)
    assert set(changed) == {"published_from", "withdrawn_at", "withdrawal_reason"}
    assert [fault for fault in faults()[1] if "published" in fault or "withdraw" in fault] == []


def test_the_journal_is_read_in_swedish_time(world: World, client: Client) -> None:
    client.force_login(world.administrator)
    report = world.reports["withdrawn"]
    text = client.get(reverse("report_changes", args=[report.slug])).content.decode()
    assert report.published_from is not None
    assert f"{timezone.localtime(report.published_from):%Y-%m-%d %H:%M}" in text
    assert "+00:00" not in text
    assert REASON in text


def test_a_withdrawn_report_can_be_published_again(world: World, client: Client) -> None:
    report = fresh(world.reports["withdrawn"])
    publish(report, by=world.administrator)
    assert client.get(reverse("report_page", args=[report.slug])).status_code == 200


def test_as_many_queries_for_the_tables_of_any_number_of_reports(
    world: World, client: Client, django_assert_num_queries: Any
) -> None:
    address = reverse("committee_data", args=[world.committee.slug])
    client.get(address)
    for _ in range(2):
        with django_assert_num_queries(3):
            assert client.get(address).status_code == 200
        if not world.reports["adopted"].is_published:
            publish(world.reports["adopted"], by=world.administrator)


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_an_administrator_publishes(world: World, role: str) -> None:
    report = world.reports["adopted"]
    with pytest.raises(PermissionDenied):
        publish(report, by=make_user(report.committee, role))
    assert fresh(report).published_from is None


@pytest.mark.parametrize("status", [status for status in Status.values if status != Status.ADOPTED])
def test_only_an_adopted_report_is_published(status: str) -> None:
    report = make_report(status=status)
    with pytest.raises(PermissionDenied):
        publish(report, by=make_user(report.committee, Role.ADMINISTRATOR))


def test_only_a_published_report_of_the_same_committee_is_replaced(world: World) -> None:
    report = fresh(world.reports["adopted"])
    elsewhere = a_report(make_committee(), "Gäddan", 0)
    publish(elsewhere, by=make_user(elsewhere.committee, Role.ADMINISTRATOR))
    for other in (elsewhere, world.reports["withdrawn"], world.reports["replaced"], report):
        with pytest.raises(ValidationError):
            publish(report, by=world.administrator, replaces=other)
    assert fresh(report).published_from is None


def test_an_administrator_publishes_and_withdraws_in_the_browser(world: World, client: Client) -> None:
    report = world.reports["adopted"]
    address = reverse("report_publication", args=[report.slug])
    client.force_login(world.administrator)
    assert (
        "Publicera rapporten för alla"
        in client.get(reverse("report_workspace", args=[report.slug])).content.decode()
    )
    client.post(address, {"at": "", "replaces": world.reports["published"].pk})
    assert fresh(report).is_published
    assert fresh(report).replaces == world.reports["published"]
    assert client.post(reverse("report_withdrawal", args=[report.slug])).status_code == 422
    client.post(reverse("report_withdrawal", args=[report.slug]), {"reason": REASON})
    assert not fresh(report).is_published
    assert REASON in client.get(address).content.decode()
    client.post(address, {"at": "2099-01-01T08:00"})
    assert not fresh(report).is_to_be_published, "a year beyond the next is a slip"


def test_link_previews(world: World, client: Client) -> None:
    report = world.reports["published"]
    text = client.get(reverse("report_page", args=[report.slug])).content.decode()
    address = f"http://testserver/rapporter/{report.slug}/"
    assert f"<title>{report.title}</title>" in text
    assert f'<link rel="canonical" href="{address}">' in text
    assert f'<meta property="og:title" content="{report.title}">' in text
    assert 'content="Delårsrapport från Djurnämnden, ' in text
    drafted = make_user(world.committee, Role.READER)
    client.force_login(drafted)
    assert "og:title" not in client.get(address).content.decode()


def test_robots_point_to_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_catalogue_is_chosen_by_accept(client: Client) -> None:
    def to(accept: str) -> str:
        return client.get("/data/", headers={"Accept": accept}).headers["Location"]

    assert to("text/turtle") == "/data/dcat.ttl"
    assert to("application/rdf+xml") == "/data/dcat.rdf"
    assert to("*/*") == "/data/dcat.rdf"
    assert to("text/html") == "/data/dcat.rdf"
