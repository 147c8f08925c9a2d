"""What is read of a report around the section that one types in, kept by this process from one pause to the next.

So a typed cell reads one section anew and not all of them. What is kept is of a report as it stood at one moment:
who has saved since, in this process or another, makes it void.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from reporting.assembly import assemble, blocks_of, text_block
from reporting.document.blocks import Block, Document
from reporting.models import Report
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import findings_in, previous_document
from reporting.sections import Section, sections_of

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
        known = {**self.blocks, **(typed or {})}
        for section in sections_of(report):
            if section.key not in known:
                text = text_block(section, self.texts.get(section.key, ""))
                known[section.key] = self.blocks[section.key] = text + section.blocks()
        return assemble(report, known)

    def after_save(self, section: Section, text: str | None) -> Surroundings:
        """The same after a save in one section, which is read anew with those that read its rows."""
        kept = {
            other.key: self.blocks[other.key]
            for other in sections_of(section.report)
            if other.key in self.blocks and other.key != section.key and not other.reads(section.kind)
        }
        texts = self.texts if text is None else {**self.texts, section.key: text}
        return replace(self, state=_state(section.report), blocks=kept, texts=texts, errors=None)

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


def surroundings(report: Report) -> Surroundings:
    """What is kept, if nobody has saved since; else it is read."""
    found = _found(report)
    return found if found is not None and found.state == _state(report) else read_surroundings(report)


def surroundings_after(section: Section, since: dt.datetime, text: str | None) -> Surroundings:
    """After one's own save in a section: what was kept when the report had been changed last before it, at
    ``since``, holds but for what the save changed. ``text``: the section's, if it was saved."""
    report = section.report
    found = _found(report)
    if found is None or found.state != (since, *_state(report)[1:]):
        return surroundings(report)
    after = found.after_save(section, text)
    _keep(report, after)
    return after


def _found(report: Report) -> Surroundings | None:
    with _lock:
        found = _kept.get(report.pk)
    return found if found is not None and time.monotonic() <= found.until else None


def _keep(report: Report, read: Surroundings) -> None:
    with _lock:
        _kept[report.pk] = read
        _kept.move_to_end(report.pk)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _state(report: Report) -> tuple[Any, ...]:
    return report.changed_at, report.template.state, report.status, report.previous_id
