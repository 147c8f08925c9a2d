from decimal import Decimal

from reporting.document.blocks import Table
from reporting.review.facts import Facts
from reporting.review.rules.tables import PrintedTotal
from tests.reporting.documents import cell, row, table
from tests.reporting.review.samples import LINES, doc, figure, found, result


def test_a_total_that_adds_up_is_silent() -> None:
    assert found(PrintedTotal, doc(result(*LINES))) == []


def test_a_wrong_total_is_an_error_with_the_addition() -> None:
    given = doc(result(*LINES, total=(0, 90, 60, -50)))
    assert found(PrintedTotal, given) == [("error", "summa", "forecast")]
    assert next(PrintedTotal().find(Facts(given))).computation == "−1\u00a0100 + 680 + 470 = 50"


def test_a_subtracted_row_changes_sign_but_its_variance_does_not() -> None:
    given = table(row("kostnad", cell("50")), row("intakt", cell("45")),
                  row("netto", cell("5"), kind="total", adds=("kostnad",), subtracts=("intakt",)))  # fmt: skip
    assert found(PrintedTotal, doc(given)) == []


def test_hidden_decimals_are_rounding_and_silent_under_a_note() -> None:
    def three(*notes: str) -> Table:
        parts = [row(f"r{n}", cell("1.4", "1")) for n in range(3)]
        return table(
            *parts, row("summa", cell("4.2", "4"), kind="total", adds=("r0", "r1", "r2")), notes=notes
        )

    assert found(PrintedTotal, doc(three())) == [("rounding", "summa", "k0")]
    noted = three("Avrundningsdifferens: summor är räknade på belopp som inte är avrundade.")
    assert found(PrintedTotal, doc(noted)) == []


def test_a_missing_part_claims_nothing_of_itself() -> None:
    given = table(row("a", figure(None)), row("b", figure(Decimal(7))),
                  row("summa", figure(7), kind="total", adds=("a", "b")))  # fmt: skip
    assert found(PrintedTotal, doc(given)) == []
