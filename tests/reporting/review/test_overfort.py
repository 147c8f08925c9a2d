import datetime as dt
from typing import Any

import pytest

from reporting.document.blocks import Column, Row, Table
from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.rules.appropriations import CarriedOver
from tests.reporting.review.samples import doc, figure, found, severities

KEYS = {"budget": "Budget", "carried_over": "Ombudgetering", "actual": "Utfall"}


def investments(*rows: tuple[str, int, int, int], unit: str = "tkr") -> Table:
    """Label, budget, carried over, actual."""
    made = tuple(
        Row(key=label.lower(), label=label, cells=tuple(map(figure, values))) for label, *values in rows
    )
    sums = tuple(figure(sum(row[place] for row in rows)) for place in (1, 2, 3))
    total = Row(key="summa", label="Summa", kind="total", cells=sums)
    columns = tuple(Column(key=key, heading=heading) for key, heading in KEYS.items())
    return Table(key="investeringar", title="Investeringar", label_heading="Projekt", unit=unit, columns=columns,
                 rows=(*made, total))  # fmt: skip


TABLE = investments(("Fiber", 500, 0, 100), ("Växel", 300, 0, 290))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("För Fiber begärs 400 tkr överfört till 2024.", []),
        ("För Fiber begärs 0,4 mnkr överfört till 2024.", []),
        ("För Fiber begärs 450 tkr överfört till 2024.", ["error"]),
        ("Nämnden föreslår att 410 tkr ombudgeteras till nästa år.", []),  # the whole: 800 − 390
        ("Nämnden föreslår att 500 tkr ombudgeteras till nästa år.", ["error"]),
        ("Av anslaget är 7 700 tkr överfört från 2022.", []),
        ("Begärda licenser överfördes i maj.", []),
        ("För Fiber begärs 900 tkr, varav 450 tkr överfört till 2024.", []),
    ],
)
def test_what_a_text_asks_for(text: str, expected: list[str]) -> None:
    assert severities(CarriedOver, doc(TABLE, text)) == expected


def test_the_message_says_what_is_left() -> None:
    (finding,) = CarriedOver().find(Facts(doc(TABLE, "För Fiber begärs 450 tkr överfört till 2024.")))
    assert finding.message == (
        "Texten begär 450 tkr överfört, men ”Fiber” i ”Investeringar” har 400\u00a0tkr kvar efter utfallet. "
        "Rätta beloppet i texten eller tabellen."
    )


def before(**more: Any) -> Document:
    return doc(TABLE, **{"year": 2022, "actuals_through": dt.date(2022, 12, 31)} | more)


def test_more_is_brought_over_than_was_left() -> None:
    assert found(CarriedOver, doc(investments(("Fiber", 0, 400, 0))), before()) == []
    assert found(CarriedOver, doc(investments(("Fiber", 0, 450, 0))), before()) == [
        ("warning", "fiber", "carried_over")
    ]


def test_only_a_whole_year_says_what_was_left() -> None:
    given = doc(investments(("Fiber", 0, 450, 0)))
    assert found(CarriedOver, given, before(actuals_through=dt.date(2022, 8, 31))) == []
    assert found(CarriedOver, given, before(year=2021)) == []
