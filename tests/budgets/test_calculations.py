"""Budget arithmetic: tables of cases and laws."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.calculations import adds_up, allocate, percent_used, rounded, total, total_percent_used, variance

D = Decimal
amounts = st.decimals(min_value=-(10**11) + 1, max_value=10**11 - 1, places=2)
maybe_amounts = st.none() | amounts


@pytest.mark.parametrize(
    ("budget", "compared", "expected"),
    [
        (D(-41_391_000), D(-41_891_000), D(500_000)),  # more revenue is better
        (D(12_730_000), D(12_480_000), D(250_000)),  # less cost is better
        (D(1_100_000), D(2_600_000), D(-1_500_000)),
        (D(0), D(0), D(0)),
        (D("0.10"), D("0.30"), D("-0.20")),
        (None, D(1), None),
        (D(1), None, None),
        (None, None, None),
    ],
)
def test_variance(budget: Decimal | None, compared: Decimal | None, expected: Decimal | None) -> None:
    assert variance(budget, compared) == expected


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([D(1), D("2.50")], D("3.50")),
        ([D(1), None], D(1)),
        ([D(0), None], D(0)),
        ([None, None], None),
        ([], None),
    ],
)
def test_total(figures: list[Decimal | None], expected: Decimal | None) -> None:
    assert total(figures) == expected


@pytest.mark.parametrize(
    ("budget", "actual", "expected"),
    [
        (D(3_000_000), D(417_000), D("13.9")),
        (D(200), D(0), D(0)),
        (D(3), D(1), D("33.3333333333333")),
        (D(-200), D(-50), D(25)),
        (D(0), D(5), None),
        (None, D(5), None),
        (D(5), None, None),
    ],
)
def test_percent_used(budget: Decimal | None, actual: Decimal | None, expected: Decimal | None) -> None:
    assert percent_used(budget, actual) == expected


def test_total_percent_used_skips_rows_that_lack_a_figure() -> None:
    assert total_percent_used([(D(100), D(10)), (D(100), D(30)), (D(800), None), (None, D(9))]) == D(20)


@pytest.mark.parametrize(
    ("parts", "whole", "decimals", "expected"),
    [
        ([D("1.4"), D("1.4")], D("2.8"), 0, False),  # 1 + 1 is printed 3
        ([D("1.4"), D("1.4")], D("2.8"), 1, True),
        ([D("0.5"), D("-0.5")], D(0), 0, True),
        ([D("0.5"), D("0.5")], D(1), 0, False),
        ([D("1.4"), None], D(9), 0, True),
        ([D(1)], None, 0, True),
        ([], D(0), 0, True),
    ],
)
def test_adds_up(parts: list[Decimal | None], whole: Decimal | None, decimals: int, expected: bool) -> None:
    assert adds_up(parts, whole, decimals) == expected


@given(st.lists(st.tuples(amounts, amounts), min_size=1))
def test_the_sum_of_the_variances_is_the_variance_of_the_sums(rows: list[tuple[Decimal, Decimal]]) -> None:
    budget, compared = (total(figures) for figures in zip(*rows, strict=True))
    assert total(variance(*row) for row in rows) == variance(budget, compared)


@given(amounts, amounts)
def test_budget_less_variance_is_what_was_compared(budget: Decimal, compared: Decimal) -> None:
    effect = variance(budget, compared)
    assert effect is not None
    assert budget - effect == compared


@given(maybe_amounts, maybe_amounts)
def test_a_share_is_within_what_a_cell_keeps(budget: Decimal | None, actual: Decimal | None) -> None:
    share = percent_used(budget, actual)
    assert share is None or len(share.normalize().as_tuple().digits) <= 15


@pytest.mark.parametrize(
    ("amount", "weights", "decimals", "parts"),
    [
        ("823", ["27.6", "38.9", "13.7", "19.8"], 0, ["227", "320", "113", "163"]),  # Sydnärke 2020
        ("100", ["1", "1", "1"], 0, ["34", "33", "33"]),  # of equals the first
        ("-100", ["1", "1", "1"], 0, ["-34", "-33", "-33"]),
        ("0.1", ["1", "1", "1"], 1, ["0.1", "0", "0"]),
        ("2.14", ["2", "1"], 1, ["1.4", "0.7"]),  # 2,1 as it is printed
        ("5", ["0", "3"], 0, ["0", "5"]),
        ("0", ["1", "2"], 2, ["0", "0"]),
        ("0.4", ["1", "2"], 0, ["0", "0"]),
    ],
)
def test_allocate(amount: str, weights: list[str], decimals: int, parts: list[str]) -> None:
    assert allocate(D(amount), [D(weight) for weight in weights], decimals) == [D(part) for part in parts]


@pytest.mark.parametrize("weights", [[], [D(0)], [D(0), D(0)], [D(2), D(-1)]])
def test_without_weights_nothing_is_allocated(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="the weights are zero or more, and at least one is more"):
        allocate(D(1), weights, 0)


keys = st.lists(st.decimals(min_value=0, max_value=10**9 - 1, places=4), min_size=1, max_size=12).filter(any)
printed_decimals = st.sampled_from([0, 1, 2])


@given(amounts, keys, printed_decimals)
def test_the_parts_sum_to_the_printed_amount(amount: Decimal, weights: list[Decimal], decimals: int) -> None:
    assert sum(allocate(amount, weights, decimals)) == rounded(amount, decimals)


@given(amounts, keys, printed_decimals)
def test_a_part_is_within_a_step_of_its_exact_share(
    amount: Decimal, weights: list[Decimal], decimals: int
) -> None:
    step = Fraction(D(1).scaleb(-decimals))
    whole = sum(map(Fraction, weights))
    printed = Fraction(rounded(amount, decimals))

    for part, weight in zip(allocate(amount, weights, decimals), weights, strict=True):
        assert abs(Fraction(part) - printed * Fraction(weight) / whole) < step


@given(amounts, keys, printed_decimals)
def test_a_larger_weight_never_gets_less(amount: Decimal, weights: list[Decimal], decimals: int) -> None:
    parts = allocate(abs(amount), weights, decimals)
    by_severity = sorted(zip(weights, parts, strict=True))
    strictly_larger = [(less, more) for (w, less), (v, more) in pairwise(by_severity) if w < v]

    assert all(less <= more for less, more in strictly_larger)


@given(amounts, keys, printed_decimals)
def test_a_surplus_is_split_as_a_deficit(amount: Decimal, weights: list[Decimal], decimals: int) -> None:
    assert allocate(-amount, weights, decimals) == [-part for part in allocate(amount, weights, decimals)]
