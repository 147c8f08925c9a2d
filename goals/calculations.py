"""The verdicts on indicators and goals (pure): Decimal and enums in, verdict and Swedish explanation out.

Which rule applies is data, see `goals.steering`. `Fulfilment`, `SteeringRules` and `MER` may be imported
from here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from goals.steering import (
    BEST_TO_WORST,
    MER,
    BandKind,
    Basis,
    EmptyGoal,
    ExactHalf,
    Fulfilment,
    MissingValues,
    PartialBand,
    RuleLine,
    Share,
    SteeringRules,
)
from goals.targets import Comparison, Target, print_figure
from reporting.document.amounts import UNITS, Quantity, format_quantity, money_unit

__all__ = [
    "MER",
    "BandKind",
    "Basis",
    "Counts",
    "EmptyGoal",
    "ExactHalf",
    "Fulfilment",
    "GoalAssessment",
    "IndicatorAssessment",
    "MissingValues",
    "PartialBand",
    "RuleLine",
    "Share",
    "SteeringRules",
    "assess_goal",
    "assess_indicator",
]


@dataclass(frozen=True)
class IndicatorAssessment:
    """The verdict on one indicator, None when it cannot be told, and why in one or two Swedish sentences."""

    fulfilment: Fulfilment | None
    explanation: str


@dataclass(frozen=True)
class Counts:
    """How many indicators have each verdict; `missing` have none."""

    met: int
    partial: int
    not_met: int
    missing: int

    @property
    def total(self) -> int:
        return self.met + self.partial + self.not_met + self.missing


@dataclass(frozen=True)
class GoalAssessment:
    """The verdict on a goal, None when there is none, and why.

    `line_index` is the line in `rules.lines` that applied and `line` its text; None and "" without a verdict
    by the lines.
    """

    fulfilment: Fulfilment | None
    counts: Counts
    line_index: int | None
    line: str
    explanation: str


# Indicators

_BASIS_WORDS = {Basis.FORECAST: "Prognos", Basis.OUTCOME: "Utfall"}
# What follows the value and precedes the figure of the target, when it is met and when it is not.
_SENTENCES = {
    Comparison.AT_LEAST: ("är minst", "är lägre än"),
    Comparison.AT_MOST: ("är högst", "är högre än"),
    Comparison.MORE_THAN: ("är högre än", "är inte högre än"),
    Comparison.LESS_THAN: ("är lägre än", "är inte lägre än"),
    Comparison.BETWEEN: ("ligger mellan", "ligger inte mellan"),
    Comparison.EQUAL: ("är exakt", "är inte exakt"),
    Comparison.UNCHANGED: ("är oförändrat jämfört med", "är inte oförändrat jämfört med"),
}
_SAME_UNIT = {
    **dict.fromkeys(("%", "procent", "procentenheter"), "%"),
    **dict.fromkeys(("st", "stycken", "styck", "stk"), "st"),
    **dict.fromkeys(("dag", "dagar"), "dagar"),
    **dict.fromkeys(("min", "minut", "minuter"), "min"),
    **dict.fromkeys(("tim", "h", "timme", "timmar"), "tim"),
}


def assess_indicator(
    value: Quantity | bool | None, target: Target | None, rules: SteeringRules = MER
) -> IndicatorAssessment:
    """Judge the forecast or outcome of an indicator against its target.

    `value` is what `rules.basis` asks for; the caller picks it. A bool is Ja or Nej.
    """
    word = _BASIS_WORDS[rules.basis]
    if value is None:
        return IndicatorAssessment(None, f"{word} saknas.")
    if target is None:
        return IndicatorAssessment(None, "Målvärde saknas, så indikatorn kan inte bedömas.")
    if target.comparison in (Comparison.YES, Comparison.NO):
        return _assess_yes_or_no(value, target, word)
    if isinstance(value, bool):
        return IndicatorAssessment(
            None, f"{word} är {_yes_or_no(value)}, men målvärdet är ett tal, så de kan inte jämföras."
        )
    if target.comparison is Comparison.UNCHANGED and target.baseline is None:
        return IndicatorAssessment(
            None, "Utgångsvärdet saknas, så det går inte att bedöma om värdet är oförändrat."
        )
    return _assess_figure(value, target, rules.partial_band, word)


def _assess_yes_or_no(value: Quantity | bool, target: Target, word: str) -> IndicatorAssessment:
    wanted = target.comparison is Comparison.YES
    if not isinstance(value, bool):
        return IndicatorAssessment(
            None,
            f"{word} är {format_quantity(value)}, men målvärdet är {_yes_or_no(wanted)}, "
            "så de kan inte jämföras.",
        )
    if value is wanted:
        return IndicatorAssessment(Fulfilment.MET, f"{word} är {_yes_or_no(value)}, som målvärdet.")
    return IndicatorAssessment(
        Fulfilment.NOT_MET, f"{word} är {_yes_or_no(value)}, men målvärdet är {_yes_or_no(wanted)}."
    )


def _yes_or_no(value: bool) -> str:
    return "Ja" if value else "Nej"


def _assess_figure(
    value: Quantity, target: Target, band: PartialBand | None, word: str
) -> IndicatorAssessment:
    compared = _in_unit_of(target, value)
    bound = _nearest_bound(compared, target)
    met = _reaches(compared, target)
    within = not met and band is not None and _is_within(band, compared, bound)
    shown = format_quantity(Quantity(value.value, value.unit or target.unit))
    sentence = f"{word} {shown} {_SENTENCES[target.comparison][not met]} {print_figure(target)}."
    if within and band is not None:
        sentence += f" Det är inom marginalen på {_print_band(band, target)}, så indikatorn uppnås delvis."
    if _units_differ(value.unit, target.unit):
        sentence += f" Enheterna är olika: ”{value.unit}” och ”{target.unit}”."
    fulfilment = Fulfilment.MET if met else Fulfilment.PARTIAL if within else Fulfilment.NOT_MET
    return IndicatorAssessment(fulfilment, sentence)


def _in_unit_of(target: Target, value: Quantity) -> Decimal:
    """Return the value in the target's unit; only money in two units is converted."""
    given, wanted = money_unit(value.unit), money_unit(target.unit)
    if given is None or wanted is None:
        return value.value
    return value.value * UNITS[given] / UNITS[wanted]


