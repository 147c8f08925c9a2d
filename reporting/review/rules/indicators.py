"""Rules on the indicators of goals: values, direction, forecasts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from reporting.document.blocks import Cell, Row
from reporting.document.signs import DASHES, EM_DASH
from reporting.review.facts import Facts, SectionTable, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import is_named, share_named, stem, words

LESS = re.compile(r"^\W*(?:minsk|sänk|reducera)", re.IGNORECASE)
MORE = re.compile(r"^\W*(?:öka|höj|fler)", re.IGNORECASE)
AT_MOST = re.compile(r"högst|minska|max|≤|under|lägre|färre", re.IGNORECASE)
AT_LEAST = re.compile(r"minst|öka|≥|eller högre|mer än|över|fler", re.IGNORECASE)
BASELINE = re.compile(r"från\s", re.IGNORECASE)
CUMULATIVE = re.compile(r"^(?:öka )?antal(?:et)? ", re.IGNORECASE)
NOT_CUMULATIVE = re.compile(r"pågående|minska|genomsnitt|öppna|aktiva|kvarvarande|per ", re.IGNORECASE)
TARGET = re.compile(r"\bmålvärde|\bmålnivå|\bmålet (?:har|är) (?:höjt|sänkt|ändrat|justerat)", re.IGNORECASE)
MOST_LISTED = 4  # changed targets per message
NO_VALUE = {"", *DASHES, EM_DASH, "saknas"}
RIGHT_WAY = re.compile(
    r"rätt håll|rätt riktning|positiv (?:riktning|utveckling)|utvecklas positivt", re.IGNORECASE
)


class MissingValue(Rule):
    code = "varde-saknas"
    name = "En indikator saknar värde"
    help = "En indikator utan vare sig nuvärde eller prognos går inte att bedöma."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.goals:
            for row in table.lines:
                values = [cell for key in ("current", "forecast") if (cell := table.cell(row, key))]
                if values and all(cell.text.strip() in NO_VALUE for cell in values):
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{row.label}” saknar värde. Fyll i värdet, eller skriv när det finns.",
                        row=row,
                        evidence=["saknas"],
                    )


class Direction(Rule):
    code = "riktning"
    name = "Målvärdets riktning säger emot indikatorns namn"
    help = "”Minska …” ska bedömas som högst och ”Öka …” som minst; en uppnådd bedömning får inte vila på det omvända."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.goals:
            for row in table.lines:
                if wanted := _wanted(row.label):
                    yield from self._check(table, row, wanted)

    def _check(self, table: SectionTable, row: Row, wanted: int) -> Iterator[Finding]:
        target, forecast = table.cell(row, "target"), table.cell(row, "forecast")
        if target is None:
            return
        opposite = AT_LEAST if wanted < 0 else AT_MOST
        wording = re.sub(r"\bfrån\b.*", "", target.text)
        agreeing = AT_MOST if wanted < 0 else AT_LEAST
        if opposite.search(wording) and not agreeing.search(wording):
            yield self.at_table(
                Severity.WARNING,
                table,
                f"”{row.label}” har målvärdet ”{target.text}”, som går åt andra hållet. Rätta målvärdet eller "
                "namnet.",
                row=row,
                evidence=(row.label, target),
            )
            return
        verdict = table.cell(row, "computed") or table.cell(row, "assessment")
        goal, value = target.number, forecast.number if forecast else None
        if verdict is None or forecast is None or goal is None or value is None or value == goal:
            return
        is_better = (value < goal) == (wanted < 0)
        if (verdict.value == "met") != is_better and verdict.value in {"met", "not_met"}:
            yield self.at_table(
                Severity.WARNING,
                table,
                f"”{row.label}” är ”{verdict.text.lower()}” fast prognosen är {forecast.text} och målvärdet "
                f"{target.text}. Kontrollera hur målvärdet är förstått.",
                row=row,
                evidence=(forecast, target, verdict),
            )


def _wanted(label: str) -> int:
    """−1 if the name asks for less, 1 if for more, 0 if for neither."""
    return -1 if LESS.search(label) else 1 if MORE.search(label) else 0


class ShrinkingCount(Rule):
    code = "prognos-under-nuvarde"
    name = "Prognosen för ett antal ligger under nuvärdet"
    help = "Ett antal som bara kan växa under året kan inte sluta lägre än det redan är."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.goals:
            for row in table.lines:
                current, forecast = (table.cell(row, key) for key in ("current", "forecast"))
                if current is None or forecast is None or not _is_cumulative(row, current, forecast):
                    continue
                now, then = current.number, forecast.number
                if now is not None and then is not None and then < now:
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{row.label}” är redan {current.text}, men prognosen är {forecast.text}. Ett antal som "
                        "räknas ihop under året minskar inte: rätta prognosen.",
                        row=row,
                        computation=f"{forecast.text} − {current.text} = {shown(then - now)}",
                        evidence=(current, forecast),
                    )


def _is_cumulative(row: Row, *cells: Cell) -> bool:
    is_count = all(cell.unit in {"st", ""} for cell in cells)
    return is_count and bool(CUMULATIVE.search(row.label)) and not NOT_CUMULATIVE.search(row.label)


class RightWay(Rule):
    code = "ratt-hall"
    name = "”Åt rätt håll” stämmer inte med nuvärdet"
    help = (
        "När texten säger att något går åt rätt håll ska nuvärdet ha rört sig från utgångsvärdet mot målet."
    )

    def find(self, facts: Facts) -> Iterator[Finding]:
        for sentence in facts.sentences:
            if not RIGHT_WAY.search(sentence.text):
                continue
            sentence_words = words(sentence.text)
            moved = [
                (row, current, start)
                for table in facts.goals
                for row in table.lines
                if _is_about(row.label, sentence_words) and (movement := _movement(table, row))
                for current, start in [movement]
            ]
            wrong = [
                (row, now, start) for row, now, start in moved if (now > start) == (_wanted(row.label) < 0)
            ]
            if wrong:
                yield self.at_sentence(
                    Severity.WARNING,
                    sentence,
                    "Texten säger att det går åt rätt håll, men "
                    + ", ".join(
                        f"”{row.label}” är {shown(now)} mot utgångsvärdet {shown(start)}"
                        for row, now, start in wrong
                    )
                    + f". Det gäller {len(wrong)} av {len(moved)} indikatorer som meningen handlar om: skriv vilka "
                    "som förbättras och vilka som inte gör det.",
                    computation="; ".join(
                        f"{shown(now)} − {shown(start)} = {shown(now - start)}" for _, now, start in wrong
                    ),
                    evidence=[f"{row.key}:{now}:{start}" for row, now, start in wrong],
                )


def _is_about(label: str, sentence_words: Sequence[str]) -> bool:
    """Whether a sentence names an indicator's direction and the word after "antalet"."""
    telling = [stem(word) for word in words(label) if len(word) > 4 and word not in {"antalet", "andelen"}]
    return len(telling) > 1 and all(is_named(word_stem, sentence_words) for word_stem in telling[:2])


