"""The entry workbook and CSV: exported, filled in, imported; and hostile files."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from budgets.models import BudgetLine, InvestmentProject
from reporting.imports.spreadsheets.cells import MAX_UNPACKED, UploadRefused
from reporting.imports.spreadsheets.csv_text import read_csv
from reporting.imports.spreadsheets.package import check_package
from reporting.imports.spreadsheets.read import read_workbook
from reporting.models import JournalEntry, Report
from tests.budgets.published import LINES_2023, add_lines, add_projects, investments, statement
from tests.factories import make_report, make_user, print_otherwise
from tests.html import Page
from tests.reporting import ods

ROOT = Path(__file__).resolve().parents[2]
STATEMENT, PROJECTS = "Ekonomiskt resultat", "Investeringsredovisning"


@pytest.fixture
def report(db: None) -> Report:
    report = make_report(statement(), investments())
    add_lines(report, LINES_2023)
    add_projects(report, [("laxa", "IT-invest Laxå", 1652, Decimal("793.6"), 1652)])
    return report


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


def exported(client: Client, report: Report) -> bytes:
    return bytes(client.get(reverse("entry_workbook", args=[report.slug])).content)


def send(client: Client, report: Report, content: bytes, name: str = "bok.xlsx") -> tuple[str, HttpResponse]:
    sent = client.post(
        reverse("import_start", args=[report.slug]), {"file": SimpleUploadedFile(name, content)}
    )
    url = sent["Location"]
    answer: Any = client.get(url)
    return url, answer


def read_in(client: Client, report: Report, content: bytes, name: str = "bok.xlsx") -> HttpResponse:
    url, answer = send(client, report, content, name)
    done: Any = client.post(url, {"seen": Page(answer.content).values().get("seen", "")})
    return done


def edited(content: bytes, sheet: str = STATEMENT, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for place, value in cells.items():
        book[sheet][place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def cells_of(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
    }


def stored(report: Report) -> list[Any]:
    return [
        *BudgetLine.objects.filter(report=report).values(),
        *InvestmentProject.objects.filter(report=report).values(),
    ]


def test_a_long_name_is_seen_whole(person: Client, report: Report) -> None:
    """LibreOffice fits no rows itself: a name of three lines covered the next."""
    report.budget_lines.filter(key="resor").update(label="Resor, kurser och konferenser " * 3)
    sheet = openpyxl.load_workbook(io.BytesIO(exported(person, report)))[STATEMENT]
    heights = {
        str(row[0].value): sheet.row_dimensions[row[0].row].height for row in sheet.iter_rows(min_row=4)
    }
    assert (heights["resor"], heights["intakter"]) == (48.75, None)  # None: one line


def test_the_workbook_has_a_sheet_per_table_with_locked_keys(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(person, report)))
    assert book.sheetnames == ["Läs mig", STATEMENT, PROJECTS, "_portal"]
    sheet = book[STATEMENT]
    assert [cell.value for cell in sheet[3]] == [
        "Nyckel", "Post", "Slag", "Budget (tkr)", "Utfall 230731 (tkr)", "Årsprognos (tkr)", "Ordning",
        "Ta bort"]  # fmt: skip
    assert [cell.value for cell in sheet[4]][:5] == ["intakter", "Intäkter", "intäkt", -41391, -24199]
    assert (sheet.protection.sheet, sheet["A4"].protection.locked, sheet["D4"].protection.locked) == (
        True,
        True,
        False,
    )
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation]
    assert lists == ['"intäkt,kostnad,kommunbidrag"', '"Ja,Nej"']
    assert book["_portal"].sheet_state == "hidden"


def test_unchanged_it_changes_nothing(person: Client, report: Report) -> None:
    _, answer = send(person, report, exported(person, report))
    page = Page(answer.content)
    assert "Inget. Filen säger detsamma som rapporten." in page.texts("p")
    assert "Det finns inget att läsa in. Välj en annan fil" in page.texts("p")
    assert "Läs in allt detta" not in page.texts("button")


def test_a_file_of_only_refused_cells_is_not_said_to_agree(person: Client, report: Report) -> None:
    _, answer = send(person, report, edited(exported(person, report), D5="abc"))
    page = Page(answer.content)
    assert "Inget av det som går att läsa än så länge." in page.texts("p")
    assert "Inget. Filen säger detsamma som rapporten." not in page.texts("p")


def test_what_is_filled_in_is_shown_and_then_saved(person: Client, report: Report) -> None:
    content = edited(
        exported(person, report), D5=12800.5, E5="7 200", F5=None, A18=None, B18="Ny post", D18=5
    )
    url, answer = send(person, report, content)
    page = Page(answer.content)
    assert page.texts("td") == [
        "Budget (tkr)", "12 730", "12 800,5",
        "Utfall 230731 (tkr)", "7 159", "7 200",
        "Årsprognos (tkr)", "12 480", "tomt",
        "Post", "tomt", "Ny post",
        "Budget (tkr)", "tomt", "5",
    ]  # fmt: skip
    before = BudgetLine.objects.get(key="personalkostnader")
    assert (before.budget, BudgetLine.objects.count()) == (Decimal(12_730_000), len(LINES_2023))
    assert person.post(url, {"seen": page.values()["seen"]}).status_code == 302
    line = BudgetLine.objects.get(key="personalkostnader")
    assert (line.budget, line.actual, line.forecast) == (Decimal(12_800_500), Decimal(7_200_000), None)
    assert BudgetLine.objects.get(key="ny-post").budget == Decimal(5000)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("tolv", "”tolv” går inte att läsa som ett tal. Skriv siffror, till exempel 1 166 eller −1 166,50."),
        ("1.166", "”1.166” kan betyda 1 166 eller 1,166. Skriv 1166 eller 1,166."),
        ("#REF!", "Cellen har felvärdet #REF!. Rätta formeln eller skriv värdet."),
        ("=1+1", "Cellen har en formel utan uträknat värde. Spara boken i Excel eller LibreOffice."),
        (True, "Cellen är sant eller falskt. Skriv värdet som text eller tal."),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_saved(
    person: Client, report: Report, value: Any, shown: str
) -> None:
    before = stored(report)
    url, answer = send(person, report, edited(exported(person, report), D5=value, E5=1))
    text = "" if value == "=1+1" else ("SANT" if value is True else value)
    quoted = f": ”{text}”" if text else ""
    assert Page(answer.content).texts("ul", class_="problems") == [
        f"{STATEMENT}, rad 5, Budget (tkr){quoted} {shown}"
    ]
    assert (person.post(url, {"seen": ""}).status_code, stored(report)) == (422, before)


def test_a_choice_that_is_not_there(person: Client, report: Report) -> None:
    _, answer = send(person, report, edited(exported(person, report), C5="utgift"))
    assert Page(answer.content).texts("ul", class_="problems") == [
        f"{STATEMENT}, rad 5, Slag: ”utgift” ”utgift” finns inte att välja. "
        "Skriv ett av: intäkt, kostnad, kommunbidrag."
    ]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"A5": "hittepa"}, f"Bladet ”{STATEMENT}”, rad 5: nyckeln ”hittepa” finns inte i rapporten."),
        ({"A5": "intakter"}, f"Bladet ”{STATEMENT}”, rad 5: nyckeln ”intakter” står två gånger."),
        ({"I3": "Påhitt"}, f"Bladet ”{STATEMENT}”: kolumnen ”Påhitt” finns inte i tabellen."),
    ],
)
def test_the_unknown_is_reported_and_stops_the_import(
    person: Client, report: Report, cells: dict[str, str], shown: str
) -> None:
    _, answer = send(person, report, edited(exported(person, report), **cells))
    page = Page(answer.content)
    assert (page.texts("ul", class_="problems"), "seen" in page.values()) == ([shown], False)


def test_concurrent_saves_are_not_undone(person: Client, report: Report) -> None:
    content = edited(exported(person, report), D5=12800)
    BudgetLine.objects.filter(key="personalkostnader").update(actual=Decimal(1))
    assert read_in(person, report, content).status_code == 302
    line = BudgetLine.objects.get(key="personalkostnader")
    assert (line.budget, line.actual) == (Decimal(12_800_000), Decimal(1))


def test_the_same_cell_changed_by_both_is_refused(person: Client, report: Report) -> None:
    content = edited(exported(person, report), D5=12800)
    BudgetLine.objects.filter(key="personalkostnader").update(budget=Decimal(1_000_000))
    assert read_in(person, report, content).status_code == 422
    assert BudgetLine.objects.get(key="personalkostnader").budget == Decimal(1_000_000)


def test_the_book_of_another_report_is_refused(person: Client, report: Report) -> None:
    content = exported(person, report)
    other = make_report(
        template=report.template, actuals_through=report.period.actuals_through.replace(month=8)
    )
    _, answer = send(person, other, content)
    assert Page(answer.content).texts("p")[1].startswith("Inmatningsboken hör till en annan rapport")


@pytest.mark.parametrize(
    "change", [{"cost": "-"}, {"unit": "mnkr"}, {"surplus": "+"}], ids=["sign", "unit", "sign of a result"]
)
def test_a_book_is_not_read_under_another_print(
    person: Client, report: Report, change: dict[str, Any]
) -> None:
    """An empty cell and a new row have nothing to disagree with."""
    BudgetLine.objects.filter(key="personalkostnader").update(budget=None)
    content = edited(exported(person, report), D5=12800, B14="Ny kostnad", C14="Kostnad", D14=100)
    before = stored(report)
    print_otherwise(report, **change)
    _, answer = send(person, report, content)
    assert (
        Page(answer.content)
        .texts("p")[1]
        .endswith("Hämta en ny inmatningsbok och klistra in dina värden i den.")
    )
    assert read_in(person, report, content).status_code == 422
    assert stored(report) == before


def test_a_book_that_does_not_state_its_print_is_refused(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(person, report)))
    book["_portal"]["C1"] = None
    target = io.BytesIO()
    book.save(target)
    _, answer = send(person, report, edited(target.getvalue(), D5=12800))
    assert Page(answer.content).texts("p")[1].startswith("Det går inte att se att inmatningsboken hämtades")


def test_a_preview_under_another_template_is_shown_again(person: Client, report: Report) -> None:
    """100 typed in an empty cell looks the same under another sign, but is another amount."""
    BudgetLine.objects.filter(key="personalkostnader").update(actual=None)
    url, answer = send(person, report, CSV.encode(), "tabell.csv")
    seen = Page(answer.content).values()["seen"]
    print_otherwise(report, cost="-")
    assert person.post(url, {"seen": seen}).status_code == 422
    assert BudgetLine.objects.get(key="personalkostnader").actual is None


def test_a_row_is_taken_away_when_told_so(person: Client, report: Report) -> None:
    content = edited(exported(person, report), H7="Ja")
    url, answer = send(person, report, content)
    page = Page(answer.content)
    assert (page.texts("th", scope="row"), page.texts("td")) == (
        [f"Tele- och datakommunikation {STATEMENT}"], ["Ta bort", "Nej", "Ja"])  # fmt: skip
    person.post(url, {"seen": page.values()["seen"]})
    assert BudgetLine.objects.filter(report=report).count() == len(LINES_2023) - 1
    gone = JournalEntry.objects.filter(report=report, row_key="telekommunikation", new="")
    assert {entry.how for entry in gone} == {"imported"}


def test_a_row_missing_from_the_sheet_stays_and_is_reported(person: Client, report: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(person, report)))
    book[STATEMENT].delete_rows(7)
    target = io.BytesIO()
    book.save(target)
    _, answer = send(person, report, target.getvalue())
    page = Page(answer.content)
    assert page.texts("p", class_="guidance") == [
        f"Bladet ”{STATEMENT}” saknar ”Tele- och datakommunikation”. Det står kvar oförändrat i rapporten. "
        "En rad tas bort med Ja under Ta bort."
    ]
    assert "Inget. Filen säger detsamma som rapporten." in page.texts("p")


CSV = "Nyckel;Post;Utfall 230731 (tkr)\r\npersonalkostnader;Personalkostnader på året;7 200,5\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_csv_in_every_encoding(person: Client, report: Report, encoding: str) -> None:
    assert read_in(person, report, CSV.encode(encoding), "tabell.csv").status_code == 302
    line = BudgetLine.objects.get(key="personalkostnader")
    assert (line.label, line.actual) == ("Personalkostnader på året", Decimal(7_200_500))


def test_csv_of_no_known_table(person: Client, report: Report) -> None:
    _, answer = send(person, report, b"Nyckel;Belopp\r\n5010;1\r\n", "tabell.csv")
    assert answer.status_code == 422
    assert Page(answer.content).texts("p")[1].startswith("Filens rubriker passar ingen tabell i rapporten.")


# Files that mean harm ------------------------------------------------------------------------------


def package(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"xl/workbook.xml": b"<workbook/>"} | parts).items():
            archive.writestr(name, content)
    return target.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A real workbook whose first sheet's XML is another."""
    book = openpyxl.Workbook()
    made = io.BytesIO()
    book.save(made)
    target = io.BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return target.getvalue()


