"""What the review finds stands in the cell it is about, and follows what is typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Report
from reporting.review.of_report import findings_of
from reporting.workflow.acceptance import accept
from tests.budgets.published import LINES_2023, add_lines, statement
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db

STAFF = "id_ekonomi-1-actual"  # Personalkostnader
SPENT = (
    "”Personalkostnader” har redan utfallet 13\u00a0000\u00a0tkr, men prognosen för året är 12\u00a0480\u00a0tkr. "
    "Kontrollera prognosen, eller skriv vad som ska komma tillbaka."
)


@pytest.fixture
def report(client: Client) -> Report:
    made = make_report(statement() | {"has_prose": True}, section("inledning", has_prose=True))
    add_lines(made, LINES_2023[:3])
    client.force_login(make_user(made.committee))
    return made


def editor(client: Client, report: Report, key: str = "ekonomi") -> Page:
    return Page(client.get(reverse("section_edit", args=[report.slug, key])).content)


def previewed(client: Client, report: Report, typed: dict[str, Any], key: str = "ekonomi") -> Page:
    data = editor(client, report, key).values() | typed
    return Page(client.post(reverse("section_preview", args=[report.slug, key]), data).content)


def spend(report: Report, thousands: int = 13_000) -> None:
    report.budget_lines.filter(label="Personalkostnader").update(actual=thousands * 1000)


def signs(page: Page) -> dict[str, str]:
    """What stands beside the fields: the fields' ids and the text of the findings."""
    places = page.all("span", class_="cell-findings")
    return {place.attrs["id"].removesuffix("_granskning"): place.text for place in places if place.text}


def test_a_finding_about_a_row_stands_in_its_first_cell(client: Client, report: Report) -> None:
    spend(report)
    page = editor(client, report)
    assert signs(page) == {"id_ekonomi-1-label": f"!Varning: {' '.join(SPENT.split())}"}
    (link,) = page.all("a", class_="cell-finding")
    (target,) = [each for each in page.all("li") if f"#{each.attrs.get('id')}" == link.attrs["href"]]
    assert " ".join(SPENT.split()) in target.text


def test_every_field_of_a_saved_row_is_described_by_its_place(client: Client, report: Report) -> None:
    page = editor(client, report)
    ids = {each.attrs.get("id") for each in page.elements}
    fields = [each for each in page.elements if each.attrs.get("id", "").startswith("id_ekonomi-1-")
              and each.tag in {"input", "select"} and each.attrs.get("type") != "hidden"]  # fmt: skip
    assert len(fields) > 4
    for each in fields:
        assert f"{each.attrs['id']}_granskning" in each.attrs["aria-describedby"].split()
        assert set(each.attrs["aria-describedby"].split()) <= ids


def test_what_is_typed_is_reviewed_at_once(client: Client, report: Report) -> None:
    page = previewed(client, report, {"ekonomi-1-actual": "13 000"})
    assert signs(page) == {"id_ekonomi-1-label": f"!Varning: {' '.join(SPENT.split())}"}
    (place,) = page.all("span", class_="cell-findings")
    assert place.attrs["hx-swap-oob"] == "true"
    (listed,) = page.all("section", class_="section-findings")
    assert " ".join(SPENT.split()) in listed.text
    assert editor(client, report).all("section", class_="section-findings") == []  # nothing is saved


def test_a_sign_goes_when_the_figure_is_mended(client: Client, report: Report) -> None:
    spend(report)
    shown = [each.attrs["value"] for each in editor(client, report).all("input", name="shown")]
    page = previewed(client, report, {"ekonomi-1-actual": "7 159", "shown": shown})
    (place,) = page.all("span", class_="cell-findings")
    assert (place.attrs["id"], place.text) == ("id_ekonomi-1-label_granskning", "")
    assert page.all("section", class_="section-findings") == []


