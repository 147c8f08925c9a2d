"""What a steering model says in Swedish is what it does: each sentence is read here as a person reads it.

The reader below knows the words alone; the verdicts are compared for every combination of settings and every
goal of at most five indicators.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations_with_replacement, product
from pathlib import Path

import pytest

from goals.calculations.goals import assess_goal
from goals.calculations.indicators import assess_indicator
from goals.conditions import Condition, conditions_of, lines_of
from goals.forms.steering import SteeringForm, answers
from goals.judgements import judge_indicator
from goals.models import Indicator
from goals.rule_sentences import examples, sentences
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
from goals.targets import Target, TargetKind
from reporting.document.amounts import Quantity

MET, PARTIAL, NOT_MET = Fulfilment.MET, Fulfilment.PARTIAL, Fulfilment.NOT_MET
Verdicts = Sequence[Fulfilment | None]
GOALS: list[Verdicts] = [
    goal for size in range(6) for goal in combinations_with_replacement([MET, PARTIAL, NOT_MET, None], size)
]
BY_WORD = {"": MET, " delvis": PARTIAL, " inte": NOT_MET}
CHOICES = [
    (met, partly)
    for met, partly in product(Condition, repeat=2)
    if partly is Condition.NEVER or not partly.implies(met)
]


def every_model() -> Iterator[SteeringRules]:
    for (met, partly), half, missing, empty in product(CHOICES, ExactHalf, MissingValues, EmptyGoal):
        yield SteeringRules(lines_of(met, partly), exact_half=half, missing_values=missing, empty_goal=empty)


class Reader:
    """A person with the sentences, a goal's indicators and a pencil."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\u00a0", " ")

    def has(self, words: str) -> bool:
        return words in self.text

    def found(self, pattern: str) -> str | None:
        match = re.search(pattern, self.text)
        return match[1] if match else None

    def verdict(self, goal: Verdicts) -> Fulfilment | None:
        if not goal:
            return NOT_MET if self.has("Ett mål utan indikatorer uppnås inte.") else None
        if None in goal and self.has("får ingen bedömning så länge någon av dess indikatorer saknar en"):
            return None
        counts_as = PARTIAL if self.has("utan bedömning räknas som delvis uppnådd") else NOT_MET
        read = [verdict or counts_as for verdict in goal]
        if self.has("Målet uppnås alltid.") or self.holds(self.found(r"Målet uppnås när ([^.]+)\."), read):
            return MET
        if self.holds(self.found(r"Annars uppnås målet delvis när ([^.]+)\."), read):
            return PARTIAL
        return BY_WORD[self.found(r"I övriga fall uppnås målet( delvis| inte)\.") or ""]

    def holds(self, condition: str | None, goal: Sequence[Fulfilment]) -> bool:
        return condition is not None and any(
            self.is_share(part, goal) for part in condition.split(", och även när ")
        )

    def is_share(self, words: str, goal: Sequence[Fulfilment]) -> bool:
        counted = {MET, PARTIAL} if words.endswith("uppnås eller uppnås delvis") else {MET}
        number = sum(verdict in counted for verdict in goal)
        if words.startswith("alla indikatorer "):
            return number == len(goal)
        assert words.startswith("mer än hälften av ")
        return number * 2 > len(goal) or (
            number * 2 == len(goal) and self.has("hälften räknas som mer än hälften")
        )


def test_sentences_and_calculation_agree() -> None:
    wrong = [
        (model, goal, said, given)
        for model in every_model()
        for read in [Reader(" ".join(sentences(model)))]
        for goal in GOALS
        if (said := read.verdict(goal)) != (given := assess_goal(goal, model).fulfilment)
    ]
    assert wrong == []


