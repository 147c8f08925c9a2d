import pytest

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.review.facts import Facts
from reporting.review.rules.goals import VerdictInText
from tests.reporting.review.samples import STATUSES, doc, severities

VERDICTS = {
    "Ge god service och IT-drift": "partial",
    "Ökad samverkan över kommungränserna": "met",
    "Trygghet": "met",
}


def goals() -> Table:
    rows = tuple(
        Row(key=label.lower(), label=label, cells=(Cell(text=STATUSES[verdict], value=verdict),))
        for label, verdict in VERDICTS.items()
    )
    columns = (Column(key="decided", heading="Bedömning", kind="status"),)
    return Table(
        key="maluppfyllelse", title="Måluppfyllelse", label_heading="Mål", columns=columns, rows=rows
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nämndmålet ”Ge god service och IT-drift” uppnås delvis.", []),
        ("Nämndmålet ”Ge god service och IT-drift” uppnås.", ["error"]),
        ("Målet ökad samverkan över kommungränserna uppnås inte.", ["error"]),
        ("Målet ökad samverkan över kommungränserna uppfylls.", []),
        ("Samverkan över kommungränserna har fungerat bra.", []),
        ("Samverkan uppnås inte.", []),  # only a part of the name
        ("Trygghet uppnås inte.", []),  # a name so short is met by chance
        ("Om alla indikatorer uppnås har vi god service och IT-drift.", []),  # a condition
        ("För god service och IT-drift uppnås 3 indikatorer.", []),  # of its indicators
        ("God service och IT-drift, och ökad samverkan över kommungränserna, uppnås.", []),  # two goals
    ],
)
def test_the_verdict_of_a_goal_that_is_named(text: str, expected: list[str]) -> None:
    assert severities(VerdictInText, doc(goals(), text)) == expected


def test_the_message_has_both() -> None:
    (finding,) = VerdictInText().find(Facts(doc(goals(), "Ge god service och IT-drift uppnås.")))
    assert finding.message == (
        "Texten säger att ”Ge god service och IT-drift” uppnås, men bedömningen i ”Måluppfyllelse” är uppnås delvis. "
        "Rätta texten, eller bedömningen om den är fel."
    )
