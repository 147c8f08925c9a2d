"""Rules on figures in the text, against the tables and each other. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from reporting.document.amounts import format_number
from reporting.document.blocks import Row
from reporting.document.parsing import AmountError, parse_number
from reporting.review.claims.claim import Claim, State, claims
from reporting.review.claims.figures import count, counts_of, figures
from reporting.review.facts import Facts, SectionTable, Sentence, shown
from reporting.review.findings import Finding, Severity
from reporting.review.marks import PIPE_TABLE
from reporting.review.rule import Rule
from reporting.review.words import split_sentences

DIVIDED = re.compile(r"fördela|uppgår|uppgick|varav|totalt|sammanlagt|enligt", re.IGNORECASE)
SUM_LABEL = re.compile(r"^\**(?:summa|totalt|total|tot)\b", re.IGNORECASE)
OTHERS = re.compile(r"\b(?:övriga|andra|resterande|kvarvarande)\s+(?P<count>\d{1,3})\b", re.IGNORECASE)


class FigureInText(Rule):
    code = "siffra-i-text"
    name = "En siffra i texten säger emot tabellen"
    help = "Ett belopp i en mening som handlar om en rad ska vara radens, rätt avrundat."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for claim in claims(facts):
            if claim.state is State.CONTRADICTED and claim.problem != "tecken" and claim.source:
                source, figure = claim.source, claim.figure
                rounded = _as_written(claim)
                fault = (
                    f"men {source.place} är {_printed(claim)}; avrundat är det {rounded}. Skriv {rounded}."
                    if claim.problem == "avrundning"
                    else f"men {source.place} är {_printed(claim)}. Rätta texten, eller tabellen om den är fel."
                )
                yield self.at_sentence(
                    Severity.ERROR if claim.problem == "belopp" else Severity.WARNING,
                    claim.sentence,
                    f"Texten säger {figure.text}, {fault}",
                    computation=f"{_printed(claim)} ≈ {rounded}" if claim.problem == "avrundning" else "",
                    evidence=(figure.text, source.cell),
                )


def _printed(claim: Claim) -> str:
    assert claim.source is not None
    unit = claim.source.cell.unit or claim.source.column.unit or claim.source.table.table.unit
    text = claim.source.cell.text
    return text if claim.source.cell.unit or not unit else f"{text}\u00a0{unit}"


def _as_written(claim: Claim) -> str:
    """The cell's value in the unit and decimals of the figure: 1 956 tkr is 2,0 mnkr."""
    assert claim.source is not None
    value = abs(claim.source.exact) / claim.figure.scale
    unit = f"\u00a0{claim.figure.unit}" if claim.figure.unit else ""
    return format_number(value, claim.figure.decimals) + unit


class SignWord(Rule):
    code = "tecken-i-text"
    name = "Underskott eller överskott är förväxlat"
    help = "Ordet i texten (underskott, överskott) ska stämma med cellens tecken, så som tabellen skriver tecken."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for claim in claims(facts):
            if claim.state is State.CONTRADICTED and claim.problem == "tecken" and claim.source:
                source = claim.source
                yield self.at_sentence(
                    Severity.ERROR,
                    claim.sentence,
                    f"Texten och tabellen säger emot varandra om {claim.figure.text}: {source.place} är "
                    f"{_printed(claim)}, {_meaning(facts, claim)}. Rätta ordet i texten eller tecknet i tabellen.",
                    computation=facts.document.sign_note,
                    evidence=(claim.figure.text, source.cell, str(facts.surplus_of(source.table))),
                )


def _meaning(facts: Facts, claim: Claim) -> str:
    """What the cell's sign means, in Swedish."""
    assert claim.source is not None
    is_plus = claim.source.exact > 0
    if claim.source.column.kind == "variance":
        return "vilket är bättre än budget" if is_plus == (facts.better == 1) else "vilket är sämre än budget"
    is_surplus = is_plus == (facts.surplus_of(claim.source.table) == 1)
    return f"vilket är ett {'överskott' if is_surplus else 'underskott'} i den tabellen"


