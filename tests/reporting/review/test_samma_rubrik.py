from reporting.document.blocks import Column
from reporting.review.rules.columns import SameHeading
from tests.reporting.documents import cell, row, table
from tests.reporting.review.samples import doc, found


def two(first: Column, second: Column) -> list[tuple[str, str, str]]:
    return found(SameHeading, doc(table(row("a", cell("1"), cell("2")), columns=(first, second))))


def test_two_columns_with_one_heading() -> None:
    """As in the report of April 2024: AVVIKELSE against what is booked, and against the forecast."""
    assert two(Column(key="a", heading="AVVIKELSE"), Column(key="b", heading="Avvikelse")) == [
        ("warning", "", "a")
    ]


def test_under_different_groups_they_are_told_apart() -> None:
    assert (
        two(
            Column(key="a", heading="Budget", group="Period"),
            Column(key="b", heading="Budget", group="Helår"),
        )
        == []
    )
