"""Goals and decisions: rows -> blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from django.utils.text import slugify

from goals.judgements import CouncilGoalTree, JudgedGoal, JudgedIndicator, parsed_target_or_none
from goals.models import FULFILMENTS, CommitteeDecision, DecisionStatus, Indicator
from goals.steering import Fulfilment
from goals.target_parsing import parse_value
from goals.targets import describe
from reporting.document.amounts import NO_BREAK_SPACE, Quantity, format_quantity
from reporting.document.blocks import Block, Cell, Column, ColumnKind, Heading, NoteMark, Row, Table
from reporting.document.parsing import AmountError
from reporting.document.tones import Tone

NO_VERDICT = "Bedömning saknas"
TONES: dict[Fulfilment, Tone] = {
    Fulfilment.MET: "good",
    Fulfilment.PARTIAL: "partly",
    Fulfilment.NOT_MET: "bad",
}
DECISION_TONES: dict[str, Tone] = {
    DecisionStatus.ONGOING: "partly",
    DecisionStatus.DONE: "good",
    DecisionStatus.NOT_STARTED: "bad",
    DecisionStatus.DEPRIORITISED: "neutral",
}
COLUMN_KINDS: dict[str, ColumnKind] = {
    "current": "quantity",
    "forecast": "quantity",
    "target": "quantity",
    "assessment": "status",
    "comment": "text",
}
BY_RULE = Column(key="computed", heading="Enligt regeln", kind="status")
PERCENT = re.compile(r"(?<=\d)\s*%")


def decision_table(decisions: Sequence[CommitteeDecision]) -> Table:
    return Table(
        key="beslut",
        title="Fattade politiska beslut",
        label_heading="Beslut",
        columns=(
            Column(key="status", heading="Status", kind="status"),
            Column(key="comment", heading="Kommentar", kind="text"),
        ),
        rows=tuple(
            Row(
                key=row.key,
                label=row.label,
                cells=(
                    Cell(
                        text=row.get_status_display(),
                        value=row.status,
                        tone=DECISION_TONES.get(row.status, "neutral"),
                    ),
                    Cell(text=row.comment),
                ),
            )
            for row in decisions
        ),
    )


def goal_blocks(
    trees: Sequence[CouncilGoalTree],
    headings: Mapping[str, str],
    *,
    title: str = "Mål och indikatorer",
    with_council_goals: bool = True,
) -> list[Block]:
    """A table of indicators per area, under its heading. ``headings``: column key -> heading."""
    has_overrides = any(each.judgement.is_overridden for tree in trees for each in tree.all_indicators())
    columns = indicator_columns(headings, with_rule=has_overrides)
    areas: dict[str, list[CouncilGoalTree]] = {}
    for tree in trees:
        areas.setdefault(tree.row.area, []).append(tree)
    blocks: list[Block] = []
    for key, (area, members) in zip(area_keys(list(areas)), areas.items(), strict=True):
        if area:
            blocks.append(Heading(text=area, is_numbered=True))
        overridden = [
            each
            for tree in members
            for each in tree.all_indicators()
            if each.judgement.is_overridden and "assessment" in headings
        ]
        blocks.append(
            Table(
                key=key,
                title=f"{title}: {area}" if area and len(areas) > 1 else title,
                label_heading="Indikator",
                columns=columns,
                rows=tuple(_indicator_rows(members, columns, with_council_goals=with_council_goals)),
                notes=tuple(map(_note, overridden)),
                marks=tuple(
                    NoteMark(row=indicator_key(each.row), column="assessment", note=index)
                    for index, each in enumerate(overridden)
                ),
            )
        )
    return blocks


def indicator_columns(headings: Mapping[str, str], *, with_rule: bool) -> tuple[Column, ...]:
    """``with_rule``: the rule's verdict before the decided one."""
    columns: list[Column] = []
    for key, heading in headings.items():
        if key == "assessment" and with_rule:
            columns.append(BY_RULE)
        columns.append(Column(key=key, heading=heading, kind=COLUMN_KINDS[key]))
    return tuple(columns)


def area_keys(areas: Sequence[str]) -> list[str]:
    """A table key per area: "mal", or "mal-<area>" when there are several."""
    if len(areas) == 1:
        return ["mal"]
    keys: list[str] = []
    for place, area in enumerate(areas, start=1):
        key = f"mal-{slugify(area)[:40].strip('-') or place}"
        keys.append(f"{key}-{place}" if key in keys else key)
    return keys