def test_sentence_says_what_an_exact_half_gives() -> None:
    """For every even number of indicators, where a half is asked for."""
    for model in every_model():
        text = " ".join(sentences(model))
        said = re.search(
            r"om hälften av indikatorerna uppnås och resten inte, uppnås målet( delvis| inte|)\.", text
        )
        asks = any(condition.asks_for_half for condition in conditions_of(model.lines))
        assert (said is not None) == asks
        if said is not None:
            given = {assess_goal([MET, NOT_MET] * half, model).fulfilment for half in (1, 2, 3)}
            assert given == {BY_WORD[said[1]]}


def test_each_setting_changes_the_sentences() -> None:
    """Two models that judge some goal differently never read the same."""
    judged: dict[str, list[Fulfilment | None]] = {}
    for model in every_model():
        text = " ".join(sentences(model))
        verdicts = [assess_goal(goal, model).fulfilment for goal in GOALS]
        assert judged.setdefault(text, verdicts) == verdicts


def stored_lines() -> Iterator[tuple[RuleLine, ...]]:
    """All that may be stored as data, with at most two lines before the last."""
    parts = list(product([(MET,), (MET, PARTIAL)], [Share.ALL, Share.MORE_THAN_HALF], Fulfilment))
    for size, worst in product(range(3), Fulfilment):
        for rows in product(parts, repeat=size):
            ranks = [BEST_TO_WORST.index(verdict) for *_, verdict in [*rows, (None, worst)]]
            if ranks == sorted(ranks):
                yield (
                    *(RuleLine(counted, share, verdict, "Egen text") for counted, share, verdict in rows),
                    RuleLine((), Share.OTHERWISE, worst, "Egen text"),
                )


def test_every_stored_model_judges_the_same_as_it_is_shown() -> None:
    for lines, half in product(stored_lines(), ExactHalf):
        met, partly = conditions_of(lines)
        assert partly is Condition.NEVER or not partly.implies(met)
        stored = SteeringRules(lines, exact_half=half)
        shown = SteeringRules(lines_of(met, partly), exact_half=half)
        assert [assess_goal(goal, stored).fulfilment for goal in GOALS] == [
            assess_goal(goal, shown).fulfilment for goal in GOALS
        ]


def test_choices_survive_their_lines() -> None:
    assert [conditions_of(lines_of(*chosen)) for chosen in CHOICES] == CHOICES


def test_mer_in_words() -> None:
    assert lines_of(*conditions_of(MER.lines)) == MER.lines
    assert sentences(MER) == [
        "Målet uppnås när alla indikatorer uppnås.",
        "Annars uppnås målet delvis när mer än hälften av indikatorerna uppnås eller uppnås delvis.",
        "I övriga fall uppnås målet inte.",
        "Precis hälften räknas inte som mer än hälften: om hälften av indikatorerna uppnås och resten inte, "
        "uppnås målet inte.",
        "En indikator utan bedömning räknas som inte uppnådd.",
        "Ett mål utan indikatorer får ingen bedömning.",
        "Indikatorerna bedöms på prognosen, i en årsredovisning på utfallet.",
        "En indikator som inte når sitt målvärde uppnås inte, hur nära den än är.",
    ]


def test_examples_of_mer() -> None:
    assert dict(examples(MER)) == {
        "Alla 4 indikatorer uppnås": MET,
        "3 av 4 uppnås, 1 uppnås inte": PARTIAL,
        "2 av 4 uppnås, 2 uppnås inte": NOT_MET,
        "1 av 4 uppnås, 3 uppnås inte": NOT_MET,
        "Alla 4 uppnås delvis": PARTIAL,
        "2 av 4 uppnås, 2 uppnås delvis": PARTIAL,
        "3 av 4 uppnås, 1 saknar bedömning": PARTIAL,
        "Inga indikatorer": None,
    }


def test_examples_say_how_many_there_are() -> None:
    """Each case's words count the verdicts that were judged."""
    for model in every_model():
        for words, verdict in examples(model):
            assert verdict == assess_goal(read_case(words), model).fulfilment


