from reporting.review.formal import ReplacedLaw
from tests.reporting.review.samples import doc, weights


def test_replaced_law() -> None:
    assert weights(ReplacedLaw, doc("Enligt kommunallagen (1991:900) ska nämnden rapportera.")) == ["warning"]
    assert weights(ReplacedLaw, doc("Enligt kommunallagen (2017:725) ska nämnden rapportera.")) == []
