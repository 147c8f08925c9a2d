"""The report's title against its kind and period. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reporting.document.document import Document
from reporting.document.months import MONTHS
from reporting.review.facts import Facts
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

KINDS = ("Delårsrapport", "Årsredovisning", "Internkontrollrapport")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Title(Rule):
    code = "titel"
    name = "Titeln säger något annat än rapporten"
    help = "Titelns slag, år och månader ska vara rapportens."

    def find(self, facts: Facts) -> Iterator[Finding]:
        document = facts.document
        for named, wanted in _contradictions(document):
            yield Finding(
                code=self.code,
                severity=Severity.ERROR,
                section_key=document.sections[0].key if document.sections else "",
                message=f"Titeln ”{document.title}” säger {named}, men rapporten är {wanted}. Rätta titeln, eller slag "
                "och datum, under Rapportens uppgifter.",
                evidence=(document.title, wanted),
            )


def _contradictions(document: Document) -> Iterator[tuple[str, str]]:
    """What the title names and what the report is, where the title names others alone."""
    title = document.title.lower()
    kinds = [kind for kind in KINDS if kind.lower() in title]
    if kinds and document.kind not in kinds:
        yield kinds[0].lower(), f"en {document.kind.lower()}"
    years = YEAR.findall(title)
    if years and str(document.year) not in years:
        yield years[0], f"från {document.year}"
    month = MONTHS[document.actuals_through.month - 1]
    months = [name for name in MONTHS if re.search(rf"\b{name}\b", title)]
    if months and month not in months:
        yield months[-1], f"till och med {month}"


RULES: tuple[type[Rule], ...] = (Title,)
