"""Rules on appropriations and what is carried over: in a table, in the text, from the year before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reporting.document.amounts import rounded
from reporting.document.blocks import Row
from reporting.review.claims.figures import Figure, figures
from reporting.review.facts import Facts, SectionTable, Sentence, kronor, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import share_named, words

TOTAL = "total_appropriation"
ADDED_ONE_BY_ONE = ("carried_over", "extra_appropriation")
# "begärs överfört till 2024", "överförs till nästa år": a request, not what has been carried over already.
REQUESTED = re.compile(
    r"\b(?:begär\w*|föreslå\w*|önska\w*)\b.*\b(?:överfö\w+|ombudgeter\w*)|\b(?:överförs|ombudgeteras)\b.*\btill\b",
    re.IGNORECASE,
)
FROM_BEFORE = re.compile(r"\bfrån (?:år )?(?:20\d\d|föregående|förra)", re.IGNORECASE)
INVESTMENT = re.compile(r"invest|projekt|anslag", re.IGNORECASE)


class TotalAppropriation(Rule):
    code = "anslag"
    name = "Totalt anslag är inte budget och överfört"
    help = "Lägger ihop radens budget, det som är överfört och det som är beviljat, och jämför med totalt anslag."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            parts = _parts_of_total(table)
            if TOTAL in table.columns and parts:
                for row in table.table.rows:
                    yield from self._check(table, row, parts)

    def _check(self, table: SectionTable, row: Row, parts: tuple[str, ...]) -> Iterator[Finding]:
        column = table.table.columns[table.columns[TOTAL]]
        known, total = table.amounts(row, *parts), table.value(row, TOTAL)
        if known is None or total is None:
            return
        printed = [rounded(value, column.decimals) for value in known]
        expected, printed_total = sum(printed, Decimal(0)), rounded(total, column.decimals)
        step = Decimal(1).scaleb(-column.decimals)
        if expected == printed_total:
            return
        is_rounding = abs(sum(known, Decimal(0)) - total) < step and abs(expected - printed_total) <= step
        unit = table.table.unit
        yield self.at_table(
            Severity.ROUNDING if is_rounding else Severity.ERROR,
            table,
            f"{column.heading} för ”{row.label}” är {shown(printed_total, unit)}, men "
            f"{_headings(table, parts)} ger {shown(expected, unit)}. "
            + ("Skillnaden ryms i avrundningen." if is_rounding else "Rätta det belopp som är fel."),
            row=row,
            column=column,
            computation=f"{' + '.join(shown(value) for value in printed)} = {shown(expected)}",
            evidence=(str(total), *map(str, known)),
        )


def _parts_of_total(table: SectionTable) -> tuple[str, ...]:
    """Keys of the columns that add up to the total appropriation; () unless the table shows budget and an addition."""
    if "budget" not in table.columns:
        return ()
    added = ("additions",) if "additions" in table.columns else ADDED_ONE_BY_ONE
    shown_parts = tuple(key for key in added if key in table.columns)
    return ("budget", *shown_parts) if shown_parts else ()


def _headings(table: SectionTable, keys: tuple[str, ...]) -> str:
    return " och ".join(table.table.columns[table.columns[key]].heading.lower() for key in keys)


class CarriedOver(Rule):
    code = "overfort"
    name = "Det som överförs är mer än det som är kvar"
    help = (
        "Det som begärs överfört till nästa år, eller är överfört från det förra, kan inte vara mer än det som blev "
        "över."
    )

    def find(self, facts: Facts) -> Iterator[Finding]:
        tables = [table for table in facts.money if _is_of_appropriations(table)]
        for sentence in facts.sentences:
            if REQUESTED.search(sentence.text) and not FROM_BEFORE.search(sentence.text):
                yield from self._requested(tables, sentence)
        if facts.previous and _is_year_before(facts):
            yield from self._from_before(tables, Facts(facts.previous))

    def _requested(self, tables: list[SectionTable], sentence: Sentence) -> Iterator[Finding]:
        amounts = [figure for figure in figures(sentence.text) if figure.kind == "amount"]
        named = _named(tables, sentence.text)
        if len(amounts) != 1 or named is None:
            return  # several candidates: no pattern can choose
        table, row = named
        left, used_by = _left(table, row)
        scale = kronor(table.table)
        if left is None or scale is None or _fits(amounts[0], left * scale):
            return
        yield self.at_sentence(
            Severity.ERROR,
            sentence,
            f"Texten begär {amounts[0].text} överfört, men ”{row.label}” i ”{table.title}” har "
            f"{shown(left, table.table.unit)} kvar efter {used_by}. Rätta beloppet i texten eller tabellen.",
            evidence=(amounts[0].text, str(left)),
        )

    def _from_before(self, tables: list[SectionTable], before: Facts) -> Iterator[Finding]:
        rows = {
            row.key: (table, row)
            for table in before.money
            if _is_of_appropriations(table)
            for row in table.lines
        }
        for table in tables:
            for row in table.lines:
                carried, earlier = table.value(row, "carried_over"), rows.get(row.key)
                if not carried or carried < 0 or earlier is None:
                    continue
                left, _ = _left(*earlier)
                unit, earlier_unit = kronor(table.table), kronor(earlier[0].table)
                if left is None or unit is None or earlier_unit is None:
                    continue
                if carried * unit <= left * earlier_unit + unit / 2:
                    continue
                yield self.at_table(
                    Severity.WARNING,
                    table,
                    f"”{row.label}” har {shown(carried, table.table.unit)} överfört från förra året, men i den "
                    f"rapporten var {shown(left, earlier[0].table.unit)} kvar. Kontrollera vad som är beslutat.",
                    row=row,
                    column=table.table.columns[table.columns["carried_over"]],
                    evidence=(str(carried), str(left)),
                )


def _is_of_appropriations(table: SectionTable) -> bool:
    """Whether the table's rows can carry money over: investments, or a column of carried-over amounts."""
    return "carried_over" in table.columns or TOTAL in table.columns or table.is_about(INVESTMENT)


def _is_year_before(facts: Facts) -> bool:
    before = facts.previous
    return before is not None and before.year == facts.document.year - 1 and Facts(before).share_of_year == 1


def _named(tables: list[SectionTable], text: str) -> tuple[SectionTable, Row] | None:
    """The row a sentence names, or the total if it names none; None if several fit."""
    text_words = words(text)
    shares = [(share_named(row.label, text_words), table, row) for table in tables for row in table.lines]
    best = max((share for share, _, _ in shares), default=0.0)
    if best >= 0.5:
        named = [(table, row) for share, table, row in shares if share == best]
    else:
        named = [(table, table.total) for table in tables if table.total is not None]
    return named[0] if len(named) == 1 else None


def _left(table: SectionTable, row: Row) -> tuple[Decimal | None, str]:
    """What is left of a row's appropriation, by the forecast if there is one, and the Swedish name of what was used."""
    granted = next((value for key in (TOTAL, "budget") if (value := table.value(row, key)) is not None), None)
    for key, name in (("forecast", "prognosen"), ("actual", "utfallet")):
        used = table.value(row, key)
        if granted is not None and used is not None:
            return granted - used, name
    return None, ""


def _fits(figure: Figure, left: Decimal) -> bool:
    return abs(figure.exact) <= left + figure.slack


RULES: tuple[type[Rule], ...] = (TotalAppropriation, CarriedOver)
