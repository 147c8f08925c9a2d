"""From report to document: the one place where stored rows become what is read."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Mapping, Sequence
from functools import cached_property

from reporting.database.unchanged import while_unchanged
from reporting.document.blocks import Block, Heading, Prose
from reporting.document.document import Document, SectionContent
from reporting.document.live_figures import resolve
from reporting.document.pdf_profile import PdfProfile
from reporting.models import AdoptedDocument, Report
from reporting.models.adopted import Adopted
from reporting.models.choices import Status
from reporting.models.current import Current
from reporting.models.report import ReportQuerySet
from reporting.sections import Section, sections_of


def document_of(report: Report) -> Document:
    """The frozen document of an adopted report, the current state of any other.

    Raises DamagedDocument when the frozen one is not what was adopted.
    """
    if report.status == Status.ADOPTED:
        adopted: AdoptedDocument = AdoptedDocument.objects.get(report=report)
        return adopted.document()
    return assemble(report)


class Edition:
    """A report's current document and its digest, the key of caches.

    The digest of an adopted report is stored, so its document is read only on a cache miss.
    """

    def __init__(self, report: Report, adopted: AdoptedDocument | None = None) -> None:
        """``adopted``: its frozen document, if the caller has it."""
        self.report, self.adopted = report, adopted

    @property
    def slug(self) -> str:
        return self.report.slug

    @property
    def report_id(self) -> int:
        return self.report.pk

    @cached_property
    def document(self) -> Document:
        return document_of(self.report)

    @property
    def is_adopted(self) -> bool:
        """Whether it is what was adopted: never another."""
        return self.report.status == Status.ADOPTED

    @cached_property
    def digest(self) -> str:
        if self.is_adopted:
            adopted = self.adopted or AdoptedDocument.objects.defer("content").get(report=self.report)
            return str(adopted.known_digest)
        return self.document.digest


def adopted_editions(reports: ReportQuerySet) -> list[Edition]:
    """Of adopted reports, in order. Two queries."""
    documents = AdoptedDocument.objects.defer("content").filter(report__in=reports.order_by())
    adopted = {document.report_id: document for document in documents}
    return [Edition(report, adopted[report.pk]) for report in reports]


class FoundEdition(Edition):
    """Of what one short query found; the report itself is read when asked for."""

    def __init__(self, facts: Adopted | Current) -> None:
        self.facts = facts

    @property
    def slug(self) -> str:
        return self.facts.slug

    @property
    def report_id(self) -> int:
        return self.facts.report_id

    @cached_property
    def report(self) -> Report:  # type: ignore[override]  # read when asked for
        return read_report(self.facts.report_id)


class AdoptedEdition(FoundEdition):
    """Of an adopted report; nothing but the digest is read until it is needed."""

    is_adopted = True

    facts: Adopted

    @property
    def digest(self) -> str:
        return self.facts.digest


class CurrentEdition(FoundEdition):
    """Of any other report; assembled only if something that its document is made of has changed."""

    is_adopted = False

    facts: Current

    @cached_property
    def _kept(self) -> tuple[str, bytes]:
        def make() -> tuple[str, bytes]:
            document = document_of(read_report(self.facts.report_id))
            return document.digest, pickle.dumps(document)

        return while_unchanged(f"document:{self.facts.report_id}", make)

    @property
    def digest(self) -> str:
        return self._kept[0]

    @cached_property
    def document(self) -> Document:
        document: Document = pickle.loads(self._kept[1])  # from this process
        return document


def read_report(pk: int) -> Report:
    report: Report = Report.objects.with_context().get(pk=pk)
    return report


def blocks_of(report: Report) -> dict[str, list[Block]]:
    """Blocks by section key, references not yet printed."""
    return {section.key: section_blocks(section) for section in sections_of(report)}


def assemble(report: Report, typed: Mapping[str, Sequence[Block]] | None = None) -> Document:
    """The document of a report as stored now, live figures printed.

    ``typed``: blocks by section key, instead of the stored ones.
    """
    return resolve(_with_references(report, typed or {}))


def content_of(document: Document, key: str) -> SectionContent:
    return next(content for content in document.sections if content.key == key)


def _with_references(report: Report, typed: Mapping[str, Sequence[Block]]) -> Document:
    """The document, references not yet printed."""
    convention = report.template.print_convention
    sections = sections_of(report)
    numbers = _Numbers()
    contents = tuple(_content(section, numbers, typed.get(section.key)) for section in sections)
    document = Document(
        slug=report.slug,
        title=report.title,
        kind=report.period.get_kind_display(),
        municipality=report.committee.municipality.name,
        committee=report.committee.name,
        members=report.committee.member_names,
        year=report.period.year,
        actuals_through=report.period.actuals_through,
        dated=report.dated,
        status=report.status,
        status_label=report.get_status_display(),
        template=report.template.name,
        template_version=report.template.version,
        unit=convention.unit,
        sign_note=convention.note(),
        changed_at=report.changed_at,
        sections=contents,
        diary_number=report.diary_number or next(filter(None, (part.diary_number for part in sections)), ""),
        decision=report.decision,
        identity=report.committee.municipality.identity,
        version=report.version,
        corrects=report.replaces_id or "" if report.is_correction else "",
        correction_reason=report.correction_reason,
        pdf_profile=PdfProfile(report.template.pdf_profile),
    )
    return _summarised(document, sections)


def _summarised(document: Document, sections: Sequence[Section]) -> Document:
    """The document, with those sections filled that tell of the others."""
    telling = [(place, section) for place, section in enumerate(sections) if section.tells_of_others]
    for place, section in sorted(telling, key=lambda found: found[1].summary_rank):
        contents = list(document.sections)
        stored = contents[place].blocks
        contents[place] = dataclasses.replace(
            contents[place], blocks=tuple(section.summary(document, stored))
        )
        marks = document.marks + section.marks(document, stored)
        document = dataclasses.replace(document, sections=tuple(contents), marks=marks)
    return document


def _content(section: Section, numbers: _Numbers, typed: Sequence[Block] | None) -> SectionContent:
    spec = section.spec
    blocks = section_blocks(section) if typed is None else typed
    number = numbers.next(spec.level) if spec.is_numbered else ""
    return SectionContent(
        key=spec.key,
        title=spec.heading,
        level=spec.level,
        number=number,
        kind=spec.kind,
        blocks=tuple(_numbered(block, spec.level, numbers) for block in blocks),
    )


def section_blocks(section: Section) -> list[Block]:
    """A section's text, then its own blocks."""
    return text_block(section, section.report.prose.get(section.key, "")) + section.blocks()


def text_block(section: Section, markdown: str) -> list[Block]:
    """The text as a block; [] for none."""
    return [Prose(markdown=markdown)] if section.spec.has_prose and markdown.strip() else []


def _numbered(block: Block, level: int, numbers: _Numbers) -> Block:
    if isinstance(block, Heading) and block.is_numbered:
        return dataclasses.replace(block, number=numbers.next(level + 1))
    return block


class _Numbers:
    """Heading numbers in order: 1, 2, 2.1, 2.2, 2.2.1, 3 …"""

    def __init__(self) -> None:
        self.counts: list[int] = []

    def next(self, level: int) -> str:
        self.counts = (self.counts + [0] * level)[:level]
        self.counts[-1] += 1
        return ".".join(str(count) for count in self.counts)
