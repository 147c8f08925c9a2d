"""Money in *I korthet*: the result, the investments and the plan of measures, in words instead of signs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.document.amounts import NO_BREAK_SPACE, UNITS, format_number, rounded
from reporting.document.blocks import Row, Table
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight, Progress
from reporting.document.months import MONTHS
from reporting.document.tones import Tone

Place = tuple[str, Table]  # a section's key and its table

EVEN = "Nollresultat"
VARIANCES = {"forecast": "variance_forecast", "actual": "variance_actual"}
APPROPRIATIONS = ("total_appropriation", "budget")


@dataclass(frozen=True)
class Money:
    """A table of money by column key. Effects: + is better, in the table's unit."""

    table: Table

    def number(self, row: Row, column: str) -> Decimal | None:
        cells = dict(zip((each.key for each in self.table.columns), row.cells, strict=False))
        return cells[column].number if column in cells else None

    def text(self, value: Decimal) -> str:
        """An amount without its sign: "1 200 tkr"."""
        amount = format_number(abs(value), self.decimals)
        return f"{amount}{NO_BREAK_SPACE}{self.table.unit}"

    def is_zero(self, value: Decimal) -> bool:
        """As printed."""
        return rounded(value, self.decimals) == 0

    @property
    def decimals(self) -> int:
        return next((column.decimals for column in self.table.columns if column.is_summed), 0)

    def result(self, row: Row, column: str) -> Decimal | None:
        """An amount of a result row as an effect: a surplus is +."""
        number = self.number(row, column)
        return number if number is None or self.table.surplus == "+" else -number

    def effect(self, row: Row, column: str) -> Decimal | None:
        """A variance as an effect."""
        number = self.number(row, column)
        return number if number is None or self.table.better == "+" else -number

    def result_words(self, effect: Decimal) -> str:
        if self.is_zero(effect):
            return EVEN
        return f"{'Överskott' if effect > 0 else 'Underskott'} {self.text(effect)}"

    def lines(self) -> Iterator[Row]:
        return (row for row in self.table.rows if row.kind == "line")


def result_highlight(contents: Sequence[SectionContent], document: Document, *, key: str) -> Highlight | None:
    """The forecast, else the result so far, against the budget. None without a result."""
    place = _place(contents)
    return None if place is None else _result(place, document, key)


def investment_highlight(
    contents: Sequence[SectionContent], document: Document, *, key: str
) -> Highlight | None:
    """What has been used of the year's budget, its additions included."""
    place = _place(contents)
    return None if place is None else _investments(place, document, key)


def measures_highlight(contents: Sequence[SectionContent], *, key: str) -> Highlight | None:
    """How many measures there are, and their effect on the year."""
    place = _place(contents)
    return None if place is None else _measures(place, key)


def _place(contents: Sequence[SectionContent]) -> Place | None:
    return next(((content.key, table) for content in contents for table in content.tables()), None)


@dataclass(frozen=True)
class Outcome:
    """The result of a table. ``budget``: None where it is of a longer time. Effects: + is better."""

    money: Money
    row: Row
    measure: str
    heading: str
    effect: Decimal | None
    budget: Decimal | None
    is_whole_year: bool

    @property
    def difference(self) -> Decimal | None:
        return None if self.effect is None or self.budget is None else self.effect - self.budget

    @property
    def tone(self) -> Tone:
        if self.effect is None:
            return "neutral"
        return _tone(self.money, self.effect if self.difference is None else self.difference)


def outcome(table: Table, document: Document) -> Outcome | None:
    """The forecast, else the result so far. None for a table without a result."""
    money, row = Money(table), _result_row(table)
    measure = "forecast" if _has(table, "forecast") else "actual"
    if row is None or not _has(table, measure):
        return None
    is_whole_year = measure == "forecast" or document.actuals_through.month == len(MONTHS)
    return Outcome(
        money=money,
        row=row,
        measure=measure,
        heading=_heading(measure, document),
        effect=money.result(row, measure),
        budget=money.result(row, "budget") if is_whole_year else None,
        is_whole_year=is_whole_year,
    )


def _result(place: Place, document: Document, key: str) -> Highlight | None:
    section, table = place
    found = outcome(table, document)
    if found is None:
        return None
    money, row, effect = found.money, found.row, found.effect
    if effect is None:
        what = "Helårsprognosen" if found.measure == "forecast" else "Utfallet"
        return _highlight(table, key, section, found.heading, f"{what} saknas", tone=found.tone)
    details = [
        *_against_budget(found),
        *(_so_far(money, row, document) if found.measure == "forecast" else []),
        *_extremes(money, VARIANCES[found.measure]),
    ]
    return _highlight(
        table, key, section, found.heading, money.result_words(effect),
        tone=found.tone,
        details=tuple(details),
        score=effect * UNITS[table.unit] if found.is_whole_year else None,
    )  # fmt: skip


def _investments(place: Place, document: Document, key: str) -> Highlight | None:
    section, table = place
    money, row = Money(table), _whole(table)
    columns = [name for name in APPROPRIATIONS if _has(table, name)]
    if row is None or not columns or not _has(table, "actual"):
        return None
    whole, used = money.number(row, columns[0]), money.number(row, "actual")
    if whole is None or used is None:
        return _highlight(table, key, section, "Investeringar", "Utfall eller budget saknas", tone="neutral")
    gone = (Decimal(100) * document.actuals_through.month / len(MONTHS)).quantize(Decimal("0.1"))
    return _highlight(
        table, key, section, "Investeringar",
        f"{format_number(used, money.decimals)} av {money.text(whole)} använt",
        details=tuple(_of_investments(money, row, used, whole, gone)),
        progress=Progress(part=used, whole=whole, expected=gone) if whole > 0 and used >= 0 else None,
    )  # fmt: skip


