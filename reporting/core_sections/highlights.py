"""The section *I korthet*: the main facts of a report, and how they have changed since the last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.core.cache import caches

from reporting.document.blocks import Block
from reporting.document.document import Document
from reporting.document.highlights import Highlight, Highlights, with_direction
from reporting.document.months import year_so_far
from reporting.models import AdoptedDocument, HandedInDocument, Report
from reporting.models.choices import Status
from reporting.models.frozen import DamagedDocument, FrozenDocument
from reporting.models.section_spec import HIGHLIGHTS
from reporting.renderers.look import look_digest
from reporting.sections import Section, registry
from reporting.template_editor.options import SectionOptions

AFTER_HAND_IN = (Status.HANDED_IN, Status.APPROVED)


def highlights_of(document: Document) -> Highlights:
    """One fact for each kind of section that has one."""
    kinds = sorted(registry().items(), key=lambda named: named[1].highlight_rank)
    found = (
        section.highlight([content for content in document.sections if content.kind == kind], document)
        for kind, section in kinds
    )
    items = tuple(item for item in found if item is not None)
    return Highlights(items=items, period=year_so_far(document.actuals_through))


def _choices() -> list[tuple[str, str]]:
    return [
        (kind, section.name)
        for kind, section in registry().items()
        if section.highlight.__func__ is not Section.highlight.__func__  # type: ignore[attr-defined]
    ]


class HighlightsSection(Section):
    """Its own blocks are the last report's facts, which ``summary`` compares this one's with."""

    class Options(SectionOptions):
        leave_out = forms.MultipleChoiceField(
            label="Ta inte med",
            help_text="Det som inte kryssas tas med om rapporten har det.",
            choices=_choices,
            initial=[],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    kind = HIGHLIGHTS
    name = "I korthet"
    is_single = True
    summary_rank = 1

    def blocks(self) -> list[Block]:
        last = _last_frozen(self.report)
        return [] if last is None else [_kept_highlights(last)]

    def summary(self, document: Document, blocks: Sequence[Block]) -> Sequence[Block]:
        last = next((block for block in blocks if isinstance(block, Highlights)), None)
        texts = [block for block in blocks if not isinstance(block, Highlights)]
        found = highlights_of(document)
        items = with_direction(self._chosen(found.items), last)
        return [*texts, Highlights(items=items, period=found.period)] if items else texts

    def _chosen(self, items: Iterable[Highlight]) -> list[Highlight]:
        return [item for item in items if item.key not in self.options["leave_out"]]

    def reads(self, kind: str) -> bool:
        return False


def _last_frozen(report: Report) -> FrozenDocument | None:
    """The last report as adopted, else as handed in. A draft says nothing yet."""
    if not report.previous_id:
        return None
    adopted = AdoptedDocument.objects.defer("content").filter(report_id=report.previous_id)
    handed_in = HandedInDocument.objects.defer("content").filter(
        report_id=report.previous_id, report__status__in=AFTER_HAND_IN
    )
    return adopted.first() or handed_in.first()


def _kept_highlights(frozen: FrozenDocument) -> Highlights:
    """Cached by digest. Of a damaged document: none."""
    try:
        key = f"highlights:{look_digest()}:{frozen.known_digest}"
        found: Highlights | None = caches["blocks"].get(key)
        if found is None:
            found = highlights_of(frozen.document())
            caches["blocks"].set(key, found)
    except DamagedDocument:
        return Highlights(items=(), period="")
    return found
