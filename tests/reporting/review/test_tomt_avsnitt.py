import dataclasses

from reporting.review.rules.formal import EmptyChapter
from tests.reporting.review.samples import doc, weights


def test_an_empty_chapter() -> None:
    chapter = doc().sections[0]
    under = dataclasses.replace(doc("Text.").sections[0], key="under", level=2)
    assert weights(EmptyChapter, doc(sections=(chapter,))) == ["warning"]
    assert weights(EmptyChapter, doc(sections=(chapter, under))) == []
