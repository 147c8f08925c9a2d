"""A typed figure that matches a cell, turned into a live one. Pure.

Offered only if the printed text stays the same, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reporting.document.amounts import NO_BREAK_SPACE
from reporting.document.blocks import Prose
from reporting.document.document import Document, SectionContent
from reporting.document.json_writing import digest
from reporting.document.live_figures import CellAt, Cells, NoFigure, place_in_source, resolve_text, source_of
from reporting.document.prose import to_html
from reporting.document.references import Form, Saying
from reporting.review.claims.claim import Claim, State
from reporting.review.marks import running_text

UNIT_WRITTEN = re.compile(r"(?:[^\W\d_]|[%‰]).*\Z")


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """``reference`` replaces the figure from ``start`` to ``end`` of ``source``, the section's text as written."""

    section_key: str
    source: str
    start: int
    end: int
    reference: str

    @property
    def converted(self) -> str:
        return self.source[: self.start] + self.reference + self.source[self.end :]

    @cached_property
    def token(self) -> str:
        """Identifies the conversion: another text, position or cell gives another token."""
        parts = (self.section_key, self.source, str(self.start), str(self.end), self.reference)
        return digest("\x1f".join(parts))[:32]


def conversions(
    document: Document, claims: Iterable[Claim], texts: dict[str, str]
) -> dict[Claim, Conversion]:
    """The conversion of each claim that has one. ``texts``: each section's own text as written, by its key."""
    cells = Cells(document.sections)
    sections = {section.key: section for section in document.sections}
    offered: dict[Claim, Conversion] = {}
    for claim in claims:
        section = sections[claim.sentence.section_key]
        prose = _own_text(section, claim, texts)
        if prose is not None and claim.state is State.SUPPORTED and not claim.is_live:
            conversion = next(_conversions_of(claim, section, prose, cells), None)
            if conversion is not None:
                offered[claim] = conversion
    return offered


def _own_text(section: SectionContent, claim: Claim, texts: dict[str, str]) -> Prose | None:
    """The text of a claim, if it is the section's own and not a row's."""
    block = section.blocks[claim.sentence.block]
    is_own = isinstance(block, Prose) and source_of(block) == texts.get(section.key)
    return block if is_own and isinstance(block, Prose) else None


def _conversions_of(
    claim: Claim, section: SectionContent, prose: Prose, cells: Cells
) -> Iterator[Conversion]:
    """The replacements that print the same, the most telling first."""
    start = _start(claim, prose)
    if start is None:
        return
    begins, ends = (place_in_source(prose, at) for at in (start, start + len(claim.figure.text)))
    for reference in _references(claim, cells):
        conversion = Conversion(
            section_key=section.key, source=source_of(prose), start=begins, end=ends, reference=reference
        )
        if _prints_the_same(conversion, prose, section.level, cells):
            yield conversion


def _start(claim: Claim, prose: Prose) -> int | None:
    """Where the claim's figure begins in the Markdown."""
    written = re.escape(claim.figure.text)
    starts = [match.start() for match in re.finditer(written, prose.markdown)]
    wanted = claim.sentence.offset + claim.figure.start
    offsets = running_text(prose.markdown, starts)[1]
    return next((start for start, offset in zip(starts, offsets, strict=True) if offset == wanted), None)


def _references(claim: Claim, cells: Cells) -> Iterator[str]:
    """References to the claim's cell, one for each form that prints what was typed.

    If the cell's sign has a meaning, the amount without sign comes first: the words around it say the sign.
    """
    assert claim.source is not None
    source, figure = claim.source, claim.figure
    cell = CellAt(
        section=source.table.section,
        table=source.table.table,
        row=source.row,
        column=source.column,
        cell=source.cell,
    )
    unit = UNIT_WRITTEN.search(figure.text)
    sayings: tuple[Saying, ...] = ("belopp", "") if cell.surplus_sign else ("", "belopp")
    for saying in sayings:
        form = Form(saying=saying, unit=unit[0] if unit else "", decimals=figure.decimals, is_bare=not unit)
        try:
            printed = cell.printed(form)
        except NoFigure:
            continue
        if printed.replace(NO_BREAK_SPACE, " ") == figure.text.replace(NO_BREAK_SPACE, " "):
            yield str(cells.reference_to(cell, form))


def _prints_the_same(conversion: Conversion, prose: Prose, level: int, cells: Cells) -> bool:
    now = resolve_text(conversion.converted, cells)
    is_read = len(now.live) == len(prose.live) + 1
    return is_read and _html(now.markdown, level) == _html(prose.markdown, level)


@lru_cache(maxsize=256)
def _html(markdown: str, level: int) -> str:
    """``to_html``, cached: the same text is compared once per figure, and again at every amount typed."""
    return to_html(markdown, level=level)
