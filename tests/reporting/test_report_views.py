"""Reading: the list, the page of a report, its files, and the headers of every page."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Committee, Report, Role, User
from reporting.models.choices import Status
from reporting.renderers.kept import seal
from tests.factories import (
    fresh,
    make_committee,
    make_municipality,
    make_report,
    make_template,
    make_user,
    section,
)
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> Report:
    report = make_report(section("inledning", has_prose=True), section("ekonomi"), slug="namnd-2023-07")
    report.texts.create(
        section_key="inledning", markdown="Året har gått *bra*.\n\n## Framåt\n\nMer av samma."
    )
    return report


@pytest.fixture
def user(report: Report, client: Client) -> User:
    """A controller of the report's nämnd, logged in."""
    user = make_user(report.committee)
    client.force_login(user)
    return user


def page_of(client: Client, name: str, *args: Any) -> Page:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return Page(response.content)


# The list


def test_list_shows_ones_own_committees(client: Client) -> None:
    own, empty, other = (
        make_committee("Ö-nämnden"),
        make_committee("Åldernämnden"),
        make_committee("A-nämnden"),
    )
    user = make_user(own, Role.READER)
    user.memberships.create(committee=empty, role=Role.READER)
    make_report(template=make_template(committee=own))
    make_report(template=make_template(committee=other), status=Status.ADOPTED)
    make_report(template=make_template(committee=make_committee("Stängda nämnden")))
    client.force_login(user)
    page = page_of(client, "report_list")
    assert page.texts("h1") == ["Mitt arbete"]
    assert page.texts("h2") == ["Nämnden", "Rapporter", "Andra nämnders fastställda rapporter"]
    assert (page.text.count("Åldernämnden"), page.text.count("Ö-nämnden"), "A-nämnden" in page.text) == (
        1,
        1,
        False,
    )
    assert "Nämnden har ingen rapport än." in page.text
    assert [a.attrs["href"] for a in page.all("a") if a.text == "Visa alla"] == [reverse("report_search")]


def test_committees_of_the_same_name_are_kept_apart(client: Client) -> None:
    user = make_user(role=None)
    for number in range(2):
        committee = make_committee("Kommunstyrelsen")
        user.memberships.create(committee=committee, role=Role.READER)
        template = make_template(committee=committee)
        for year in (2021, 2022):
            make_report(template=template, actuals_through=dt.date(year, 8, 31), slug=f"ks{number}-{year}")
    client.force_login(user)
    page = page_of(client, "report_list")
    assert page.texts("h3") == ["2022", "2021"]
    links = [a.attrs["href"] for a in page.all("a") if a.attrs["href"].startswith("/rapporter/ks")]
    assert links == [f"/rapporter/ks{number}-{year}/" for year in (2022, 2021) for number in range(2)]
    slug = Committee.objects.filter(name="Kommunstyrelsen")[1].slug
    found_links = Page(client.get(reverse("report_list"), {"namnd": slug, "ar": "2021"}).content).all("a")
    assert [a.attrs["href"] for a in found_links if a.attrs["href"].startswith("/rapporter/ks")] == [
        "/rapporter/ks1-2021/"
    ]


@pytest.mark.parametrize(("role", "may_start"), [(Role.CONTROLLER, True), (Role.READER, False)])
def test_only_who_may_start_a_period_is_offered_it(client: Client, role: str, may_start: bool) -> None:
    committee = make_committee()
    client.force_login(make_user(committee, role))
    links = [a.attrs["href"] for a in page_of(client, "report_list").all("a")]
    assert (reverse("report_start", args=[committee.slug]) in links) == may_start


def test_the_list_says_when_a_person_has_no_membership(client: Client) -> None:
    client.force_login(make_user(role=None))
    assert "Du har inte tillgång till någon nämnd än." in page_of(client, "report_list").text


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_fourteen_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    """Session, user, roles, reports, their history, assignments, marks, nämnder, questions to answer, one's own, notes,
    kommuner, deadlines, rounds."""
    template = make_template()
    for number in range(count):
        make_report(template=template, actuals_through=dt.date(1990 + number, 8, 31))
    client.force_login(make_user(template.committee))
    with django_assert_num_queries(14):
        page = page_of(client, "report_list")
    assert len(page.all("li", class_="card")) == count


# What others have adopted


def make_adopted(count: int, committee: str = "", kommun: str = "") -> list[Report]:
    template = make_template(committee=make_committee(committee, make_municipality(kommun)))
    years = range(2025 - count, 2025)
    return [
        make_report(template=template, actuals_through=dt.date(year, 8, 31), status=Status.ADOPTED)
        for year in years
    ]


def found(client: Client, **asked: str) -> list[str]:
    """Each card's title, nämnd and kommun."""
    page = Page(client.get(reverse("report_search"), asked).content)
    return [text.split(" Utfall")[0] for text in page.texts("li", class_="card")]


