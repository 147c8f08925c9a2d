"""A figure typed by hand that the review has matched with a cell, turned into a live one. Pure.

Offered only where the printed text stays as it is, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from reporting.document.amounts import NO_BREAK_SPACE
from reporting.document.blocks import Document, Prose, SectionContent
from reporting.document.json_writing import digest
from reporting.document.live_figures import CellAt, Cells, NoFigure, place_in_source, resolve_text, source_of
from reporting.document.prose import to_html
from reporting.document.references import Form, Saying
from reporting.review.claims.claim import Claim, State
from reporting.review.marks import running_text

UNIT_WRITTEN = re.compile(r"(?:[^\W\d_]|[%‰]).*\Z")


@dataclass(frozen=True, kw_only=True)
class Conversion:
    """One figure between ``start`` and ``end`` of a section's text as written, and what would replace it."""

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
        """What the conversion is recognised by. Another text, another place or another cell: another token."""
        parts = (self.section_key, self.source, str(self.start), str(self.end), self.reference)
        return digest("\x1f".join(parts))[:32]


def conversions(
    document: Document, claims: Iterable[Claim], texts: dict[str, str]
) -> dict[Claim, Conversion]:
    """What each supported claim of the texts can be turned into. ``texts``: each section's own, as written."""
    cells = Cells(document.sections)
    sections = {section.key: section for section in document.sections}
    found: dict[Claim, Conversion] = {}
    for claim in claims:
        section = sections[claim.sentence.section_key]
        prose = _own_text(section, claim, texts)
        if prose is not None and claim.state is State.SUPPORTED and not claim.is_live:
            made = next(_conversions_of(claim, section, prose, cells), None)
            if made is not None:
                found[claim] = made
    return found


def _own_text(section: SectionContent, claim: Claim, texts: dict[str, str]) -> Prose | None:
    """The text a claim stands in, when it is the section's own and not one of its rows'."""
    block = section.blocks[claim.sentence.block]
    is_own = isinstance(block, Prose) and source_of(block) == texts.get(section.key)
    return block if is_own and isinstance(block, Prose) else None


def _conversions_of(
    claim: Claim, section: SectionContent, prose: Prose, cells: Cells
) -> Iterator[Conversion]:
    """The ways a figure can be replaced with nothing changed in print, the most telling first."""
    start = _place(claim, prose)
    if start is None:
        return
    begins, ends = (place_in_source(prose, place) for place in (start, start + len(claim.figure.text)))
    for reference in _references(claim, cells):
        made = Conversion(
            section_key=section.key, source=source_of(prose), start=begins, end=ends, reference=reference
        )
        if _prints_the_same(made, prose, section.level, cells):
            yield made


def _place(claim: Claim, prose: Prose) -> int | None:
    """Where in the Markdown the figure of a claim begins."""
    written = re.escape(claim.figure.text)
    places = [found.start() for found in re.finditer(written, prose.markdown)]
    said = claim.sentence.offset + claim.figure.start
    stands = running_text(prose.markdown, places)[1]
    return next((place for place, offset in zip(places, stands, strict=True) if offset == said), None)


def _references(claim: Claim, cells: Cells) -> Iterator[str]:
    """A reference to the claim's cell in each form that prints what was typed.

    Where the cell has a sign that means something, the words around the figure say it.
    """
    assert claim.source is not None
    source, figure = claim.source, claim.figure
    place = CellAt(
        section=source.table.section,
        table=source.table.table,
        row=source.row,
        column=source.column,
        cell=source.cell,
    )
    unit = UNIT_WRITTEN.search(figure.text)
    sayings: tuple[Saying, ...] = ("belopp", "") if place.surplus_sign else ("", "belopp")
    for saying in sayings:
        form = Form(saying=saying, unit=unit[0] if unit else "", decimals=figure.decimals, is_bare=not unit)
        try:
            printed = place.printed(form)
        except NoFigure:
            continue
        if printed.replace(NO_BREAK_SPACE, " ") == figure.text.replace(NO_BREAK_SPACE, " "):
            yield str(cells.reference_to(place, form))


def _prints_the_same(made: Conversion, prose: Prose, level: int, cells: Cells) -> bool:
    now = resolve_text(made.converted, cells)
    is_read = len(now.live) == len(prose.live) + 1
    return is_read and to_html(now.markdown, level=level) == _html(prose.markdown, level)


@lru_cache(maxsize=16)
def _html(markdown: str, level: int) -> str:
    """As ``to_html``: a text is compared with once for each of its figures."""
    return to_html(markdown, level=level)
