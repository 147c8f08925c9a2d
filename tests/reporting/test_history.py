"""A cell's history, restoring an earlier value, and what has changed in a report."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from budgets.models import BudgetLine
from goals.models import CouncilGoal, Indicator
from internal_control.models import ControlCategory, Risk
from reporting.entry.history import changes_since
from reporting.journal.verify import faults
from reporting.journal.writing import delete_rows, open_journal, save_rows
from reporting.models import How, JournalEntry, ProseText, Report, User
from reporting.models.journal import snapshot
from reporting.workflow.writing import writing
from tests.factories import fresh, make_report, make_user, print_otherwise, section
from tests.html import Page

pytestmark = pytest.mark.django_db

CELL = ("budgets.budgetline", "intakter", "actual")


@pytest.fixture
def report() -> Report:
    report = make_report(section("ekonomi", "budgets.statement"), convention={"unit": "tkr", "revenue": "+"})
    BudgetLine.objects.create(report=report, key="intakter", label="Intäkter", kind="revenue")
    open_journal(report)
    return report


@pytest.fixture(autouse=True)
def user(client: Client, report: Report) -> User:
    user = make_user(report.committee, username="eva")
    client.force_login(user)
    return user


def set_actual(report: Report, by: User, kronor: int | None) -> None:
    line = BudgetLine.objects.get(report=report)
    line.actual = None if kronor is None else Decimal(kronor)
    with writing(report, by=by, how=How.PASTED) as batch:
        save_rows(batch, [line])


def history(client: Client, report: Report, cell: tuple[str, str, str] = CELL) -> list[list[str]]:
    page = Page(client.get(reverse("cell_history", args=[report.slug, *cell])).content)
    cells = page.texts("td")
    return [cells[place : place + 5] for place in range(0, len(cells), 5)]


def remove(report: Report, by: User, *rows: Any) -> None:
    with writing(report, by=by) as batch:
        delete_rows(batch, list(rows))


def restore(client: Client, report: Report, model: str, key: str) -> Any:
    return client.post(reverse("report_changes", args=[report.slug]), {"model": model, "row": key})


def changes(client: Client, report: Report) -> Page:
    return Page(client.get(reverse("report_changes", args=[report.slug])).content)


def errors(response: Any) -> list[str]:
    (alert,) = [each for each in Page(response.content).elements if each.attrs.get("role") == "alert"]
    return [alert.text.removeprefix("Det gick inte att återställa")]


def test_a_cell_tells_what_it_has_held_as_the_table_prints_it(
    client: Client, report: Report, user: User
) -> None:
    set_actual(report, user, -1_200_000)
    set_actual(report, user, None)
    assert history(client, report) == [
        ["1 200 tkr", "saknas", "eva", "inklistrad", "Gäller nu"],
        ["saknas", "1 200 tkr", "eva", "inklistrad", "Återställ 1 200 tkr"],
    ]


def test_choices_are_told_in_words(client: Client, report: Report) -> None:
    cell = (CELL[0], CELL[1], "kind")
    assert history(client, report, cell) == [["saknas", "intäkt", "portalen", "inläst", "Gäller nu"]]


def test_a_column_that_is_left_out_is_told_of_as_its_row_prints(
    client: Client, report: Report, user: User
) -> None:
    line = BudgetLine.objects.get()
    line.carried_over = Decimal("-61400000")
    with writing(report, by=user) as batch:
        save_rows(batch, [line])
    row = ["saknas", "61 400 tkr", "eva", "skriven"]
    assert history(client, report, (*CELL[:2], "carried_over"))[0][:4] == row
    assert row[1] in changes(client, report).texts("td")
    print_otherwise(fresh(report), [section("ekonomi")])  # the table is left out whole
    cell = (*CELL[:2], "kind")
    assert history(client, report, cell)[0][:2] == ["saknas", "intäkt"]
    assert "61 400 000" in " ".join(history(client, report, (*CELL[:2], "carried_over"))[0])


def test_a_step_and_a_box_are_told_in_words(client: Client) -> None:
    report = make_report(section("matris", "internal_control.matrix"), section("mal", "goals.goals"))
    user = make_user(report.committee)
    client.force_login(user)
    category = ControlCategory.objects.create(report=report, key="ett", label="Ett")
    risk = Risk(
        report=report, category=category, key="brand", label="Brand", number=1, likelihood=4, consequence=1
    )
    goal = CouncilGoal.objects.create(report=report, key="mal", label="Mål", position=1)
    indicator = Indicator(report=report, council_goal=goal, key="antal", label="Antal", target_confirmed=True)
    for confirmed in (True, False):
        indicator.target_confirmed = confirmed
        with writing(report, by=user) as batch:
            save_rows(batch, [risk])
            save_rows(batch, [indicator])
    assert history(client, report, ("internal_control.risk", "brand", "likelihood"))[0][1] == "4. Sannolik"
    told = history(client, report, ("goals.indicator", "antal", "target_confirmed"))
    assert [row[:2] for row in told] == [["ja", "nej"], ["nej", "ja"]]


def test_an_earlier_value_is_put_back(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, -1_200_500)
    set_actual(report, user, -7)
    url = reverse("cell_history", args=[report.slug, *CELL])
    assert client.post(url, {"version": "1"})["Location"] == url
    assert BudgetLine.objects.get().actual == Decimal("-1200500")
    last = JournalEntry.objects.of_cell(CELL)[0]
    assert (last.version, last.old, last.new, last.how, last.by) == (3, "-7", "-1200500", "restored", user)


def test_a_version_that_is_not_there_is_not_found(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, 1)
    url = reverse("cell_history", args=[report.slug, *CELL])
    for version in ("", "0", "7", "x", "²", "9" * 30):
        assert client.post(url, {"version": version}).status_code == 404


def test_a_deleted_row_keeps_its_history(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, -1_200_000)
    remove(report, user, BudgetLine.objects.get())
    page = Page(client.get(reverse("cell_history", args=[report.slug, *CELL])).content)
    assert page.texts("td") == [
        *("1 200 tkr", "saknas", "eva", "skriven"),
        *("saknas", "1 200 tkr", "eva", "inklistrad"),
    ]
    assert page.texts("h1") == ["Utfall 230731, Intäkter"]


def test_a_removed_row_is_told_of_as_its_table_printed_it(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, -1_200_000)
    remove(report, user, BudgetLine.objects.get())
    page = changes(client, report)
    assert page.texts("h3") == ["Intäkter"]
    assert list(zip(page.texts("dt"), page.texts("dd"), strict=True)) == [
        ("Slag", "intäkt"),
        ("Utfall 230731", "1 200 tkr"),
    ]
    assert page.texts("table") == []


def test_a_removed_row_is_put_back(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, -1_200_500)
    BudgetLine.objects.create(report=report, key="hyra", label="Hyra", kind="cost", position=4)
    open_journal(report)
    before = snapshot(line := BudgetLine.objects.get(key="intakter"))
    remove(report, user, line)
    response = restore(client, report, "budgets.budgetline", "intakter")
    assert response.status_code == 302
    page = changes(client, report)
    assert page.texts("li", class_="success") == [
        "Raden ”Intäkter” är återställd. Den står sist i sin tabell."
    ]
    back = BudgetLine.objects.get(key="intakter")
    assert (snapshot(back), back.position) == (before, 5)
    assert JournalEntry.objects.of_cell(CELL)[0].how == How.RESTORED
    assert page.texts("h3") == []
    assert faults()[1] == []


def test_a_row_that_is_there_is_not_put_back_twice(client: Client, report: Report, user: User) -> None:
    remove(report, user, BudgetLine.objects.get())
    assert restore(client, report, "budgets.budgetline", "intakter").status_code == 302
    response = restore(client, report, "budgets.budgetline", "intakter")
    assert (response.status_code, errors(response)) == (422, ["Raden finns redan i rapporten."])
    assert BudgetLine.objects.count() == 1


@pytest.mark.parametrize("model", ["", "x", "reporting.user", "reporting.report", "budgets.budgetline"])
def test_what_was_never_a_row_is_not_put_back(client: Client, report: Report, model: str) -> None:
    assert restore(client, report, model, "\x00finns-inte").status_code == 422


def test_a_row_goes_back_under_what_it_lay_under(client: Client) -> None:
    report = make_report(section("risker", "internal_control.plan"))
    user = make_user(report.committee)
    client.force_login(user)
    one, other = (ControlCategory(report=report, key=key, label=key.title()) for key in ("ett", "annat"))
    risk = Risk(
        report=report, key="brand", label="Brand", number=1, likelihood=2, consequence=3, category=one
    )
    for rows in ([one, other], [risk]):
        with writing(report, by=user) as batch:
            save_rows(batch, rows)
    for _ in range(2):  # what it lay under is told each time it goes
        remove(report, user, Risk.objects.get())
        assert restore(client, report, "internal_control.risk", "brand").status_code == 302
        assert Risk.objects.get().category == one
    remove(report, user, Risk.objects.get())
    remove(report, user, one)
    assert errors(restore(client, report, "internal_control.risk", "brand")) == [
        "Det kategori som raden låg under är också borttaget. Återställ det först."
    ]
    assert restore(client, report, "internal_control.controlcategory", "ett").status_code == 302
    with writing(report, by=user) as batch:
        save_rows(batch, [Risk(report=report, key="stold", label="Stöld", number=1, category=other)])
    assert errors(restore(client, report, "internal_control.risk", "brand")) == [
        "Numret har redan en annan risk."
    ]
    assert faults()[1] == []
    assert changes(client, report).texts("h3") == ["Brand"]


def test_no_one_puts_rows_back_in_a_report_that_is_handed_in(
    client: Client, report: Report, user: User
) -> None:
    remove(report, user, BudgetLine.objects.get())
    Report.objects.update(status="handed_in")
    assert changes(client, report).texts("button") == ["Logga ut", "Visa"]
    assert restore(client, report, "budgets.budgetline", "intakter").status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_removed_rows_cost_the_same_queries(
    client: Client, report: Report, user: User, count: int, django_assert_max_num_queries: Any
) -> None:
    rows = [BudgetLine(report=report, key=f"r{n}", label=f"Rad {n}", kind="cost") for n in range(count)]
    with writing(report, by=user) as batch:
        save_rows(batch, rows)
    remove(report, user, *rows)
    with django_assert_max_num_queries(13):
        assert len(changes(client, report).texts("h3")) == count


def test_every_saved_field_links_to_its_history(client: Client, report: Report) -> None:
    editor = reverse("section_edit", args=[report.slug, "ekonomi"])
    addresses = [urljoin(editor, link.attrs["href"]) for link in Page(client.get(editor).content).all("a")]
    prefix = f"/rapporter/{report.slug}/historik/budgets.budgetline/intakter/"
    assert [address.removeprefix(prefix) for address in addresses if address.startswith(prefix)] == [
        "label/", "kind/", "budget/", "actual/", "forecast/"
    ]  # fmt: skip


def test_what_changed_since_a_time(client: Client, report: Report, user: User) -> None:
    set_actual(report, user, -1_000)
    set_actual(report, user, -2_000)
    url = reverse("report_changes", args=[fresh(report).slug])
    page = Page(client.get(url).content)
    cells = page.texts("td")
    now = timezone.localtime(JournalEntry.objects.latest("pk").at)
    assert page.texts("th", scope="row") == ["utfall, Intäkter"]
    assert (cells[:2], cells[3:5]) == (["saknas", "2 tkr"], ["inklistrad", "2"])
    assert (cells[2][:5], cells[2][-5:]) == ("eva, ", f"{now:%H:%M}")
    later = timezone.localtime() + dt.timedelta(minutes=2)
    empty = Page(client.get(url, {"sedan": f"{later:%Y-%m-%dT%H:%M}"}).content)
    assert empty.texts("td") == []


@pytest.mark.parametrize("time", ["i går", "0001-01-01T00:00"])  # the latter has no time in UTC
def test_a_bad_time_is_refused(client: Client, report: Report, time: str) -> None:
    response = client.get(reverse("report_changes", args=[report.slug]), {"sedan": time})
    assert (response.status_code, Page(response.content).texts("p", class_="field-error")) == (
        422,
        ["Det var ingen tidpunkt. Skriv till exempel 2024-05-02T08:00. Här visas den senaste veckan."],
    )


def test_a_text_is_named_by_its_heading(client: Client, report: Report, user: User) -> None:
    with writing(report, by=user) as batch:
        save_rows(batch, [ProseText(report=report, section_key="ekonomi", markdown="Nytt.")])
    page = Page(client.get(reverse("report_changes", args=[report.slug])).content)
    assert page.texts("th", scope="row") == ["text, Ekonomi"]


def test_a_long_text_shows_the_words_that_changed() -> None:
    report = make_report(section("inledning", has_prose=True))
    user = make_user(report.committee, username="kim")
    text = ProseText(report=report, section_key="inledning")
    kept, since = "Nämnden har haft en lugn inledning av året.", timezone.now()
    for word in ("överskott", "underskott"):
        since = timezone.now()
        text.markdown = f"{kept}\n\nVi prognosticerar ett {word} om 400 tkr."
        with writing(report, by=user) as batch:
            save_rows(batch, [text])
    (change,) = changes_since(fresh(report), since).cells
    (paragraph,) = change.rewritten
    assert [(piece.kind, piece.text) for piece in paragraph] == [
        ("same", "Vi prognosticerar ett"),
        ("removed", "överskott"),
        ("added", "underskott"),
        ("same", "om 400\u00a0tkr."),
    ]


def test_the_history_of_a_long_text_shows_the_words_that_changed(client: Client) -> None:
    report = make_report(section("inledning", has_prose=True))
    user = make_user(report.committee, username="kim")
    text = ProseText(report=report, section_key="inledning")
    for word in ("överskott", "underskott"):
        text.markdown = f"Nämnden har haft en lugn inledning av året.\n\nVi prognosticerar ett {word}."
        with writing(report, by=user) as batch:
            save_rows(batch, [text])
    client.force_login(user)
    url = reverse("cell_history", args=[report.slug, "reporting.prosetext", "inledning", "markdown"])
    page = Page(client.get(url).content)
    assert page.texts("p", class_="diff") == [
        "Vi prognosticerar ett [borttaget: överskott.] [tillagt: underskott.]"
    ]
