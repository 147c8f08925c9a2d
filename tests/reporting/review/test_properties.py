"""A single changed figure is found; figures changed together raise nothing; no input crashes it."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reporting.document.amounts import format_number
from reporting.document.blocks import Row, Table
from reporting.document.document import Document
from reporting.review.engine import review
from reporting.review.facts import Facts
from reporting.review.findings import Severity
from reporting.review.words import LONGEST_SENTENCE
from tests.reporting.documents import DOCUMENTS
from tests.reporting.review.samples import doc, figure, indicators, result

MEMBERS = ("Askersunds kommun", "Laxå kommun", "Hallsbergs kommun")
NAMES = ("Intäkter", "Personalkostnader", "Licenser", "Lokalhyror", "Kapitalkostnader")


@st.composite
def consistent(draw: st.DrawFn) -> tuple[Table, str]:
    """A result table and a text whose every amount is the table's."""
    revenue = draw(st.integers(20_000, 60_000))
    costs = [draw(st.integers(3_000, 9_000)) for _ in NAMES[1:]]
    off = [draw(st.integers(100, 900)) * draw(st.sampled_from([1, -1])) for _ in NAMES]
    lines = [(NAMES[0], -revenue, -revenue // 2, -revenue - off[0])]
    lines += [(name, cost, cost // 2, cost - part)
              for name, cost, part in zip(NAMES[1:], costs, off[1:], strict=True)]  # fmt: skip
    table = result(*lines)
    sentences = [
        f"{name} prognostiseras ge ett {_word(part)} om {format_number(abs(Decimal(part)))} tkr."
        for name, part in zip(NAMES, off, strict=True)
    ]
    return table, " ".join(sentences)


def _word(effect: int) -> str:
    return "överskott" if effect > 0 else "underskott"


def grave(document: Document) -> list[str]:
    return [
        finding.code for finding in review(document) if finding.severity in {Severity.ERROR, Severity.WARNING}
    ]


def changed(table: Table, row: int, column: int, more: int) -> Table:
    """The table with one figure changed."""
    cells = list(table.rows[row].cells)
    cells[column] = figure(cells[column].value + more)  # type: ignore[operator]
    rows = list(table.rows)
    rows[row] = dataclasses.replace(rows[row], cells=tuple(cells))
    return dataclasses.replace(table, rows=tuple(rows))


@given(consistent())
def test_a_consistent_report_is_silent(made: tuple[Table, str]) -> None:
    assert grave(doc(*made)) == []


@given(consistent(), st.integers(0, 5), st.integers(0, 3), st.integers(2, 400))
def test_a_changed_cell_is_found(made: tuple[Table, str], row: int, column: int, more: int) -> None:
    table, text = made
    assert grave(doc(changed(table, row, column, more), text)) != []


@given(consistent(), st.integers(0, 4), st.integers(2, 99))
def test_a_changed_figure_in_the_text_is_found(made: tuple[Table, str], which: int, more: int) -> None:
    table, text = made
    sentences = text.split(". ")
    value = next(int(word) for word in sentences[which].replace("\u00a0", "").split() if word.isdigit())
    taken = {abs(int(cell.value)) for cell in table.rows[which].cells}  # type: ignore[arg-type]
    assume(value + more not in taken)
    sentences[which] = sentences[which].replace(
        format_number(Decimal(value)), format_number(Decimal(value + more))
    )
    assert grave(doc(table, ". ".join(sentences))) != []


@given(consistent(), st.sampled_from([2, 10]))
def test_all_figures_scaled_together_raise_nothing(made: tuple[Table, str], factor: int) -> None:
    """The table and the text changed in step: still consistent."""
    table, text = made
    lines: list[Any] = [
        (row.label, *(cell.value * factor for cell in row.cells[:3]))  # type: ignore[operator]
        for row in table.rows[:-1]
    ]
    words = [format_number(Decimal(int(word) * factor)) if word.isdigit() else word
             for word in text.replace("\u00a0", "").split()]  # fmt: skip
    assert grave(doc(*with_siblings(result(*lines), " ".join(words)), members=MEMBERS)) == []


def split(table: Table, key: str, shares: tuple[int, int]) -> Table:
    """A sibling of the result table: the total of each of its columns, split between the members."""
    total = [cell.value for cell in table.rows[-1].cells[:3]]
    parts = [[int(value) * share // 100 for value in total] for share in shares]  # type: ignore[arg-type]
    rest = [int(value) - sum(given) for value, given in zip(total, zip(*parts, strict=True), strict=True)]  # type: ignore[arg-type]
    columns = table.columns[:3]
    rows = [
        Row(key=name, label=name, cells=tuple(map(figure, amounts)))
        for name, amounts in zip(("Askersund", "Laxå", "Hallsberg"), [*parts, rest], strict=True)
    ]
    whole = Row(key="summa", label="Summa", kind="total", cells=tuple(map(figure, total)),
                adds=tuple(row.key for row in rows))  # fmt: skip
    return Table(key=key, title="Resultat per medlem", label_heading="Medlem", unit="tkr", columns=columns,
                 rows=(*rows, whole))  # fmt: skip


def with_siblings(table: Table, text: str) -> list[Table | str]:
    """The result, its split between the members, and the indicator that is the result."""
    actual, forecast = (int(table.rows[-1].cells[place].value) for place in (1, 2))  # type: ignore[arg-type]
    values = (figure(-actual, "tkr"), figure(-forecast, "tkr"), figure(0, "tkr"))
    frame = indicators(("Nämnden håller sin budgetram", *values, None))
    return [table, split(table, "medlemmar", (20, 30)), frame, text]


@given(consistent())
def test_a_consistent_report_with_siblings_is_silent(made: tuple[Table, str]) -> None:
    assert grave(doc(*with_siblings(*made), members=MEMBERS)) == []


@given(consistent(), st.integers(0, 3), st.integers(0, 2), st.integers(2, 400))
def test_a_changed_cell_of_a_sibling_table_is_found(
    made: tuple[Table, str], row: int, column: int, more: int
) -> None:
    table, sibling, *others = with_siblings(*made)
    assert isinstance(sibling, Table)
    assert grave(doc(table, changed(sibling, row, column, more), *others, members=MEMBERS)) != []


@given(consistent(), st.integers(0, 2), st.integers(5, 400))  # up to 4 of three parts and a sum is rounding
def test_siblings_that_agree_but_not_with_the_whole_are_found(
    made: tuple[Table, str], column: int, more: int
) -> None:
    """A member's part and the members' sum both changed: only the other table shows it."""
    table, sibling, *others = with_siblings(*made)
    assert isinstance(table, Table)
    assert isinstance(sibling, Table)
    printed = {abs(int(row.cells[column].value)) for row in table.rows}  # type: ignore[arg-type]
    changed_sum = abs(int(sibling.rows[-1].cells[column].value) + more)  # type: ignore[arg-type]
    assume(
        all(abs(changed_sum - each) > 4 for each in printed)
    )  # tables may have each its sign: sizes are compared
    both = changed(changed(sibling, 0, column, more), 3, column, more)
    assert "fordelning" in grave(doc(table, both, *others, members=MEMBERS))


@given(consistent(), st.integers(0, 1), st.integers(2, 400))
def test_a_changed_indicator_that_is_the_result_is_found(
    made: tuple[Table, str], column: int, more: int
) -> None:
    table, sibling, indicator, text = with_siblings(*made)
    assert isinstance(indicator, Table)
    cells = list(indicator.rows[0].cells)
    cells[column] = figure(cells[column].value + more, "tkr")  # type: ignore[operator]
    row = dataclasses.replace(indicator.rows[0], cells=tuple(cells))
    given = doc(table, sibling, dataclasses.replace(indicator, rows=(row,)), text, members=MEMBERS)
    assert "budgetram" in grave(given)


@settings(max_examples=60)
@given(DOCUMENTS, DOCUMENTS)
def test_no_document_breaks_it(document: Document, previous: Document) -> None:
    found = review(document, previous)
    assert found == review(document, previous)


def test_a_sentence_that_never_ends_is_cut() -> None:
    """No text makes the review slow, though rules compare the figures of a sentence pairwise."""
    facts = Facts(doc(result(("Intäkter", 1, 1, 1)), "1 tkr " * 5_000))
    assert max(len(sentence.text) for sentence in facts.sentences) <= LONGEST_SENTENCE
    assert "".join(sentence.text for sentence in facts.sentences).count("tkr") > 4_900
