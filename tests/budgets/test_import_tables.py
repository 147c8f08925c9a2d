"""Any other workbook or CSV: mapped once, remembered, and then imported like the entry workbook."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine, InvestmentProject
from reporting.models import Committee, JournalEntry, Report, Role
from reporting.models.saved_table import TableMapping
from tests.budgets.published import LINES_2023, add_lines, add_projects, investments, statement
from tests.factories import make_report, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db

Rows = list[list[Any]]
OWN: Rows = [
    ["Uppföljning servicenämnden", None, None, None],
    [],
    ["Konto", "Kommentar", "Utfall juli 2023", "Prognos 2023", "Avvikelse"],
    ["Intäkter", "", -24_199_500, -41_891_000, 0],
    ["Lön och pension", "", 7_200_000, 12_480_000, 0],
    ["Summa", "", -1, -2, 0],
]


def book(rows: Rows, sheet: str = "Drift juli", **more: Rows) -> bytes:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    for name, content in {sheet: rows, **more}.items():
        written = made.add_worksheet(name)
        for number, row in enumerate(content):
            written.write_row(number, 0, row)
    made.close()
    return target.getvalue()


@pytest.fixture
def report() -> Report:
    report = make_report(statement(), investments())
    add_lines(report, LINES_2023)
    add_projects(report, [("laxa", "IT-invest Laxå", 1652, Decimal("793.6"), 1652)])
    return report


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def send(client: Client, report: Report, content: bytes, name: str = "uppföljning.xlsx") -> str:
    url = reverse("import_start", args=[report.slug])
    return str(client.post(url, {"file": SimpleUploadedFile(name, content)})["Location"])


COLUMNS = {"column_0": "row", "column_2": "actual", "column_3": "forecast"}
SETTINGS = {
    "name": "Uppföljning", "unit": "kr", "signs": "report", "blank_means": "keep", "dash": "keep",
    "rounding": "exact",
}  # fmt: skip


def told(client: Client, url: str, **answers: str) -> HttpResponse:
    """Map the columns; ``answers`` override the usual ones."""
    place = {"blad": "Drift juli", "rad": "3", "mal": "ekonomi:ekonomi"}
    answer: Any = client.post(url, place | SETTINGS | COLUMNS | answers)
    return answer


def preview(client: Client, report: Report, rows: Rows, **answers: str) -> tuple[str, Page]:
    url = told(client, send(client, report, book(rows)), **answers)["Location"]
    return url, Page(client.get(url).content)


def place_rows(client: Client, page: Page, **chosen: str) -> Page:
    """Answer where the file's rows belong, by their names there."""
    form = next(e.attrs["action"] for e in page.all("form") if e.attrs.get("action", "").count("/rader/"))
    texts = [element.attrs["value"] for element in page.all("input", name="text")]
    data = {f"row_{number}": chosen.get(text, "") for number, text in enumerate(texts)}
    url = client.post(form, data | {"text": texts})["Location"]
    return Page(client.get(url).content)


def confirm(client: Client, url: str, page: Page) -> HttpResponse:
    values = page.values()
    answer: Any = client.post(url, {name: values[name] for name in ("seen", "tabell") if name in values})
    return answer


def figures(report: Report, key: str = "intakter") -> tuple[Decimal | None, Decimal | None]:
    line = BudgetLine.objects.get(report=report, key=key)
    return line.actual, line.forecast


def changes(page: Page) -> list[tuple[str, str, str]]:
    """Field, before and after, of each row of the table of changes."""
    cells = page.texts("td")
    return list(zip(cells[::3], cells[1::3], cells[2::3], strict=True))


