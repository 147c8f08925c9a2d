import dataclasses

from reporting.review.rules.columns import SameResult
from tests.reporting.documents import cell, row, table
from tests.reporting.review.samples import doc, found


def test_the_same_result_row_in_two_tables() -> None:
    first = table(row("resultat", cell("-89"), label="Årets resultat"))
    same, other = (
        table(row("resultat", cell(value), label="Årets resultat"), key="andra") for value in ("-89", "-98")
    )
    assert found(SameResult, doc(first, same)) == []
    assert found(SameResult, doc(first, other)) == [("error", "resultat", "k0")]
    assert found(SameResult, doc(first, dataclasses.replace(other, unit="kr"))) == []
