"""Rules on verdicts, and on the number of goals and indicators a text states. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reporting.document.blocks import Row
from reporting.review.claims.figures import NUMBER_WORDS, count, counts_of
from reporting.review.facts import Facts, SectionTable, Sentence
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import share_named, telling_stems, words

SUCH = {"met": "som uppnås", "partial": "som uppnås delvis", "not_met": "som inte uppnås"}
VERDICTS = {"met": "uppnås", "partial": "uppnås delvis", "not_met": "uppnås inte"}
NOT_MET = re.compile(r"\b(?:inte|ej) (?:uppnå|uppfyll)|(?:uppnå|uppfyll)\w* (?:inte|ej)\b", re.IGNORECASE)
PARTIAL = re.compile(r"\bdelvis\b", re.IGNORECASE)
MET = re.compile(r"\b(?:uppnå|uppfyll|nås)", re.IGNORECASE)
NUMBER = rf"(?<![\w,.-])(?P<count>\d{{1,2}}|{'|'.join(NUMBER_WORDS)})(?:\s?st\.?)?\s+(?:av\s+)?(?:våra\s+)?"
CLAUSE = re.compile(r"[.;,]\s| medan | men | och (?=\S+ (?:nämndmål|mål|indikator|st\b))", re.IGNORECASE)
# "9 st bedöms uppnådda" counts indicators too.
INDICATORS = re.compile(NUMBER + r"(?:(?:\w+\s)?indikator(?:er|erna)?\b|(?=bedöms\b))", re.IGNORECASE)
GOALS = re.compile(NUMBER + r"(?:nämndmål(?:en)?|mål(?:en)?)\b", re.IGNORECASE)
COUNTED = re.compile(rf"{NUMBER}|\bmer än|\balla\b|\bom\b", re.IGNORECASE)  # several goals, or a condition
LEAST_STEMS = 2
OF_INDICATORS = re.compile(r"indikator", re.IGNORECASE)


class OverriddenVerdict(Rule):
    code = "bedomning"
    name = "Bedömningen är en annan än regelns"
    help = "En bedömning får avvika från styrmodellens regel om skälet står bredvid."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            decided = next((key for key in ("assessment", "decided") if key in table.columns), None)
            if decided is None or "computed" not in table.columns:
                continue
            for row in table.lines:
                by_rule, decided_cell = table.cell(row, "computed"), table.cell(row, decided)
                if by_rule is None or decided_cell is None or by_rule.value == decided_cell.value:
                    continue
                has_reason = _has_reason(table, row)
                yield self.at_table(
                    Severity.ADVICE if has_reason else Severity.ERROR,
                    table,
                    f"”{row.label}” är bedömd som {decided_cell.text.lower()}, men regeln ger "
                    f"{by_rule.text.lower() if by_rule.value else 'ingen bedömning'}. "
                    + ("Ett skäl står bredvid: läs att det håller." if has_reason else "Skriv skälet."),
                    row=row,
                    evidence=(by_rule, decided_cell),
                )


def _has_reason(table: SectionTable, row: Row) -> bool:
    reason = table.cell(row, "reason")
    return bool(reason and reason.text.strip()) or any(
        note.startswith(row.label) for note in table.table.notes
    )


class VerdictInText(Rule):
    code = "bedomning-i-text"
    name = "Texten bedömer ett mål annorlunda än tabellen"
    help = "En mening som nämner ett mål vid namn ska ha samma bedömning som tabellen."

    def find(self, facts: Facts) -> Iterator[Finding]:
        judged = [
            (table, row, cell)
            for table in facts.tables
            for key in ("decided", "assessment")
            if key in table.columns
            for row in table.lines
            if (cell := table.cell(row, key)) and cell.value in VERDICTS
        ]
        for sentence in facts.sentences:
            said = _verdict(sentence.text)
            if said is None or COUNTED.search(sentence.text):
                continue
            named = [
                (table, row, cell) for table, row, cell in judged if _is_named_whole(row.label, sentence.text)
            ]
            if len(named) != 1:
                continue
            table, row, cell = named[0]
            if said != cell.value:
                yield self.at_sentence(
                    Severity.ERROR,
                    sentence,
                    f"Texten säger att ”{row.label}” {VERDICTS[said]}, men bedömningen i ”{table.title}” är "
                    f"{cell.text.lower()}. Rätta texten, eller bedömningen om den är fel.",
                    evidence=(row.key, said, cell),
                )


def _is_named_whole(label: str, text: str) -> bool:
    """Whether a sentence has a goal's whole name. Names of one stem don't count: too common."""
    return len(telling_stems(label)) >= LEAST_STEMS and share_named(label, words(text)) == 1.0


@dataclass(frozen=True)
class Tally:
    """How many rows have each verdict."""

    noun: str
    verdicts: tuple[str | None, ...]

    def of(self, verdict: str) -> int:
        return self.verdicts.count(verdict)

    def in_words(self) -> str:
        parts = [f"{self.of(code)} {words}" for code, words in VERDICTS.items()]
        missing = len(self.verdicts) - sum(map(self.of, VERDICTS))
        return f"{', '.join(parts)}{f', {missing} utan bedömning' if missing else ''} av {len(self.verdicts)}"


class CountsInText(Rule):
    code = "antal-i-text"
    name = "Antalet mål eller indikatorer i texten stämmer inte"
    help = "Räknar indikatorer och nämndmål per bedömning i tabellen och jämför med vad texten säger."

    def find(self, facts: Facts) -> Iterator[Finding]:
        indicators = _tally("indikatorer", facts.goals, "assessment")
        decided = [table for table in facts.tables if "decided" in table.columns]
        goals = _tally("nämndmål", decided, "decided")
        for sentence in facts.sentences:
            if indicators.verdicts:
                yield from self._wholes(sentence, indicators)
                yield from self._parts(sentence, indicators, INDICATORS)
            if goals.verdicts:
                yield from self._parts(sentence, goals, GOALS)

    def _wholes(self, sentence: Sentence, tally: Tally) -> Iterator[Finding]:
        """Check "3 av 13 indikatorer" or "3 st indikator av 13": the whole, and the part if a verdict follows."""
        for stated in counts_of(sentence.text):
            around = sentence.text[max(0, stated.end - len(stated.text) - 12) : stated.end + 14]
            if not OF_INDICATORS.search(around):
                continue
            if stated.whole != len(tally.verdicts):
                yield self._finding(
                    sentence, stated.text, stated.whole, len(tally.verdicts), tally, "i tabellen"
                )
            clause = _clause(sentence.text, stated.end)
            if (verdict := _verdict(clause)) and stated.part != tally.of(verdict):
                yield self._finding(
                    sentence, stated.text, stated.part, tally.of(verdict), tally, SUCH[verdict]
                )

    def _parts(self, sentence: Sentence, tally: Tally, pattern: re.Pattern[str]) -> Iterator[Finding]:
        for match in pattern.finditer(sentence.text):
            if any(whole.start <= match.start() < whole.end for whole in counts_of(sentence.text)):
                continue  # checked by _wholes
            verdict = _verdict(_clause(sentence.text, match.end()))
            if verdict and count(match["count"]) != tally.of(verdict):
                yield self._finding(
                    sentence, match[0], count(match["count"]), tally.of(verdict), tally, SUCH[verdict]
                )

    def _finding(
        self, sentence: Sentence, written: str, said: int, counted: int, tally: Tally, what: str
    ) -> Finding:
        return self.at_sentence(
            Severity.ERROR,
            sentence,
            f"Texten säger ”{written.strip()}” ({said}), men tabellen har {counted} {tally.noun} "
            f"{what.replace('i tabellen', 'i allt')}. Rätta texten, eller bedömningen om den är fel.",
            computation=f"tabellen: {tally.in_words()}",
            evidence=(written.strip(), str(said), str(counted), what),
        )


def _tally(noun: str, tables: list[SectionTable], key: str) -> Tally:
    cells = [table.cell(row, key) for table in tables if key in table.columns for row in table.lines]
    return Tally(noun, tuple(str(cell.value) if cell and cell.value else None for cell in cells))


def _clause(text: str, start: int) -> str:
    """The text from a count to the end of its clause."""
    rest = text[start:]
    end = CLAUSE.search(rest)
    return rest[: end.start()] if end else rest


def _verdict(clause: str) -> str | None:
    if NOT_MET.search(clause):
        return "not_met"
    if PARTIAL.search(clause) and MET.search(clause):
        return "partial"
    return "met" if MET.search(clause) else None


RULES: tuple[type[Rule], ...] = (OverriddenVerdict, VerdictInText, CountsInText)
