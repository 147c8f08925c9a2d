"""The rule that controls and risks are followed up. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reporting.document.blocks import Heading, Row
from reporting.review.facts import Facts, SectionTable
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.rules.decisions import NOT_STARTED

FOLLOW_UPS = {"status", "ends_on"}  # columns of a table of follow-ups
SCORE = "score"  # column of a table of risks
NUMBERED = re.compile(r"^\d+\.\s*")  # a risk's number in the matrix


class MissingFollowUp(Rule):
    code = "uppfoljning-saknas"
    name = "En kontroll eller risk följs inte upp"
    help = "Varje kontroll ska ha en uppföljning som är gjord när dess slutdatum har gått, och varje risk en kontroll."

    def find(self, facts: Facts) -> Iterator[Finding]:
        followed = [table for table in facts.tables if set(table.columns) >= FOLLOW_UPS]
        for table in followed:
            if not table.lines:
                yield self.at_table(
                    Severity.WARNING,
                    table,
                    f"Kontrollen ”{table.title}” har ingen uppföljning. Lägg till den, eller skriv varför den inte är "
                    "gjord.",
                    evidence=["saknas"],
                )
            for row in table.lines:
                yield from self._late(facts, table, row)
        if followed:
            yield from self._uncontrolled(facts)

    def _late(self, facts: Facts, table: SectionTable, row: Row) -> Iterator[Finding]:
        status, ends_on = table.cell(row, "status"), table.cell(row, "ends_on")
        if status is None or ends_on is None or not NOT_STARTED.search(status.text):
            return
        if (day := _date(ends_on.text)) and day <= facts.document.actuals_through:
            yield self.at_table(
                Severity.WARNING,
                table,
                f"”{row.label}” av ”{table.title}” skulle vara klar {ends_on.text} men är ej påbörjad. Följ upp, eller "
                "skriv varför det inte är gjort.",
                row=row,
                evidence=(status, ends_on),
            )

    def _uncontrolled(self, facts: Facts) -> Iterator[Finding]:
        """Risks without a follow-up under a heading of theirs; asked only of reports that have follow-ups."""
        headings = [
            block.text
            for section in facts.document.sections
            for block in section.blocks
            if isinstance(block, Heading)
        ]
        for table in facts.tables:
            if SCORE not in table.columns:
                continue
            for row in table.lines:
                if not any(heading.endswith(NUMBERED.sub("", row.label)) for heading in headings):
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"Risken ”{row.label}” har ingen kontroll med uppföljning i rapporten. Lägg till en, eller "
                        "skriv varför risken inte följs upp.",
                        row=row,
                        evidence=["saknas"],
                    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


RULES: tuple[type[Rule], ...] = (MissingFollowUp,)
