"""What is read of a report around the section that one types in, kept by this process from one pause to the next.

So a typed cell reads one section anew and not all of them. What is kept is of a report as it stood at one moment:
who has saved since, in this process or another, makes it void.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from reporting.assembly import assemble, blocks_of
from reporting.document.blocks import Block, Document
from reporting.models import Report
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import findings_in, previous_document

SECONDS = 120.0  # for what else can change: a nämnd's name, the report before
MOST = 50  # reports


@dataclass
class Surroundings:
    """The blocks of every section, the report before, and what has been accepted of the review."""

    state: tuple[Any, ...]
    blocks: dict[str, list[Block]]
    previous: Document | None
    accepted: frozenset[str]
    members: tuple[str, ...]
    texts: dict[str, str]
    errors: list[Finding] | None = None
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def document(self, report: Report, typed: Mapping[str, Sequence[Block]] | None = None) -> Document:
        """The whole; ``typed``: a section by its key as it is typed."""
        report.committee.member_names = self.members
        return assemble(report, {**self.blocks, **(typed or {})})

    def open_errors(self, report: Report) -> list[Finding]:
        """What the review calls errors and nobody has accepted."""
        if self.errors is None:
            self.errors = [
                finding
                for finding in findings_in(self.document(report), self.previous)
                if finding.severity is Severity.ERROR and finding.fingerprint not in self.accepted
            ]
        return self.errors


_kept: OrderedDict[int, Surroundings] = OrderedDict()
_lock = Lock()


def read_surroundings(report: Report) -> Surroundings:
    """Read from the database, and kept."""
    read = Surroundings(
        state=_state(report),
        blocks=blocks_of(report),
        previous=previous_document(report),
        accepted=frozenset(report.accepted_findings.values_list("fingerprint", flat=True)),
        members=report.committee.member_names,
        texts=dict(report.prose),
    )
    _keep(report, read)
    return read


def surroundings(report: Report, *, since: Any = None) -> Surroundings:
    """What is kept, if nobody but oneself has saved; else it is read. ``since``: when the report had been changed
    last before one's own save, so that what was kept of that moment holds but for one's own section."""
    with _lock:
        found = _kept.get(report.pk)
    states = (_state(report), (since, *_state(report)[1:]))
    if found is None or found.state not in states or time.monotonic() > found.until:
        return read_surroundings(report)
    return found


def keep_saved(report: Report, read: Surroundings, key: str, *, text: str, blocks: list[Block]) -> None:
    """After a save: one section is another."""
    sections, texts = {**read.blocks, key: blocks}, {**read.texts, key: text}
    _keep(report, replace(read, state=_state(report), blocks=sections, texts=texts, errors=None))


def _keep(report: Report, read: Surroundings) -> None:
    with _lock:
        _kept[report.pk] = read
        _kept.move_to_end(report.pk)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _state(report: Report) -> tuple[Any, ...]:
    return report.changed_at, report.template.state, report.status, report.previous_id
