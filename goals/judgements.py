"""Verdicts on a report's indicators and goals: by the rule, or as a person decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goals.calculations.goals import assess_goal
from goals.calculations.indicators import assess_indicator
from goals.models import CommitteeGoal, CouncilGoal, Indicator, JudgedRow
from goals.steering import Basis, Fulfilment, SteeringRules
from goals.targets import Target, TargetError


@dataclass(frozen=True)
class Judgement:
    """``computed`` is the verdict by the rule, ``decided`` the one that holds; None without a verdict."""

    computed: Fulfilment | None
    decided: Fulfilment | None
    explanation: str
    reason: str = ""

    @property
    def is_overridden(self) -> bool:
        return self.decided != self.computed


@dataclass(frozen=True)
class JudgedIndicator:
    row: Indicator
    judgement: Judgement


@dataclass(frozen=True)
class JudgedGoal:
    """A nämndmål with its indicators."""

    row: CommitteeGoal
    indicators: tuple[JudgedIndicator, ...]
    judgement: Judgement


@dataclass(frozen=True)
class CouncilGoalTree:
    """A council goal with the indicators directly under it, and its nämndmål.

    ``judgement``: by those indicators alone, None without any. A report shows it when its rapportmall says so.
    """

    row: CouncilGoal
    indicators: tuple[JudgedIndicator, ...]
    goals: tuple[JudgedGoal, ...]
    judgement: Judgement | None

    def all_indicators(self) -> list[JudgedIndicator]:
        return [*self.indicators, *(each for goal in self.goals for each in goal.indicators)]


def judge(
    council_goals: Sequence[CouncilGoal],
    committee_goals: Sequence[CommitteeGoal],
    indicators: Sequence[Indicator],
    rules: SteeringRules,
) -> list[CouncilGoalTree]:
    """The rows of one report as judged trees, in order. No queries."""
    judged = [JudgedIndicator(row, judge_indicator(row, rules)) for row in indicators]
    return [_tree(council_goal, committee_goals, judged, rules) for council_goal in council_goals]


def _tree(
    council_goal: CouncilGoal,
    committee_goals: Sequence[CommitteeGoal],
    judged: Sequence[JudgedIndicator],
    rules: SteeringRules,
) -> CouncilGoalTree:
    direct = tuple(
        each
        for each in judged
        if each.row.committee_goal_id is None and _is_under(council_goal, each.row.council_goal_id)
    )
    goals = tuple(
        _judged_goal(goal, judged, rules)
        for goal in committee_goals
        if _is_under(council_goal, goal.council_goal_id)
    )
    return CouncilGoalTree(council_goal, direct, goals, _council_judgement(direct, rules))


def _council_judgement(direct: Sequence[JudgedIndicator], rules: SteeringRules) -> Judgement | None:
    if not direct:
        return None
    assessment = assess_goal([each.judgement.decided for each in direct], rules)
    return Judgement(assessment.fulfilment, assessment.fulfilment, assessment.explanation)


def judge_indicator(indicator: Indicator, rules: SteeringRules) -> Judgement:
    """Judge an indicator by its forecast or current value, as the rules say."""
    name = "forecast" if rules.basis is Basis.FORECAST else "current"
    assessment = assess_indicator(indicator.value_of(name), parsed_target_or_none(indicator), rules)
    return _decided(indicator, assessment.fulfilment, assessment.explanation)


def judge_goal(goal: CommitteeGoal, indicators: Sequence[Judgement], rules: SteeringRules) -> Judgement:
    """Judge a nämndmål by the decided verdicts of its indicators."""
    assessment = assess_goal([judgement.decided for judgement in indicators], rules)
    return _decided(goal, assessment.fulfilment, assessment.explanation)


def parsed_target_or_none(indicator: Indicator) -> Target | None:
    """None also while half-typed fields contradict each other."""
    try:
        return indicator.parsed_target()
    except TargetError:
        return None


def _judged_goal(goal: CommitteeGoal, judged: Sequence[JudgedIndicator], rules: SteeringRules) -> JudgedGoal:
    own = tuple(each for each in judged if goal.pk is not None and each.row.committee_goal_id == goal.pk)
    return JudgedGoal(goal, own, judge_goal(goal, [each.judgement for each in own], rules))


def _is_under(council_goal: CouncilGoal, council_goal_id: int | None) -> bool:
    """An unsaved goal has nothing under it."""
    return council_goal.pk is not None and council_goal.pk == council_goal_id


def _decided(row: JudgedRow, computed: Fulfilment | None, explanation: str) -> Judgement:
    if not row.override:
        return Judgement(computed, computed, explanation)
    return Judgement(computed, Fulfilment(row.override), explanation, row.override_reason)
