"""Guesses about a handmade file, and their wording: columns, rows, delimiter and encoding."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from reporting.models import Report
from tests.budgets.published import LINES_2023, add_lines, investments, statement
from tests.budgets.test_import_tables import OWN, Rows, book, person, preview, report, send
from tests.factories import make_report, make_user, section
from tests.html import Page

__all__ = ["person", "report"]  # fixtures

pytestmark = pytest.mark.django_db


def chosen(page: Page) -> dict[str, str]:
    """The selected option of each select."""
    found, name = {}, ""
    for element in page.elements:
        if element.tag == "select":
            name = element.attrs["name"]
        elif element.tag == "option" and "selected" in element.attrs:
            found[name] = element.attrs["value"]
    return found


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Ackumulerat utfall"], {"column_1": "actual"}),
        (["Ack. utfall jan-jul"], {"column_1": "actual"}),
        (["Totalt utfall"], {"column_1": "actual"}),
        (["Utfall juli", "Ackumulerat utfall"], {"column_2": "actual"}),
        (["Utfall föregående år", "Utfall"], {"column_2": "actual"}),
        (["Avvikelse budget"], {}),
    ],
)
def test_columns_are_proposed(
    person: Client, report: Report, headings: list[str], expected: dict[str, str]
) -> None:
    rows: Rows = [
        ["Konto", *headings],
        ["Intäkter", *[1] * len(headings)],
        ["Lokalhyror", *[2] * len(headings)],
    ]
    page = Page(person.get(send(person, report, book(rows))).content)
    proposed = {name: use for name, use in chosen(page).items() if name.startswith("column_") and use}
    assert proposed == {"column_0": "row"} | expected


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Summa", "skip:"),
        ("SUMMA KOSTNADER", "skip:"),
        ("Totalt", "skip:"),
        ("Licenser o serviceavtal", "row:licenser"),
        ("Licenser och serviceavtal", "row:licenser"),
        ("Övriga kostn.", "row:ovriga-kostnader"),
        ("Personalkostnad", "row:personalkostnader"),
        ("Resor och kurser", "row:resor"),
        ("Lön och pension", None),
        ("Intäkt", None),  # the file has Intäkter too
        ("Summering av konferenser", "skip:"),
        ("Sammanträden", None),
    ],
)
def test_rows_with_other_names_are_proposed(
    person: Client, report: Report, name: str, proposed: str | None
) -> None:
    _, page = preview(person, report, [*OWN[:4], [name, "", 1, 2]])
    assert (chosen(page)["row_0"] or None) == proposed


def in_columns(client: Client, report: Report, content: bytes) -> Page:
    return Page(client.get(send(client, report, content, "egen.csv")).content)


COMMAS = 'Konto,Kommentar,Utfall\r\nIntäkter,"a; b",-24199\r\nLokalhyror,c,558\r\n'


def test_commas_between_the_columns_are_read_and_told(person: Client, report: Report) -> None:
    page = in_columns(person, report, COMMAS.encode())
    assert "Kolumn C: Utfall" in page.texts("label")
    assert (
        "CSV-filen är läst med komma mellan kolumnerna. Kontrollera att varje värde står i sin kolumn."
        in page.texts("p", class_="guidance")
    )


def test_commas_that_are_decimals_too_are_refused(person: Client, report: Report) -> None:
    page = in_columns(person, report, "Konto,Utfall\r\nIntäkter,-24199\r\nLokalhyror,558,5\r\n".encode())
    assert (
        "Filen har komma mellan kolumnerna, och rad 3 har 3 kolumner i stället för 2. Har talen decimalkomma? "
        "Spara tabellen på nytt som CSV (semikolon)." in page.texts("p")
    )


def test_decimal_commas_between_semicolons_are_no_columns(person: Client, report: Report) -> None:
    page = in_columns(
        person, report, "Konto;Utfall;Prognos\r\nIntäkter;1,5;2,5\r\nResor;3,5;4,5\r\n".encode()
    )
    assert "Kolumn C: Prognos" in page.texts("label")
    assert page.texts("p", class_="guidance") == []


@pytest.mark.parametrize(
    ("codec", "name"),
    [("cp850", "CP850 (DOS)"), ("mac_roman", "Mac Roman"), ("cp1252", None), ("utf-8", None)],
)
def test_the_letters_of_other_machines_are_read_and_told(
    person: Client, report: Report, codec: str, name: str | None
) -> None:
    page = in_columns(person, report, "Konto;Utfall\r\nIntäkter;1\r\nÖvriga kostnader;2\r\n".encode(codec))
    assert [page.texts("td")[2], page.texts("td")[4]] == ["Intäkter", "Övriga kostnader"]
    told = [text for text in page.texts("p", class_="guidance") if "teckenkodningen" in text]
    assert told == (
        [] if name is None else
        [f"CSV-filen är läst i teckenkodningen {name}. Kontrollera att å, ä och ö är rätt i namnen."]
    )  # fmt: skip


def test_the_text_columns_of_the_entry_workbook_are_text(person: Client, report: Report) -> None:
    """Else a spreadsheet makes a number of "70 %" and a date of "3-5"."""
    content = person.get(reverse("entry_workbook", args=[report.slug])).content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Ekonomiskt resultat"]
    headings = [cell.value for cell in sheet[3]]
    for line in (4, 18):  # a row of the report, and one to fill in
        formats = dict(zip(headings, [cell.number_format for cell in sheet[line]], strict=True))
        assert (formats["Post"], formats["Slag"], formats["Ta bort"]) == ("@", "@", "@")
        assert formats["Budget (tkr)"] != "@"


def test_queries_of_a_workbook_do_not_multiply(person: Client, django_assert_max_num_queries: Any) -> None:
    """A section costs its own queries, not the whole report's again."""
    more = [
        section(kind.partition(".")[2], kind)
        for kind in ("budgets.changes", "budgets.measures", "goals.decisions")
    ]

    def made(*sections: dict[str, Any]) -> int:
        one = make_report(statement(), *sections)
        add_lines(one, LINES_2023)
        person.force_login(make_user(one.committee))
        url = send(person, one, bytes(person.get(reverse("entry_workbook", args=[one.slug])).content))
        with django_assert_max_num_queries(200) as counted:
            assert person.get(url).status_code == 200
        return len(counted)

    assert made(*more, investments()) - made(*more) == made(investments()) - made()


def test_the_help_says_what_may_part_the_columns(person: Client, report: Report) -> None:
    page = Page(person.get(reverse("import_start", args=[report.slug])).content)
    (hint,) = page.texts("div", id="id_file_helptext")
    assert hint.endswith(
        "eller CSV med semikolon, tabb eller komma mellan kolumnerna (inte komma om talen har decimalkomma). "
        "Högst 5 MB."
    )