def test_a_sign_that_the_page_has_is_not_sent_again(client: Client, report: Report) -> None:
    """A page of many signs would stand still for seconds while it swaps them all in."""
    typed: dict[str, Any] = {"ekonomi-1-actual": "13 000"}
    first = previewed(client, report, typed)
    assert len(first.all("span", class_="cell-findings")) == 1
    shown = [each.attrs["value"] for each in first.all("input", name="shown")]
    second = previewed(client, report, typed | {"shown": shown})
    assert second.all("span", class_="cell-findings") == []
    assert [each.attrs["value"] for each in second.all("input", name="shown")] == shown
    (listed,) = second.all("section", class_="section-findings")  # the list is whole
    assert " ".join(SPENT.split()) in listed.text


def test_proposals_are_sent_for_the_row_that_is_typed_in_and_again_when_it_is_as_it_was(
    client: Client, report: Report
) -> None:
    first = previewed(client, report, {"ekonomi-1-actual": "8 000"})
    (proposals,) = first.all("ol", class_="proposals")
    assert proposals.attrs["id"] == "id_ekonomi-1-forecast_proposals"
    shown = [each.attrs["value"] for each in first.all("input", name="shown")]
    (back,) = previewed(client, report, {"shown": shown}).all("ol", class_="proposals")
    assert back.attrs["id"] == "id_ekonomi-1-forecast_proposals"
    assert back.text != proposals.text


@pytest.mark.parametrize(
    "shown", ["", ":::", "granskning:id_x", "granskning:id_x:1", 'forslag:"><b>:1', "x:y:z"]
)
def test_what_no_page_has_shown_is_no_matter(client: Client, report: Report, shown: str) -> None:
    page = previewed(client, report, {"shown": [shown]})
    assert page.all("b") == []
    assert page.all("ol", class_="proposals") == []


def test_the_text_is_reviewed_against_what_is_typed_in_the_table(client: Client, report: Report) -> None:
    text = "Personalkostnaderna ger ett överskott om 250 tkr."
    assert previewed(client, report, {"text-markdown": text}).all("section", class_="section-findings") == []
    wrong = previewed(client, report, {"text-markdown": text, "ekonomi-1-forecast": "12 880"})
    (listed,) = wrong.all("section", class_="section-findings")
    assert "Texten säger 250 tkr, men Personalkostnader" in listed.text


def test_a_section_of_text_alone_is_reviewed_too(client: Client, report: Report) -> None:
    page = previewed(client, report, {"text-markdown": "Vi har nått 6 av 5 mål."}, key="inledning")
    (listed,) = page.all("section", class_="section-findings")
    assert "”6 av 5” går inte ihop." in listed.text


def test_what_is_accepted_has_no_sign(client: Client, report: Report) -> None:
    spend(report)
    (finding,) = [one for one in findings_of(fresh(report)) if one.code == "prognos-under-utfall"]
    accept(
        fresh(report), finding.fingerprint, reason="En återbetalning väntas.", by=make_user(report.committee)
    )
    assert signs(editor(client, report)) == {}


@pytest.mark.parametrize("text", ["a\x00b", "1 " * 20_000, "\u202e", "🎉" * 1000, "av " * 5_000, "(" * 5_000])
def test_strange_text_is_reviewed_without_a_crash(client: Client, report: Report, text: str) -> None:
    address = reverse("section_preview", args=[report.slug, "inledning"])
    assert client.post(address, {"text-markdown": text}).status_code == 200


@pytest.mark.parametrize("count", [1, 9])
def test_the_preview_takes_as_many_queries_for_any_number_of_rows(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    """Session, user, report, roles; the rows and what they need; the members and the acceptances."""
    report = make_report(statement())
    add_lines(report, LINES_2023[:count])
    client.force_login(make_user(report.committee))
    data = editor(client, report).values()
    with django_assert_num_queries(8):
        client.post(reverse("section_preview", args=[report.slug, "ekonomi"]), data)
