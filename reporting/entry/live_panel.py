"""What the editor says of the live figures in a section's text while it is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from reporting.assembly import content_of
from reporting.document.blocks import Document, LiveFigure, Prose
from reporting.document.live_figures import Cells, NoFigure
from reporting.document.references import parse
from reporting.renderers.page import block_html
from reporting.review.of_report import ReadClaim, read_claims
from reporting.review.rules.live import faults
from reporting.sections import Section


@dataclass(frozen=True)
class Shown:
    """A live figure of the text: how it stands in the source, what it prints and of which cell."""

    written: str
    printed: str
    place: str


class LivePanel:
    """``document``: the report's, with the text as it is typed."""

    def __init__(self, section: Section, text: str, document: Document) -> None:
        self.section = section
        self.text = text
        self.document = document

    @cached_property
    def prose(self) -> Prose | None:
        """The text as it prints."""
        blocks = content_of(self.document, self.section.key).blocks if self.text.strip() else ()
        return blocks[0] if blocks and isinstance(blocks[0], Prose) else None

    @cached_property
    def warnings(self) -> list[str]:
        """What can't be printed and why, each once."""
        found = faults(self.prose) if self.prose else ()
        return list(dict.fromkeys(f"{written}: {why}." for written, why in found))

    @cached_property
    def shown(self) -> list[Shown]:
        """The live figures that have a cell, each reference once."""
        if self.prose is None or not self.prose.live:
            return []
        cells = Cells(self.document.sections)
        found = {figure.written: figure for figure in self.prose.live if not figure.problem}
        return [shown for figure in found.values() if (shown := _shown(figure, cells))]

    @property
    def text_html(self) -> SafeString | str:
        """The text as it prints, when something in it is live."""
        is_live = self.prose is not None and self.prose.live
        return block_html(self.prose, self.section.spec.level) if self.prose and is_live else ""

    @cached_property
    def offered(self) -> list[ReadClaim]:
        """The figures typed by hand that can be made live."""
        figures = read_claims(self.document, {self.section.key: self.text})
        return [figure for figure in figures if figure.conversion]


def _shown(figure: LiveFigure, cells: Cells) -> Shown | None:
    reference = parse(figure.written)
    if reference is None:
        return None
    try:
        place = cells.find(reference)
        return Shown(figure.written, place.printed(reference.form), place.name)
    except NoFigure:
        return None
