from typing import Any

import pytest

from reporting.document.blocks import Column, Row, Table
from reporting.review.rules.tables import RowPercent
from tests.reporting.review.samples import doc, figure, severities


def used(budget: Any, actual: Any, percent: Any) -> Table:
    columns = (
        Column(key="budget", heading="Budget"),
        Column(key="actual", heading="Bokfört"),
        Column(key="percent_used", heading="Procent", kind="percent", unit="%", decimals=1),
    )
    cells = (figure(budget), figure(actual), figure(percent, decimals=1))
    return Table(key="investeringar", title="Investeringar", label_heading="Projekt", unit="tkr", columns=columns,
                 rows=(Row(key="laxa", label="Laxå", cells=cells),))  # fmt: skip


@pytest.mark.parametrize(
    ("budget", "actual", "percent", "expected"),
    [
        (1652, 794, "48.1", []),
        (1652, "793.6", "48.04", ["rounding"]),  # printed 794 and 48,0
        (1652, 794, "52", ["error"]),
        (0, 5, None, []),
        (1652, None, None, []),
    ],
)
def test_per_cent_used(budget: Any, actual: Any, percent: Any, expected: list[str]) -> None:
    assert severities(RowPercent, doc(used(budget, actual, percent))) == expected