def _measures(place: Place, key: str) -> Highlight:
    section, table = place
    money, row = Money(table), _whole(table)
    measures = [line for line in money.lines() if any(cell.text for cell in line.cells)]
    if not measures:
        return _highlight(table, key, section, "Åtgärder", "Inga åtgärder")
    effect = None if row is None else money.number(row, "effect_forecast")
    details = () if effect is None else (f"Effekt på helåret enligt prognosen: {money.text(effect)}.",)
    count = f"{len(measures)} {'åtgärd' if len(measures) == 1 else 'åtgärder'}"
    return _highlight(table, key, section, "Åtgärder", count, details=details)


def _highlight(
    table: Table, key: str, section: str, heading: str, statement: str, *, tone: Tone = "",
    details: tuple[str, ...] = (), score: Decimal | None = None, progress: Progress | None = None,
) -> Highlight:  # fmt: skip
    return Highlight(
        key=key, heading=heading, statement=statement, section=section, table=table.key, table_title=table.title,
        tone=tone, details=details, score=score, progress=progress,
    )  # fmt: skip


def _has(table: Table, column: str) -> bool:
    return any(each.key == column for each in table.columns)


def _result_row(table: Table) -> Row | None:
    return next((row for row in reversed(table.rows) if row.key in table.result_rows), None)


def _whole(table: Table) -> Row | None:
    """The total; of a table with one line, that."""
    lines = [row for row in table.rows if row.kind == "line"]
    total = next((row for row in reversed(table.rows) if row.kind == "total"), None)
    return total or (lines[0] if len(lines) == 1 else None)


def _heading(measure: str, document: Document) -> str:
    if measure == "forecast":
        return "Ekonomi, helårsprognos"
    month = MONTHS[document.actuals_through.month - 1]
    is_year_end = document.actuals_through.month == len(MONTHS)
    return "Ekonomi, årets resultat" if is_year_end else f"Ekonomi till och med {month}"


def _tone(money: Money, effect: Decimal) -> Tone:
    if money.is_zero(effect):
        return ""
    return "good" if effect > 0 else "bad"


def _against_budget(found: Outcome) -> Iterator[str]:
    money, difference = found.money, found.difference
    if difference is None or found.budget is None:
        return
    if money.is_zero(difference):
        yield "Som budget."
        return
    costs = sum(_costs(money, found.row), Decimal(0))
    share = (
        f" ({format_number(abs(difference) / costs * 100, 1)} % av budgeterade kostnader)" if costs else ""
    )
    direction = "bättre" if difference > 0 else "sämre"
    planned = lowered(money.result_words(found.budget))
    yield f"{money.text(difference)} {direction} än budget{share}. Budget: {planned}."


def _costs(money: Money, row: Row) -> Iterator[Decimal]:
    """The budgeted lines below a result that lower it, as positive amounts."""
    rows = {each.key: each for each in money.table.rows}
    seen: list[tuple[Row, int]] = [(row, 1)]
    while seen:
        current, sign = seen.pop()
        parts = [(key, sign) for key in current.adds] + [(key, -sign) for key in current.subtracts]
        seen += [(rows[key], direction) for key, direction in parts if key in rows]
        amount = money.number(current, "budget")
        if not parts and amount is not None:
            effect = amount * sign if money.table.surplus == "+" else -amount * sign
            if effect < 0:
                yield -effect


def _so_far(money: Money, row: Row, document: Document) -> Iterator[str]:
    actual = money.result(row, "actual")
    if actual is not None:
        month = MONTHS[document.actuals_through.month - 1]
        variance = money.effect(row, "variance_period")
        against = "" if variance is None or money.is_zero(variance) else _against_period(money, variance)
        yield f"Till och med {month}: {lowered(money.result_words(actual))}{against}."


def _against_period(money: Money, variance: Decimal) -> str:
    return f", {money.text(variance)} {'bättre' if variance > 0 else 'sämre'} än periodens budget"


def _extremes(money: Money, column: str) -> Iterator[str]:
    """The lines that differ most from the budget, the worst first."""
    effects = [
        (effect, line.label)
        for line in money.lines()
        if (effect := money.effect(line, column)) is not None and not money.is_zero(effect)
    ]
    if not effects:
        return
    (worst, worst_label), (best, best_label) = min(effects), max(effects)
    if worst < 0:
        yield f"Störst minus: {worst_label}, {money.text(worst)} sämre än budget."
    if best > 0:
        yield f"Störst plus: {best_label}, {money.text(best)} bättre än budget."


def _of_investments(money: Money, row: Row, used: Decimal, whole: Decimal, gone: Decimal) -> Iterator[str]:
    if whole > 0:
        share = f"{format_number(used / whole * 100)} %"
        year = "" if gone == 100 else f" när {format_number(gone)} % av året har gått"
        yield f"{share} av budgeten{year}."
    forecast = money.number(row, "forecast")
    if forecast is not None:
        is_as_budget = money.is_zero(forecast - whole)
        yield f"Prognos för helåret: {money.text(forecast)}{', som budget' if is_as_budget else ''}."


def lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
