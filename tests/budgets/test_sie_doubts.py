"""SIE files that are cut, doubled, mixed or written with blanks: right figures, and a warning of the rest."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from budgets.ledger.account_amounts import total
from budgets.ledger.figures import actuals
from budgets.ledger.sie import read_sie
from reporting.models import Report
from tests.budgets.test_import_sie import _rules_and_person, confirm, report, shown
from tests.budgets.test_import_sie import actuals as stored
from tests.budgets.test_sie import FILES, HEAD, REAL, named, sie

__all__ = ["_rules_and_person", "report"]  # fixtures

pytestmark = pytest.mark.django_db
MONTHS = "#PSALDO 0 202307 5010 {} 100\r\n#PSALDO 0 202307 3010 {} -1234.50\r\n"
CUT = "slutet av filen kan ha kommit bort"


def doubts(client: Client, report: Report, content: bytes) -> list[str]:
    """What the preview asks a yes to."""
    _, page = shown(client, report, content)
    held = page.texts("fieldset", class_="doubts")
    return [] if not held else [text for text in page.texts("li") if text in held[0]]


@pytest.mark.parametrize("cut", [2, 3, 5, 6, 7, 8])
def test_a_file_cut_inside_its_last_amount_is_doubted(client: Client, report: Report, cut: int) -> None:
    (doubt,) = doubts(client, report, sie(MONTHS)[:-cut])
    assert CUT in doubt
    assert "avhugget: ”#PSALDO 0 202307 3010 {} -1" in doubt


def test_a_file_cut_inside_a_voucher_is_doubted(client: Client, report: Report) -> None:
    rows = "#VER A 1 20230705\r\n{\r\n#TRANS 5010 {} 100\r\n#TRANS 1930 {} -100\r\n"
    assert doubts(client, report, sie(rows)) == [
        "Filens sista verifikat saknar sin avslutande klammer: slutet av filen kan ha kommit bort."
    ]
    assert doubts(client, report, sie(rows + "}")) == []


@pytest.mark.parametrize("path", REAL, ids=named)
def test_no_whole_file_is_thought_to_be_cut(path: Path) -> None:
    """Unlike one cut anywhere in its last row."""
    content = path.read_bytes()
    assert not any(CUT in doubt for doubt in read_sie(content).doubts)
    if not content.rstrip().endswith(b"}") and b"#KSUMMA" not in content:
        assert any(CUT in doubt for doubt in read_sie(content.rstrip()[:-2]).doubts)


def test_a_doubled_sum_is_doubted(client: Client, report: Report) -> None:
    rows = MONTHS + "#RES 0 5010 60\r\n#RES 0 5010 40\r\n#RES 0 3010 -1234.50\r\n"
    assert doubts(client, report, sie(rows)) == [
        "Konto 5010 har mer än en rad #RES för samma år, så dess årssumma är okänd."
    ]


def test_doubled_sums_alone_are_no_figures(client: Client, report: Report) -> None:
    _, page = shown(client, report, sie("#RES 0 5010 60\r\n#RES 0 5010 60\r\n"))
    assert "seen" not in page.values()
    assert [text for text in page.texts("li") if text.startswith("Konto 5010 har mer än en rad #RES")]


def test_a_voucher_that_stands_twice_is_doubted(client: Client, report: Report) -> None:
    voucher = "#VER A 1 20230705\r\n{\r\n#TRANS 5010 {} 100\r\n#TRANS 1930 {} -100\r\n}\r\n"
    assert doubts(client, report, sie(voucher * 2)) == [
        "Verifikat A 1 står mer än en gång, med samma rader, och räknas varje gång."
    ]


@pytest.mark.parametrize(
    ("rest", "line", "said"),
    [
        ("cp437", "utf-8", "#KONTO är skriven i en annan teckenkodning (UTF-8) än resten av filen (CP437)"),
        ("cp437", "latin-1", "#KONTO är skriven i en annan teckenkodning (Latin-1) än resten av filen (CP437)"),
        ("utf-8", "cp437", "#KONTO är skriven i en annan teckenkodning (CP437) än resten av filen (UTF-8)"),
        ("latin-1", "cp437", "#KONTO är skriven i en annan teckenkodning (CP437) än resten av filen (Latin-1)"),
    ],
)  # fmt: skip
def test_a_line_in_another_encoding_is_read_and_told(
    client: Client, report: Report, rest: str, line: str, said: str
) -> None:
    names = '#KONTO 5010 "Löner"\r\n#KONTO 5011 "Årslöner"\r\n#KONTO 5012 "Tjänstebilar"\r\n'.encode(rest)
    content = HEAD.encode() + names + '#KONTO 3010 "Försäljning"\r\n'.encode(line) + MONTHS.encode()
    _, page = shown(client, report, content)
    assert "3010 Försäljning: −1 234,50" in page.text.replace("\u00a0", " ")
    assert "5010 Löner: 100,00" in page.text
    (told,) = page.texts("ul", class_="problems")
    assert told == f'Rad 8: {said}, och läst efter den: 3010 "Försäljning"'


def test_letters_that_somebody_has_read_wrongly_are_told(client: Client, report: Report) -> None:
    _, page = shown(client, report, sie('#KONTO 3010 "FÃ¶rsÃ¤ljning"\r\n' + MONTHS, "utf-8"))
    (told,) = page.texts("ul", class_="problems")
    assert told.startswith("Rad 5: #KONTO: några bokstäver (troligen å, ä, ö) är fel redan i filen:")


def test_a_real_file_with_doubled_objects_is_read_by_its_totals() -> None:
    """MAMUT, type 3: a department twice in a month, once alone and once with a project."""
    file = read_sie((FILES[0].parent / "MAMUT_SIE3_EXPORT.SE").read_bytes())
    figures = actuals(file, dt.date(2010, 12, 31), lambda account: ("1",))
    assert figures.control_faults == []
    assert total(row for row in figures.amounts if row.account == "3051") == Decimal("-10478793.11")
    assert total(row for row in figures.amounts if row.account == "3740") == Decimal("-0.98")
    (note,) = figures.notes
    assert note.startswith("Konto 3051")
    assert "Kontots hela belopp är läst, men inte hur det fördelas" in note


@pytest.mark.parametrize(
    "row",
    [
        "#PSALDO 0 202307 5010 {} 1 234 567.00",
        "#PSALDO 0 202307 5010 1 234 567",
        "#PSALDO 0 202307 5010 {} -1\u00a0234\u00a0567.00",
        "#RES 0 5010 12 345 678",
        "#VER A 1 20230705\r\n{\r\n#TRANS 5010 {} 1 234.00\r\n}",
    ],
)
def test_an_amount_with_blanks_is_never_read_in_part(client: Client, report: Report, row: str) -> None:
    url, page = shown(client, report, sie(MONTHS + row + "\r\n"))
    (told,) = page.texts("ul", class_="problems")
    assert "det skrivs utan mellanslag, som 1234567.00. Ett belopp går förlorat." in told
    assert client.post(url, {"seen": "", "yes": "ja"}).status_code == 422
    assert stored(report)["personal"] is None


def test_an_amount_split_into_amount_and_quantity_is_doubted(client: Client, report: Report) -> None:
    row = "#PSALDO 0 202307 6110 {} 1 234.00\r\n"
    assert doubts(client, report, sie(MONTHS + row)) == [
        "Rad 7 kan ha ett belopp skrivet med mellanslag, som 1 234. Då är bara det före mellanslaget läst, och "
        "resten är tagen för ett antal."
    ]
    assert doubts(client, report, sie(MONTHS + "#PSALDO 0 202307 6110 {} 1.00 234\r\n")) == []


@pytest.mark.parametrize(
    "row", ["#PSALDO 0 202307 6110 {} 20.50 2 7", "#KONTO 6110 Kontorsmaterial och trycksaker", "#RES 0 6110 20.50 2 x"]
)  # fmt: skip
def test_surplus_fields_are_doubted(client: Client, report: Report, row: str) -> None:
    told = doubts(client, report, sie(row + "\r\n" + MONTHS))
    assert told[0] == (
        "Rad 5 har fler fält än SIE har där. De sista fälten läses inte. Kontrollera att belopp och namn är rätt."
    )


def test_what_is_doubted_is_read_in_after_a_yes(client: Client, report: Report) -> None:
    answer = confirm(client, *shown(client, report, sie(MONTHS)[:-5]))
    assert (answer.status_code, stored(report)["intakter"]) == (302, Decimal(-1234))


def test_a_year_with_two_dates_is_refused(client: Client, report: Report) -> None:
    """Once the last date won."""
    _, page = shown(client, report, sie("#RAR 0 20240101 20241231\r\n" + MONTHS))
    assert "seen" not in page.values()
    assert page.texts("ul", class_="problems") == [
        "Rad 5: #RAR: år 0 står två gånger, med olika datum. Ett belopp går förlorat."
    ]