def test_the_first_time_the_columns_are_asked_for(person: Client, report: Report) -> None:
    url = send(person, report, book(OWN))
    page = Page(person.get(url).content)
    assert page.texts("h1") == ["uppföljning.xlsx"]
    assert page.texts("th", scope="row") == ["1", "3 (rubriker)", "4", "5", "6"]
    assert [label for label in page.texts("label") if label.startswith("Kolumn")] == [
        "Kolumn A: Konto", "Kolumn B: Kommentar", "Kolumn C: Utfall juli 2023", "Kolumn D: Prognos 2023",
        "Kolumn E: Avvikelse",
    ]  # fmt: skip
    chosen = [e.attrs["value"] for e in page.all("option") if "selected" in e.attrs]
    assert chosen[:3] == ["Drift juli", "ekonomi:ekonomi", "row"]
    assert chosen[4] == "actual"


def test_told_once_then_shown_and_then_saved(person: Client, report: Report) -> None:
    url, page = preview(person, report, OWN)
    hints = [hint for hint in page.texts("div", class_="hint") if hint.startswith("rad ")]
    assert (page.texts("h2")[1], hints) == (
        "Rader som inte känns igen", ["rad 5: 7 200 000 · 12 480 000", "rad 6: −1 · −2"])  # fmt: skip
    assert "seen" not in page.values()
    page = place_rows(person, page, **{"Lön och pension": "row:personalkostnader", "Summa": "skip:"})
    assert changes(page) == [
        ("Utfall 230731 (tkr)", "−24 199", "−24 199,5"),
        ("Utfall 230731 (tkr)", "7 159", "7 200"),
    ]
    assert figures(report)[0] == Decimal(-24_199_000)
    assert confirm(person, url, page).status_code == 302
    assert figures(report) == (Decimal(-24_199_500), Decimal(-41_891_000))
    assert figures(report, "personalkostnader") == (Decimal(7_200_000), Decimal(12_480_000))
    entries = JournalEntry.objects.filter(report=report, how="imported").values_list("row_key", "field")
    assert sorted(entries) == [("intakter", "actual"), ("personalkostnader", "actual")]


def test_a_thousandfold_change_needs_a_yes(person: Client, report: Report) -> None:
    """A file in kronor read as tkr, the proposed unit when the columns are first mapped."""
    rows = [*OWN[:4], ["Personalkostnader", "", 7_200_000, 12_480_000, 0]]
    url, page = preview(person, report, rows, unit="tkr")
    doubt = "4 av 4 belopp blir ungefär tusen gånger större än i rapporten."
    assert [text for text in page.texts("li") if text.startswith(doubt)]
    assert confirm(person, url, page).status_code == 422
    assert figures(report)[0] == Decimal(-24_199_000)
    answers = {name: text for name, text in page.values().items() if name in ("seen", "tabell")}
    assert person.post(url, answers | {"yes": "ja"}).status_code == 302
    assert figures(report)[0] == Decimal(-24_199_500_000)


NEXT: Rows = [
    *OWN[:2],
    ["Konto", "Kommentar", "Utfall augusti 2024", "Prognos 2024", "Avvikelse"],
    ["Intäkter", "", -25_000_000, -41_891_000, 0],
    ["LÖN  och pension", "", 7_300_000, 12_480_000, 0],
    ["Summa", "", -1, -2, 0],
]


def test_the_next_file_is_known_at_once(person: Client, report: Report) -> None:
    _, page = preview(person, report, OWN)
    place_rows(person, page, **{"Lön och pension": "row:personalkostnader", "Summa": "skip:"})
    url = send(person, report, book(NEXT, "Drift augusti", Annat=[["x"]]))
    assert url.startswith(reverse("import_start", args=[report.slug]))
    page = Page(person.get(url).content)
    assert "Summa" in next(text for text in page.texts("p") if text.startswith("Läses inte, som ni har valt"))
    assert confirm(person, url, page).status_code == 302
    assert figures(report, "personalkostnader")[0] == Decimal(7_300_000)


def test_a_mapping_is_the_committees_and_serves_the_next_report(person: Client, report: Report) -> None:
    preview(person, report, OWN)
    later = make_report(
        template=report.template, actuals_through=report.period.actuals_through.replace(month=8)
    )
    add_lines(later, LINES_2023)
    assert "/kolumner/" not in send(person, later, book(NEXT, "Drift augusti"))
    other = make_report(statement())
    person.force_login(make_user(other.committee))
    assert "/kolumner/" in send(person, other, book(NEXT, "Drift augusti"))


