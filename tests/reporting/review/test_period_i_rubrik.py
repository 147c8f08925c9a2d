import pytest

from reporting.document import Column
from reporting.review.columns import OtherPeriod
from tests.reporting.documents import cell, row, table
from tests.reporting.review.samples import doc, weights


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("TOTALT INVESTERAT 2018", ["error"]),
        ("TOTALT INVESTERAT 2023", []),
        ("Summa", []),
        ("Summa ombudgeterat från 2022", []),
    ],
)
def test_the_year_of_a_total(label: str, expected: list[str]) -> None:
    given = table(row("a", cell("1")), row("summa", cell("1"), label=label, kind="total", adds=("a",)))
    assert weights(OtherPeriod, doc(given)) == expected


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["Utfall 230731"], []),
        (["Utfall 2023-07-31"], []),
        (["Utfall 230831"], ["warning"]),
        (["Utfall 230731", "Utfall 220731"], []),
        (["Bokslut 221231"], []),
        (["Utfall 2019"], ["warning"]),
        (["Utfall 2019", "Utfall 2020", "Utfall 2021"], []),
    ],
)
def test_the_period_of_a_column(headings: list[str], expected: list[str]) -> None:
    columns = tuple(Column(key=f"k{place}", heading=heading) for place, heading in enumerate(headings))
    given = table(row("a", *(cell("1") for _ in headings)), columns=columns)
    assert weights(OtherPeriod, doc(given)) == expected
