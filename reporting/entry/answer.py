"""The answer to a patch: what was saved, and all that follows from what is typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from reporting.assembly import content_of, text_block
from reporting.document.blocks import Block
from reporting.document.document import Document
from reporting.document.live_figures import has_live_figures
from reporting.entry.annotations import annotate
from reporting.entry.autosave import Saved, judge_patch, save_patch
from reporting.entry.kept import Surroundings, surroundings, surroundings_after
from reporting.entry.live_panel import LivePanel
from reporting.entry.patch import Patch
from reporting.entry.section_entry import SectionEntry
from reporting.models import Report, User
from reporting.renderers.page import blocks_html
from reporting.review.findings import Finding
from reporting.review.of_report import open_findings
from reporting.sections import Section, section_of


@dataclass(frozen=True)
class Shown:
    """A section with the current contents of its forms, and the rest of its report."""

    entry: SectionEntry
    around: Surroundings

    @property
    def section(self) -> Section:
        return self.entry.section

    @cached_property
    def text(self) -> str:
        stored = self.around.texts.get(self.section.key, "")
        return stored if self.entry.text is None else self.entry.typed_text()

    @cached_property
    def tables(self) -> list[Block]:
        if self.entry.form is None:
            return self.section.blocks()
        return self.around.preview(self.entry) if self.entry.data is None else self.entry.preview()

    @cached_property
    def blocks(self) -> list[Block]:
        return text_block(self.section, self.text) + self.tables

    @cached_property
    def document(self) -> Document:
        """The report with the section as typed; as stored if the forms are unbound."""
        if self.entry.data is None:
            return self.stored_document
        return self.around.document(self.section.report, {self.section.key: self.blocks})

    @cached_property
    def stored_document(self) -> Document:
        return self.around.document(self.section.report)

    @property
    def tables_html(self) -> str:
        """The printed section below its text, live figures included."""
        printed: Sequence[Block] = self.tables
        if self.section.tells_of_others or has_live_figures(self.tables):
            document = self.around.document(self.section.report, {self.section.key: self.tables})
            printed = content_of(document, self.section.key).blocks
        return blocks_html(printed, self.section.spec.level)

    @cached_property
    def findings(self) -> list[Finding]:
        """Open findings of the section as typed."""
        return self._findings_in(self.document)

    @cached_property
    def findings_of_stored(self) -> list[Finding]:
        """Open findings of the section as stored."""
        return self._findings_in(self.stored_document)

    def _findings_in(self, document: Document) -> list[Finding]:
        return open_findings(document, self.around.previous, self.section.key, self.around.accepted)

    @cached_property
    def live(self) -> LivePanel | None:
        if not self.section.spec.has_prose:
            return None
        if self.entry.data is None:
            return self.around.panel(self.section)
        return LivePanel(self.section, self.text, self.document)


def answer_to(report: Report, key: str, patch: Patch, *, by: User) -> dict[str, Any]:
    """Save a patch, or only validate it when it has no batch. Returns the JSON of the answer."""
    saved = save_patch(report, key, patch, by=by) if patch.batch else judge_patch(report, key, patch)
    around = _around(report, patch, saved)  # first: the typed forms may ask what is around them
    shown = Shown(_as_typed(report, key, patch, saved), around)
    marks = shown.entry.marks(shown.findings)
    annotations = annotate(shown.entry, marks, patch.shown)
    return {
        "saved": saved.is_saved,
        "at": f"{timezone.localtime():%H:%M}",
        "errors": saved.errors,
        "waiting": saved.waiting,
        "conflicts": saved.conflicts,
        "rows": saved.rows,
        "values": saved.values,
        "followed": saved.followed,
        "places": saved.places,
        "choices": saved.choices,
        "marks": annotations.marks,
        "pieces": annotations.pieces,
        "shown": annotations.shown,
        "html": _html(shown, patch),
    }


def _around(report: Report, patch: Patch, saved: Saved) -> Surroundings:
    if patch.batch is None:
        return surroundings(report)
    text = saved.entry.typed_text() if saved.entry.text is not None else None
    return surroundings_after(saved.entry.section, saved.since, text)


def _as_typed(report: Report, key: str, patch: Patch, saved: Saved) -> SectionEntry:
    """The forms with all that is typed: the saved ones if everything was saved."""
    if (saved.is_whole and not patch.typed) or patch.batch is None:
        return saved.entry
    return SectionEntry(section_of(report, key), patch.all_data)


def _html(shown: Shown, patch: Patch) -> str:
    has_live_text = patch.has_text or has_live_figures(text_block(shown.section, shown.text))
    context = {
        "report": shown.section.report,
        "section": shown.section,
        "preview": shown.tables_html if shown.entry.form is not None else "",
        "faults": shown.entry.faults(),
        "needs": shown.entry.needs(),
        "findings": shown.findings,
        "live": shown.live if has_live_text else None,
    }
    return render_to_string("reporting/_answer.html", context)
