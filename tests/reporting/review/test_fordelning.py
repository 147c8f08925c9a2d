from typing import Any

import pytest

from reporting.document.blocks import Column, Row, Table
from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.rules.siblings import MemberSplit
from tests.reporting.review.samples import LINES, doc, figure, found, result

# The statement: budget 0, actual 90, forecast 50, both deficits.
MEMBERS = ("Askersunds kommun", "Laxå kommun", "Herrljunga kommun")


def split(*parts: Any, key: str = "forecast", title: str = "Resultat per medlem", **more: Any) -> Table:
    lines = tuple(
        Row(key=label, label=label, cells=(figure(part),))
        for label, part in zip(("Askersund", "Laxå", "Herrljunga"), parts, strict=True)
    )
    total = Row(key="summa", label="Summa", kind="total", cells=(figure(sum(parts)),))
    about = {"key": "fordelning", "title": title, "label_heading": "Medlemskommun", "unit": "tkr"}
    return Table(columns=(Column(key=key, heading="Prognos"),), rows=(*lines, total), **about | more)


def report(*tables: Table) -> Document:
    return doc(result(*LINES), *tables, members=MEMBERS)


@pytest.mark.parametrize("parts", [(20, 20, 10), (-20, -20, -10)])
def test_parts_that_make_the_whole_are_silent(parts: tuple[int, ...]) -> None:
    assert found(MemberSplit, report(split(*parts))) == []


def test_parts_of_a_line_are_silent() -> None:
    assert found(MemberSplit, report(split(500, 300, 300, title="Intäkter per medlem"))) == []


def test_parts_that_make_something_else_are_an_error() -> None:
    given = report(split(20, 20, 20))
    assert found(MemberSplit, given) == [("error", "summa", "forecast")]
    (finding,) = MemberSplit().find(Facts(given))
    assert finding.message == (
        "Medlemmarnas delar är tillsammans 60\u00a0tkr i Prognos, men ”Summa” i ”Ekonomiskt resultat” är 50\u00a0tkr. "
        "De ska vara lika: rätta den som är fel."
    )


def test_a_column_of_its_own_is_held_against_actual_and_forecast() -> None:
    assert found(MemberSplit, report(split(30, 30, 30, key="amount"))) == []
    assert found(MemberSplit, report(split(30, 30, 31, key="amount"))) == [("rounding", "summa", "amount")]
    assert found(MemberSplit, report(split(30, 30, 40, key="amount"))) == [("error", "summa", "amount")]


def test_rounding_that_a_note_tells_of_is_silent() -> None:
    noted = split(20, 20, 9, notes=("Avrundningsdifferens: högst 1 tkr.",))
    assert found(MemberSplit, report(noted)) == []


def test_a_table_that_is_not_only_of_members_claims_nothing() -> None:
    given = split(20, 20, 20)
    shared = Row(key="gemensamt", label="Gemensamt", cells=(figure(7),))
    given = Table(**{**vars(given), "rows": (shared, *given.rows)})
    assert found(MemberSplit, report(given)) == []
    assert found(MemberSplit, report(split(1, 2, 3, title="Antal licenser, kostnad per medlem"))) == []
