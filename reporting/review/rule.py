"""The base of rules: a stable code, a name and a sentence of help."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from reporting.document.blocks import Cell, Column, Row
from reporting.document.document import SectionContent
from reporting.review.facts import Facts, SectionTable, Sentence
from reporting.review.findings import Finding, Severity


class Rule:
    """Subclasses set the three texts and override ``find``. Pure and stateless."""

    code: ClassVar[str]
    name: ClassVar[str]
    help: ClassVar[str]

    def find(self, facts: Facts) -> Iterator[Finding]:
        raise NotImplementedError

    def at_table(
        self,
        severity: Severity,
        table: SectionTable,
        message: str,
        *,
        row: Row | None = None,
        column: Column | None = None,
        computation: str = "",
        evidence: Iterable[Cell | str] = (),
    ) -> Finding:
        """``evidence``: of a cell its text counts."""
        return Finding(
            code=self.code,
            severity=severity,
            section_key=table.section_key,
            message=message,
            computation=computation,
            table=table.key,
            row=row.key if row else "",
            column=column.key if column else "",
            evidence=tuple(part.text if isinstance(part, Cell) else part for part in evidence),
        )

    def at_section(
        self, severity: Severity, section: SectionContent, message: str, *, evidence: Iterable[str] = ()
    ) -> Finding:
        return Finding(
            code=self.code,
            severity=severity,
            section_key=section.key,
            message=message,
            evidence=tuple(evidence),
        )

    def at_sentence(
        self,
        severity: Severity,
        sentence: Sentence,
        message: str,
        *,
        computation: str = "",
        evidence: Iterable[Cell | str] = (),
    ) -> Finding:
        return Finding(
            code=self.code,
            severity=severity,
            section_key=sentence.section_key,
            message=message,
            computation=computation,
            sentence=sentence.text,
            evidence=tuple(part.text if isinstance(part, Cell) else part for part in evidence),
        )