NS = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
XXE = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
BROKEN = (
    "Arbetsboken går inte att läsa; den är skadad eller ingen riktig .xlsx-fil. "
    "Öppna den i Excel eller LibreOffice och spara den på nytt som .xlsx."
)


def one_cell(place: bytes, row: bytes = b"1", before: bytes = b"", value: bytes = b"1") -> bytes:
    return with_sheet(
        before + b"<worksheet " + NS + b'><dimension ref="A1:XFD1048576"/><sheetData><row r="' + row + b'"><c r="'
        + place + b'" t="inlineStr"><is><t>' + value + b"</t></is></c></row></sheetData></worksheet>"
    )  # fmt: skip


HOSTILE = {
    "bomb": (package(**{"xl/a.xml": b"0" * (MAX_UNPACKED + 1)}), "Arbetsboken blir 12 MB uppackad, mer än 12 MB. "
             "Ta bort blad, bilder och tomma formaterade rader, och spara den på nytt."),
    "parts": (package(**{f"a{n}": b"" for n in range(400)}),
              "Arbetsboken har 401 delar, fler än 300. Spara bara bladen som behövs."),
    "macros": (package(**{"xl/vbaProject.bin": b"x"}),
               "Arbetsboken har makron. Spara den som .xlsx, utan makron, och välj den på nytt."),
    "zip": (package().replace(b"xl/workbook.xml", b"xl/workbook.txt"),
            "Filen är ett zip-arkiv men ingen Excel-arbetsbok. Spara den som .xlsx."),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>",
             "Filen är en webbsida eller XML som heter något annat. "
             "Öppna den i Excel eller LibreOffice och spara den som .xlsx."),
    "old": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Filen är skyddad med lösenord eller sparad i det gamla formatet .xls. "
            "Ta bort lösenordet och spara den som .xlsx."),
    "text": (b"hej", "Filen är ingen Excel-arbetsbok (.xlsx). Spara den som .xlsx eller .csv och välj den på nytt."),
    "wide": (one_cell(b"XFD1"), "Bladet ”Sheet” har 16384 kolumner, fler än 300. "
             "Ta bort de tomma kolumnerna till höger om tabellen."),
    "wider than any": (one_cell(b"ZZZZZZ1"), BROKEN),
    "tall": (one_cell(b"A1048576", b"1048576"),
             "Bladet ”Sheet” har fler än 5000 rader. Ta bort de tomma raderna under tabellen."),
    "endless": (one_cell(b"A1", b"999999999999"),
                "Bladet ”Sheet” har fler än 5000 rader. Ta bort de tomma raderna under tabellen."),
    "entities": (one_cell(b"A1", before=ENTITIES, value=b"&b;"), BROKEN),
    "external entity": (one_cell(b"A1", before=XXE, value=b"&f;"), BROKEN),
    "half": (one_cell(b"A1")[:-300], "Filen är ingen Excel-arbetsbok (.xlsx). "
             "Spara den som .xlsx eller .csv och välj den på nytt."),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_help(name: str) -> None:
    content, message = HOSTILE[name]
    with pytest.raises(UploadRefused) as refusal:
        read_workbook(content, {"Sheet"})
    assert str(refusal.value) == message


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_page(person: Client, report: Report, name: str) -> None:
    _, answer = send(person, report, HOSTILE[name][0], "bok.xlsx")
    page = Page(answer.content)
    assert (answer.status_code, page.texts("h2")[:1]) == (422, ["Filen kan inte läsas in"])


