"""Charts of goals and indicators. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from goals.fulfilment import FULFILMENT_KEY
from goals.judgements import CouncilGoalTree, parsed_target_or_none
from goals.tables import indicator_key
from goals.targets import Target, TargetKind
from reporting.document.blocks import Block, Table
from reporting.document.charts import Chart, ChartPoint, Direction, chart_key

CHARTS = {
    "statuses": "Hur många indikatorer som uppnås, uppnås delvis och inte uppnås",
    "targets": "Indikatorerna mot sina mål",
    "tiles": "Nämndmålen, en ruta för varje",
}
DIRECTIONS: dict[TargetKind, Direction] = {
    TargetKind.AT_LEAST: "at_least",
    TargetKind.AT_MOST: "at_most",
    TargetKind.MORE_THAN: "more_than",
    TargetKind.LESS_THAN: "less_than",
    TargetKind.BETWEEN: "between",
    TargetKind.EQUAL: "exactly",
}


def with_charts(
    blocks: Sequence[Block], trees: Sequence[CouncilGoalTree], forms: Collection[str]
) -> list[Block]:
    """The blocks, each table after its charts."""
    found = {
        indicator_key(each.row): parsed_target_or_none(each.row)
        for tree in trees
        for each in tree.all_indicators()
    }
    return [
        each
        for block in blocks
        for each in [*(_charts(block, found, forms) if isinstance(block, Table) else ()), block]
    ]


def _charts(table: Table, found: Mapping[str, Target | None], forms: Collection[str]) -> Iterator[Chart]:
    lines = [row.key for row in table.rows if row.kind == "line"]
    if not lines:
        return
    if table.key == FULFILMENT_KEY:
        if "tiles" in forms:
            yield from Chart(
                key=chart_key(table.key, "tiles"), title="Nämndmålens måluppfyllelse", form="tiles", table=table.key,
                points=tuple(ChartPoint(row=key) for key in lines), verdict="decided",
            ).parts()  # fmt: skip
        return
    columns = {column.key for column in table.columns}
    verdict = "assessment" if "assessment" in columns else ""
    if "statuses" in forms and verdict:
        yield Chart(
            key=chart_key(table.key, "statuses"), title="Så bedöms indikatorerna", form="statuses", table=table.key,
            points=tuple(ChartPoint(row=key) for key in lines), verdict=verdict,
        )  # fmt: skip
    if "targets" in forms and "target" in columns:
        points = tuple(_point(key, found.get(key)) for key in lines)
        yield from Chart(
            key=chart_key(table.key, "targets"), title="Indikatorerna mot sina mål", form="targets",
            table=table.key, points=points, value="current", forecast="forecast", against="target",
            verdict=verdict,
        ).parts()  # fmt: skip


def _point(key: str, target: Target | None) -> ChartPoint:
    if target is None or target.kind not in DIRECTIONS:
        return ChartPoint(row=key)
    return ChartPoint(row=key, direction=DIRECTIONS[target.kind], upper=target.upper)
