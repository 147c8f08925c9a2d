"""Editing a section: what is saved, what is refused, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets.models import BudgetLine
from reporting.models import Report, Role
from reporting.models.choices import Status
from reporting.workflow.writing import writing
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page
from tests.patches import autosave, previewed, print_of, send

pytestmark = pytest.mark.django_db

REFUSED_LINK = "Länken ”http://osäker.se” kan inte användas. En länk börjar med https:// eller mailto:."


@pytest.fixture
def report() -> Report:
    return make_report(
        section("inledning", has_prose=True, guidance="Skriv kort."),
        section("rubrik"),
        section("slutord", has_prose=True),
    )


@pytest.fixture(autouse=True)
def _logged_in(client: Client, report: Report) -> None:
    client.force_login(make_user(report.committee))


def editor(report: Report, key: str = "inledning") -> str:
    return reverse("section_edit", args=[report.slug, key])


def opened(client: Client, report: Report, key: str = "inledning") -> dict[str, str]:
    """What a browser sends of an unchanged page."""
    response = client.get(editor(report, key))
    assert response.status_code == 200
    return {
        name: value
        for name, value in Page(response.content).values().items()
        if name.startswith(("text", "initial", "template"))
    }


def saved(report: Report, key: str = "inledning") -> str | None:
    return fresh(report).prose.get(key)


def test_page_has_the_guidance_and_the_text(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="\nFörsta raden är tom & <b>inte</b> HTML.")
    page = Page(client.get(editor(report)).content)
    assert page.texts("p", class_="guidance") == ["Skriv kort."]
    assert page.values()["text-markdown"] == "\nFörsta raden är tom & <b>inte</b> HTML."
    assert [a.text for a in page.all("a") if a.attrs.get("aria-current") == "page"] == ["Inledning"]


def test_text_is_saved(client: Client, report: Report) -> None:
    before = timezone.now()
    response = client.post(
        editor(report), opened(client, report) | {"text-markdown": "Året.\r\n\r\n- ett\r\n- två"}
    )
    assert response["Location"] == editor(report)
    assert saved(report) == "Året.\n\n- ett\n- två"
    assert fresh(report).changed_at > before
    message = Page(client.get(editor(report)).content).texts("li", class_="success")
    assert message in [[f"Sparat {timezone.localtime() - dt.timedelta(minutes=m):%H:%M}."] for m in (0, 1)]


def test_a_conflict_in_a_long_text_shows_the_difference(client: Client, report: Report) -> None:
    """Nor is an own save in another tab said to be a colleague's."""
    text = "Kostnaderna följer budgeten i allt väsentligt. " * 8
    report.texts.create(section_key="inledning", markdown=f"{text}Slut.")
    mine, theirs = opened(client, report), opened(client, report)
    client.post(editor(report), theirs | {"text-markdown": f"{text}Deras ord. Slut."})
    page = Page(client.post(editor(report), mine | {"text-markdown": f"{text}Mina ord. Slut."}).content)
    assert page.texts("p", class_="field-error") == [
        "Du själv, kanske i en annan flik, har sparat "
        "”… Kostnaderna följer budgeten i allt väsentligt. Deras ord. Slut.” här medan du skrev. "
        "Det du skrev står kvar: spara igen om det ska gälla."
    ]


def test_a_page_sent_twice_is_saved_once(client: Client) -> None:
    """As by a double click, or a reload after a lost answer."""
    report = make_report(section("ekonomi", "budgets.statement", options={"columns": ["budget"]}))
    client.force_login(make_user(report.committee, username="eva"))
    row = {"ekonomi-TOTAL_FORMS": "1", "ekonomi-INITIAL_FORMS": "0", "ekonomi-0-kind": "cost"}
    row |= print_of(report)

    def page() -> str:
        return Page(client.get(editor(report, "ekonomi")).content).values()["page"]

    new = row | {"page": page(), "ekonomi-0-label": "Resor", "ekonomi-0-budget": "5"}
    for button in ("stay", "next"):
        assert client.post(editor(report, "ekonomi"), new | {button: ""}).status_code == 302
    assert [line.label for line in BudgetLine.objects.filter(report=report)] == ["Resor"]
    client.post(editor(report, "ekonomi"), new | {"ekonomi-0-label": "Kurser"})
    client.post(editor(report, "ekonomi"), new | {"page": page()})
    assert [line.label for line in BudgetLine.objects.filter(report=report)] == ["Resor", "Kurser", "Resor"]


@pytest.mark.parametrize(("key", "following"), [("inledning", "rubrik"), ("slutord", "inledning")])
def test_save_and_go_on(client: Client, report: Report, key: str, following: str) -> None:
    response = client.post(editor(report, key), {"text-markdown": "Text.", "next": ""} | print_of(report))
    assert response["Location"] == editor(report, following)
    assert saved(report, key) == "Text."


