"""Live figures: what each form prints, what a missing figure prints, and what is left alone."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.document import prose
from reporting.document.blocks import Cell, Column, Prose, Row, Table
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.document.live_figures import Cells, resolve, resolve_text, source_of
from tests.reporting.documents import DOCUMENTS, cell, document, row, table
from tests.reporting.test_references import REFERENCES

COLUMNS = (
    Column(key="forecast", heading="Prognos"),
    Column(key="variance", heading="Avvikelse", kind="variance"),
    Column(key="used", heading="Förbrukat", kind="percent", unit="%", decimals=1),
)
ABOUT: dict[str, Any] = {"columns": COLUMNS, "better": "+", "surplus": "-", "result_rows": ("summa",)}


def money(forecast: str = "1956", variance: str = "-1500.4", **more: Any) -> Table:
    """A table in tkr: surplus −, better variance +."""
    cells = (cell(forecast), cell(variance), cell("48.06"))
    missing = (Cell(text="saknas"), Cell(text="ja", value="yes"), Cell(text=""))
    return table(row("summa", *cells, kind="total"), row("tom", *missing), **ABOUT | more)


def told(text: str, *tables: Table) -> str:
    """The printed text of a document with tables in the section ``ekonomi``."""
    resolved = resolve(document(Prose(markdown=text), *(tables or (money(),))))
    block = resolved.sections[0].blocks[0]
    assert isinstance(block, Prose)
    return prose.to_text(block.markdown)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("summa, forecast", "1~956~tkr"),
        ("summa, forecast; tkr", "1~956~tkr"),
        ("summa, forecast; tkr 1", "1~956,0~tkr"),
        ("summa, forecast; Tkr", "1~956~Tkr"),
        ("summa, forecast; mnkr", "2,0~mnkr"),
        ("summa, forecast; mnkr 2", "1,96~mnkr"),
        ("summa, forecast; mSEK 1", "2,0~mSEK"),
        ("summa, forecast; miljoner kronor 2", "1,96~miljoner~kronor"),
        ("summa, forecast; kr", "1~956~000~kr"),
        ("summa, forecast; utan enhet", "1~956"),
        ("summa, forecast; resultat", "underskott om 1~956~tkr"),
        ("summa, forecast; resultat mnkr 2", "underskott om 1,96~mnkr"),
        ("summa, variance", "−1~500~tkr"),
        ("summa, variance; 1", "−1~500,4~tkr"),
        ("summa, variance; belopp", "1~500~tkr"),
        ("summa, variance; resultat tkr", "underskott om 1~500~tkr"),
        ("summa, used", "48,1~%"),
        ("summa, used; procent 0", "48~procent"),
        ("summa, used; utan enhet 2", "48,06"),
    ],
)
def test_a_form(written: str, printed: str) -> None:
    """``~`` is a no-break space."""
    assert told(f"Det blir {{{{ekonomi: {written}}}}}.") == f"Det blir {printed}.".replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("more", "forecast", "variance", "expected"),
    [
        ({}, "-89", "89", ("överskott om 89", "överskott om 89")),
        ({}, "0", "0.4", ("resultat om 0", "resultat om 0")),  # as it is printed
        ({"surplus": "+", "better": "-"}, "89", "89", ("överskott om 89", "underskott om 89")),
        ({"surplus": "+", "better": "-"}, "-89", "-89", ("underskott om 89", "överskott om 89")),
    ],
)
def test_the_word_follows_the_sign_and_the_tables_convention(
    more: dict[str, str], forecast: str, variance: str, expected: tuple[str, str]
) -> None:
    text = "{{ekonomi: summa, forecast; resultat}} {{ekonomi: summa, variance; resultat}}"
    one, other = expected
    assert told(text, money(forecast, variance, **more)) == f"{one}\u00a0tkr {other}\u00a0tkr"


@pytest.mark.parametrize(
    ("unit", "value", "printed"), [("st", "1166", "1 166 st"), ("%", "98.53", "98,53 %"), ("", "7.5", "7,5")]
)
def test_a_quantity_keeps_its_unit_and_decimals(unit: str, value: str, printed: str) -> None:
    columns = (Column(key="current", heading="Nuvärde", kind="quantity"),)
    indicators = table(row("nki", cell(value, unit=unit)), columns=columns, unit="", key="mal")
    assert told("{{ekonomi: nki, current}}", indicators) == printed.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("{{finns-inte: summa, forecast}}", "rapporten har inget avsnitt ”finns-inte”"),
        ("{{ekonomi: borta, forecast}}", "avsnittet ”ekonomi” har ingen rad ”borta”"),
        ("{{ekonomi: summa, borta}}", "raden ”summa” har ingen kolumn ”borta”"),
        ("{{ekonomi: tom, forecast}}", "Tom, Prognos i ”Resultat” har inget värde"),
        ("{{ekonomi: tom, variance}}", "Tom, Avvikelse i ”Resultat” har inget värde"),
        ("{{ekonomi: summa, used; tkr}}", "Summa, Förbrukat i ”Resultat” kan inte skrivas i tkr"),
        ("{{ekonomi: summa, forecast; bananer}}", "Summa, Prognos i ”Resultat” kan inte skrivas i bananer"),
        (
            "{{ekonomi: summa, used; resultat}}",
            "Summa, Förbrukat i ”Resultat” är varken underskott eller överskott",
        ),
    ],
)
def test_an_unprintable_reference_says_so_in_the_text(written: str, why: str) -> None:
    resolved = resolve(document(Prose(markdown=f"Före {written}efter."), money()))
    block = resolved.sections[0].blocks[0]
    assert isinstance(block, Prose)
    assert prose.to_text(block.markdown) == f"Före [Siffra saknas: {why}]efter."
    assert [(figure.written, figure.problem) for figure in block.live] == [(written, why)]


def test_tables_with_equal_rows_and_columns_differ_by_key() -> None:
    tables = (money("1"), money("2", key="annan"))
    assert told("{{ekonomi/annan: summa, forecast}}", *tables) == "2\u00a0tkr"
    assert "finns i flera tabeller: skriv ekonomi/resultat, ekonomi/annan" in told(
        "{{ekonomi: summa, forecast}}", *tables
    )
    assert told("{{ekonomi/en-gammal-nyckel: summa, forecast}}", money()) == "1\u00a0956\u00a0tkr"


def test_renamed_headings_change_nothing() -> None:
    renamed = Table(
        key="ny", title="Nytt namn", label_heading="Post", unit="tkr",
        columns=(Column(key="forecast", heading="Helår"),),
        rows=(Row(key="summa", label="Resultat", cells=(cell("1956"),)),),
    )  # fmt: skip
    assert told("{{ekonomi: summa, forecast}}", renamed) == told("{{ekonomi: summa, forecast}}")


@pytest.mark.parametrize(
    "unit", ["[x](https://ont.se)", "<script>alert(1)</script>", "**", "![](x)", "|", "`", "\\", "{{a:b,c}}"]
)
def test_a_hostile_unit_is_only_text(unit: str) -> None:
    columns = (Column(key="current", heading="Nuvärde", kind="quantity"),)
    resolved = resolve(
        document(
            Prose(markdown="Det är {{ekonomi: nki, current}}."),
            table(row("nki", cell("7", unit=unit)), columns=columns),
        )
    )
    block = resolved.sections[0].blocks[0]
    assert isinstance(block, Prose)
    assert prose.to_text(block.markdown) == f"Det är 7\u00a0{unit}."
    assert prose.problems(block.markdown) == []


@pytest.mark.parametrize(
    "text", ["{{ekonomi: nr, k0}}. Nästa", "- {{ekonomi: nr, k0}}) Nästa", "> {{ekonomi: nr, k0}}."]
)
def test_a_number_first_on_a_line_makes_no_list(text: str) -> None:
    numbers = table(row("nr", cell("12")), unit="")
    assert "12" in told(text, numbers)


def test_in_a_table_of_the_text() -> None:
    text = "| År | Utfall |\n|---|---|\n| 2023 | {{ekonomi: summa, forecast}} |"
    assert prose.problems(text) == []
    resolved = resolve(document(Prose(markdown=text), money()))
    block = resolved.sections[0].blocks[0]
    assert isinstance(block, Prose)
    assert "<td>1&nbsp;956&nbsp;tkr</td>" in prose.to_html(block.markdown)


@given(st.text())
def test_a_text_without_references_is_unchanged(text: str) -> None:
    read = resolve_text(text, Cells([]))
    if not read.live:
        assert read.markdown == text


@given(DOCUMENTS)
def test_a_document_without_references_is_the_same_document(original: Document) -> None:
    assert resolve(original) is original


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="{}\\")) | REFERENCES.map(str)))
def test_the_source_is_restored_and_the_rest_unchanged(parts: list[str]) -> None:
    text = "".join(parts)
    read = resolve_text(text, Cells(document(money()).sections))
    assert source_of(read) == text
    done = 0
    for figure in read.live:
        assert figure.start >= done
        done = figure.end


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9))
def test_the_word_and_the_amount_say_what_the_cell_says(value: Decimal) -> None:
    said = told("{{ekonomi: summa, forecast; resultat tkr 2}}", money(str(value)))
    word, _, amount = said.partition(" om ")
    figure = Decimal(amount.removesuffix("\u00a0tkr").replace("\u00a0", "").replace(",", "."))
    assert (figure if word == "underskott" else -figure) == value


def test_live_figures_keep_their_places_through_json() -> None:
    resolved = resolve(document(Prose(markdown="Ett {{ekonomi: summa, forecast; resultat}}."), money()))
    block = resolved.sections[0].blocks[0]
    assert isinstance(block, Prose)
    (figure,) = block.live
    assert block.markdown[figure.start : figure.end] == "underskott om 1\u00a0956\u00a0tkr"
    assert (figure.table, figure.row, figure.column) == ("resultat", "summa", "forecast")
    assert from_json(to_json(resolved)) == resolved


def test_a_document_from_before_there_were_live_figures_is_read() -> None:
    older = to_json(document(Prose(markdown="Text."), money())).replace('"live":[],', "")
    for name in ("better", "surplus"):
        older = older.replace(f'"{name}":"+",', "").replace(f'"{name}":"-",', "")
    older = older.replace('"result_rows":["summa"],', "")
    assert "live" not in older
    assert "result_rows" not in older
    assert [table.key for table in from_json(older).tables()] == ["resultat"]
