"""The rest of a report around the edited section, cached by this process between patches.

So a typed cell rereads one section, not all. Any save since, in this or another process, invalidates the cache.
"""

from __future__ import annotations

import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from reporting.assembly import assemble, blocks_of, text_block
from reporting.document.blocks import Block
from reporting.document.document import Document
from reporting.entry.live_panel import LivePanel
from reporting.entry.section_entry import SectionEntry
from reporting.models import Report
from reporting.review.findings import Finding, Severity
from reporting.review.of_report import findings_in, previous_document
from reporting.sections import Section, sections_of
from reporting.workflow.blockers import Blocker, blockers

SECONDS = 120.0  # for changes outside the report: a nämnd's name, the previous report
MOST = 50  # reports


@dataclass
class Surroundings:
    """The blocks of every section, the previous document, and accepted findings."""

    state: tuple[Any, ...]
    blocks: dict[str, list[Block]]
    previous: Document | None
    accepted: frozenset[str]
    members: tuple[str, ...]
    texts: dict[str, str]
    blockers: list[Blocker] | None = None
    previews: dict[str, list[Block]] = field(
        default_factory=dict
    )  # of unchanged sections, as the editor shows them
    panels: dict[str, LivePanel] = field(default_factory=dict)  # of the stored texts
    stored: Document | None = None  # made when first asked for
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def document(self, report: Report, typed: Mapping[str, Sequence[Block]] | None = None) -> Document:
        """``typed``: blocks by section key, as typed."""
        if typed:
            return self._assembled(report, typed)
        self.stored = self.stored or self._assembled(report, {})
        return self.stored

    def _assembled(self, report: Report, typed: Mapping[str, Sequence[Block]]) -> Document:
        report.committee.member_names = self.members
        known = {**self.blocks, **typed}
        for section in sections_of(report):
            if section.key not in known:
                text = text_block(section, self.texts.get(section.key, ""))
                known[section.key] = self.blocks[section.key] = text + section.blocks()
        return assemble(report, known)

    def after_save(self, section: Section, text: str | None) -> Surroundings:
        """Without the blocks of a saved section and of those that read its rows."""
        kept = {
            other.key: self.blocks[other.key]
            for other in sections_of(section.report)
            if other.key in self.blocks and other.key != section.key and not other.reads(section.kind)
        }
        texts = self.texts if text is None else {**self.texts, section.key: text}
        return Surroundings(
            state=_state(section.report),
            blocks=kept,
            previous=self.previous,
            accepted=self.accepted,
            members=self.members,
            texts=texts,
            until=self.until,
        )

    def preview(self, entry: SectionEntry) -> list[Block]:
        """The tables of a section as stored. ``entry``: its unbound forms."""
        key = entry.section.key
        if key not in self.previews:
            self.previews[key] = entry.preview()
        return self.previews[key]

    def panel(self, section: Section) -> LivePanel:
        """What is said of the live figures of a section's text as stored."""
        if section.key not in self.panels:
            text = self.texts.get(section.key, "")
            self.panels[section.key] = LivePanel(section, text, self.document(section.report))
        return self.panels[section.key]

    def open_blockers(self, report: Report) -> list[Blocker]:
        """What blocks handing in. The hand-in itself asks anew."""
        if self.blockers is None:
            self.blockers = blockers(report, self._open_errors(report))
        return self.blockers

    def _open_errors(self, report: Report) -> list[Finding]:
        return [
            finding
            for finding in findings_in(self.document(report), self.previous)
            if finding.severity is Severity.ERROR and finding.fingerprint not in self.accepted
        ]


_kept: OrderedDict[int, Surroundings] = OrderedDict()
_lock = Lock()


def read_surroundings(report: Report) -> Surroundings:
    """Read the database, and cache."""
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
    """From the cache, unless someone has saved since."""
    cached = _cached(report)
    return cached if cached is not None and cached.state == _state(report) else read_surroundings(report)


def surroundings_after(section: Section, since: dt.datetime, text: str | None) -> Surroundings:
    """After the user's own save in a section: the cache still holds, but for what the save changed, if it was
    current at ``since``, the report's ``changed_at`` before the save. ``text``: the section's, if saved."""
    report = section.report
    cached = _cached(report)
    if cached is None or cached.state != (since, *_state(report)[1:]):
        return surroundings(report)
    after = cached.after_save(section, text)
    _keep(report, after)
    return after


def _cached(report: Report) -> Surroundings | None:
    with _lock:
        cached = _kept.get(report.pk)
    return cached if cached is not None and time.monotonic() <= cached.until else None


def _keep(report: Report, read: Surroundings) -> None:
    with _lock:
        _kept[report.pk] = read
        _kept.move_to_end(report.pk)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def _state(report: Report) -> tuple[Any, ...]:
    return report.changed_at, report.template.state, report.status, report.previous_id