def read_case(words: str) -> Verdicts:
    if words == "Inga indikatorer":
        return []
    by_word = {"uppnås": MET, "uppnås delvis": PARTIAL, "uppnås inte": NOT_MET, "saknar bedömning": None}
    goal: list[Fulfilment | None] = []
    for part in words.split(", "):
        match = re.fullmatch(r"(?:Alla )?(\d)(?: av 4)?(?: indikatorer)? (.+)", part)
        assert match is not None
        goal += [by_word[match[2]]] * int(match[1])
    assert len(goal) == 4
    return goal


BANDS = [
    None,
    *(PartialBand(kind, Decimal(size)) for kind, size in product(BandKind, ["0.5", "5", "10", "100"])),
]
FIGURES = [
    *map(Decimal, (-21, -20, -2, 0, 1, 9, 10, 11, 19, 20, 21, 25, 30, 41)),
    Decimal("9.5"),
    Decimal("20.5"),
]


@pytest.mark.parametrize("band", BANDS, ids=str)
@pytest.mark.parametrize("figure", [Decimal(-20), Decimal(0), Decimal(20)])
def test_sentence_and_calculation_agree_on_the_margin(band: PartialBand | None, figure: Decimal) -> None:
    read = Reader(sentences(SteeringRules(MER.lines, partial_band=band))[-1])
    reached = {
        TargetKind.AT_LEAST: lambda value: value >= figure,
        TargetKind.AT_MOST: lambda value: value <= figure,
        TargetKind.MORE_THAN: lambda value: value > figure,
        TargetKind.LESS_THAN: lambda value: value < figure,
        TargetKind.EQUAL: lambda value: value == figure,
    }
    for (kind, is_met), value in product(reached.items(), FIGURES):
        rules = SteeringRules(MER.lines, partial_band=band)
        given = assess_indicator(Quantity(value, "st"), Target(kind, figure, unit="st"), rules).fulfilment
        said = MET if is_met(value) else margin(read, value, figure)
        assert given == said, (kind, value)


def margin(read: Reader, value: Decimal, target: Decimal) -> Fulfilment:
    """Of an indicator that misses its target."""
    distance = abs(value - target)
    if percent := read.found(r"högst ([\d,]+) % av målvärdet ifrån det"):
        if target == 0 and read.has("Målvärdet noll har ingen sådan marginal"):
            return NOT_MET
        return PARTIAL if distance <= abs(target) * number(percent) / 100 else NOT_MET
    if size := read.found(r"högst ([\d,]+) ifrån det"):
        return PARTIAL if distance <= number(size) else NOT_MET
    assert read.has("uppnås inte, hur nära den än är")
    return NOT_MET


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


@pytest.mark.parametrize("basis", Basis)
def test_sentence_says_which_value_is_judged(basis: Basis) -> None:
    rules = SteeringRules(MER.lines, basis=basis)
    said = Reader(" ".join(sentences(rules))).found(r"bedöms på (prognosen|utfallet)")
    for current, forecast in [("4", "9"), ("9", "4")]:
        indicator = Indicator(
            current=current, forecast=forecast, target="5", comparison="at_least", target_value=Decimal(5)
        )
        judged = {"prognosen": forecast, "utfallet": current}[said or ""]
        assert judge_indicator(indicator, rules).decided == (MET if judged == "9" else NOT_MET)


FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
STORED = [
    row["fields"]
    for path in sorted(FIXTURES.glob("*.json"))
    for row in json.loads(path.read_text(encoding="utf-8"))
    if row["model"] == "goals.steeringmodel"
]


def test_published_steering_models_are_stored_as_their_answers_say() -> None:
    """Opened and saved as they are, they judge every goal as before, and are described as before."""
    assert STORED != []
    for fields in STORED:
        rules = SteeringRules.from_dict(fields["rules"])
        shown = {name: answer or "" for name, answer in answers(rules).items()}
        form = SteeringForm(shown, rules=rules)
        assert form.is_valid()
        assert form.rules.to_dict() == fields["rules"] == MER.to_dict()
