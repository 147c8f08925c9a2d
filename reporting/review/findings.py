"""What a rule finds: where, what was compared, how it was computed and what to do. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from reporting.document.amounts import NO_BREAK_SPACE


class Severity(StrEnum):
    """The most severe first. Only an error blocks handing in."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"
    ROUNDING = "rounding"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Severity.ERROR: "Fel",
    Severity.WARNING: "Varning",
    Severity.ADVICE: "Råd",
    Severity.ROUNDING: "Avrundning",
}
ORDER = list(Severity)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing to look at. ``message``: in Swedish, what is odd and what to do; ``computation`` shows why.

    ``evidence``: the figures the finding rests on, as printed. The fingerprint covers them and the sentence, so an
    acceptance holds until one of them changes. No-break spaces count as spaces: making a figure live keeps it.
    """

    code: str
    severity: Severity
    section_key: str
    message: str
    computation: str = ""
    table: str = ""
    row: str = ""
    column: str = ""
    sentence: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        parts = (
            self.code,
            self.section_key,
            self.table,
            self.row,
            self.column,
            self.sentence.replace(NO_BREAK_SPACE, " "),
            *self.evidence,
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]

    def to_dict(self) -> dict[str, Any]:
        return asdict(self) | {"fingerprint": self.fingerprint, "severity": str(self.severity)}


def by_severity(findings: Iterable[Finding]) -> list[Finding]:
    """The most severe first, else in the order found, each finding once."""
    unique = {finding.fingerprint: finding for finding in findings}
    return sorted(unique.values(), key=lambda finding: ORDER.index(finding.severity))
