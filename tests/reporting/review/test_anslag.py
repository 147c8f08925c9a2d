from typing import Any

import pytest

from reporting.document.blocks import Column, Row, Table
from reporting.review.facts import Facts
from reporting.review.rules.appropriations import TotalAppropriation
from tests.reporting.review.samples import doc, figure, found

COLUMNS = (
    Column(key="budget", heading="Budget 2023"),
    Column(key="carried_over", heading="Ombudgetering"),
    Column(key="total_appropriation", heading="S:a budget 2023"),
)


def appropriation(*values: Any, columns: tuple[Column, ...] = COLUMNS) -> Table:
    row = Row(key="wifi", label="Ombyggnation wifi", cells=tuple(map(figure, values)))
    return Table(key="investeringar", title="Investeringar", label_heading="Projekt", unit="tkr", columns=columns,
                 rows=(row,))  # fmt: skip


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((500, 400, 900), []),
        ((500, 400, 500), [("error", "wifi", "total_appropriation")]),
        (
            ("500.4", "400.4", "900.8"),
            [("rounding", "wifi", "total_appropriation")],
        ),  # 500 + 400, printed 901
        ((500, None, 900), []),
        ((500, 400, None), []),
    ],
)
def test_budget_and_carried_over(values: tuple[Any, ...], expected: list[Any]) -> None:
    assert found(TotalAppropriation, doc(appropriation(*values))) == expected


def test_what_is_granted_and_carried_over_in_one_column() -> None:
    columns = (COLUMNS[0], Column(key="additions", heading="Extra beviljat och överfört"), COLUMNS[2])
    assert found(TotalAppropriation, doc(appropriation(5, 8, 13, columns=columns))) == []
    given = doc(appropriation(5, 8, 15, columns=columns))
    (finding,) = TotalAppropriation().find(Facts(given))
    assert finding.message == (
        "S:a budget 2023 för ”Ombyggnation wifi” är 15\u00a0tkr, men budget 2023 och extra beviljat och överfört ger "
        "13\u00a0tkr. Rätta det belopp som är fel."
    )
    assert finding.computation == "5 + 8 = 13"


def test_a_table_that_does_not_show_the_parts_claims_nothing() -> None:
    columns = (COLUMNS[0], Column(key="forecast", heading="Prognos"), COLUMNS[2])
    assert found(TotalAppropriation, doc(appropriation(500, 1, 900, columns=columns))) == []
