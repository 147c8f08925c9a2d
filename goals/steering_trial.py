"""A steering model tried on the nämnd's own goals. Nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from goals.judgements import JudgedIndicator, Judgement, judge
from goals.models import CommitteeGoal, CouncilGoal, Indicator
from goals.sections.goals import GoalsSection, rules_in
from goals.steering import Basis, Fulfilment, SteeringRules
from goals.tables import fulfilment_cell
from reporting.document.blocks import Cell
from reporting.models import Committee, Report
from reporting.sections import sections_of

Rows = tuple[list[CouncilGoal], list[CommitteeGoal], list[Indicator]]


@dataclass(frozen=True)
class Tried:
    """A goal by the tried rules. ``before``: its verdict as the report has it, None where that is the same."""

    label: str
    verdict: Cell
    counted: str
    explanation: str
    before: Cell | None


@dataclass(frozen=True)
class Trial:
    report: Report
    basis: str  # in words
    goals: tuple[Tried, ...]

    @property
    def changed(self) -> int:
        return sum(goal.before is not None for goal in self.goals)


def trial(committee: Committee, rules: SteeringRules) -> Trial | None:
    """On the latest report with indicators; None without one. People's own verdicts on indicators hold."""
    report = _latest(committee)
    if report is None:
        return None
    section = next((each for each in sections_of(report) if isinstance(each, GoalsSection)), None)
    tried = rules_in(report, rules, section.options["basis"] if section else "")
    rows = (
        list(CouncilGoal.objects.filter(report=report)),
        list(CommitteeGoal.objects.filter(report=report)),
        list(Indicator.objects.filter(report=report)),
    )
    with_council = not rows[1] or section is None or section.options["judge_council_goals"]
    goals = _goals(rows, tried, with_council=with_council)
    now = _goals(rows, section.rules if section else tried, with_council=with_council)
    return Trial(
        report,
        "prognosen" if tried.basis is Basis.FORECAST else "utfallet",
        tuple(_tried(*goal, before=before) for goal, (*_, before) in zip(goals, now, strict=True)),
    )


def _latest(committee: Committee) -> Report | None:
    reports = Report.objects.kept().filter(committee=committee).with_context()
    with_indicators = reports.filter(Exists(Indicator.objects.filter(report=OuterRef("pk"))))
    return with_indicators.order_by("-period__actuals_through", "-pk").first()


def _goals(
    rows: Rows, rules: SteeringRules, *, with_council: bool
) -> Iterator[tuple[str, Sequence[JudgedIndicator], Judgement]]:
    """Nämndmål in order, each after any council goal with indicators directly under it."""
    for tree in judge(*rows, rules):
        if with_council and tree.judgement is not None:
            yield f"Kommunfullmäktiges mål: {tree.row.label}", tree.indicators, tree.judgement
        for goal in tree.goals:
            yield goal.row.label, goal.indicators, goal.judgement


def _tried(
    label: str, indicators: Sequence[JudgedIndicator], judgement: Judgement, *, before: Judgement
) -> Tried:
    is_same = before.computed == judgement.computed
    return Tried(
        label=label,
        verdict=fulfilment_cell(judgement.computed),
        counted=counted([each.judgement.decided for each in indicators]),
        explanation=judgement.explanation,
        before=None if is_same else fulfilment_cell(before.computed),
    )


def counted(verdicts: Sequence[Fulfilment | None]) -> str:
    """ "5 av 7 uppnås, 1 uppnås delvis"."""
    if not verdicts:
        return "inga indikatorer"
    parts = [f"{verdicts.count(Fulfilment.MET)} av {len(verdicts)} uppnås"]
    if partly := verdicts.count(Fulfilment.PARTIAL):
        parts.append(f"{partly} uppnås delvis")
    if missing := verdicts.count(None):
        parts.append(f"{missing} saknar bedömning")
    return ", ".join(parts)
