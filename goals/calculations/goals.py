"""The verdict on a goal (pure): its indicators' verdicts in, verdict and Swedish explanation out."""

from collections.abc import Sequence
from dataclasses import dataclass

from goals.steering import (
    BEST_TO_WORST,
    MER,
    EmptyGoal,
    ExactHalf,
    Fulfilment,
    MissingValues,
    RuleLine,
    Share,
    SteeringRules,
)


@dataclass(frozen=True)
class Counts:
    """Indicators by verdict; `missing` have none."""

    met: int
    partial: int
    not_met: int
    missing: int

    @property
    def total(self) -> int:
        return self.met + self.partial + self.not_met + self.missing


@dataclass(frozen=True)
class GoalAssessment:
    """`fulfilment` is None without a verdict.

    `line` is the text of the rule line that applied, `line_index` its place in `rules.lines`; "" and None when
    none did.
    """

    fulfilment: Fulfilment | None
    counts: Counts
    line_index: int | None
    line: str
    explanation: str


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
    None: "",  # _missing_sentence says it
}


def assess_goal(fulfilments: Sequence[Fulfilment | None], rules: SteeringRules = MER) -> GoalAssessment:
    """Judge a goal by its indicators' verdicts; None is an indicator without one.

    Order never matters, and a worse indicator never makes a better goal.
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
    met, partial, not_met = (fulfilments.count(verdict) for verdict in BEST_TO_WORST)
    return Counts(met, partial, not_met, fulfilments.count(None))


def _fill_missing(counts: Counts, rules: SteeringRules) -> Counts:
    """Indicators without a verdict counted as the steering model says."""
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
    """What the indicators had of the line that applied, or of the one just missed."""
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
    """The line for all indicators, when a line for more than half applied instead."""
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
