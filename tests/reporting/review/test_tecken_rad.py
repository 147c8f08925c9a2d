from reporting.review.rules.signs import SignOfRow
from tests.reporting.review.samples import LINES, doc, found, result


def test_a_row_keeps_its_sign() -> None:
    assert found(SignOfRow, doc(result(*LINES))) == []


def test_a_revenue_that_turns_into_a_cost_is_seen() -> None:
    given = result(("Intäkter", -1000, 600, -1100), ("Resor", 10, 0, 10))
    assert found(SignOfRow, doc(given)) == [("warning", "rad-0", "")]


def test_a_members_result_may_turn() -> None:
    parts = result(("Askersund", 0, 30, -10), ("Laxå", 0, 60, 60), title="Resultat per medlem")
    assert found(SignOfRow, doc(parts)) == []
    assert found(SignOfRow, doc(result(("Hyror", 0, 30, -10), title="Kostnader"))) == [
        ("warning", "rad-0", "")
    ]
