import dataclasses

from reporting.review.rules.formal import EmptyChapter
from tests.reporting.review.samples import doc, severities


def test_an_empty_chapter() -> None:
    chapter = doc().sections[0]
    under = dataclasses.replace(doc("Text.").sections[0], key="under", level=2)
    assert severities(EmptyChapter, doc(sections=(chapter,))) == ["warning"]
    assert severities(EmptyChapter, doc(sections=(chapter, under))) == []
