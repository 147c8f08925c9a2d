"""Verdicts on goals: rows -> tables."""

from __future__ import annotations

from collections.abc import Sequence

from goals.judgements import CouncilGoalTree, Judgement
from goals.tables import BY_RULE, fulfilment_cell
from reporting.document.blocks import EMPTY, Cell, Column, Row, Table

FULFILMENT_KEY = "maluppfyllelse"
COUNCIL_KEY = "maluppfyllelse-kf"
DECIDED = Column(key="decided", heading="Bedömning", kind="status")
EXPLANATION = Column(key="explanation", heading="Så är regeln tillämpad", kind="text")
DIRECT_INDICATORS = (
    "Måluppfyllelsen räknas fram per nämndmål. Indikatorer direkt under kommunfullmäktiges mål bedöms var för sig "
    "och ger inget mål en bedömning."
)
JUDGED_DIRECTLY = (
    "Kommunfullmäktiges mål bedöms efter indikatorerna direkt under dem. Nämndmålen räknas inte in."
)


def fulfilment_table(trees: Sequence[CouncilGoalTree]) -> Table | None:
    """Verdicts on the nämndmål: by the rule, as decided, and why. None without nämndmål."""
    goals = [goal for tree in trees for goal in tree.goals]
    if not goals:
        return None
    with_reason = any(goal.judgement.is_overridden for goal in goals)
    columns = [BY_RULE, DECIDED, EXPLANATION]
    if with_reason:
        columns.append(Column(key="reason", heading="Skäl till annan bedömning", kind="text"))
    return Table(
        key=FULFILMENT_KEY,
        title="Måluppfyllelse per nämndmål",
        label_heading="Nämndmål",
        columns=tuple(columns),
        rows=tuple(
            Row(
                key=goal.row.key or f"ny-{place}",
                label=goal.row.label,
                cells=_fulfilment_cells(goal.judgement, with_reason=with_reason),
            )
            for place, goal in enumerate(goals, start=1)
        ),
    )


def _fulfilment_cells(judgement: Judgement, *, with_reason: bool) -> tuple[Cell, ...]:
    cells = (
        fulfilment_cell(judgement.computed),
        fulfilment_cell(judgement.decided),
        Cell(text=judgement.explanation),
    )
    if not with_reason:
        return cells
    return (*cells, Cell(text=judgement.reason) if judgement.is_overridden else EMPTY)


def council_fulfilment_table(trees: Sequence[CouncilGoalTree]) -> Table | None:
    """Verdicts on the council goals that have indicators directly under them. None without any."""
    judged = [(tree.row, tree.judgement) for tree in trees if tree.judgement is not None]
    if not judged:
        return None
    return Table(
        key=COUNCIL_KEY,
        title="Måluppfyllelse för kommunfullmäktiges mål",
        label_heading="Kommunfullmäktiges mål",
        columns=(DECIDED, EXPLANATION),
        rows=tuple(
            Row(
                key=goal.key or f"ny-{place}",
                label=goal.label,
                cells=(fulfilment_cell(judgement.decided), Cell(text=judgement.explanation)),
            )
            for place, (goal, judgement) in enumerate(judged, start=1)
        ),
        notes=(JUDGED_DIRECTLY,),
    )
