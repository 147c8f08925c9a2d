"""Findings are shown in their cell and follow typing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Report
from reporting.review.of_report import findings_of
from reporting.workflow.acceptance import accept
from tests import patches
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


def previewed(
    client: Client, report: Report, typed: dict[str, str], key: str = "ekonomi", shown: Iterable[str] = ()
) -> Page:
    return patches.previewed(client, report, key, editor(client, report, key).values() | typed, shown)


def answered(client: Client, report: Report, typed: dict[str, str], shown: Iterable[str]) -> dict[str, Any]:
    data = editor(client, report).values() | typed
    return patches.judged(client, report, "ekonomi", data, shown)


def shown_by(page: Page) -> list[str]:
    """The tokens of what the editor shows."""
    (form,) = page.all("form", id="inmatning")
    tokens: list[str] = json.loads(form.attrs["data-shown"])
    return tokens


def spend(report: Report, thousands: int = 13_000) -> None:
    report.budget_lines.filter(label="Personalkostnader").update(actual=thousands * 1000)


def signs(page: Page) -> dict[str, str]:
    """Findings beside the fields: field id and text."""
    places = page.all("span", class_="cell-findings")
    return {place.attrs["id"].removesuffix("_granskning"): place.text for place in places if place.text}


def test_a_finding_about_a_row_is_shown_in_its_first_cell(client: Client, report: Report) -> None:
    spend(report)
    page = editor(client, report)
    assert signs(page) == {"id_ekonomi-1-label": f"!Varning: {' '.join(SPENT.split())}"}
    (link,) = page.all("a", class_="cell-finding")
    (target,) = [each for each in page.all("li") if f"#{each.attrs.get('id')}" == link.attrs["href"]]
    assert " ".join(SPENT.split()) in target.text


def test_a_field_is_described_by_what_the_review_says_of_it(client: Client, report: Report) -> None:
    spend(report)
    page = editor(client, report)
    ids = {each.attrs.get("id") for each in page.elements}
    fields = [each for each in page.elements if each.attrs.get("name", "").startswith("ekonomi-1-")
              and each.tag in {"input", "select"} and each.attrs.get("type") != "hidden"]  # fmt: skip
    assert len(fields) > 4
    described = {each.attrs["name"]: each.attrs.get("aria-describedby", "").split() for each in fields}
    assert "id_ekonomi-1-label_granskning" in described["ekonomi-1-label"]
    assert {name for names in described.values() for name in names} <= ids


def test_what_is_typed_is_reviewed_at_once(client: Client, report: Report) -> None:
    page = previewed(client, report, {"ekonomi-1-actual": "13 000"})
    assert signs(page) == {"id_ekonomi-1-label": f"!Varning: {' '.join(SPENT.split())}"}
    assert len(page.all("span", class_="cell-findings")) == 1
    (listed,) = page.all("section", class_="section-findings")
    assert " ".join(SPENT.split()) in listed.text
    assert editor(client, report).all("section", class_="section-findings") == []  # nothing is saved


def test_a_sign_goes_when_the_figure_is_mended(client: Client, report: Report) -> None:
    spend(report)
    shown = shown_by(editor(client, report))
    page = previewed(client, report, {"ekonomi-1-actual": "7 159"}, shown=shown)
    (place,) = page.all("span", class_="cell-findings")
    assert (place.attrs["id"], place.text) == ("id_ekonomi-1-label_granskning", "")
    assert page.all("section", class_="section-findings") == []


def test_a_sign_that_the_page_has_is_not_sent_again(client: Client, report: Report) -> None:
    """Swapping in many marks at once would freeze the page for seconds."""
    typed = {"ekonomi-1-actual": "13 000"}
    first = answered(client, report, typed, ())
    assert len(first["marks"]) == 1
    second = answered(client, report, typed, first["shown"])
    assert (second["marks"], second["pieces"], second["shown"]) == ([], {}, first["shown"])
    (listed,) = Page(second["html"].encode()).all("section", class_="section-findings")  # the list is whole
    assert " ".join(SPENT.split()) in listed.text


def test_proposals_are_sent_for_a_changed_and_a_restored_row(client: Client, report: Report) -> None:
    as_it_was = editor(client, report).all("ol", id="id_ekonomi-1-forecast_proposals")[0].text
    data = editor(client, report).values()
    first = patches.autosave(client, report, "ekonomi", data | {"ekonomi-1-actual": "8 000"})
    assert list(first["pieces"]) == ["id_ekonomi-1-forecast_proposals"]
    data = editor(client, report).values() | {"ekonomi-1-actual": "7 159"}
    back = patches.autosave(client, report, "ekonomi", data, shown=first["shown"])
    assert list(back["pieces"]) == ["id_ekonomi-1-forecast_proposals"]
    (text,) = (Page(html.encode()).text for html in back["pieces"].values())
    assert (text == as_it_was, first["pieces"] == back["pieces"]) == (True, False)


@pytest.mark.parametrize(
    "shown", ["", ":::", "m:x", "m:ekonomi:1:x:1", 'm:"><b>:1:x:1', 'p:"><b>:1', "x:y:z"]
)
def test_what_no_page_has_shown_is_no_matter(client: Client, report: Report, shown: str) -> None:
    answer = answered(client, report, {}, [shown])
    assert "<b>" not in answer["html"]
    assert answer["pieces"] == {}


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
    patches.judged(client, report, "inledning", {"text-markdown": text})