def unconfirmed_targets_table(trees: Sequence[CouncilGoalTree]) -> Table | None:
    """Ambiguous targets as they were parsed, for whoever types them. None when all are confirmed."""
    unconfirmed = [
        each.row
        for tree in trees
        for each in tree.all_indicators()
        if each.row.comparison and not each.row.target_confirmed
    ]
    if not unconfirmed:
        return None
    return Table(
        key="tolkning",
        title="Målvärden att kontrollera (visas inte i rapporten)",
        label_heading="Indikator",
        columns=(
            Column(key="target", heading="Målvärde", kind="text"),
            Column(key="reading", heading="Så har vi förstått målvärdet", kind="text"),
        ),
        rows=tuple(
            Row(
                key=row.key or f"ny-{place}",
                label=row.label,
                cells=(
                    Cell(text=target_cell(row).text),
                    Cell(text=describe(target) if (target := parsed_target_or_none(row)) else ""),
                ),
            )
            for place, row in enumerate(unconfirmed, start=1)
        ),
    )


def fulfilment_cell(fulfilment: Fulfilment | None) -> Cell:
    """A verdict as a word with its tone."""
    if fulfilment is None:
        return Cell(text=NO_VERDICT, tone="neutral")
    return Cell(text=FULFILMENTS[fulfilment], value=str(fulfilment), tone=TONES[fulfilment])


def value_cell(text: str) -> Cell:
    """A typed value in Swedish print, with its exact figure. Unparsable text is printed as typed."""
    try:
        value = parse_value(text)
    except AmountError:
        return Cell(text=_tidied(text))
    if isinstance(value, Quantity):
        return Cell(text=format_quantity(value), value=value.value, unit=value.unit)
    return Cell(text=_tidied(text))


def target_cell(indicator: Indicator) -> Cell:
    """A target as typed; the cell's value is the parsed figure."""
    plain = value_cell(indicator.target)
    target = parsed_target_or_none(indicator)
    if target is None or target.value is None:
        return Cell(text=plain.text)
    return Cell(text=plain.text, value=without_trailing_zeros(target.value), unit=target.unit)


def without_trailing_zeros(value: Decimal) -> Decimal:
    """125.000000 -> 125."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _tidied(text: str) -> str:
    return PERCENT.sub(f"{NO_BREAK_SPACE}%", " ".join(text.split()))


def _indicator_rows(
    trees: Sequence[CouncilGoalTree], columns: tuple[Column, ...], *, with_council_goals: bool
) -> Iterator[Row]:
    """A heading row per goal, then its indicators; those directly under a council goal first."""
    number = 0
    for tree in trees:
        number += 1
        if with_council_goals:
            yield _group(f"kf-mal-{tree.row.key or number}", f"Kommunfullmäktiges mål: {tree.row.label}")
        elif tree.indicators:
            yield _group(f"kf-mal-{tree.row.key or number}", "Indikatorer utan nämndmål")
        yield from (_indicator_row(each, columns) for each in tree.indicators)
        for goal in tree.goals:
            number += 1
            yield _goal_group(goal, number)
            yield from (_indicator_row(each, columns) for each in goal.indicators)


def _goal_group(goal: JudgedGoal, number: int) -> Row:
    return _group(f"namndmal-{goal.row.key or number}", f"Nämndmål: {goal.row.label}")


def _group(key: str, label: str) -> Row:
    return Row(key=key, label=label, cells=(), kind="group")


def _indicator_row(judged: JudgedIndicator, columns: tuple[Column, ...]) -> Row:
    row, judgement = judged.row, judged.judgement
    cells = {
        "current": value_cell(row.current),
        "forecast": value_cell(row.forecast),
        "target": target_cell(row),
        "computed": fulfilment_cell(judgement.computed),
        "assessment": fulfilment_cell(judgement.decided),
        "comment": Cell(text=row.comment),
    }
    return Row(
        key=indicator_key(row),
        label=row.label,
        cells=tuple(cells[column.key] for column in columns),
    )


def indicator_key(row: Indicator) -> str:
    """Of its row in the table, also before it is saved."""
    return row.key or f"ny-{row.position}-{slugify(row.label)[:30]}"


def _note(indicator: JudgedIndicator) -> str:
    """The reason of an overridden verdict."""
    label, judgement = indicator.row.label, indicator.judgement
    computed, decided = (
        fulfilment_cell(verdict).text.lower() for verdict in (judgement.computed, judgement.decided)
    )
    start = f"{label} Enligt" if label.endswith((".", "!", "?")) else f"{label}: enligt"
    return f"{start} regeln {computed}, bedömd som {decided}. Skäl: {judgement.reason}"
