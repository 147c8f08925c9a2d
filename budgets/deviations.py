"""What the tables of money judge: the result, and lines past the limits that the template sets. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.forecasting import Threshold
from budgets.highlights import Money, lowered, outcome
from reporting.document.amounts import UNITS
from reporting.document.blocks import Row
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.places import anchor_of

RESULT = "resultat"


def judged_result(content: SectionContent, document: Document) -> Iterator[Judged]:
    """As in *I korthet*: the forecast, else the result so far, against the budget."""
    for table in content.tables():
        found = outcome(table, document)
        if found is not None and found.effect is not None:
            words = lowered(found.money.result_words(found.effect))
            if found.budget is not None:
                words += f" mot budgeterat {lowered(found.money.result_words(found.budget))}"
            yield Judged(
                ref=RESULT,
                label=found.heading,
                words=words,
                tone=found.tone,
                row=anchor_of(content.key, table.key, found.row.key),
            )


def judged_lines(content: SectionContent, threshold: Threshold) -> Iterator[Judged]:
    """Lines with budget, forecast and variance. Those worse than budget past the threshold deviate."""
    for table in content.tables() if threshold != Threshold() else ():
        money = Money(table)
        for row in money.lines():
            effect = money.effect(row, "variance_forecast")
            if effect is not None:
                is_bad = effect < 0 and _is_past(money, row, threshold)
                words = f"{money.text(effect)} {'sämre' if effect < 0 else 'bättre'} än budget"
                yield Judged(
                    ref=f"{table.key}.{row.key}",
                    label=row.label,
                    words="som budget" if money.is_zero(effect) else words,
                    tone="partly" if is_bad else "",
                    row=anchor_of(content.key, table.key, row.key),
                )


def _is_past(money: Money, row: Row, threshold: Threshold) -> bool:
    budget, forecast = money.number(row, "budget"), money.number(row, "forecast")
    unit = UNITS[money.table.unit]
    return budget is not None and forecast is not None and threshold.is_passed(budget * unit, forecast * unit)
