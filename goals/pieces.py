"""What is computed of goals and stands in their editor: verdicts, explanations, how a target is understood."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from goals.calculations import Fulfilment
from goals.judgements import CouncilGoalTree, Judgement, readable_target
from goals.models import Indicator
from goals.tables import fulfilment_cell
from goals.targets import describe


def pieces_of(trees: list[CouncilGoalTree]) -> dict[str, str]:
    """HTML by the elements' ids, for the rows that are stored."""
    found: dict[str, str] = {}
    for tree in trees:
        for each in tree.all_indicators():
            if each.row.pk:
                name = f"indicator-{each.row.pk}"
                found[f"{name}-omdome"] = verdict_html(each.judgement)
                found[f"{name}-forklaring"] = explanation_html(each.judgement)
                found[f"{name}-tolkning"] = target_html(each.row)
        for goal in tree.goals:
            if goal.row.pk:
                found[f"committeegoal-{goal.row.pk}-omdome"] = goal_verdict_html(goal.judgement)
    return found


def verdict_html(judgement: Judgement | None) -> str:
    """An indicator's verdict by the rule, and a person's where that is another."""
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


def explanation_html(judgement: Judgement | None) -> str:
    return format_html("<p>{}</p>", judgement.explanation) if judgement is not None else ""


def target_html(indicator: Indicator) -> str:
    """How a target is understood, and whether a person has said that it is right."""
    target = readable_target(indicator)
    if target is None:
        return ""
    understood = describe(target)
    if indicator.target_confirmed:
        return format_html("Målvärde: {} · ", understood)
    return format_html("<strong>Kontrollera målvärdet: {}?</strong> · ", understood)


def _status(fulfilment: Fulfilment | None) -> SafeString:
    cell = fulfilment_cell(fulfilment)
    return format_html('<span class="status tone-{}">{}</span>', cell.tone, cell.text)
