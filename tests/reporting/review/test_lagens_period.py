import datetime as dt

import pytest

from reporting.review.rules.formal import LawfulPeriod
from tests.reporting.review.samples import doc, severities


@pytest.mark.parametrize(
    ("month", "kind", "expected"),
    [(4, "Delårsrapport", ["advice"]), (6, "Delårsrapport", []), (8, "Delårsrapport", []),
     (9, "Delårsrapport", ["advice"]), (12, "Årsredovisning", []), (4, "Uppföljning", [])],
)  # fmt: skip
def test_the_lawful_period(month: int, kind: str, expected: list[str]) -> None:
    assert severities(LawfulPeriod, doc(actuals_through=dt.date(2023, month, 28), kind=kind)) == expected
