"""Computed HTML in the goals editor: verdicts, explanations, parsed targets."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from goals.fulfilment import DIRECT_INDICATORS
from goals.judgements import CouncilGoalTree, Judgement, parsed_target_or_none
from goals.models import Indicator
from goals.steering import Fulfilment
from goals.tables import fulfilment_cell
from goals.targets import describe


def pieces_of(trees: list[CouncilGoalTree], *, judges_council_goals: bool) -> dict[str, str]:
    """Element id -> HTML, for stored rows."""
    pieces: dict[str, str] = {}
    for tree in trees:
        for indicator in tree.all_indicators():
            if indicator.row.pk:
                name = f"indicator-{indicator.row.pk}"
                pieces[f"{name}-omdome"] = verdict_html(indicator.judgement)
                pieces[f"{name}-forklaring"] = explanation_html(indicator.judgement)
                pieces[f"{name}-tolkning"] = target_html(indicator.row)
        if tree.row.pk:
            pieces[f"councilgoal-{tree.row.pk}-omdome"] = council_goal_html(
                bool(tree.indicators), tree.judgement if judges_council_goals else None
            )
        for goal in tree.goals:
            if goal.row.pk:
                pieces[f"committeegoal-{goal.row.pk}-omdome"] = goal_verdict_html(goal.judgement)
    return pieces


def verdict_html(judgement: Judgement | None) -> str:
    """An indicator's verdict by the rule, then the decided one where it differs."""
    if judgement is None:
        return ""
    if not judgement.is_overridden:
        return _status(judgement.computed)
    return format_html("{}<br>Bedömd som {}", _status(judgement.computed), _status(judgement.decided))


def goal_verdict_html(judgement: Judgement | None) -> str:
    if judgement is None:
        return ""
    decided = (
        format_html(" <strong>Bedömt som:</strong> {}", _status(judgement.decided))
        if judgement.is_overridden
        else ""
    )
    return format_html(
        "<p>{} enligt regeln. {}{}</p>", _status(judgement.computed), judgement.explanation, decided
    )


def council_goal_html(has_indicators: bool, judgement: Judgement | None) -> str:
    """Its verdict, or that it has none of its own."""
    if judgement is not None:
        return goal_verdict_html(judgement)
    return format_html('<p class="hint">{}</p>', DIRECT_INDICATORS) if has_indicators else ""


def explanation_html(judgement: Judgement | None) -> str:
    return format_html("<p>{}</p>", judgement.explanation) if judgement is not None else ""


def target_html(indicator: Indicator) -> str:
    """The parsed target, as a question until a person has confirmed it."""
    target = parsed_target_or_none(indicator)
    if target is None:
        return ""
    description = describe(target)
    if indicator.target_confirmed:
        return format_html("Målvärde: {} · ", description)
    return format_html("<strong>Kontrollera målvärdet: {}?</strong> · ", description)


def _status(fulfilment: Fulfilment | None) -> SafeString:
    cell = fulfilment_cell(fulfilment)
    return format_html('<span class="status tone-{}">{}</span>', cell.tone, cell.text)
