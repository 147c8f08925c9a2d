"""The contract of a chapter, and the registry of installed ones.

A chapter is an app with a subclass of Section, named in ``settings.REPORT_SECTIONS``. The core knows
nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, Protocol, cast

from django.db import models

from reporting.document.blocks import Block
from reporting.document.conventions import Convention
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.headings import filled
from reporting.document.highlights import Highlight
from reporting.journal.writing import Batch
from reporting.models import Committee, ProseText, Report, User
from reporting.models.section_spec import SectionSpec, section_kinds
from reporting.template_editor.options import SectionOptions


class SectionForm(Protocol):
    """A Form, a FormSet or a FormGroup."""

    batch: Batch | None  # set before validation in a form to save

    def is_valid(self) -> bool: ...

    def save(self) -> Any: ...


class Section:
    """A section of one report. Subclasses set ``kind`` and ``name``, list a template's choices in ``Options`` and
    override the rest. For a grid of rows, subclass ``RowsSection``."""

    kind: ClassVar[str]
    name: ClassVar[str]  # in the template editor
    Options: ClassVar[type[SectionOptions]] = SectionOptions
    form_template_name: ClassVar[str] = "reporting/sections/_form.html"
    is_single: ClassVar[bool] = False  # at most one in a template: two would share rows
    highlight_rank: ClassVar[int] = 5  # place of its highlight, the first first
    summary_rank: ClassVar[int] = 0  # when its summary is made, the first first: it sees those before it
    begins_with_text: ClassVar[bool] = False  # whether a new one in a template has a text of its own

    def __init__(self, report: Report, spec: SectionSpec) -> None:
        self.report = report
        self.spec = spec

    @property
    def key(self) -> str:
        return self.spec.key

    @property
    def title(self) -> str:
        return self.spec.heading

    @cached_property
    def options(self) -> dict[str, Any]:
        """Every option, by default or by template. Valid, since templates are validated on save."""
        return self.Options.read(self.spec.options)

    @cached_property
    def convention(self) -> Convention:
        return self.report.template.print_convention

    def filled(self, heading: str) -> str:
        """A heading with its placeholders replaced by the report's period."""
        return filled(heading, self.report.period)

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        """Validated options, as a template stores them. Raises ValueError in Swedish."""
        return cls.Options.clean_stored(options, cls.name)

    @classmethod
    def more_settings(cls, committee: Committee) -> tuple[str, str] | None:
        """Words and address of the nämnd's page that says more of such sections than a rapportmall does."""
        return None

    @classmethod
    def options_in(
        cls, committee: Committee, options: dict[str, Any], *, of: Committee, by: User
    ) -> dict[str, Any]:
        """The options of a section copied from the nämnd ``of``; what they name is made in the other's kommun."""
        return options

    def blocks(self) -> list[Block]:
        """The stored rows as blocks. A constant number of queries."""
        return []

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        """The main fact of the sections of this kind, for *I korthet*. Pure: also of a frozen document."""
        return None

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        """The rows of its blocks that have a verdict; bad ones are the report's deviations. Pure."""
        return ()

    @property
    def tells_of_others(self) -> bool:
        return type(self).summary is not Section.summary

    def summary(self, document: Document, blocks: Sequence[Block]) -> Sequence[Block]:
        """Blocks that tell of the rest of the document, in place of the section's own. Pure."""
        return blocks

    def marks(self, document: Document, blocks: Sequence[Block]) -> tuple[tuple[str, str], ...]:
        """What its ``blocks``, before ``summary``, say at rows of other sections: ids on the page and words. Pure."""
        return ()

    @property
    def diary_number(self) -> str:
        """The report's diarienummer, where the section has it."""
        return ""

    def reads(self, kind: str) -> bool:
        """Whether a save in a section of that kind may change this one's blocks.

        If not, ``entry.kept`` keeps the blocks between the saves of an editor. True is always safe.
        """
        return True

    @classmethod
    def row_models(cls) -> tuple[type[models.Model], ...]:
        """The models of the rows that its form saves."""
        return ()

    @property
    def is_written(self) -> bool:
        """Whether a person has anything to write in it; a heading, and what tells of others, has not."""
        return self.spec.has_prose or type(self).form is not Section.form

    def form(self, data: Mapping[str, Any] | None = None) -> SectionForm | None:
        """The form of the rows; None for a section that is only text."""
        return None

    def preview(self, form: Any) -> list[Block]:
        """Blocks of a form's current contents, valid or not."""
        return []

    def pieces(self, form: Any) -> dict[str, str]:
        """Computed parts of the editor: HTML by element id."""
        return {}

    def needs(self, form: Any) -> list[str]:
        """The ``problems`` that saving the form's current contents would leave, as far as the form can tell."""
        return []

    def problems(self) -> list[str]:
        """Blockers in the stored rows, one Swedish sentence each."""
        return []

    def start_from(self, previous: Report) -> None:
        """Copy into a new, empty report what it takes over from the last one."""


class TextSection(Section):
    """Text alone, or a heading over subsections."""

    kind = "text"
    name = "Text"
    begins_with_text = True

    def reads(self, kind: str) -> bool:
        return False


def registry() -> dict[str, type[Section]]:
    """Installed sections by ``kind``."""
    return cast("dict[str, type[Section]]", section_kinds())


def sections_of(report: Report) -> list[Section]:
    """In order. Made once for each report object and template."""
    cached = report.bound_sections
    if cached is None or cached[0] is not report.template:
        sections = [registry()[spec.kind](report, spec) for spec in report.template.specs]
        report.bound_sections = cached = (report.template, sections)
    return cast("list[Section]", cached[1])


def sections_holding(report: Report, model: str, row_key: str) -> list[str]:
    """Keys of the sections whose forms save a row, as the journal names it; [] for what is in no section."""
    if model == ProseText._meta.label_lower:
        return [row_key]
    return [
        section.key
        for section in sections_of(report)
        if any(model == saved._meta.label_lower for saved in section.row_models())
    ]


def section_of(report: Report, key: str) -> Section:
    """Raises KeyError when the template has no such section."""
    return {section.key: section for section in sections_of(report)}[key]