def _units_differ(given: str, wanted: str) -> bool:
    if not given or not wanted or (money_unit(given) and money_unit(wanted)):
        return False
    return _same_unit(given) != _same_unit(wanted)


def _same_unit(unit: str) -> str:
    plain = unit.casefold().replace(".", "")
    return _SAME_UNIT.get(plain, plain)


def _nearest_bound(value: Decimal, target: Target) -> Decimal:
    """Return the figure of the target that the value is measured against."""
    figure = target.baseline if target.comparison is Comparison.UNCHANGED else target.value
    assert figure is not None  # Target checks it; a missing baseline is settled before
    if target.upper is not None and target.comparison is Comparison.BETWEEN and value > target.upper:
        return target.upper
    return figure


def _reaches(value: Decimal, target: Target) -> bool:
    bound = _nearest_bound(value, target)
    match target.comparison:
        case Comparison.AT_LEAST:
            return value >= bound
        case Comparison.AT_MOST:
            return value <= bound
        case Comparison.MORE_THAN:
            return value > bound
        case Comparison.LESS_THAN:
            return value < bound
        case Comparison.BETWEEN:
            return target.upper is not None and bound <= value <= target.upper
        case _:
            return value == bound


def _is_within(band: PartialBand, value: Decimal, bound: Decimal) -> bool:
    tolerance = band.tolerance(bound)
    return tolerance > 0 and abs(value - bound) <= tolerance


def _print_band(band: PartialBand, target: Target) -> str:
    if band.kind is BandKind.PERCENT:
        return f"{format_quantity(Quantity(band.size, '%'))} av målvärdet"
    return format_quantity(Quantity(band.size, "procentenheter" if target.unit == "%" else target.unit))


# Goals

_COUNTED_WORDS = {
    (Fulfilment.MET,): "uppnås",
    (Fulfilment.MET, Fulfilment.PARTIAL): "uppnås eller uppnås delvis",
}
_VERDICTS = {
    Fulfilment.MET: "uppnås målet",
    Fulfilment.PARTIAL: "uppnås målet delvis",
    Fulfilment.NOT_MET: "uppnås målet inte",
}
_ONLY_INDICATOR = {
    Fulfilment.MET: "Den enda indikatorn uppnås.",
    Fulfilment.PARTIAL: "Den enda indikatorn uppnås delvis.",
    Fulfilment.NOT_MET: "Den enda indikatorn uppnås inte.",
    None: "",  # said by the sentence about missing verdicts
}