def test_what_others_have_adopted_comes_a_page_at_a_time(client: Client) -> None:
    client.force_login(make_user(role=Role.READER))
    reports = make_adopted(31)
    make_report()
    first = Page(client.get(reverse("report_search")).content)
    links = [link.attrs["href"] for link in first.all("a") if link.attrs["href"].startswith("/rapporter/r")]
    assert links == [reverse("report_page", args=[report.slug]) for report in reports[:0:-1]]
    assert first.texts("p", role="status") == ["31 rapporter, här 1–30."]
    (following,) = first.all("a", rel="next")
    assert following.attrs["href"] == "?sida=2"
    last = Page(client.get(reverse("report_search") + following.attrs["href"]).content)
    assert len(last.all("li", class_="card")) == 1
    assert [link.attrs["href"] for link in last.all("a", rel="prev")] == ["?sida=1"]


@pytest.mark.parametrize("page", ["0", "99", "x", "²", ""])
def test_a_page_that_is_not_there_is_the_nearest(client: Client, page: str) -> None:
    client.force_login(make_user(role=None))
    make_adopted(2)
    assert len(found(client, sida=page)) == 2


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("", True), ("barn", True), ("ÄLDRE", True), ("äldre", True), ("barn- sjö", True), ("sjö 2024", True),
        ("sjö 2023", False), ("medlem", True), ("delår barn", True), ("skog", False), ("%", False), ("_", False),
        ("barn\x00", True), ("x " * 5000, False),
    ],
)  # fmt: skip
def test_words_are_looked_for_in_committee_title_and_year(client: Client, text: str, is_found: bool) -> None:
    client.force_login(make_user(role=None))
    (report,) = make_adopted(1, "Barn- och Äldrenämnden", "Sjöbo")
    report.committee.members.add(make_municipality("Medlemsås"), make_municipality("Medlemsby"))
    assert found(client, q=text) == ["Delårsrapport Barn- och Äldrenämnden Sjöbo"] * is_found


def test_ones_own_are_on_the_list_and_not_among_the_others(client: Client) -> None:
    (report,) = make_adopted(1)
    user = make_user(report.committee, Role.READER)
    user.memberships.create(committee=report.committee, role=Role.APPROVER)
    client.force_login(user)
    assert found(client) == []
    assert len(page_of(client, "report_list").all("li", class_="card")) == 1


def test_a_search_keeps_its_words_from_page_to_page(client: Client) -> None:
    client.force_login(make_user(role=None))
    make_adopted(31, kommun="Åsö")
    page = Page(client.get(reverse("report_search"), {"q": "åsö"}).content)
    assert [link.attrs["href"] for link in page.all("a", rel="next")] == ["?q=%C3%A5s%C3%B6&sida=2"]


@pytest.mark.parametrize("count", [1, 40])
def test_a_search_takes_four_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    """Session, user, count, reports."""
    client.force_login(make_user(role=None))
    make_adopted(count, kommun="Åsö")
    with django_assert_num_queries(4):
        assert len(found(client, q="åsö")) == min(count, 30)


# The page


def test_page_shows_the_document(client: Client, report: Report, user: User) -> None:
    page = page_of(client, "report_page", report.slug)
    assert page.texts("h1") == ["Delårsrapport"]
    assert page.texts("h2") == ["Innehåll", "1 Inledning", "2 Ekonomi"]
    assert page.texts("h3") == ["Framåt"]
    assert page.texts("em") == ["bra"]
    assert page.texts("p", class_="facts") == [
        "Utfall till och med 31 juli 2023 · daterad 31 juli 2023 · utkast"
    ]
    contents = [a.attrs["href"] for a in page.all("a") if a.attrs["href"].startswith("#avsnitt-")]
    assert contents == ["#avsnitt-inledning", "#avsnitt-ekonomi"]
    assert [s.attrs["id"] for s in page.all("section")] == ["avsnitt-inledning", "avsnitt-ekonomi"]


@pytest.mark.parametrize(
    ("role", "status", "button"),
    [
        (Role.CONTROLLER, Status.DRAFT, ["Arbeta med rapporten"]),
        (Role.READER, Status.DRAFT, ["Status och historik"]),
        (Role.CONTROLLER, Status.HANDED_IN, ["Status och historik"]),
    ],
)
def test_page_offers_what_the_role_may_do(
    client: Client, report: Report, role: str, status: str, button: list[str]
) -> None:
    Report.objects.filter(pk=report.pk).update(status=status)
    client.force_login(make_user(report.committee, role))
    assert page_of(client, "report_page", report.slug).texts("a", class_="primary") == button


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_seven_queries(client: Client, count: int, django_assert_num_queries: Any) -> None:
    """Session, user, whether it is adopted, report, members, texts, roles."""
    report = make_report(*(section(f"del-{number}", has_prose=True) for number in range(count)))
    for number in range(count):
        report.texts.create(section_key=f"del-{number}", markdown="Text.")
    client.force_login(make_user(report.committee))
    with django_assert_num_queries(7):
        page = page_of(client, "report_page", report.slug)
    assert len(page.all("div", class_="prose")) == count


def test_a_save_is_seen_at_once(client: Client, report: Report, user: User) -> None:
    """The page is cached by what it says, so no one is shown what was."""
    page_of(client, "report_page", report.slug)
    report.texts.update(markdown="Nu är det *annorlunda*.")
    assert page_of(client, "report_page", report.slug).texts("em") == ["annorlunda"]


