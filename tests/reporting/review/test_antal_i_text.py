import pytest

from reporting.document.blocks import Cell, Column, Row, Table
from reporting.review.rules.goals import CountsInText
from tests.reporting.review.samples import doc, figure, indicators, severities

TABLE = indicators(
    *((f"Mått {n}", figure(n), figure(n), figure(n), verdict)
      for n, verdict in enumerate(["met", "met", "met", "partial", "not_met", "not_met"]))
)  # fmt: skip
GOALS = Table(
    key="maluppfyllelse", title="Måluppfyllelse", label_heading="Mål",
    columns=(Column(key="decided", heading="Bedömning", kind="status"),),
    rows=tuple(Row(key=f"mal-{n}", label=f"Mål {n}", cells=(Cell(text=verdict, value=verdict),))
               for n, verdict in enumerate(["met", "partial"])),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        ("2 av 6 indikatorer uppnås inte.", 0),
        ("3 st indikator av 13 bedöms inte uppnådd.", 2),
        ("Tre av sex indikatorer uppnås.", 0),
        ("Fyra av sex indikatorer uppnås.", 1),
        ("2 indikatorer bedöms delvis uppnådda.", 1),
        ("1 indikator bedöms delvis uppnådd, 3 indikatorer uppnås och 2 indikatorer uppnås inte.", 0),
        ("3 st bedöms uppnådda och 1 st bedöms delvis uppnådda.", 0),
        ("9 st bedöms uppnådda och 4 st bedöms delvis uppnådda.", 2),
        ("Ett mål uppnås.", 0),
        ("2 nämndmål uppnås delvis.", 1),
        ("Nämnden har 3 mål.", 0),
        ("Avtal är tecknat med 3 av 5 verksamheter.", 0),
        ("Vi följer 40 indikatorer i andra sammanhang.", 0),
    ],
)
def test_counts(text: str, errors: int) -> None:
    assert severities(CountsInText, doc(TABLE, GOALS, text)) == ["error"] * errors


def test_without_a_table_nothing_is_claimed() -> None:
    assert severities(CountsInText, doc("3 av 13 indikatorer uppnås inte.")) == []