def _movement(table: SectionTable, row: Row) -> tuple[Decimal, Decimal] | None:
    """The current value and the baseline; None if either is missing or they are equal."""
    target, current = table.cell(row, "target"), table.cell(row, "current")
    if target is None or current is None or not _wanted(row.label) or not BASELINE.search(target.text):
        return None
    now, start = current.number, target.number
    return None if now is None or start is None or now == start else (now, start)


class ChangedTarget(Rule):
    code = "malvarde-andrat"
    name = "Målvärden är andra än i förra rapporten"
    help = "Ett målvärde som har ändrats sedan förra rapporten ska förklaras i kommentaren eller texten."

    def find(self, facts: Facts) -> Iterator[Finding]:
        if facts.previous is None:
            return
        before = _targets(Facts(facts.previous))
        is_same_year = facts.previous.year == facts.document.year
        for table in facts.goals:
            changed = [
                (row, cell, before[row.key])
                for row in table.lines
                if (cell := table.cell(row, "target"))
                and row.key in before
                and not _is_same_target(cell, before[row.key])
                and not _is_explained(facts, table, row)
            ]
            if is_same_year:
                yield from (self._within_year(table, row, cell, old) for row, cell, old in changed)
            elif changed:
                yield self._new_year(table, changed, facts.previous.year)

    def _within_year(self, table: SectionTable, row: Row, cell: Cell, old: Cell) -> Finding:
        return self.at_table(
            Severity.WARNING,
            table,
            f"”{row.label}” har målvärdet {cell.text}, men i årets förra rapport var det {old.text}. Skriv varför det "
            "har ändrats.",
            row=row,
            evidence=(cell, old),
        )

    def _new_year(self, table: SectionTable, changed: list[tuple[Row, Cell, Cell]], year: int) -> Finding:
        """One piece of advice for all targets: a new year may have new ones."""
        listed = "; ".join(
            f"”{row.label}” {old.text} → {cell.text}" for row, cell, old in changed[:MOST_LISTED]
        )
        differ, they_are = f"{len(changed)} målvärden är andra", "de är nya"
        if len(changed) == 1:
            differ, they_are = "Ett målvärde är ett annat", "det är nytt"
        if len(changed) > MOST_LISTED:
            listed += f"; och {len(changed) - MOST_LISTED} till"
        return self.at_table(
            Severity.ADVICE,
            table,
            f"{differ} än i rapporten för {year}, utan att kommentar eller text säger det: "
            f"{listed}. Skriv att {they_are} och varför, så att åren kan jämföras.",
            evidence=[f"{row.key}:{old.text}:{cell.text}" for row, cell, old in changed],
        )


def _targets(facts: Facts) -> dict[str, Cell]:
    return {
        row.key: cell for table in facts.goals for row in table.lines if (cell := table.cell(row, "target"))
    }


def _is_same_target(one: Cell, other: Cell) -> bool:
    """Whether two targets are equal: "7,0 %" is "7 %"."""
    is_same_number = one.value is not None and one.value == other.value and one.unit == other.unit
    return is_same_number or one.text.split() == other.text.split()


def _is_explained(facts: Facts, table: SectionTable, row: Row) -> bool:
    """Whether the row has a comment, or a sentence names it and its target."""
    comment = table.cell(row, "comment")
    return bool(comment and comment.text.strip()) or any(
        TARGET.search(sentence.text) and share_named(row.label, words(sentence.text)) >= 0.5
        for sentence in facts.sentences
    )


RULES: tuple[type[Rule], ...] = (MissingValue, Direction, ShrinkingCount, RightWay, ChangedTarget)