def test_a_blank_cell_that_says_nothing_leaves_the_figure(person: Client, report: Report) -> None:
    rows = [*OWN[:3], ["Intäkter", "", None, None]]
    _, page = preview(person, report, rows, column_3="", blank_means="keep")
    assert "Det finns inget att läsa in. Välj en annan fil" in page.texts("p")


@pytest.mark.parametrize(
    ("answers", "cell", "stored"),
    [
        ({"unit": "kr"}, -24_200_000, -24_200_000),
        ({"unit": "tkr"}, -24_200, -24_200_000),
        ({"unit": "mnkr"}, -24.2, -24_200_000),
        ({"unit": "tkr"}, "−24,2 mnkr", -24_200_000),
        ({"signs": "turned"}, 24_200_000, -24_200_000),
        ({"signs": "ledger"}, -24_200_000, -24_200_000),
        ({"signs": "plain"}, 24_200_000, -24_200_000),
        ({"rounding": "1000"}, -24_200_499.99, -24_200_000),
        ({"rounding": "1"}, "−24 199 999,995", -24_200_000),
        ({"rounding": "1", "unit": "tkr"}, -24199.9999, -24_200_000),
        ({"blank_means": "missing"}, None, None),
        ({"blank_means": "zero"}, None, 0),
        ({"dash": "missing"}, "–", None),
        ({"dash": "zero"}, "-", 0),
    ],
)
def test_unit_sign_rounding_and_blanks(
    person: Client, report: Report, answers: dict[str, str], cell: Any, stored: int | None
) -> None:
    rows = [*OWN[:3], ["Intäkter", "", cell, None]]
    url, page = preview(person, report, rows, column_3="", **answers)
    assert confirm(person, url, page).status_code == 302
    assert figures(report)[0] == (None if stored is None else Decimal(stored))


@pytest.mark.parametrize(("signs", "stored"), [("ledger", 7_200_000), ("plain", 7_200_000)])
def test_a_cost_is_a_cost_with_the_ledgers_signs(
    person: Client, report: Report, signs: str, stored: int
) -> None:
    rows = [*OWN[:3], ["Personalkostnader", "", 7_200_000, None]]
    url, page = preview(person, report, rows, signs=signs)
    confirm(person, url, page)
    assert figures(report, "personalkostnader")[0] == Decimal(stored)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("tolv", "”tolv”⏎”tolv” går inte att läsa som ett tal. Skriv siffror, till exempel 1 166 eller −1 166,50."),
        ("-", "”-”⏎”-” är bara ett streck, som kan betyda noll eller att värdet saknas. "
              "Välj vad det betyder, under ”Ändra kolumner och tecken”."),
        (0.123, "”0,123”⏎0,123 kr blir 0,1230 kr, och delar av ett öre går inte att spara. "
                "Välj avrundning för tabellen, eller avrunda i filen."),
        (True, "”SANT”⏎Här väntas ett belopp, men cellen är ett datum eller sant/falskt. Skriv ett tal."),
        (10**14, "”100 000 000 000 000”⏎”100 000 000 000” blir 100 000 000 000 000 kr, mer än portalen kan räkna "
                 "exakt. Kontrollera antalet siffror och enheten."),
    ],
)  # fmt: skip
def test_a_bad_cell_is_named_with_sheet_row_and_column(
    person: Client, report: Report, cell: Any, shown: str
) -> None:
    url, page = preview(person, report, [*OWN[:3], ["Intäkter", "", cell, -1]])
    place = "Drift juli, rad 4, Utfall juli 2023: "
    assert page.texts("ul", class_="problems") == [place + shown.replace("⏎", " ")]
    assert person.post(url, {"seen": "", "tabell": page.values().get("tabell", "")}).status_code == 422
    assert figures(report)[0] == Decimal(-24_199_000)