MEASURE = """
import sys, time
from budgets.ledger.sie import read_sie
from reporting.imports.spreadsheets.cells import MAX_BYTES, UploadRefused
from reporting.imports.spreadsheets.csv_text import read_csv
from reporting.imports.spreadsheets.read import read_workbook
content, kind = sys.stdin.buffer.read(), sys.argv[1]
assert len(content) <= MAX_BYTES
start = time.perf_counter()
try:
    {"sie": read_sie, "csv": lambda c: read_csv(c, "a"), "xlsx": lambda c: read_workbook(c, {"Sheet"})}[kind](content)
    answer = "read"
except UploadRefused:
    answer = "refused"
peak = int(open("/proc/self/status").read().split("VmHWM:")[1].split()[0]) / 1024
print(answer, round(time.perf_counter() - start, 2), round(peak))
"""


def large_book(cells: int) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("Sheet")
    for number in range(cells // 20):
        for place in range(20):
            sheet.write_number(number, place, (number * 7919 + place * 104729) % 1_000_003 / 7)
    book.close()
    return target.getvalue()


def large_sie(size: int) -> bytes:
    rows = "".join(
        f'#TRANS {3000 + n % 6000} {{1 "{n % 97}"}} {n}.25 20230105 "Text"\r\n' for n in range(size // 45)
    )
    return ("#FLAGGA 0\r\n#RAR 0 20230101 20231231\r\n#VER A 1 20230105\r\n{\r\n" + rows).encode()[:4_999_000]


@pytest.mark.parametrize(
    ("kind", "content", "answer"),
    [
        ("xlsx", large_book(49_000), "read"),
        ("xlsx", large_book(400_000), "refused"),
        ("xlsx", ods.book([[n * m / 7 for m in range(10)] for n in range(4_900)], "Sheet"), "read"),
        ("xlsx", ods.package(ods.document(ods.table("<table:table-row/>" * 600_000))), "refused"),
        ("sie", large_sie(4_999_000), "read"),
        ("csv", b"Nyckel;Utfall\r\n" + b"a;1\r\n" * 4_000, "read"),
        ("csv", b"Nyckel;Utfall\r\n" + b"a;1\r\n" * 900_000, "refused"),
    ],
    ids=["book", "large book", "ods", "large ods", "large sie", "csv", "large csv"],
)
def test_large_files_stay_within_memory_and_time(kind: str, content: bytes, answer: str) -> None:
    """Measured in a separate process: below 300 MB; the time limit leaves room for a busy machine."""
    process = subprocess.run(
        [sys.executable, "-c", MEASURE, kind],
        input=content,
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    said, seconds, megabytes = process.stdout.decode().split()
    print(kind, len(content), said, seconds, megabytes)
    assert (said, float(seconds) < 15, int(megabytes) < 300) == (answer, True, True)


def test_a_grid_of_200_rows_and_8_columns_fits_in_a_request(person: Client, report: Report) -> None:
    names = ["label", "kind", "budget", "actual", "forecast", "comment", "position", "period_budget"]
    data = {"ekonomi-TOTAL_FORMS": "200", "ekonomi-INITIAL_FORMS": "0"}
    for number in range(200):
        for name in (*names, "id", "DELETE"):
            data[f"ekonomi-{number}-{name}"] = data[f"initial-ekonomi-{number}-{name}"] = ""
    assert person.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data).status_code != 400


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_any_bytes_are_no_crash(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(UploadRefused):
            check_package(start + content)


TABLE = st.lists(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12),
        min_size=2,
        max_size=6,
    ),
    max_size=8,
)


def check_csv(table: list[list[str]]) -> None:
    """Every filled cell that a spreadsheet writes is read, and no other."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=";", quoting=csv.QUOTE_ALL).writerows([["Nyckel", "A"], *table])
    sheet = read_csv(target.getvalue().encode("utf-8-sig"), "a")
    read = {
        (row, place): cell.value
        for row, cells in sheet.rows.items()
        for place, cell in cells.items()
        if row > 1
    }
    assert read == {
        (row, place): text
        for row, texts in enumerate(table, 2)
        for place, text in enumerate(texts)
        if text.strip()
    }


@settings(max_examples=100)
@given(TABLE)
@example([["", "", ",0"], ["", "", "", ","]])  # decimal commas part its lines more evenly than semicolons do
@example([["", "", "", "\t0"], ["", "", "\t"]])  # so do tabs in quotes, but then the quotes don't hold
def test_csv_cells_are_read_as_written(table: list[list[str]]) -> None:
    check_csv(table)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(TABLE)
def test_csv_cells_are_read_as_written_many_times(table: list[list[str]]) -> None:
    check_csv(table)


CELLS = st.lists(
    st.lists(
        st.one_of(
            st.none(),
            st.decimals(-(10**9), 10**9, places=3).map(float),
            st.integers(-(10**12), 10**12),
            st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), min_size=1, max_size=12),
        ),
        min_size=1,
        max_size=5,
    ),
    max_size=5,
)


def check_book(table: list[list[Any]]) -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("Sheet")
    for row, values in enumerate(table):
        for place, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, place, value)
            elif value is not None:
                sheet.write_number(row, place, value)
    book.close()
    (read,) = read_workbook(target.getvalue(), {"Sheet"}).sheets
    cells = {(row, place): cell.value for row, held in read.rows.items() for place, cell in held.items()}
    assert cells == {
        (row, place): value if isinstance(value, str) else Decimal(repr(value))
        for row, values in enumerate(table, 1)
        for place, value in enumerate(values)
        if value is not None
    }


@settings(max_examples=30)
@given(CELLS)
def test_workbook_cells_are_read_as_written(table: list[list[Any]]) -> None:
    check_book(table)


@pytest.mark.nightly
@settings(max_examples=10_000)
@given(CELLS)
def test_workbook_cells_are_read_as_written_many_times(table: list[list[Any]]) -> None:
    check_book(table)


TYPED = st.one_of(
    st.none(), st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=12),
    st.sampled_from(["−1 200", "(41 391)", "1.166,50", "1,500", "-", "2,1 mSEK", "=A1", "#DIV/0!"]),
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TYPED)
def test_any_cell_is_shown_as_a_change_or_refused(person: Client, report: Report, value: Any) -> None:
    """Never a server error, and never a silently dropped value."""
    content = edited(exported(person, report), D5=value)
    _, answer = send(person, report, content)
    page = Page(answer.content)
    told = page.texts("ul", class_="problems") or page.texts("td")
    is_same = value == 12730
    assert (answer.status_code, bool(told)) == (200, not is_same)


def exchanged(content: bytes, columns: str) -> bytes:
    """Rows 5 and 6 of the statement, without their keys."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))[STATEMENT]
    swapped = {
        f"{column}{row}": sheet[f"{column}{other}"].value
        for column in columns
        for row, other in ((5, 6), (6, 5))
    }
    return edited(content, **swapped)


def test_a_sheet_sorted_without_its_keys_is_read_by_name(person: Client, report: Report) -> None:
    """Names and figures would stand under other rows' keys."""
    content = exchanged(exported(person, report), "BCDEFGH")
    name = openpyxl.load_workbook(io.BytesIO(content))[STATEMENT]["B6"].value
    _, answer = send(person, report, content)
    page = Page(answer.content)
    assert page.texts("td") == []
    assert (
        f"Bladet ”{STATEMENT}” är sorterat utan kolumnen Nyckel. Varje rad är läst efter sitt namn."
        in page.text
    )

    before = dict(BudgetLine.objects.filter(report=report).values_list("label", "budget"))
    assert read_in(person, report, edited(content, D6=99)).status_code == 302
    after = dict(BudgetLine.objects.filter(report=report).values_list("label", "budget"))
    assert after == before | {name: Decimal(99_000)}
