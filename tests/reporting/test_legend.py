"""The legend of a table: signs in words, and what 0, a dash and an empty cell mean."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from reporting.document.blocks import EMPTY, Cell, Column, Table
from reporting.document.legend import legend, result_words
from tests.reporting.documents import cell, row, table

COLUMNS = (
    Column(key="budget", heading="Budget"),
    Column(key="actual", heading="Utfall"),
    Column(key="variance", heading="Avvikelse", kind="variance"),
)
ZERO = "0\u00a0betyder noll."


def result(*cells: Cell, **more: Any) -> Table:
    """A line, and a result of the given cells."""
    line = row("line", cell("5"), cell("6"), cell("-1"), label="Löner")
    facts: dict[str, Any] = {"surplus": "-", "better": "+", "result_rows": ("sum",)} | more
    return table(line, row("sum", *cells, label="Summa", kind="total"), columns=COLUMNS, **facts)


def test_signs_in_words() -> None:
    assert legend(result(cell("-89"), cell("1200"), cell("-1200"))) == (
        "På raden Summa är minus ett överskott och plus ett underskott.",
        "I kolumnen Avvikelse är plus bättre och minus sämre.",
    )


@pytest.mark.parametrize(
    ("surplus", "better", "words"),
    [
        ("-", "+", ("överskott", "underskott", "sämre")),
        ("+", "+", ("underskott", "överskott", "sämre")),
        ("+", "-", ("underskott", "överskott", "bättre")),
        ("", "", ("", "", "")),
    ],
)
def test_a_result_says_its_word(surplus: str, better: str, words: tuple[str, ...]) -> None:
    made = result(cell("-89"), cell("1200"), cell("-1200"), surplus=surplus, better=better)
    assert result_words(made) == {"sum": words}


def test_a_zero_has_no_word() -> None:
    """Nor has what is printed as zero."""
    assert result_words(result(cell("0"), cell("0.4", "0"), EMPTY)) == {"sum": ("", "", "")}


def test_shares_of_a_result_say_it_in_their_total_alone() -> None:
    made = table(
        row("a", cell("227")),
        row("sum", cell("823"), kind="total", label="Summa"),
        surplus="-",
        result_rows=("a", "sum"),
    )
    assert result_words(made) == {"sum": ("underskott",)}
    assert legend(made) == ("På raden Summa är minus ett överskott och plus ett underskott.",)


def shown(*cells: Cell, kinds: str = "avp") -> tuple[str, ...]:
    """The legend of one row with an amount, a variance and a per cent, but for its signs."""
    by_letter = {
        "a": Column(key="a", heading="Budget"),
        "v": Column(key="v", heading="Avvikelse", kind="variance"),
        "p": Column(key="p", heading="Procent", kind="percent"),
    }
    return legend(table(row("hyror", *cells), columns=tuple(by_letter[kind] for kind in kinds)))


NOTHING = Cell(text="", value=Decimal(0))
DASH = Cell(text="–", value=Decimal(0))


@pytest.mark.parametrize(
    ("cells", "sentences"),
    [
        ((cell("1"), cell("2"), cell("3")), ()),
        ((cell("0"), cell("2"), cell("3")), (ZERO,)),
        ((cell("0.4", "0"), cell("2"), cell("3")), ("0\u00a0betyder noll, eller avrundat till noll.",)),
        ((NOTHING, cell("2"), cell("3")), ("Tom ruta betyder noll.",)),
        ((EMPTY, cell("2"), cell("3")), ("Tom ruta betyder att uppgiften saknas.",)),
        ((cell("1"), DASH, cell("3")), ("Streck betyder noll.",)),
        ((cell("1"), EMPTY, cell("3")), ("Tom ruta betyder att ingen avvikelse räknas.",)),
        (
            (cell("1"), cell("2"), Cell(text="–")),
            ("Streck betyder att procenten inte går att räkna.",),
        ),
    ],
)
def test_only_what_the_table_shows_is_told(cells: tuple[Cell, ...], sentences: tuple[str, ...]) -> None:
    assert shown(*cells) == sentences


def test_an_empty_cell_that_means_something_else_is_named() -> None:
    made = table(
        row("a", NOTHING, NOTHING, label="Hyror"),
        row("b", cell("1"), EMPTY, label="Kommunbidrag"),
        columns=(COLUMNS[0], COLUMNS[2]),
    )
    assert legend(made) == (
        "Tom ruta betyder noll, utom i Avvikelse på raden Kommunbidrag, där ingen avvikelse räknas.",
    )


def test_a_table_without_amounts_has_no_legend() -> None:
    columns = (Column(key="k", heading="Nuvärde", kind="quantity"),)
    assert legend(table(row("a", EMPTY), columns=columns)) == ()