def test_rows_that_belong_together_are_added(person: Client, report: Report) -> None:
    rows = [*OWN[:3], ["Lön", "", 7_000_000, 1], ["Pension", "", 200_000, None]]
    url, page = preview(person, report, rows, column_3="")
    page = place_rows(person, page, Lön="row:personalkostnader", Pension="row:personalkostnader")
    assert "Flera rader i filen läggs ihop: Personalkostnader = Lön + Pension." in page.texts("p")
    confirm(person, url, page)
    assert figures(report, "personalkostnader")[0] == Decimal(7_200_000)


def test_the_same_name_twice_is_never_guessed(person: Client, report: Report) -> None:
    rows = [*OWN[:3], ["Intäkter", "", 1, 1], ["Intäkter", "", 2, 2]]
    _, page = preview(person, report, rows)
    assert page.texts("ul", class_="problems") == [
        "”Intäkter” står på rad 4 och 5 i bladet ”Drift juli”. Ge raderna olika namn i filen, eller ta bort en av dem."
    ]
    assert "seen" not in page.values()


def test_a_new_row_is_added(person: Client, report: Report) -> None:
    url, page = preview(person, report, [*OWN[:3], ["Konferenser", "", 5_000, 6_000]])
    page = place_rows(person, page, Konferenser="new:")
    confirm(person, url, page)
    line = BudgetLine.objects.get(report=report, key="konferenser")
    assert (line.label, line.actual, line.forecast) == ("Konferenser", Decimal(5_000), Decimal(6_000))


def test_with_the_ledgers_signs_no_row_can_be_new(person: Client, report: Report) -> None:
    """Nothing tells whether it is a revenue or a cost."""
    _, page = preview(person, report, [*OWN[:3], ["Konferenser", "", 5_000, 6_000]], signs="ledger")
    assert "new:" not in {element.attrs["value"] for element in page.all("option")}


def test_what_the_file_lacks_is_reported_and_left(person: Client, report: Report) -> None:
    _, page = preview(person, report, OWN[:4])
    (note,) = page.texts("p", class_="guidance")
    assert note.startswith("Rapportens ”Personalkostnader”, ")
    assert note.endswith(" finns inte i filen och står kvar oförändrat.")


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ({"column_0": ""}, "Välj vilken kolumn som har radens namn eller nyckel."),
        ({"column_2": "", "column_3": ""}, "Välj minst en kolumn med uppgifter, till exempel utfall."),
        ({"column_3": "actual"}, "Det valet står på flera kolumner. Behåll det på en."),
        ({"name": ""}, "Detta fält måste fyllas i."),
        ({"column_1": "kind", "signs": "ledger"},
         "Tecknet beror på om raden är intäkt eller kostnad, så Slag kan inte läsas i samma tabell. "
         "Välj ett annat tecken, eller läs inte den kolumnen."),
    ],
)  # fmt: skip
def test_columns_that_do_not_make_a_table(
    person: Client, report: Report, answers: dict[str, str], error: str
) -> None:
    answer = told(person, send(person, report, book(OWN)), **answers)
    assert (answer.status_code, TableMapping.objects.count()) == (422, 0)
    assert error in Page(answer.content).texts("p")


def test_two_tables_of_a_committee_have_different_names(person: Client, report: Report) -> None:
    url = send(person, report, book(OWN))
    told(person, url)
    answer = told(person, url)
    assert answer.status_code == 422
    assert "Nämnden har redan en sparad tabell med det namnet." in Page(answer.content).texts("p")


