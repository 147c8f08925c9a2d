import dataclasses

import pytest

from reporting.document.blocks import Column, Heading
from reporting.review.rules.columns import OtherPeriod
from tests.reporting.documents import cell, row, table
from tests.reporting.review.samples import doc, severities


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
    assert severities(OtherPeriod, doc(given)) == expected


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
    assert severities(OtherPeriod, doc(given)) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Budgetförändringar under 2022", ["warning"]),
        ("Budgetförändringar under 2023", []),
        ("Ombudgeterat från 2022", []),
        ("Planen för 2024", []),
        ("Åren 2022 och 2023", []),
        ("Investeringar", []),
    ],
)
def test_the_year_of_a_heading(heading: str, expected: list[str]) -> None:
    assert severities(OtherPeriod, doc(Heading(text=heading), "Text.")) == expected
    chapter = dataclasses.replace(doc("Text.").sections[0], title=heading)
    assert severities(OtherPeriod, doc(sections=(chapter,))) == expected
