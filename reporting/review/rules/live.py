"""The rule that every live figure has a cell to print. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporting.document.blocks import Prose
from reporting.review.facts import Facts
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

LOOKS_LIKE_ONE = re.compile(r"(?<!\\)\{\{[^{}\n]*\}\}")


class DeadReference(Rule):
    code = "levande-siffra"
    name = "En levande siffra har inget att visa"
    help = "En levande siffra i texten hämtas ur en tabell. Raden och kolumnen ska finnas och ha ett värde."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for section in facts.document.sections:
            for block in section.blocks:
                if isinstance(block, Prose):
                    for written, why in faults(block):
                        yield Finding(
                            code=self.code,
                            severity=Severity.ERROR,
                            section_key=section.key,
                            message=f"{written} kan inte visas: {why}.",
                            evidence=(written, why),
                        )


def faults(prose: Prose) -> Iterator[tuple[str, str]]:
    """The references that print no figure: each as written, and why in Swedish."""
    for figure in prose.live:
        if figure.problem:
            yield figure.written, f"{figure.problem}. Välj en ny siffra, eller skriv beloppet för hand"
    for match in LOOKS_LIKE_ONE.finditer(prose.markdown):
        yield match[0], "den är inte skriven som en levande siffra. Sätt in den på nytt ur tabellen"


RULES: tuple[type[Rule], ...] = (DeadReference,)
