"""The comparison as a workbook: what each sheet lists, with the unit and meaning of its numbers."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from reporting.comparison import comparison
from reporting.document.blocks import Cell, Heading, Prose
from reporting.document.document import Document, SectionContent
from reporting.renderers.excel.comparison import render_comparison
from reporting.renderers.excel.sheets import LONGEST_TEXT
from tests.reporting.comparison.test_comparison import BEFORE, NEW_GOALS, OLD_GOALS, line, money
from tests.reporting.documents import document, row, table


def opened(old: Document, new: Document, **how: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(render_comparison(comparison(old, new))), **how)


def lines(book: Any, sheet: str) -> list[tuple[Any, ...]]:
    return list(book[sheet].iter_rows(min_row=4, values_only=True))


def test_values_that_are_words_stay_words() -> None:
    book = opened(document(OLD_GOALS), document(NEW_GOALS))
    where = ("Ekonomi", "Mål och indikatorer")
    assert lines(book, "Siffror") == [
        (*where, "Sjukfrånvaro", "Nuvärde", 7.06, 6.5, "=F4-E4", "%", "skillnaden i procentenheter"),
        (*where, "Incidenter", "Nuvärde", "178\u00a0st", "saknas", None, None, None),
        (*where, "Sjukfrånvaro", "Prognos", "20\u00a0st", "15", None, None, "olika enhet"),
    ]
    assert lines(book, "Målvärden") == [
        (*where, "Sjukfrånvaro", "Målvärde", 20, 15, "=F4-E4", None, "högst 20 st → högst 15 st"),
        (
            *where,
            "Incidenter",
            "Målvärde",
            "Minska från 125 st",
            "Minska till 90 st",
            None,
            None,
            "annan lydelse",
        ),
    ]
    assert lines(book, "Bedömningar och status") == [
        (*where, "Incidenter", "Bedömning", "Uppnås inte", "Uppnås")
    ]


def test_differences_carry_their_value() -> None:
    after = money(line("personal", 500, "1480", -980, "92.84"), line("resor", 100, 100, 0, 100))
    rows = lines(opened(document(BEFORE), document(after), data_only=True), "Siffror")
    assert [values[4:8] for values in rows] == [
        (480, 1480, 1000, "tkr"), (20, -980, -1000, "tkr"), (96, 92.8, -3.2, "%"),
    ]  # fmt: skip


def test_what_stands_in_one_of_them_alone() -> None:
    sections = (SectionContent(key="slut", title="Slut", level=1, number="", blocks=()),)
    old = document(BEFORE, sections=(*document(BEFORE).sections, *sections))
    book = opened(old, document(money(BEFORE.rows[0], line("varor", 1, 2, -1, 200)), slug="en-annan"))
    assert lines(book, "Nytt och borttaget") == [
        ("Slut", None, "Den första", "Avsnitt"),
        ("Ekonomi", "Resultat", "Den första", "Rad: Resor (Budget 100, Prognos 100, Avvikelse 0, Förbrukat 100,0)"),
        ("Ekonomi", "Resultat", "Den andra", "Rad: Varor (Budget 1, Prognos 2, Avvikelse −1, Förbrukat 200,0)"),
    ]  # fmt: skip


def test_what_is_not_compared_is_reported() -> None:
    book = opened(document(BEFORE), document(money(*BEFORE.rows, unit="mnkr")))
    assert lines(book, "Jämförs inte") == [
        ("Ekonomi", "Resultat",
         "Beloppen jämförs inte: tabellen är i tkr i den ena rapporten och i mnkr i den andra."),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2+3", "+46", "{=1}", "https://a.example/"])
def test_no_text_becomes_a_formula_or_a_link(text: str) -> None:
    old = document(Heading(text="Rubrik"), Prose(markdown="Lugnt."), committee=text)
    new = document(
        Heading(text=text),
        table(row(text, Cell(text=text), label=text), key="ny", title=text),
        title=text,
        committee=f"{text}B",
    )
    for sheet in opened(old, new):
        cells = [cell for cells in sheet.iter_rows() for cell in cells if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.hyperlink for cell in cells if cell.hyperlink] == []


def test_a_text_longer_than_a_cell_is_not_lost() -> None:
    ((_, _, _, text),) = lines(opened(document(), document(Prose(markdown="ord " * 9000))), "Texter")
    assert text == "ord " * (LONGEST_TEXT // 4) + " … (resten ryms inte i en cell)"


def test_the_same_comparison_gives_the_same_bytes() -> None:
    found = comparison(document(OLD_GOALS), document(NEW_GOALS))
    assert render_comparison(found) == render_comparison(found)