def assess_goal(fulfilments: Sequence[Fulfilment | None], rules: SteeringRules = MER) -> GoalAssessment:
    """Judge a goal by the verdicts on its indicators; None is an indicator without one.

    The order of the indicators never matters, and a worse indicator never gives a better goal.
    """
    counts = _count(fulfilments)
    if not counts.total:
        return _assess_empty(counts, rules)
    if counts.missing and rules.missing_values is MissingValues.BLOCKS:
        return GoalAssessment(None, counts, None, "", _missing_sentence(counts, rules))
    effective = _fill_missing(counts, rules)
    index = next(i for i, line in enumerate(rules.lines) if _applies(line, effective, rules))
    line = rules.lines[index]
    sentences = [_reason(index, effective, fulfilments, rules), _missing_sentence(counts, rules)]
    explanation = " ".join([*filter(None, sentences), f"Därför {_VERDICTS[line.verdict]}."])
    return GoalAssessment(line.verdict, counts, index, line.text, explanation)


def _count(fulfilments: Sequence[Fulfilment | None]) -> Counts:
    met, partial, not_met = (fulfilments.count(each) for each in BEST_TO_WORST)
    return Counts(met, partial, not_met, fulfilments.count(None))


def _fill_missing(counts: Counts, rules: SteeringRules) -> Counts:
    """Count the indicators without a verdict as the steering model says."""
    if rules.missing_values is MissingValues.PARTIAL:
        return Counts(counts.met, counts.partial + counts.missing, counts.not_met, 0)
    return Counts(counts.met, counts.partial, counts.not_met + counts.missing, 0)


def _assess_empty(counts: Counts, rules: SteeringRules) -> GoalAssessment:
    if rules.empty_goal is EmptyGoal.NOT_MET:
        sentence = "Målet har inga indikatorer. Därför uppnås målet inte."
        return GoalAssessment(Fulfilment.NOT_MET, counts, None, "", sentence)
    return GoalAssessment(
        None, counts, None, "", "Målet har inga indikatorer och får därför ingen bedömning."
    )


def _counted(line: RuleLine, counts: Counts) -> int:
    return counts.met + (counts.partial if Fulfilment.PARTIAL in line.counted else 0)


def _applies(line: RuleLine, counts: Counts, rules: SteeringRules) -> bool:
    number = _counted(line, counts)
    match line.share:
        case Share.ALL:
            return number == counts.total
        case Share.MORE_THAN_HALF:
            exact_half = number * 2 == counts.total
            return number * 2 > counts.total or (exact_half and rules.exact_half is ExactHalf.BETTER)
        case Share.OTHERWISE:
            return True


def _reason(
    index: int, counts: Counts, fulfilments: Sequence[Fulfilment | None], rules: SteeringRules
) -> str:
    """Say what the line that applied, or the one just missed, found among the indicators."""
    if counts.total == 1:
        return _ONLY_INDICATOR[fulfilments[0]]
    line = rules.lines[index]
    if line.share is Share.OTHERWISE and index:
        line = rules.lines[index - 1]
    if line.share is Share.OTHERWISE:
        return f"Målet har {counts.total} indikatorer."
    number, words = _counted(line, counts), _COUNTED_WORDS[line.counted]
    if line.share is Share.ALL and number == counts.total:
        return f"Alla {number} indikatorer {words}."
    how_many = "inte alla" if line.share is Share.ALL else _compared_with_half(number, counts, rules)
    missed = "".join(f", men inte alla {_COUNTED_WORDS[above.counted]}" for above in _missed(index, rules))
    return f"{number} av {counts.total} indikatorer {words}: {how_many}{missed}."


def _missed(index: int, rules: SteeringRules) -> list[RuleLine]:
    """Return the line that asked for all indicators, when a line for more than half applied instead."""
    if rules.lines[index].share is not Share.MORE_THAN_HALF:
        return []
    return [line for line in rules.lines[:index] if line.share is Share.ALL][-1:]


def _compared_with_half(number: int, counts: Counts, rules: SteeringRules) -> str:
    if number * 2 != counts.total:
        return "mer än hälften" if number * 2 > counts.total else "mindre än hälften"
    if rules.exact_half is ExactHalf.BETTER:
        return "precis hälften, vilket räknas som mer än hälften"
    return "precis hälften, vilket inte räknas som mer än hälften"


def _missing_sentence(counts: Counts, rules: SteeringRules) -> str:
    if not counts.missing:
        return ""
    one = counts.missing == 1
    who = "1 indikator saknar bedömning" if one else f"{counts.missing} indikatorer saknar bedömning"
    if counts.total == 1:
        who = "Den enda indikatorn saknar bedömning"
    match rules.missing_values:
        case MissingValues.BLOCKS:
            return f"{who}. Målet bedöms när alla indikatorer har en bedömning."
        case MissingValues.PARTIAL:
            return f"{who} och räknas som delvis uppnådd{'' if one else 'a'}."
        case MissingValues.NOT_MET:
            return f"{who} och räknas som inte uppnådd{'' if one else 'a'}."
