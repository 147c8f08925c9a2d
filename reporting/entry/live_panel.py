"""The editor's panel of live figures in a section's text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from reporting.assembly import content_of
from reporting.document.blocks import LiveFigure, Prose
from reporting.document.document import Document
from reporting.document.live_figures import Cells, NoFigure
from reporting.document.references import parse
from reporting.renderers.page import block_html
from reporting.review.of_report import ReadClaim, read_claims
from reporting.review.rules.live import faults
from reporting.sections import Section


@dataclass(frozen=True)
class Shown:
    """A live figure: its reference, its printed text and its cell in words."""

    written: str
    printed: str
    cell: str


class LivePanel:
    """``document``: the report's, with the text as typed."""

    def __init__(self, section: Section, text: str, document: Document) -> None:
        self.section = section
        self.text = text
        self.document = document

    @cached_property
    def prose(self) -> Prose | None:
        """The text as printed."""
        blocks = content_of(self.document, self.section.key).blocks if self.text.strip() else ()
        return blocks[0] if blocks and isinstance(blocks[0], Prose) else None

    @cached_property
    def warnings(self) -> list[str]:
        """Each reference that can't be printed, and why."""
        problems = faults(self.prose) if self.prose else ()
        return list(dict.fromkeys(f"{written}: {reason}." for written, reason in problems))

    @cached_property
    def shown(self) -> list[Shown]:
        """Live figures with a cell, each reference once."""
        if self.prose is None or not self.prose.live:
            return []
        cells = Cells(self.document.sections)
        figures = {figure.written: figure for figure in self.prose.live if not figure.problem}
        return [shown for figure in figures.values() if (shown := _shown(figure, cells))]

    @cached_property
    def text_html(self) -> SafeString | str:
        """The printed text; "" when nothing in it is live."""
        is_live = self.prose is not None and self.prose.live
        return block_html(self.prose, self.section.spec.level) if self.prose and is_live else ""

    @cached_property
    def offered(self) -> list[ReadClaim]:
        """Typed figures that can be made live."""
        claims = read_claims(self.document, {self.section.key: self.text})
        return [claim for claim in claims if claim.conversion]


def _shown(figure: LiveFigure, cells: Cells) -> Shown | None:
    reference = parse(figure.written)
    if reference is None:
        return None
    try:
        cell = cells.find(reference)
        return Shown(figure.written, cell.printed(reference.form), cell.name)
    except NoFigure:
        return None