def test_a_missing_column_is_asked_for_again(person: Client, report: Report) -> None:
    preview(person, report, OWN)
    mapping = TableMapping.objects.get()
    moved = [*OWN[:2], ["Konto", "Budget", "Prognos 2023"], ["Intäkter", 1, 2]]
    new = send(person, report, book(moved))
    assert new.endswith("/kolumner/")
    page = Page(person.get(new.replace("kolumner/", f"?tabell={mapping.pk}")).content)
    assert (
        "Kolumnen ”Utfall juli 2023” finns inte på rad 3 i bladet ”Drift juli”. "
        "Visa var den står nu." in page.texts("p")
    )
    again = told(person, new, tabell=str(mapping.pk), column_2="forecast", column_3="")
    assert (again.status_code, TableMapping.objects.get().columns) == (
        302, [[0, "Konto", "row"], [2, "Prognos 2023", "forecast"]])  # fmt: skip


def test_several_tables_of_a_book_are_read_together(person: Client, report: Report) -> None:
    projects: Rows = [["Projekt", "Utfall"], ["IT-invest Laxå", 800_000]]
    content = book(OWN[:4], Investeringar=projects)
    told(person, send(person, report, content))
    url = send(person, report, content)
    columns = reverse("import_columns", args=[report.slug, int(url.rstrip("/").rpartition("/")[2])])
    told(person, columns, name="Projekt", blad="Investeringar", rad="1", mal="investeringar:investeringar",
         column_1="actual", column_2="", column_3="")  # fmt: skip
    page = Page(person.get(url).content)
    assert [text for text in page.texts("h2") if text in {"Uppföljning", "Projekt"}] == [
        "Projekt", "Uppföljning"]  # fmt: skip
    confirm(person, url, page)
    assert figures(report)[0] == Decimal(-24_199_500)
    assert InvestmentProject.objects.get(report=report).actual == Decimal(800_000)


def test_the_latest_saved_table_is_read_unless_one_is_chosen(person: Client, report: Report) -> None:
    url = send(person, report, book(OWN[:4]))
    told(person, url)
    told(person, url, name="Utan prognos", column_3="")
    again = send(person, report, book(OWN[:4]))
    page = Page(person.get(again).content)
    assert "Utan prognos" in page.texts("h2")
    (other,) = [link for link in page.all("a") if link.text == "Uppföljning"]
    page = Page(person.get(again + other.attrs["href"]).content)
    assert "Uppföljning" in page.texts("h2")
    assert confirm(person, again, page).status_code == 302


CSV = "Uppföljning\r\nKonto;Utfall (kr)\r\nIntäkter;-24 199 500,50\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_custom_csv(person: Client, report: Report, encoding: str) -> None:
    url = send(person, report, CSV.encode(encoding), "egen.csv")
    answer = told(person, url, blad="", rad="2", column_1="actual", column_2="", column_3="")
    page = Page(person.get(answer["Location"]).content)
    assert changes(page) == [("Utfall 230731 (tkr)", "−24 199", "−24 199,5005")]
    again = send(person, report, CSV.encode(encoding), "nästa.csv")
    assert confirm(person, again, Page(person.get(again).content)).status_code == 302
    assert figures(report)[0] == Decimal("-24199500.50")


def test_tabs_below_a_title(person: Client, report: Report) -> None:
    url = send(person, report, CSV.replace(";", "\t").encode(), "egen.txt")
    assert "Kolumn B: Utfall (kr)" in Page(person.get(url).content).texts("label")


def test_characters_that_no_database_takes(person: Client, report: Report) -> None:
    rows = f"Konto;Utfall\x00\r\n{'x' * 5_000};1\r\nOkänd\x00;2\r\n".encode()
    content = b"Konto;Titel\r\n" * 400 + rows  # the first part of a file tells whether it is text
    url = send(person, report, content, "egen.csv")
    answer = told(person, url, blad="", rad="401", column_1="actual", column_2="", column_3="")
    page = Page(person.get(answer["Location"]).content)
    form = next(e.attrs["action"] for e in page.all("form") if e.attrs.get("action", "").count("/rader/"))
    person.post(form, {"text": ["Okänd\x00"], "row_0": "skip:"})
    mapping = TableMapping.objects.get()
    assert (mapping.columns[1][1], [row.text for row in mapping.row_choices.all()]) == ("Utfall", ["okänd"])


