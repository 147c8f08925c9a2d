import dataclasses

from reporting.document.blocks import Table
from reporting.review.rules.tables import RowDifference
from tests.reporting.review.samples import LINES, doc, figure, found, result


def changed(given: Table, row: int, column: int, value: int) -> Table:
    cells = list(given.rows[row].cells)
    cells[column] = figure(value)
    rows = list(given.rows)
    rows[row] = dataclasses.replace(rows[row], cells=tuple(cells))
    return dataclasses.replace(given, rows=tuple(rows))


def test_right_variances_are_silent() -> None:
    assert found(RowDifference, doc(result(*LINES))) == []


def test_a_wrong_variance_is_an_error() -> None:
    given = changed(result(*LINES), 2, 3, -160)
    assert found(RowDifference, doc(given)) == [("error", "rad-2", "variance_forecast")]


def test_a_variance_with_the_sign_turned_is_an_error() -> None:
    given = changed(result(*LINES), 1, 3, -20)
    assert found(RowDifference, doc(given)) == [("error", "rad-1", "variance_forecast")]


def test_one_unit_off_is_rounding() -> None:
    given = changed(result(*LINES), 2, 3, -171)
    assert found(RowDifference, doc(given)) == [("rounding", "rad-2", "variance_forecast")]


def test_a_revenue_printed_with_plus_has_the_other_sign() -> None:
    given = result(("Kostnader", 500, 300, 520), ("Intäkter", 480, 280, 500))
    rows = list(given.rows)
    rows[2] = dataclasses.replace(rows[2], adds=("rad-0",), subtracts=("rad-1",),
                                  cells=(figure(20), figure(20), figure(20), figure(0)))  # fmt: skip
    given = changed(dataclasses.replace(given, rows=tuple(rows)), 1, 3, 20)
    assert found(RowDifference, doc(given)) == []
