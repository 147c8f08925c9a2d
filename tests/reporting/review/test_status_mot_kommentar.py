import pytest

from reporting.document.blocks import Heading, Prose
from reporting.review.rules.decisions import StatusAgainstComment
from tests.reporting.review.samples import doc, severities, with_status


@pytest.mark.parametrize(
    ("status", "comment", "expected"),
    [
        ("Ej påbörjad", "Inga avvikelser", ["warning"]),
        ("Ej påbörjad", "", []),
        ("Inga avvikelser", "Inga avvikelser", []),
        ("Klart", "Arbetet pågår.", ["warning"]),
        ("Pågår", "Arbetet pågår.", []),
    ],
)
def test_status_against_comment(status: str, comment: str, expected: list[str]) -> None:
    assert severities(StatusAgainstComment, doc(with_status(status, comment))) == expected


def test_a_comment_below_under_the_rows_name() -> None:
    given = with_status("Ej påbörjad")
    below = doc(given, Heading(text="Att se över lokalerna"), Prose(markdown="Inga avvikelser."))
    assert severities(StatusAgainstComment, below) == ["warning"]