def test_text_is_emptied(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="Bort med mig.")
    client.post(editor(report), opened(client, report) | {"text-markdown": ""})
    assert saved(report) == ""


def test_section_without_text_says_so(client: Client, report: Report) -> None:
    response = client.get(editor(report, "rubrik"))
    assert "Avsnittet är bara en rubrik. Det finns inget att fylla i." in Page(response.content).text


def test_refused_text_stays_as_typed_and_nothing_is_saved(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="Gammalt.")
    changed_at = fresh(report).changed_at
    typed = 'Se [sidan](http://osäker.se).\n\n\n  Och mer text, "med" <tecken> & annat.'
    response = client.post(editor(report), opened(client, report) | {"text-markdown": typed})
    page = Page(response.content)
    assert response.status_code == 422
    assert page.texts("p", class_="field-error") == [REFUSED_LINK]
    assert page.values()["text-markdown"] == typed
    assert page.texts("h2")[0] == "Inget är sparat än"
    assert (saved(report), fresh(report).changed_at) == ("Gammalt.", changed_at)
    assert page.texts("li", class_="success") == []


def test_refused_text_is_not_announced_as_saved_later(client: Client, report: Report) -> None:
    client.post(editor(report), {"text-markdown": "![bild](https://x.se/a.png)"} | print_of(report))
    assert Page(client.get(reverse("report_list")).content).texts("li", class_="success") == []


def test_the_second_of_two_writers_is_warned_and_loses_nothing(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="Från början.")
    mine, theirs = opened(client, report), opened(client, report)
    colleague = Client()
    colleague.force_login(make_user(report.committee))
    colleague.post(editor(report), theirs | {"text-markdown": "Deras."})
    response = client.post(editor(report), mine | {"text-markdown": "Min."})
    page = Page(response.content)
    assert (response.status_code, saved(report)) == (422, "Deras.")
    assert page.texts("p", class_="field-error") == [
        "Någon annan har sparat ”Deras.” här medan du skrev. Det du skrev står kvar: spara igen om det ska gälla."
    ]
    assert page.values()["text-markdown"] == "Min."
    again = client.post(
        editor(report),
        {k: v for k, v in page.values().items() if k.startswith(("text", "initial", "template"))},
    )
    assert (again.status_code, saved(report)) == (302, "Min.")


def test_two_writers_of_a_section_that_was_empty(client: Client, report: Report) -> None:
    """The row does not exist when the pages are opened: the second save must not be a duplicate error."""
    mine, theirs = opened(client, report), opened(client, report)
    colleague = Client()
    colleague.force_login(make_user(report.committee))
    colleague.post(editor(report), theirs | {"text-markdown": "Deras."})
    response = client.post(editor(report), mine | {"text-markdown": "Min."})
    assert (response.status_code, saved(report)) == (422, "Deras.")


def test_saving_an_unchanged_old_page_undoes_nothing(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="Från början.")
    mine = opened(client, report)
    report.texts.update(markdown="Deras.")
    assert client.post(editor(report), mine).status_code == 302
    assert saved(report) == "Deras."


def test_line_ends_are_no_change(client: Client, report: Report) -> None:
    """Browsers send CRLF."""
    report.texts.create(section_key="inledning", markdown="Ett.\n\nTvå.")
    mine = {name: value.replace("\n", "\r\n") for name, value in opened(client, report).items()}
    report.texts.update(markdown="Deras.")
    assert client.post(editor(report), mine).status_code == 302
    assert saved(report) == "Deras."


@contextmanager
def handed_in_just_before_the_save(report: Report) -> Iterator[None]:
    """A colleague hands in between the view's check of the status and the save's."""
    done: list[str] = []

    def hand_in(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not done and sql.startswith("SAVEPOINT"):
            done.append(sql)
            Report.objects.filter(pk=report.pk).update(status=Status.HANDED_IN)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(hand_in):
        yield
    assert len(done) == 1


def test_save_after_a_concurrent_hand_in(client: Client, report: Report) -> None:
    report.texts.create(section_key="inledning", markdown="Inlämnat.")
    data = opened(client, report) | {"text-markdown": "För sent."}
    with handed_in_just_before_the_save(report):
        response = client.post(editor(report), data)
    assert (response.status_code, saved(report)) == (403, "Inlämnat.")
    assert "Rapporten kan inte ändras i sin nuvarande status." in Page(response.content).text
    assert Page(client.get(reverse("report_list")).content).texts("li", class_="success") == []


def test_writing_is_all_or_nothing(report: Report) -> None:
    stale = fresh(report)
    with pytest.raises(ZeroDivisionError), writing(stale, by=make_user(report.committee)):  # noqa: PT012
        report.texts.create(section_key="inledning", markdown="Halvt.")
        raise ZeroDivisionError
    assert saved(report) is None


def test_writing_reads_the_status_anew(report: Report) -> None:
    stale = fresh(report)
    Report.objects.update(status=Status.APPROVED)
    with pytest.raises(PermissionDenied), writing(stale, by=make_user(report.committee)):
        pass


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER, Role.ADMINISTRATOR])
def test_other_roles_do_not_write(client: Client, report: Report, role: str) -> None:
    client.force_login(make_user(report.committee, role))
    assert client.post(editor(report), {"text-markdown": "Nej."} | print_of(report)).status_code == 403
    assert saved(report) is None


