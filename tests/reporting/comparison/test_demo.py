"""Sydnärke's two published reports compared: as a person read them, and as their documents say."""

from __future__ import annotations

import pytest

from reporting.comparison import Comparison
from reporting.comparison.changes import CellKind
from reporting.comparison.of_report import compared
from reporting.comparison.texts import pieces
from reporting.comparison.wording import alone_in_new, alone_in_old, counts
from reporting.models import Report

OLDER, NEWER = "sydnarke-2023-07-delarsrapport", "sydnarke-2024-04-delarsrapport"
pytestmark = pytest.mark.django_db


@pytest.fixture
def found(demo: None) -> Comparison:
    reports = {report.slug: report for report in Report.objects.with_context()}
    return compared(reports[NEWER], reports[OLDER])


def column(found: Comparison, section: str, heading: str) -> dict[str, tuple[str, str, str]]:
    """The changed cells of a column, by the beginning of their row's label."""
    return {
        cell.new_row.label[:24]: (cell.old_text, cell.new_text, cell.difference_text)
        for part, table in found.tables()
        for cell in table.cells
        if part.new.key == section and cell.new_column.heading == heading and cell.kind is not CellKind.TEXT
    }


def test_the_result_table(found: Comparison) -> None:
    """Budgets of 1 100 (data communications), 200 (computers) and 400 (other) are the same in both."""
    assert column(found, "ekonomisk-rapport", "Budget") == {
        "Intäkter": ("−41\u00a0391", "−43\u00a0306", "−1\u00a0915"),
        "Personalkostnader": ("12\u00a0730", "12\u00a0106", "−624"),
        "Licenser & serviceavtal": ("9\u00a0400", "11\u00a0143", "+1\u00a0743"),
        "Övrigt tjänsteköp": ("3\u00a0162", "3\u00a0200", "+38"),
        "Resor & Kurser": ("200", "100", "−100"),
        "Lokalhyror": ("826", "798", "−28"),
        "Kapitalkostnader": ("13\u00a0373", "14\u00a0259", "+886"),
    }
    # A dash in 2023 and a blank in 2024 are both zero: no change, and from one of them to −2 500 is one.
    variances = column(found, "ekonomisk-rapport", "Avvikelse")
    assert variances["Övrigt tjänsteköp"] == ("0", "−2\u00a0500", "−2\u00a0500")
    assert variances["Summa"] == ("−1\u00a0956", "−1\u00a0200", "+756")
    assert {"Resor & Kurser", "Övriga kostnader", "Tele- och datakommunika"}.isdisjoint(variances)


def test_targets_and_verdicts(found: Comparison) -> None:
    targets = column(found, "mal", "Målvärde")
    assert targets["Sjukfrånvaro"] == ("7\u00a0%", "4\u00a0%", "−3 procentenheter")
    assert targets["Minska genomsnittlig äre"] == ("högst 20 st", "högst 15 st", "−5\u00a0st")
    assert targets["Värde Nöjd Kund Index ( "] == ("7\u00a0%", "7,5", "olika enhet")
    assert targets["Minska antalet pågående "][2] == "annan lydelse"  # "från 125 st" is where it started
    assert "Nämnderna och styrelsen " not in targets
    assert column(found, "mal", "Bedömning") == {
        "Värde Nöjd Kund Index ( ": ("Uppnås", "Bedömning saknas", ""),
        "Minska antalet pågående ": ("Uppnås inte", "Uppnås", ""),
        "Att i samtliga förvaltni": ("Uppnås delvis", "Uppnås inte", ""),
        "Medarbetarundersökningen": ("Uppnås", "Bedömning saknas", ""),
        "Ökad samverkan över komm": ("Uppnås delvis", "Uppnås inte", ""),
    }


def test_what_came_and_went(found: Comparison) -> None:
    assert ([section.title for section in found.appeared], found.vanished) == (
        ["Avvikelser och åtgärder"],
        (),
    )
    alone = {table.new.key: (alone_in_old(table), alone_in_new(table)) for _, table in found.tables()}
    assert alone["beslut"] == (
        ["Rad: Att förtydliga vad som ingår och inte ingår i medlemsbidraget till IT-nämnden. (Status Pågår)"],
        ["Rad: Att fortsatt arbeta aktivt med åtgärder för att minska det prognostiserade underskottet. "
         "(Status Pågår)",
         "Rad: Att ta fram ett ekonomiskt underlag kring det basutbud av tjänster som kommunerna tillhandahåller "
         "från IT-förvaltningen. (Status Pågår)"],
    )  # fmt: skip
    assert alone["mal"][0][1:4:2] == [
        "Kommunfullmäktiges mål: Lekebergs kommun minskar sin klimatpåverkan",
        "Indikator: Öka antalet återvunna/återbrukade datorer och serverutrustning (Nuvärde 262\u00a0st, Prognos "
        "250\u00a0st, Målvärde 1\u00a0100\u00a0st, Enligt regeln Uppnås inte, Bedömning Uppnås inte)",
    ]
    assert alone["mal"][1] == []
    assert [table.title for section in found.sections for table in section.appeared] == [
        "Investeringsprojekt"
    ]


def test_the_words(found: Comparison) -> None:
    economy = next(section for section in found.sections if section.new.key == "ekonomisk-rapport")
    rewritten = next(change for change in economy.texts if change.old and change.new)
    read = [(piece.kind, piece.text) for piece in pieces(rewritten.old, rewritten.new)]
    assert read[:4] == [
        ("same", "SYD-IT prognosticerar ett underskott om"),
        ("removed", "1\u00a0956\u00a0tkr för 2023."),
        ("added", "1\u00a0200\u00a0tkr för 2024."),
        ("same", "Vakanser inom personalen under våren gör att ett överskott"),
    ]


def test_in_short(found: Comparison) -> None:
    assert counts(found) == [
        "59 ändrade siffror", "12 ändrade målvärden", "7 ändrade bedömningar och status", "62 ändrade stycken",
        "5 ändrade kommentarer", "11 ändrade namn",
        "Borttaget: 2 kolumner, 2 mål, 2 indikatorer, 2 rader", "Nytt: 1 avsnitt, 1 tabell, 2 rader",
    ]  # fmt: skip
