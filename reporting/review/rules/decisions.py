"""Rules on decisions and internal control: a status against its comment and the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporting.document.blocks import Heading, Prose, Row, Table
from reporting.review.facts import Facts, SectionTable
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

NOT_STARTED = re.compile(r"ej påbörja[dt]|inte påbörja[dt]", re.IGNORECASE)
DONE = re.compile(r"^(?:klar|klart|genomförd|genomfört|avslutad)$", re.IGNORECASE)
NOTHING = re.compile(r"ing(?:a|en|et)\b", re.IGNORECASE)
STILL = re.compile(r"\bpågår\b|\bfortgår\b|\bkvarstår\b|\båterstår\b|\binte klar", re.IGNORECASE)
NO_DEVIATIONS = re.compile(r"inga (?:större )?avvikelser|utan avvikelser", re.IGNORECASE)
ONLY_MINOR = re.compile(r"(?:endast|enbart|bara) mindre avvikelser|inga större avvikelser", re.IGNORECASE)
MAJOR = re.compile(r"^större avvikelser$", re.IGNORECASE)
SCORES = ("likelihood", "consequence")


class MissingStatus(Rule):
    code = "status-saknas"
    name = "Ett beslut eller en kontroll saknar status"
    help = "Varje beslut, åtgärd och uppföljning ska ha en status."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table, row, status in _with_status(facts):
            if not status.strip() and not NOTHING.match(row.label):
                yield self.at_table(
                    Severity.ERROR,
                    table,
                    f"”{row.label}” saknar status. Välj en.",
                    row=row,
                    evidence=["saknas"],
                )


class StatusAgainstComment(Rule):
    code = "status-mot-kommentar"
    name = "Status och kommentar säger emot varandra"
    help = "En kontroll som inte är påbörjad kan inte vara utan avvikelser, och det som är klart pågår inte."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table, row, status in _with_status(facts):
            for comment in [*_texts(table, row), *_comment_below(table, row)]:
                if ((said := NO_DEVIATIONS.search(comment)) and NOT_STARTED.search(status)) or (
                    (said := STILL.search(comment)) and DONE.search(status)
                ):
                    yield self._finding(table, row, status, said[0])

    def _finding(self, table: SectionTable, row: Row, status: str, said: str) -> Finding:
        return self.at_table(
            Severity.WARNING,
            table,
            f"”{row.label}” har status ”{status}”, men kommentaren säger ”{said}”. Rätta den som är fel.",
            row=row,
            evidence=(status, said),
        )


class ConclusionAgainstStatus(Rule):
    code = "slutsats-mot-status"
    name = "Slutsatsen stämmer inte med kontrollernas status"
    help = "”Endast mindre avvikelser” får inte stå i en rapport där en kontroll har större avvikelser."

    def find(self, facts: Facts) -> Iterator[Finding]:
        major = [row.label for _, row, status in _with_status(facts) if MAJOR.match(status)]
        for sentence in facts.sentences if major else ():
            if said := ONLY_MINOR.search(sentence.text):
                yield self.at_sentence(
                    Severity.ERROR,
                    sentence,
                    f"Texten säger ”{said[0]}”, men status är ”Större avvikelser” för {', '.join(major)}. "
                    f"Rätta texten eller statusen.",
                    evidence=major,
                )


class UnscoredRisk(Rule):
    code = "risk-utan-varde"
    name = "En risk saknar sannolikhet eller konsekvens"
    help = "Varje risk ska ha både sannolikhet och konsekvens, och riskvärdet är deras produkt."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            if "score" not in table.columns or not set(SCORES) <= set(table.columns):
                continue
            for row in table.lines:
                score = table.cell(row, "score")
                if score is not None and score.number is None:
                    yield self.at_table(
                        Severity.ERROR,
                        table,
                        f"Risken ”{row.label}” saknar riskvärde. Ange sannolikhet och konsekvens.",
                        row=row,
                        evidence=["saknas"],
                    )


def _with_status(facts: Facts) -> Iterator[tuple[SectionTable, Row, str]]:
    for table in facts.tables:
        if "status" in table.columns:
            for row in table.lines:
                if cell := table.cell(row, "status"):
                    yield table, row, cell.text


def _texts(table: SectionTable, row: Row) -> list[str]:
    return [
        cell.text
        for column, cell in zip(table.table.columns, row.cells, strict=True)
        if column.kind == "text" and column.key == "comment"
    ]


def _comment_below(table: SectionTable, row: Row) -> list[str]:
    """The texts below the table under a heading that is the row's label."""
    texts: list[str] = []
    is_past = is_under = False
    for block in table.section.blocks:
        if block is table.table:
            is_past = True
        elif isinstance(block, Table):
            is_past = False
        elif isinstance(block, Heading):
            is_under = is_past and block.text == row.label
        elif isinstance(block, Prose) and is_under:
            texts.append(block.markdown)
    return texts


RULES: tuple[type[Rule], ...] = (MissingStatus, StatusAgainstComment, ConclusionAgainstStatus, UnscoredRisk)
