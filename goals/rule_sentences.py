"""A steering model in Swedish sentences, and what it gives in telling cases. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from goals.calculations.goals import assess_goal
from goals.conditions import Condition, conditions_of
from goals.steering import (
    BandKind,
    Basis,
    EmptyGoal,
    ExactHalf,
    Fulfilment,
    MissingValues,
    PartialBand,
    SteeringRules,
)
from reporting.document.amounts import Quantity, format_quantity

# After "Målet uppnås när".
CONDITIONS = {
    Condition.ALL_MET: "alla indikatorer uppnås",
    Condition.ALL_COUNTED: "alla indikatorer uppnås eller uppnås delvis",
    Condition.HALF_MET: "mer än hälften av indikatorerna uppnås",
    Condition.ALL_COUNTED_OR_HALF_MET: (
        "alla indikatorer uppnås eller uppnås delvis, och även när mer än hälften av dem uppnås"
    ),
    Condition.HALF_COUNTED: "mer än hälften av indikatorerna uppnås eller uppnås delvis",
}
_MISSING = {
    MissingValues.NOT_MET: "En indikator utan bedömning räknas som inte uppnådd.",
    MissingValues.PARTIAL: "En indikator utan bedömning räknas som delvis uppnådd.",
    MissingValues.BLOCKS: "Ett mål får ingen bedömning så länge någon av dess indikatorer saknar en.",
}
_EMPTY = {
    EmptyGoal.NO_VERDICT: "Ett mål utan indikatorer får ingen bedömning.",
    EmptyGoal.NOT_MET: "Ett mål utan indikatorer uppnås inte.",
}
_BASIS = {
    Basis.FORECAST: "Indikatorerna bedöms på prognosen, i en årsredovisning på utfallet.",
    Basis.OUTCOME: "Indikatorerna bedöms på utfallet.",
}


def sentences(rules: SteeringRules) -> list[str]:
    """All that a steering model says: of a goal, then of its indicators."""
    return [*_of_goals(rules), *_of_indicators(rules)]


def _of_goals(rules: SteeringRules) -> Iterator[str]:
    met, partly = conditions_of(rules.lines)
    match met:
        case Condition.ALWAYS:
            yield "Målet uppnås alltid."
        case Condition.NEVER:
            yield "Målet uppnås aldrig helt."
        case _:
            yield f"Målet uppnås när {CONDITIONS[met]}."
    if partly in CONDITIONS:
        yield f"Annars uppnås målet delvis när {CONDITIONS[partly]}."
    if met is not Condition.ALWAYS:
        yield f"I övriga fall uppnås målet {'delvis' if partly is Condition.ALWAYS else 'inte'}."
    if met.asks_for_half or partly.asks_for_half:
        yield _exact_half(rules)
    yield _MISSING[rules.missing_values]
    yield _EMPTY[rules.empty_goal]


def _exact_half(rules: SteeringRules) -> str:
    """How it counts, and what it gives."""
    counts = "som" if rules.exact_half is ExactHalf.BETTER else "inte som"
    given = assess_goal([Fulfilment.MET, Fulfilment.NOT_MET], rules).fulfilment
    verdict = {Fulfilment.MET: "", Fulfilment.PARTIAL: " delvis", Fulfilment.NOT_MET: " inte", None: ""}[
        given
    ]
    return (
        f"Precis hälften räknas {counts} mer än hälften: om hälften av indikatorerna uppnås och resten inte, "
        f"uppnås målet{verdict}."
    )


def _of_indicators(rules: SteeringRules) -> Iterator[str]:
    yield _BASIS[rules.basis]
    yield band_sentence(rules.partial_band)


def band_sentence(band: PartialBand | None) -> str:
    if band is None:
        return "En indikator som inte når sitt målvärde uppnås inte, hur nära den än är."
    near = "En indikator som inte når sitt målvärde uppnås delvis om den är högst"
    if band.kind is BandKind.PERCENT:
        size = format_quantity(Quantity(band.size, "%"))
        return f"{near} {size} av målvärdet ifrån det. Målvärdet noll har ingen sådan marginal."
    size = format_quantity(Quantity(band.size))
    return (
        f"{near} {size} ifrån det, räknat i målvärdets enhet och i procentenheter när målvärdet är i procent."
    )


_CASES: Sequence[tuple[str, Sequence[Fulfilment | None]]] = (
    ("Alla 4 indikatorer uppnås", [Fulfilment.MET] * 4),
    ("3 av 4 uppnås, 1 uppnås inte", [*[Fulfilment.MET] * 3, Fulfilment.NOT_MET]),
    ("2 av 4 uppnås, 2 uppnås inte", [*[Fulfilment.MET] * 2, *[Fulfilment.NOT_MET] * 2]),
    ("1 av 4 uppnås, 3 uppnås inte", [Fulfilment.MET, *[Fulfilment.NOT_MET] * 3]),
    ("Alla 4 uppnås delvis", [Fulfilment.PARTIAL] * 4),
    ("2 av 4 uppnås, 2 uppnås delvis", [*[Fulfilment.MET] * 2, *[Fulfilment.PARTIAL] * 2]),
    ("3 av 4 uppnås, 1 saknar bedömning", [*[Fulfilment.MET] * 3, None]),
    ("Inga indikatorer", []),
)


def examples(rules: SteeringRules) -> list[tuple[str, Fulfilment | None]]:
    """Telling cases and their verdicts."""
    return [(words, assess_goal(verdicts, rules).fulfilment) for words, verdicts in _CASES]
