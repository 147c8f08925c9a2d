import dataclasses

from reporting.review.indicators import ChangedTarget
from tests.reporting.review.samples import doc, figure, indicators, weights


def with_target(value: int) -> object:
    return indicators(("Antal e-tjänster", figure(45), figure(55), figure(value, "st"), "met"))


def test_a_target_that_changed_within_the_year() -> None:
    before, after = doc(with_target(50)), doc(with_target(40))  # type: ignore[arg-type]
    assert weights(ChangedTarget, after, before) == ["warning"]
    assert weights(ChangedTarget, after, after) == []
    assert weights(ChangedTarget, after, None) == []


def test_a_new_year_has_new_targets() -> None:
    before, after = doc(with_target(50)), doc(with_target(40))  # type: ignore[arg-type]
    assert weights(ChangedTarget, after, dataclasses.replace(before, year=2022)) == []
