"""What a reader of a comparison sees first."""

from __future__ import annotations

from decimal import Decimal

from reporting.comparison import comparison
from reporting.comparison.summary import Summary, summary
from reporting.document.blocks import Cell, Column, Table
from reporting.document.highlights import Highlight, Highlights
from tests.reporting.documents import cell, document, row, table

BUDGET, FORECAST = Column(key="budget", heading="Budget"), Column(key="forecast", heading="Prognos")
VERDICTS = (
    Column(key="computed", heading="Enligt regeln", kind="status"),
    Column(key="assessment", heading="Bedömning", kind="status"),
)
GOOD, PARTLY, BAD = (
    Cell(text="Uppnås", value="met", tone="good"),
    Cell(text="Delvis", value="partly", tone="partly"),
    Cell(text="Uppnås inte", value="not", tone="bad"),
)
UNKNOWN = Cell(text="Bedömning saknas", tone="neutral")


def facts(*items: tuple[str, str, int | None]) -> Highlights:
    return Highlights(
        items=tuple(
            Highlight(key=key, heading=key, statement=statement, section="s", table="t", table_title="T",
                      score=None if score is None else Decimal(score))
            for key, statement, score in items
        ),
        period="",
    )  # fmt: skip


NONE = facts()


def of(old: Table, new: Table) -> Summary:
    return summary(comparison(document(old), document(new)), NONE, NONE)


def test_facts_from_and_to() -> None:
    old = facts(("ekonomi", "Underskott 1 956 tkr", -1956), ("mål", "1 av 3", 1), ("beslut", "0 av 4", None))
    new = facts(
        ("ekonomi", "Underskott 1 200 tkr", -1200),
        ("mål", "0 av 2", 0),
        ("beslut", "0 av 4", None),
        ("risk", "2", 1),
    )
    found = summary(comparison(document(), document()), old, new)
    assert [(fact.old, fact.new, fact.word) for fact in found.facts] == [
        ("Underskott 1 956 tkr", "Underskott 1 200 tkr", "bättre"),
        ("1 av 3", "0 av 2", "sämre"),
        ("0 av 4", "0 av 4", "oförändrat"),
        ("", "2", ""),
    ]


def test_verdicts_once_a_row_and_which_way() -> None:
    def goals(*verdicts: Cell) -> Table:
        rows = [row(f"r{number}", verdict, verdict) for number, verdict in enumerate(verdicts)]
        return table(*rows, columns=VERDICTS, unit="")

    found = of(goals(GOOD, BAD, PARTLY, GOOD, BAD), goals(PARTLY, GOOD, BAD, UNKNOWN, BAD))
    assert [(change.cell.new_column.key, change.word) for change in found.verdicts] == [
        ("assessment", "sämre"), ("assessment", "bättre"), ("assessment", "sämre"), ("assessment", ""),
    ]  # fmt: skip
    assert (found.better, found.worse) == (1, 2)


def test_the_largest_amounts_once_a_line_in_kronor() -> None:
    def money(key: str, unit: str, *amounts: tuple[str, str]) -> Table:
        rows = [row(f"r{number}", *map(cell, line)) for number, line in enumerate(amounts)]
        total = row("summa", *(cell(str(sum(int(line[place]) for line in amounts))) for place in (0, 1)),
                    kind="total", adds=tuple(each.key for each in rows))  # fmt: skip
        return table(*rows, total, columns=(BUDGET, FORECAST), key=key, title=key, unit=unit)

    old = document(money("a", "tkr", ("10", "10"), ("500", "500")), money("b", "mnkr", ("1", "1")))
    new = document(money("a", "tkr", ("20", "9"), ("500", "450")), money("b", "mnkr", ("1", "2")))
    found = summary(comparison(old, new), NONE, NONE)
    assert [(change.table, change.cell.difference_text, change.unit) for change in found.largest] == [
        (2, "+1", "mnkr"), (1, "−50", "tkr"), (1, "+10", "tkr"),
    ]  # fmt: skip