def test_a_long_heading_over_two_lines_is_found_again(person: Client, report: Report) -> None:
    rows: Rows = [
        ["Konto", None, "Utfall till och med juli\n" + "enligt huvudboken " * 6],
        ["Intäkter", None, 7],
    ]
    told(person, send(person, report, book(rows)), rad="1", column_3="")
    assert not send(person, report, book(rows)).endswith("/kolumner/")


def test_a_wide_sheet_says_what_is_not_shown(person: Client, report: Report) -> None:
    page = Page(person.get(send(person, report, book([[*["Konto"] * 60], [*["Intäkter"] * 60]]))).content)
    assert page.texts("p", class_="guidance") == [
        "Bara de 40 första kolumnerna visas. Ta bort kolumner som inte behövs, om den du söker inte är med."
    ]


def test_what_is_remembered_can_be_seen_and_forgotten(person: Client, report: Report) -> None:
    _, page = preview(person, report, OWN)
    place_rows(person, page, **{"Lön och pension": "row:personalkostnader", "Summa": "skip:"})
    mapping = TableMapping.objects.get()
    url = reverse("table_mapping", args=[report.slug, mapping.pk])
    assert Page(person.get(url).content).texts("label") == [
        "Glöm ”lön och pension”, som hör till: Personalkostnader",
        "Glöm ”summa”, som hör till: läses inte",
    ]
    assert mapping.name in Page(person.get(reverse("import_start", args=[report.slug])).content).texts("a")
    person.post(url, {"forget": ["summa"]})
    assert list(mapping.row_choices.values_list("text", flat=True)) == ["lön och pension"]
    assert person.post(url, {"delete": "ja"}).status_code == 302
    assert TableMapping.objects.count() == 0


def committee_mapping(committee: Committee) -> TableMapping:
    return TableMapping.objects.create(
        committee=committee, name="Deras", section_key="ekonomi", grid="ekonomi", header_row=1,
        columns=[[0, "Konto", "row"], [1, "Utfall", "actual"]],
    )  # fmt: skip


def test_another_committees_table_is_not_there(person: Client, report: Report) -> None:
    theirs = committee_mapping(make_report(statement()).committee)
    assert person.get(reverse("table_mapping", args=[report.slug, theirs.pk])).status_code == 404
    url = send(person, report, book(OWN))
    pk = int(url.rstrip("/").split("/")[-2])
    rows = reverse("table_rows", args=[report.slug, pk, theirs.pk])
    assert person.post(rows, {"text": ["Summa"], "row_0": "skip:"}).status_code == 404
    told(person, url, tabell=str(theirs.pk))
    theirs.refresh_from_db()
    assert (theirs.name, TableMapping.objects.filter(committee=report.committee).count()) == ("Deras", 1)


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER])
def test_others_may_not_see_or_change_it(person: Client, report: Report, role: str) -> None:
    mapping = committee_mapping(report.committee)
    person.force_login(make_user(report.committee, role))
    url = reverse("table_mapping", args=[report.slug, mapping.pk])
    assert (person.get(url).status_code, person.post(url, {"delete": "ja"}).status_code) == (403, 403)
    person.force_login(make_user())
    assert person.get(url).status_code == 404


def test_a_choice_that_is_no_row_is_not_saved(person: Client, report: Report) -> None:
    _, page = preview(person, report, OWN)
    page = place_rows(person, page, Summa="row:finns-inte")
    assert "Något av valen finns inte längre. Välj igen." in page.texts("li")
    assert TableMapping.objects.get().row_choices.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_rows(
    person: Client, report: Report, django_assert_num_queries: Any
) -> None:
    url, _ = preview(person, report, OWN)
    with django_assert_num_queries(QUERIES):
        person.get(url)
    add_lines(report, [(f"rad-{n}", f"Rad {n}", 1, 1, 1) for n in range(30)])
    for n in range(30):
        TableMapping.objects.get().row_choices.create(text=f"namn {n}", place="skip")
    with django_assert_num_queries(QUERIES):
        person.get(url)


QUERIES = 12