class SumInText(Rule):
    code = "summa-i-text"
    name = "En summa i texten stämmer inte med delarna"
    help = "En liten tabell i texten ska ge den summa som meningen före, eller tabellens sista rad, säger."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for section, markdown in facts.prose:
            before = ""
            for part in re.split(r"\n\s*\n", markdown):
                rows = _pipe_rows(part)
                if len(rows) >= 2:
                    yield from self._check(Sentence(section.key, section.title, _last_sentence(before)), rows)
                before = part

    def _check(self, sentence: Sentence, rows: list[tuple[str, Decimal]]) -> Iterator[Finding]:
        parts, totals = rows, []
        if SUM_LABEL.match(rows[-1][0]):
            parts, totals = rows[:-1], [rows[-1][1]]
        if not totals and DIVIDED.search(sentence.text):
            totals = [figure.value for figure in figures(sentence.text) if figure.kind in {"count", "number"}]
        added = sum((value for _, value in parts), Decimal(0))
        largest = max((abs(value) for _, value in parts), default=Decimal(0))
        said = [total for total in totals if abs(total) >= largest]
        if said and added not in said:
            written = " + ".join(shown(value) for _, value in parts)
            yield self.at_sentence(
                Severity.ERROR,
                sentence,
                f"Texten säger {shown(said[0])}, men delarna ({', '.join(label for label, _ in parts)}) ger "
                f"{shown(added)}. Rätta summan eller den del som är fel.",
                computation=f"{written} = {shown(added)}",
                evidence=(str(said[0]), *(str(value) for _, value in parts)),
            )


def _pipe_rows(block: str) -> list[tuple[str, Decimal]]:
    """Labels and figures of a two-column Markdown table; [] for anything else."""
    lines = [line for line in block.split("\n") if line.strip()]
    if len(lines) < 3 or not all(PIPE_TABLE.match(line) for line in lines):
        return []
    rows = []
    for line in lines[2:]:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) != 2:
            return []
        try:
            value = parse_number(cells[1].strip("*"))
        except AmountError:
            return []
        if value is not None:
            rows.append((cells[0].strip("*"), value))
    return rows


def _last_sentence(paragraph: str) -> str:
    return next(iter(reversed(list(split_sentences(" ".join(paragraph.split()))))), "")


class PartOf(Rule):
    code = "del-av"
    name = "”3 av 5, de övriga 2” går inte ihop"
    help = "En del är aldrig större än det hela, och de övriga är resten."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for sentence in facts.sentences:
            for stated in counts_of(sentence.text):
                rest = OTHERS.search(sentence.text, stated.end)
                if stated.part > stated.whole or (
                    rest and count(rest["count"]) != stated.whole - stated.part
                ):
                    others = f" och {rest[0]}" if rest else ""
                    yield self.at_sentence(
                        Severity.ERROR,
                        sentence,
                        f"”{stated.text}”{others} går inte ihop. Rätta det tal som är fel.",
                        computation=f"{stated.whole} − {stated.part} = {stated.whole - stated.part}",
                        evidence=(stated.text, others),
                    )


class NamedEffects(Rule):
    code = "effekter"
    name = "De belopp som texten nämner förklarar inte hela avvikelsen"
    help = (
        "Lägger ihop radernas avvikelser som texten nämner med belopp och jämför med den totala avvikelsen."
    )
    least = Decimal("0.01")  # of the table's budget

    def find(self, facts: Facts) -> Iterator[Finding]:
        result = facts.result
        if result is None or result.total is None or "variance_forecast" not in result.columns:
            return
        named = {
            claim.source.row.key
            for claim in claims(facts)
            if claim.source and claim.is_named and claim.state is State.SUPPORTED and claim.source.table == result
            and claim.source.row.kind == "line" and claim.source.column.key == "variance_forecast"
        }  # fmt: skip
        total = result.value(result.total, "variance_forecast")
        left = [
            (row, value)
            for row in result.lines
            if row.key not in named and (value := result.value(row, "variance_forecast"))
        ]
        if len(named) > 1 and total and left:
            yield self._finding(result, total, left)

    def _finding(self, result: SectionTable, total: Decimal, left: list[tuple[Row, Decimal]]) -> Finding:
        unexplained = sum((value for _, value in left), Decimal(0))
        unit = result.table.unit
        rows = ", ".join(f"{row.label} {shown(value, unit)}" for row, value in left)
        return self.at_table(
            Severity.ADVICE,
            result,
            f"Texten nämner belopp som ger {shown(total - unexplained, unit)} av avvikelsen {shown(total, unit)}. "
            f"Utan belopp i texten: {rows}. Skriv vad de beror på om de är av vikt.",
            row=result.total,
            computation=f"{shown(total)} − {shown(unexplained)} = {shown(total - unexplained)}".replace(
                "− −", "+ "
            ),
            evidence=[f"{row.key}:{value}" for row, value in left],
        )


RULES: tuple[type[Rule], ...] = (FigureInText, SignWord, SumInText, PartOf, NamedEffects)
