"""The document: what a report says, plain and frozen, for every renderer and for the archive. Pure.

The SHA-256 of a document's canonical JSON identifies it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from reporting.document.blocks import Block, Matrix, Table
from reporting.document.charts import Chart
from reporting.document.decision import Decision
from reporting.document.identity import NO_IDENTITY, Identity
from reporting.document.json_writing import digest, to_json
from reporting.document.naming import versioned
from reporting.document.pdf_profile import PdfProfile

SCHEMA = 1


@dataclass(frozen=True, kw_only=True)
class SectionContent:
    """``level`` is 1 for a chapter; ``number`` is "" when not numbered; ``kind`` is the Section's."""

    key: str
    title: str
    level: int
    number: str
    blocks: tuple[Block, ...]
    kind: str = "text"

    @property
    def anchor(self) -> str:
        return f"avsnitt-{self.key}"

    @property
    def heading_tag(self) -> str:
        return f"h{self.level + 1}"

    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))

    def grids(self) -> Iterator[Table]:
        """Tables, and matrices as tables, in order."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield block
            elif isinstance(block, Matrix):
                yield block.as_table()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report. ``changed_at``: when its contents last changed; of an adopted report, when it was adopted.
    ``corrects``: the slug of the version before it, "" of the first. ``marks``: ids of rows on the page, each with what
    is said at it: that a deviation lacks a measure. ``journal_number``, ``journal_head``: the last entry of its
    journal and that entry's digest when it was adopted; 0 and "" before, and of reports adopted before this was kept.
    """

    slug: str
    title: str
    kind: str
    municipality: str
    committee: str
    members: tuple[str, ...]
    year: int
    actuals_through: dt.date
    dated: dt.date
    status: str
    status_label: str
    template: str
    template_version: int
    unit: str
    sign_note: str
    changed_at: dt.datetime
    sections: tuple[SectionContent, ...]
    schema: int = SCHEMA
    diary_number: str = ""
    decision: Decision | None = None
    identity: Identity = NO_IDENTITY
    marks: tuple[tuple[str, str], ...] = ()
    version: int = 1
    corrects: str = ""
    correction_reason: str = ""
    pdf_profile: PdfProfile = PdfProfile.UA1
    journal_number: int = 0
    journal_head: str = ""

    @property
    def name(self) -> str:
        """Its title, with its version from the second on."""
        return versioned(self.title, self.version)

    @property
    def correction(self) -> list[tuple[str, str]]:
        """Headings and facts of a correction; none of a first version."""
        if self.version == 1:
            return []
        return [("Version", str(self.version)), ("Rättelse", self.correction_reason)]

    def __hash__(self) -> int:
        """By its digest: what is read of a document is kept by it, and every cell is not hashed anew."""
        return hash(self.digest)

    @cached_property
    def canonical(self) -> str:
        """Its canonical JSON; of a frozen document, as it was stored."""
        return to_json(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its canonical JSON."""
        return digest(self.canonical)

    def as_stored(self, content: str) -> Document:
        """The document, which was read from ``content``. What fields it lacks were added since."""
        vars(self)["canonical"] = content
        return self

    def tables(self) -> Iterator[Table]:
        for section in self.sections:
            yield from section.tables()

    def charts(self) -> Iterator[tuple[Chart, Table]]:
        """Each with its table; a chart without one is left out."""
        for section in self.sections:
            tables = {block.key: block for block in section.blocks if isinstance(block, Table)}
            for block in section.blocks:
                if isinstance(block, Chart) and block.table in tables:
                    yield block, tables[block.table]

    def grids(self) -> Iterator[Table]:
        """Tables, and matrices as tables, in order."""
        for section in self.sections:
            yield from section.grids()
