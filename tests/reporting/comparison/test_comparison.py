"""Differences between two documents: a table of cases, each as the reader sees it."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from reporting.comparison import Comparison, comparison
from reporting.document.blocks import Cell, Column, Heading, Matrix, MatrixCell, MatrixLevel, Prose, Table
from reporting.document.document import Document
from reporting.document.document import SectionContent as Section
from tests.reporting.documents import cell, document, row, table
from tests.reporting.review.samples import figure, indicators, target

MONEY = (
    Column(key="budget", heading="Budget"),
    Column(key="forecast", heading="Prognos"),
    Column(key="variance", heading="Avvikelse", kind="variance"),
    Column(key="used", heading="Förbrukat", kind="percent", unit="%", decimals=1),
)


def money(*rows: Any, **more: Any) -> Table:
    return table(*rows, columns=MONEY, **more)


def line(key: str, *figures: Any, **more: Any) -> Any:
    *amounts, used = figures
    return row(key, *(figure(amount) for amount in amounts), figure(used, decimals=1), **more)


def told(found: Comparison) -> list[tuple[str, ...]]:
    """Every changed cell as (kind, column, row, from, to, difference)."""
    return [
        (cell.kind, cell.new_column.heading, cell.new_row.label, cell.old_text, cell.new_text, cell.difference_text)
        for cell in found.cells()
    ]  # fmt: skip


BEFORE = money(line("personal", 500, "480", 20, "96.0"), line("resor", 100, 100, 0, 100))


def test_changed_figures_column_by_column() -> None:
    after = money(line("personal", 500, "1480", -980, "92.84"), line("resor", 90, 100, 0, 100))
    assert told(comparison(document(BEFORE), document(after))) == [
        ("figure", "Budget", "Resor", "100", "90", "−10"),
        ("figure", "Prognos", "Personal", "480", "1\u00a0480", "+1\u00a0000"),
        ("figure", "Avvikelse", "Personal", "20", "−980", "−1\u00a0000"),
        ("figure", "Förbrukat", "Personal", "96,0", "92,8", "−3,2 procentenheter"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (Cell(text="1 165", value=cell("1165.4").value), Cell(text="1 167", value=cell("1166.6").value), "+2"),
        (Cell(text="1 165", value=cell("1165.1").value), Cell(text="1 165", value=cell("1165.4").value), None),
        (cell("0", "-"), cell("0", ""), None),
        (cell("0", "-"), cell("5"), "+5"),
        (Cell(text="-"), Cell(text="—"), None),
        (Cell(text=""), cell("0"), ""),
    ],
    ids=["as printed", "hidden decimals", "a zero as a dash", "from a dash", "two dashes", "missing is not 0"],
)  # fmt: skip
def test_what_counts_as_another_figure(old: Cell, new: Cell, difference: str | None) -> None:
    columns = (Column(key="actual", heading="Utfall"),)
    one, other = (document(table(row("a", value), columns=columns)) for value in (old, new))
    assert [told[-1] for told in told(comparison(one, other))] == ([] if difference is None else [difference])


OLD_GOALS = indicators(
    ("Sjukfrånvaro", figure("7.06", "%", 2), figure(20, "st"), target("högst 20 st", 20), "met"),
    ("Incidenter", figure(178, "st"), figure(5), target("Minska från 125 st", 125), "not_met"),
)
NEW_GOALS = indicators(
    ("Sjukfrånvaro", figure("6.5", "%", 1), figure(15), target("högst 15 st", 15), "met"),
    ("Incidenter", figure(None), figure(5), target("Minska till 90 st", 90), "met"),
)


def test_indicators_targets_and_verdicts() -> None:
    assert told(comparison(document(OLD_GOALS), document(NEW_GOALS))) == [
        ("figure", "Nuvärde", "Sjukfrånvaro", "7,06\u00a0%", "6,5\u00a0%", "−0,56 procentenheter"),
        ("figure", "Nuvärde", "Incidenter", "178\u00a0st", "saknas", ""),
        ("figure", "Prognos", "Sjukfrånvaro", "20\u00a0st", "15", "olika enhet"),
        ("target", "Målvärde", "Sjukfrånvaro", "högst 20 st", "högst 15 st", "−5"),
        ("target", "Målvärde", "Incidenter", "Minska från 125 st", "Minska till 90 st", "annan lydelse"),
        ("verdict", "Bedömning", "Incidenter", "Uppnås inte", "Uppnås", ""),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"unit": "mnkr"}, "Beloppen jämförs inte: tabellen är i tkr i den ena rapporten och i mnkr i den andra."),
        ({"sign_note": "Intäkter skrivs med plus."},
         "Beloppen jämförs inte: rapporterna skriver plus och minus på olika sätt."),
    ],
)  # fmt: skip
def test_percents_but_not_amounts_compare_across_measures(changes: dict[str, str], sentence: str) -> None:
    after = money(line("personal", 1, 2, 3, "97.0"), line("resor", 100, 100, 0, 100))
    note = changes.pop("sign_note", document().sign_note)
    found = comparison(
        document(BEFORE), document(dataclasses.replace(after, **changes), sign_note=note)  # type: ignore[arg-type]
    )  # fmt: skip
    ((_, compared),) = found.tables()
    assert compared.other_measure == sentence
    assert [told[1] for told in told(found)] == ["Förbrukat"]


def test_rows_and_columns_that_appear_and_vanish() -> None:
    columns = (*MONEY[:2], Column(key="actual", heading="Utfall"))
    after = table(
        row("personal", cell("500"), cell("480"), cell("1")),
        row("konsulter", cell("7"), cell("7"), cell("1")),
        columns=columns,
    )
    ((_, found),) = comparison(document(BEFORE), document(after)).tables()
    assert [row.label for row in found.appeared_rows] == ["Konsulter"]
    assert [row.label for row in found.vanished_rows] == ["Resor"]
    assert [column.heading for column in found.appeared_columns] == ["Utfall"]
    assert [column.heading for column in found.vanished_columns] == ["Avvikelse", "Förbrukat"]
    assert found.cells == ()


def test_a_row_is_known_by_its_label_when_its_key_is_another() -> None:
    after = money(line("personal-2", 501, "480", 20, "96", label="PERSONAL "), BEFORE.rows[1])
    found = comparison(document(BEFORE), document(after))
    assert [told[3:] for told in told(found)] == [("500", "501", "+1")]
    ((_, compared),) = found.tables()
    assert (compared.appeared_rows, compared.vanished_rows, compared.renamed) == ((), (), ())


def test_a_row_is_known_by_its_key_when_its_label_is_another() -> None:
    after = money(line("personal", 500, "480", 20, "96", label="Löner"), BEFORE.rows[1])
    ((_, found),) = comparison(document(BEFORE), document(after)).tables()
    assert [(name.old, name.new) for name in found.renamed] == [("Personal", "Löner")]
    assert (found.cells, found.appeared_rows, found.vanished_rows) == ((), (), ())


def chapter(key: str, *blocks: Any, title: str = "") -> Section:
    return Section(key=key, title=title or key.capitalize(), level=1, number="", blocks=blocks)


def of(*sections: Section) -> Document:
    return document(sections=sections)


def test_sections_that_appear_vanish_and_are_renamed() -> None:
    old = of(chapter("inledning"), chapter("drift", title="Drift"), chapter("personal"), chapter("moten"))
    new = of(
        chapter("inledning"),
        chapter("ekonomi", title="Drift"),
        chapter("mal"),
        chapter("personal", title="HR"),
    )
    found = comparison(old, new)
    assert [section.title for section in found.appeared] == ["Mal"]
    assert [section.title for section in found.vanished] == ["Moten"]
    (renamed,) = [section.renamed for section in found.sections]
    assert renamed is not None
    assert (renamed.old, renamed.new) == ("Personal", "HR")


def test_a_table_that_has_moved_is_compared_where_it_stands_now() -> None:
    after = money(line("personal", 501, "480", 20, "96"), BEFORE.rows[1])
    found = comparison(of(chapter("ekonomi", BEFORE)), of(chapter("bilaga", after)))
    assert [(section.new.title, [change.new_text for table in section.tables for change in table.cells])
            for section in found.sections] == [("Bilaga", ["501"])]  # fmt: skip
    assert [section.title for section in found.vanished] == ["Ekonomi"]


def test_a_table_that_appears_in_a_section_that_was_there() -> None:
    found = comparison(of(chapter("ekonomi")), of(chapter("ekonomi", BEFORE)))
    assert [[table.title for table in section.appeared] for section in found.sections] == [["Resultat"]]
    back = comparison(of(chapter("ekonomi", BEFORE)), of(chapter("ekonomi")))
    assert [[table.title for table in section.vanished] for section in back.sections] == [["Resultat"]]


def test_a_comment_in_a_table_and_a_matrix() -> None:
    columns = (Column(key="comment", heading="Kommentar", kind="text"),)
    old, new = (
        document(table(row("a", Cell(text=text)), columns=columns))
        for text in ("Pågår  nu.", "Pågår inte nu.")
    )
    assert [told[0] for told in told(comparison(old, new))] == ["text"]
    levels = (MatrixLevel(key="low", label="Låg", word="Låg"),)
    about: dict[str, Any] = {"key": "m", "title": "Risker", "row_heading": "Rad", "column_heading": "Kolumn",
                             "row_labels": ("1",), "column_labels": ("1",), "levels": levels}  # fmt: skip
    one, other = (Matrix(cells=((MatrixCell(level="low", text=text),),), **about) for text in ("1", "1, 2"))
    assert [told[3:5] for told in told(comparison(document(one), document(other)))] == [
        ("Låg: 1", "Låg: 1, 2")
    ]


def test_the_text_of_a_section_with_its_headings() -> None:
    old = document(Heading(text="Året"), Prose(markdown="Det gick *bra*.\n\n- Ett\n- Två"))
    new = document(Heading(text="Året"), Prose(markdown="Det gick bra.\n\n- Ett\n- Tre"))
    (section,) = comparison(old, new).sections
    assert [(text.old, text.new) for text in section.texts] == [("Två", ""), ("", "Tre")]


def test_spelling_variants_are_not_another_name() -> None:
    one = money(line("nki", 1, 2, 3, 4, label="Nöjd kund ( NKI)."), title="Resultat")
    other = money(line("nki", 1, 2, 3, 4, label="Nöjd Kund (NKI)"), title="RESULTAT")
    assert comparison(document(one), document(other)).is_empty


def test_rows_that_are_called_nothing_have_nothing_in_common() -> None:
    one, other = (document(money(line(key, 1, 2, 3, 4, label=" "))) for key in ("a", "b"))
    ((_, found),) = comparison(one, other).tables()
    assert (len(found.vanished_rows), len(found.appeared_rows)) == (1, 1)
