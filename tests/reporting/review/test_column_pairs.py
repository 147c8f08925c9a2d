"""The rules name the parts of computed columns independently of the chapter."""

from __future__ import annotations

from budgets.sections.columns import ADDITIONS, COLUMN_SOURCES, SUMS, source_of
from reporting.document.blocks import Column, ColumnKind
from reporting.review.rules.appropriations import ADDED_ONE_BY_ONE
from reporting.review.rules.tables import DIFFERENCES, SHARES, difference_of


def pairs(kind: ColumnKind) -> dict[str, tuple[str, ...]]:
    return {
        key: source.figures
        for key, source in COLUMN_SOURCES.items()
        if source.kind == kind and source.figures
    }


def test_every_variance_is_checked_against_its_pair() -> None:
    assert pairs("variance") == DIFFERENCES


def test_every_share_is_checked_against_its_pair() -> None:
    assert pairs("percent") == SHARES


def test_a_variance_of_any_two_columns_is_checked_against_them() -> None:
    source = source_of("variance:actual:forecast")
    column = Column(key="variance:actual:forecast", heading="Skillnad", kind="variance")
    assert source is not None
    assert difference_of(column) == source.figures


def test_the_total_appropriation_is_checked_against_its_parts() -> None:
    assert ADDITIONS == ADDED_ONE_BY_ONE
    assert SUMS["total_appropriation"] == ("budget", *ADDED_ONE_BY_ONE)