# The files

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("extension", "media_type", "disposition", "first"),
    [
        ("pdf", "application/pdf", "inline", b"%PDF-"),
        ("xlsx", XLSX, "attachment", b"PK\x03\x04"),
        ("json", "application/json; charset=utf-8", "attachment", b"{"),
        ("html", "text/html; charset=utf-8", "attachment", b"<!doctype html>"),
    ],
)
def test_file(
    client: Client,
    report: Report,
    user: User,
    extension: str,
    media_type: str,
    disposition: str,
    first: bytes,
) -> None:
    response = client.get(reverse("report_file", args=[report.slug, extension]))
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert response["Content-Disposition"] == f'{disposition}; filename="namnd-2023-07.{extension}"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response.content[: len(first)] == first


def test_json_is_the_document(client: Client, report: Report, user: User) -> None:
    data = json.loads(client.get(reverse("report_file", args=[report.slug, "json"])).content)
    assert data["slug"] == "namnd-2023-07"
    assert [(part["number"], part["title"]) for part in data["sections"]] == [
        ("1", "Inledning"),
        ("2", "Ekonomi"),
    ]


@pytest.mark.parametrize("extension", ["pdf", "xlsx", "json", "html"])
@pytest.mark.parametrize("sent", ["{etag}", "W/{etag}", '"annan", {etag}', "*"])
def test_a_reader_with_the_same_file_learns_so(
    client: Client, report: Report, user: User, extension: str, sent: str
) -> None:
    """A proxy that compresses makes the tag weak, and a browser may hold several."""
    url = reverse("report_file", args=[report.slug, extension])
    etag = client.head(url)["ETag"]
    answer = client.get(url, headers={"if-none-match": sent.format(etag=etag)})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


@pytest.mark.parametrize("extension", ["xlsx", "json"])
def test_a_changed_report_is_a_new_file(client: Client, report: Report, user: User, extension: str) -> None:
    url = reverse("report_file", args=[report.slug, extension])
    etag = client.get(url)["ETag"]
    report.texts.update(markdown="Ändrat.")
    answer = client.get(url, headers={"if-none-match": etag})
    assert (answer.status_code, answer["ETag"] == etag) == (200, False)


def test_pdf_is_kept_on_disk_and_read_from_there(
    client: Client, report: Report, user: User, settings: Any
) -> None:
    url = reverse("report_file", args=[report.slug, "pdf"])
    content = client.get(url).content
    (kept,) = settings.RENDERED_DIR.glob("*.pdf")
    assert kept.read_bytes().startswith(content)
    kept.write_bytes(b"%PDF- from disk" + seal(kept.name, b"%PDF- from disk"))
    assert client.get(url).content == b"%PDF- from disk"


# Every page


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def every_page(report: Report) -> dict[str, tuple[str, int]]:
    """Addresses with the status a controller gets, refusals among them."""
    slug, key = report.slug, "inledning"
    return {
        "list": (reverse("report_list"), 200),
        "page": (reverse("report_page", args=[slug]), 200),
        "workspace": (reverse("report_workspace", args=[slug]), 200),
        "section": (reverse("section_edit", args=[slug, key]), 200),
        "empty section": (reverse("section_edit", args=[slug, "ekonomi"]), 200),
        "start": (reverse("report_start", args=[report.committee.slug]), 200),
        "password": (reverse("account_change_password"), 200),
        "confirm": (reverse("account_reauthenticate"), 200),
        "log out": (reverse("account_logout"), 200),
        "inactive": (reverse("account_inactive"), 200),
        "not found": ("/finns-inte/", 404),
        "forbidden": ("/administration/login/", 403),
    }


def test_every_page_has_a_strict_policy_and_nothing_inline(
    client: Client, report: Report, user: User
) -> None:
    for name, (url, status) in every_page(report).items():
        response = client.get(url)
        page = Page(response.content)
        policy = set(response["Content-Security-Policy"].split("; "))
        assert (name, response.status_code, policy, page.inline_code()) == (name, status, POLICY, [])
        assert (name, len(page.all("h1")), page.all("html")[0].attrs) == (name, 1, {"lang": "sv"})
        assert (name, page.all("title")[0].text != "") == (name, True)


def test_log_in_page_has_it_too(client: Client) -> None:
    response = client.get(reverse("account_login"))
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert Page(response.content).inline_code() == []


def test_other_headers(client: Client, report: Report, user: User) -> None:
    response = client.get(reverse("report_page", args=[report.slug]))
    names = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [response[name] for name in names] == ["DENY", "nosniff", "same-origin", "same-origin"]


def test_hostile_names_stay_text(client: Client, report: Report, user: User) -> None:
    hostile = "<script>alert(1)</script>"
    Report.objects.filter(pk=report.pk).update(title=hostile)
    report.committee.name = hostile
    report.committee.save()
    for name, (url, _) in every_page(fresh(report)).items():
        page = Page(client.get(url).content)
        assert (name, page.inline_code()) == (name, [])
