from typing import Any

import pytest

from reporting.document.blocks import Column, Row, RowKind, Table
from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.rules.siblings import SameInvestments
from tests.reporting.review.samples import doc, figure, found

MEMBERS = ("Herrljunga kommun", "Vårgårda kommun")


def investments(
    *rows: tuple[str, Any, RowKind], key: str, title: str, unit: str = "tkr", decimals: int = 0
) -> Table:
    made = tuple(
        Row(key=f"rad-{place}", label=label, kind=kind, cells=(figure(value, decimals=decimals),))
        for place, (label, value, kind) in enumerate(rows)
    )
    columns = (Column(key="budget", heading="Budget 2023", decimals=decimals),)
    return Table(key=key, title=title, label_heading="Projekt", unit=unit, columns=columns, rows=made)


PROJECTS = investments(
    ("Reinvestering", 2350, "line"), ("Wifi i Herrljunga", 400, "line"), ("Växel", 500, "line"),
    ("S:a investeringar Herrljungaspec", 900, "subtotal"), ("Summa", 3250, "total"),
    key="investeringar", title="Investeringar",
)  # fmt: skip


def per_member(value: Any, **more: Any) -> Table:
    return investments(
        ("Herrljunga", value, "line"), ("Vårgårda", 500, "line"),
        **{"key": "per-medlem", "title": "Investeringar per medlem"} | more,
    )  # fmt: skip


def report(*tables: Table) -> Document:
    return doc(*tables, members=MEMBERS)


def test_the_members_investments_in_two_tables() -> None:
    assert found(SameInvestments, report(PROJECTS, per_member(900))) == []
    given = report(PROJECTS, per_member(990))
    assert found(SameInvestments, given) == [("error", "rad-0", "budget")]
    (finding,) = SameInvestments().find(Facts(given))
    assert finding.message == (
        "”Herrljunga” är 990\u00a0tkr i Budget 2023 här, men ”S:a investeringar Herrljungaspec” är 900\u00a0tkr i "
        "”Investeringar”. Rätta den som är fel."
    )


@pytest.mark.parametrize(("value", "expected"), [("0.9", []), ("1.0", ["rounding"]), ("1.4", ["error"])])
def test_another_unit(value: str, expected: list[str]) -> None:
    given = report(PROJECTS, per_member(value, unit="mnkr", decimals=1))
    assert [severity for severity, row, _ in found(SameInvestments, given) if row == "rad-0"] == expected


def test_the_same_project_in_two_tables() -> None:
    def again(value: int) -> Table:
        return investments(("Växel", value, "line"), key="storre", title="Större investeringar")

    assert found(SameInvestments, report(PROJECTS, again(500))) == []
    assert found(SameInvestments, report(PROJECTS, again(550))) == [("error", "rad-0", "budget")]


def test_costs_are_no_investments() -> None:
    running = investments(("Växel", 45, "line"), key="drift", title="Drift")
    assert found(SameInvestments, report(PROJECTS, running)) == []
