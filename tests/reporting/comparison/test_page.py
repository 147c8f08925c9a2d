"""Jämförelse as page and workbook: what is offered, what is shown, and who may see it."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.document.blocks import Table
from reporting.document.document import Document
from reporting.models import AdoptedDocument, HandedInDocument, PeriodKind, Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.workflow.moves import freeze, move
from tests.factories import fresh, make_committee, make_report, make_template, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db

COLUMNS = [{"key": "budget", "heading": "Budget"}, {"key": "forecast", "heading": "Prognos"}]
SECTIONS = (
    section("inledning", has_prose=True),
    section("ekonomi", "budgets.statement", options={"title": "Resultat", "columns": COLUMNS}),
)


def make(committee: Any, through: dt.date, text: str, forecast: int, **more: Any) -> Report:
    """A report with one text and one line of costs (in tkr)."""
    template = committee.templates.first() or make_template(*SECTIONS, committee=committee)
    status = more.pop("status", Status.DRAFT)
    report = make_report(template=template, actuals_through=through, **more)
    report.texts.create(section_key="inledning", markdown=text)
    amounts = {"budget": Decimal(500_000), "forecast": Decimal(forecast * 1000)}
    BudgetLine.objects.create(report=report, key="personal", label="Personal", kind="cost", **amounts)
    report.status = status
    report.save()
    return report


@pytest.fixture
def old() -> Report:
    return make(make_committee("IT-nämnden"), dt.date(2023, 4, 30), "Året har börjat bra.", 480)


@pytest.fixture
def new(old: Report) -> Report:
    return make(old.committee, dt.date(2023, 8, 31), "Året har börjat illa.", 510)


@pytest.fixture
def user(old: Report, client: Client) -> User:
    user = make_user(old.committee, Role.READER)
    client.force_login(user)
    return user


def page_of(client: Client, report: Report, **query: str) -> Page:
    response = client.get(reverse("report_comparison", args=[report.slug]), query)
    assert response.status_code == 200
    return Page(response.content)


def book_of(client: Client, report: Report, **query: str) -> Any:
    response = client.get(reverse("report_comparison_file", args=[report.slug]), query)
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_with_the_report_before_unless_another_is_chosen(
    client: Client, new: Report, old: Report, user: User
) -> None:
    page = page_of(client, new)
    assert page.texts("dt") == ["2023-04-30", "2023-08-31"]
    assert page.texts("th", scope="col") == ["Post", "Prognos"]
    (row,) = page.all("tr", class_="line")
    assert row.text == "Personal480 →till 510 +30"
    assert page.texts("p", class_="diff") == ["Året har börjat [borttaget: bra.] [tillagt: illa.]"]
    assert (page.texts("del"), page.texts("ins")) == (["[borttaget: bra.]"], ["[tillagt: illa.]"])
    assert page.texts("li")[-4:] == ["2 ändrade siffror", "1 ändrat stycke", "1 Inledning", "2 Ekonomi"]
    assert page.texts("summary") == ["Allt som skiljer, räknat", "Texten: 1 ställe ändrat"]


def test_the_summary_says_from_what_to_what(client: Client, new: Report, old: Report, user: User) -> None:
    page = page_of(client, new)
    assert page.texts("p", class_="highlight-was") == ["Underskott 480 tkr →till"]
    assert page.texts("p", class_="highlight-statement") == ["Underskott 510 tkr"]
    assert page.texts("p", class_="highlight-detail") == ["Sämre"]
    assert page.texts("ul", class_="changes") == ["Personal Prognos, tkr480 →till 510 +30"]
    assert (
        "Rapporterna gäller olika långa delar av året: januari–april 2023 mot januari–augusti 2023."
        in page.text
    )


def test_rows_lead_to_their_place_in_the_report(client: Client, new: Report, old: Report, user: User) -> None:
    links = {link.text: link.attrs["href"] for link in page_of(client, new).all("a")}
    report = reverse("report_page", args=[new.slug])
    assert links["Summa"] == f"{report}#rad-resultat-summa"
    assert links["Ekonomi"] == f"{report}#avsnitt-ekonomi"


def test_the_earlier_report_is_always_the_old_one(
    client: Client, new: Report, old: Report, user: User
) -> None:
    backwards = page_of(client, old, med=new.slug)
    assert backwards.texts("dt") == ["2023-04-30", "2023-08-31"]


def test_a_report_with_nothing_to_compare_with(client: Client, old: Report, user: User) -> None:
    page = page_of(client, old)
    assert "Det finns ingen annan rapport att jämföra med än." in page.text
    assert client.get(reverse("report_comparison_file", args=[old.slug])).status_code == 404


def test_a_first_report_can_be_compared_with_a_later_one(
    client: Client, old: Report, new: Report, user: User
) -> None:
    page = page_of(client, old)
    assert "Nämnden har ingen tidigare rapport. Välj vad du vill jämföra med." in page.text
    assert [option.attrs["value"] for option in page.all("option")] == [new.slug]


def test_reports_that_say_the_same(client: Client, old: Report, user: User) -> None:
    same = make(old.committee, dt.date(2023, 8, 31), "Året har börjat bra.", 480)
    assert "Inget skiljer rapporterna åt" in page_of(client, same).text


def choices(page: Page) -> list[tuple[str, list[str]]]:
    texts = [group.text for group in page.all("optgroup")]
    return [
        (group.attrs["label"], [option.text for option in page.all("option") if option.text in text])
        for group, text in zip(page.all("optgroup"), texts, strict=True)
    ]


def test_what_is_offered(client: Client, old: Report, new: Report, user: User) -> None:
    """Own reports with the natural ones named, and others with the same template in the same year."""
    last_year = make(old.committee, dt.date(2022, 8, 31), "Förra året.", 1)
    other = make(make_committee("Barnnämnden"), dt.date(2023, 8, 31), "Här.", 9, status=Status.ADOPTED)
    closed = make(make_committee("Stängda nämnden"), dt.date(2023, 8, 31), "Här.", 9)
    unlike = make_report(section("annat"), actuals_through=dt.date(2023, 8, 31), status=Status.ADOPTED)
    assert choices(page_of(client, new)) == [
        ("Samma nämnd", ["Delårsrapport, t.o.m. 2023-04-30 (föregående)",
                         "Delårsrapport, t.o.m. 2022-08-31 (samma period förra året)"]),
        ("Andra nämnder med samma mall", ["Delårsrapport, t.o.m. 2023-08-31"]),
    ]  # fmt: skip
    offered = [option.attrs["value"] for option in page_of(client, new).all("option")]
    assert offered == [old.slug, last_year.slug, other.slug]
    assert {closed.slug, unlike.slug}.isdisjoint(offered)


def test_of_a_whole_country_the_nearest_are_offered(
    client: Client, old: Report, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    kommun = old.committee.municipality
    far, near, mine = make_committee("A-nämnden"), make_committee("B-nämnden", kommun), make_committee()
    user.memberships.create(committee=mine, role=Role.READER)
    for committee in (far, near, mine):
        make(committee, dt.date(2023, 8, 31), "Här.", 9, status=Status.ADOPTED, slug=f"of-{committee.slug}")
    monkeypatch.setattr("reporting.comparison.of_report.MOST_CHOICES", 2)
    offered = [option.attrs["value"] for option in page_of(client, old).all("option")]
    assert offered == [f"of-{mine.slug}", f"of-{near.slug}"]


def selected(client: Client, report: Report) -> list[str]:
    options = page_of(client, report).all("option")
    return [option.attrs["value"] for option in options if "selected" in option.attrs]


def test_another_kind_is_compared_only_when_there_is_no_other(
    client: Client, old: Report, user: User
) -> None:
    control = make_report(template=old.template, actuals_through=dt.date(2023, 8, 31))
    control.period.kind = PeriodKind.INTERNAL_CONTROL
    control.period.save()
    new = make(old.committee, dt.date(2023, 8, 31), "Nu.", 1)
    assert selected(client, new) == [old.slug]
    assert selected(client, control) == [old.slug]
    Report.objects.filter(pk=old.pk).update(committee=make_committee())
    assert selected(client, new) == []  # of the same date: no report before
    Report.objects.filter(pk=new.pk).update(previous=control)
    assert selected(client, new) == [control.slug]


@pytest.mark.parametrize("name", ["report_comparison", "report_comparison_file"])
def test_another_committees_unadopted_report_is_not_found(
    client: Client, old: Report, user: User, name: str
) -> None:
    hidden = make(make_committee(), dt.date(2023, 8, 31), "Hemligt.", 9)
    address = reverse(name, args=[old.slug])
    assert client.get(address, {"med": hidden.slug}).status_code == 404
    assert client.get(address, {"med": "finns-inte"}).status_code == 404
    Report.objects.filter(pk=hidden.pk).update(status=Status.HANDED_IN)
    assert client.get(address, {"med": hidden.slug}).status_code == 404


def test_a_stranger_is_not_offered_drafts_to_compare_with(client: Client, old: Report, new: Report) -> None:
    client.force_login(make_user())
    adopt(new)
    assert page_of(client, new).all("option") == []
    assert client.get(reverse("report_comparison", args=[old.slug])).status_code == 404


def adopt(report: Report) -> None:
    freeze(report, AdoptedDocument)
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)


def test_another_committee_is_named(client: Client, new: Report, user: User) -> None:
    other = make(make_committee("Barnnämnden"), dt.date(2023, 8, 31), "Året har börjat illa.", 9)
    other.committee.memberships.create(user=user, role=Role.READER)
    page = page_of(client, new, med=other.slug)
    assert page.texts("dt") == ["Barnnämnden", "IT-nämnden"]


def test_a_template_with_other_signs_is_reported_not_subtracted(
    client: Client, new: Report, user: User
) -> None:
    template = make_template(
        *SECTIONS, committee=make_committee("B"), convention={"cost": "-", "revenue": "+"}
    )
    other = make(template.committee, dt.date(2023, 8, 31), "Året har börjat illa.", 9)
    other.committee.memberships.create(user=user, role=Role.READER)
    page = page_of(client, new, med=other.slug)
    assert page.texts("p", class_="note") == [
        "Beloppen jämförs inte: rapporterna skriver plus och minus på olika sätt."
    ]
    assert page.all("td") == []


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("name", ["report_comparison", "report_comparison_file"])
def test_as_many_queries_whatever_there_is_to_compare(
    client: Client,
    old: Report,
    new: Report,
    user: User,
    name: str,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    """Session, user, report, choices, roles, versions; members, texts and lines of both."""
    for report in (old, new):
        for place in range(count):
            BudgetLine.objects.create(report=report, key=f"rad-{place}", label=f"Rad {place}", kind="cost",
                                      forecast=Decimal(place + report.pk))  # fmt: skip
    for month in range(1, count + 1):
        make(make_committee(), dt.date(2023, 1, month), "Text.", 1, status=Status.ADOPTED)
    with django_assert_num_queries(12):
        assert client.get(reverse(name, args=[new.slug])).status_code == 200


def test_the_workbook_has_numbers_formulas_and_texts(
    client: Client, new: Report, old: Report, user: User
) -> None:
    Report.objects.filter(pk=new.pk).update(title="=Rapport")
    new.texts.update(markdown="=1+1")
    book = book_of(client, new)
    assert book.sheetnames == ["Om jämförelsen", "Siffror", "Texter"]
    rows = list(book["Siffror"].iter_rows(min_row=3, values_only=True))
    assert rows == [
        ("Avsnitt", "Tabell", "Rad", "Kolumn", "2023-04-30", "2023-08-31", "Skillnad", "Enhet", "Anmärkning"),
        ("Ekonomi", "Resultat", "Personal", "Prognos", 480, 510, "=F4-E4", "tkr", None),
        ("Ekonomi", "Resultat", "Summa", "Prognos", 480, 510, "=F5-E5", "tkr", None),
    ]
    assert book["Siffror"]["G4"].number_format == "+#,##0;−#,##0;#,##0"
    assert book["Siffror"].auto_filter.ref == "A3:I5"
    texts = list(book["Texter"].iter_rows(min_row=4))
    assert [[cell.value for cell in row] for row in texts] == [
        ["Inledning", "Stycke", "Året har börjat bra.", None], ["Inledning", "Stycke", None, "=1+1"],
    ]  # fmt: skip
    assert [cell.data_type for cell in texts[1]] == ["s", "s", "n", "s"]


def test_the_report_and_its_workspace_lead_to_the_comparison(client: Client, new: Report, user: User) -> None:
    address = reverse("report_comparison", args=[new.slug])
    for name in ("report_page", "report_workspace"):
        page = Page(client.get(reverse(name, args=[new.slug])).content)
        assert address in [link.attrs["href"] for link in page.all("a")]


def test_comparison_with_the_last_hand_in(client: Client, new: Report, user: User) -> None:
    """A report sent back is compared with what was handed in; outsiders get 404."""
    handed_in = freeze(new, HandedInDocument)
    BudgetLine.objects.filter(report=new).update(forecast=520_000)
    choice = f"inlämnad:{handed_in.pk}"
    page = page_of(client, new, med=choice)
    assert page.texts("dt") == ["Inlämnat", "Nu"]
    assert [row.text for row in page.all("tr", class_="line")] == ["Personal510 →till 520 +10"]
    assert page.all("option", value=choice)[0].text.startswith("Inlämnad 20")
    assert book_of(client, new, med=choice).sheetnames

    Report.objects.filter(pk=new.pk).update(status=Status.ADOPTED)
    freeze(new, AdoptedDocument)
    client.force_login(make_user(make_committee("Skolnämnden"), Role.READER))
    url = reverse("report_comparison", args=[new.slug])
    assert (client.get(url).status_code, client.get(url, {"med": choice}).status_code) == (200, 404)


def test_each_hand_in_is_kept(new: Report) -> None:
    new.texts.update(markdown="Klart.")
    controller, approver = make_user(new.committee, Role.CONTROLLER), make_user(new.committee, Role.APPROVER)
    BudgetLine.objects.filter(report=new).update(forecast=500_000)
    move(new, Action.HAND_IN, by=controller)
    move(new, Action.SEND_BACK, by=approver, reason="Se över prognosen.")
    BudgetLine.objects.filter(report=new).update(forecast=490_000)
    move(fresh(new), Action.HAND_IN, by=controller)
    kept = [_tables(version.document())[0] for version in new.handed_in_documents.all()]
    assert [table.rows[0].cells[1].text for table in kept] == ["490", "500"]
    with pytest.raises(ValidationError, match="ändras aldrig"):
        new.handed_in_documents.all()[0].delete()


def _tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