def test_preview_saves_nothing(client: Client, report: Report) -> None:
    changed_at = fresh(report).changed_at
    page = previewed(client, report, "inledning", {"text-markdown": "Utkast."})
    assert page.all("table") == []
    assert (saved(report), fresh(report).changed_at) == (None, changed_at)


def test_no_such_section(client: Client, report: Report) -> None:
    assert (
        client.post(reverse("section_edit", args=[report.slug, "finns-inte"]), print_of(report)).status_code
        == 404
    )
    assert send(client, report, "finns-inte", {"batch": None}).status_code == 404


@pytest.mark.parametrize("text", ["a\x00b", "x" * 200_000, "\u202e", "🎉" * 1000, "'); DROP TABLE x; --"])
def test_strange_text_is_saved_or_refused_but_never_crashes(
    client: Client, report: Report, text: str
) -> None:
    response = client.post(editor(report), {"text-markdown": text} | print_of(report))
    assert (response.status_code, saved(report)) in [(302, text), (422, None)]
    assert client.get(reverse("report_page", args=[report.slug])).status_code == 200


@pytest.mark.parametrize("count", [1, 30])
def test_editor_takes_as_many_queries_for_any_number_of_sections(
    client: Client, count: int, django_assert_num_queries: Any
) -> None:
    """Session, user, report, roles, the texts, and last period's; for the review also members and acceptances; the
    history, for the reason that it was sent back; the comments, assignments and marks."""
    previous = make_report()
    report = make_report(*(section(f"del-{n}", has_prose=True) for n in range(count)), previous=previous)
    client.force_login(make_user(report.committee))
    with django_assert_num_queries(17):
        client.get(editor(report, "del-0"))


def test_without_a_token_nothing_is_saved(report: Report) -> None:
    """Another site can't make a browser save."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(report.committee))
    response = client.post(editor(report), {"text-markdown": "Utifrån."} | print_of(report))
    assert (response.status_code, saved(report)) == (403, None)
    assert Page(response.content).texts("h1") == ["Formuläret hade blivit för gammalt"]


def test_rows_that_exchange_names_are_refused(client: Client) -> None:
    """The same rows typed over in another order: names and figures would stand under other rows' keys."""
    report = make_report(section("ekonomi", "budgets.statement", options={"columns": ["budget"]}))
    client.force_login(make_user(report.committee))
    for position, label in enumerate(("Hyra", "Licenser", "Resor"), start=1):
        BudgetLine.objects.create(report=report, key=label.lower(), label=label, position=position, budget=1)
    values = Page(client.get(editor(report, "ekonomi")).content).values()
    data = {name: text for name, text in values.items() if not name.endswith("-DELETE") and name != "q"}
    names = {"ekonomi-0-label": "Licenser", "ekonomi-1-label": "hyra", "ekonomi-2-label": "Resor och kurser"}

    response = client.post(editor(report, "ekonomi"), data | names)

    assert response.status_code == 422
    assert "”Licenser” är en annan rads namn." in response.content.decode()
    answer = autosave(client, report, "ekonomi", data | names)
    assert set(answer["errors"]) == {"ekonomi-0-label", "ekonomi-1-label"}
    assert list(BudgetLine.objects.values_list("key", "label")) == [
        ("hyra", "Hyra"), ("licenser", "Licenser"), ("resor", "Resor och kurser"),
    ]  # fmt: skip


def test_browsers_translation_changes_nothing_typed(client: Client) -> None:
    """All fields and figures of an editor lie in elements that are not translated."""
    report = make_report(section("inledning", has_prose=True))
    client.force_login(make_user(report.committee))
    page = Page(client.get(reverse("section_edit", args=[report.slug, "inledning"])).content)
    assert page.all("form", id="inmatning")[0].attrs["translate"] == "no"
