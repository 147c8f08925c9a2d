import dataclasses

import pytest

from reporting.review.rules.formal import OtherOccasion
from tests.reporting.review.samples import doc, severities


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se bilagan, uppföljningstillfälle 3 år 2022.", []),
        ("Se bilagan, uppföljningstillfälle 2 år 2022.", ["warning"]),
        ("Detta är det andra uppföljningstillfället.", ["warning"]),
        ("Det tredje tillfället.", []),
        ("Vid samma tillfälle beslutades annat.", []),
    ],
)
def test_the_ordinal_of_the_follow_up(text: str, expected: list[str]) -> None:
    assert severities(OtherOccasion, doc(text, title="Rapportering 2022, tillfälle 3")) == expected
    assert severities(OtherOccasion, doc(text)) == []


def test_the_ordinal_in_a_heading() -> None:
    chapter = dataclasses.replace(doc("Text.").sections[0], title="Bilaga 1, första uppföljningstillfället")
    assert severities(OtherOccasion, doc(sections=(chapter,), title="Rapportering 2022, tillfälle 3")) == [
        "warning"
    ]
    assert severities(OtherOccasion, doc(sections=(chapter,), title="Rapportering 2022, tillfälle 1")) == []
