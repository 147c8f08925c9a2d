"""The contract of a chapter, and the registry of those that are installed.

A chapter is an app with a subclass of Section, named in ``settings.REPORT_SECTIONS``. The core knows
it by this contract alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Protocol, cast

from reporting.document.blocks import Block
from reporting.document.conventions import Convention
from reporting.document.headings import filled
from reporting.models import Report
from reporting.models.section_spec import SectionSpec, section_kinds
from reporting.template_editor.options import SectionOptions


class SectionForm(Protocol):
    """What Section.form returns: a Form, a FormSet or a FormGroup."""

    def is_valid(self) -> bool: ...

    def save(self) -> Any: ...


class Section:
    """One section bound to one report. Subclasses set ``kind`` and ``name``, say what a template may choose in
    ``Options``, and override the rest. One that is a grid of rows is a ``RowsSection``."""

    kind: ClassVar[str]
    name: ClassVar[str]  # what the section is called where templates are made
    Options: ClassVar[type[SectionOptions]] = SectionOptions
    form_template_name: ClassVar[str] = "reporting/sections/_form.html"
    is_single: ClassVar[bool] = False  # whether a template may have it once only, as two would share rows

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
        """Every option, at its default where the template says nothing. Valid: a template is validated when
        it is saved."""
        return self.Options.read(self.spec.options)

    @cached_property
    def convention(self) -> Convention:
        return self.report.template.print_convention

    def filled(self, heading: str) -> str:
        """A heading of the template with the report's period in it."""
        return filled(heading, self.report.period)

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]:
        """Validated options, as a template stores them; ValueError says in Swedish what is wrong."""
        return cls.Options.clean_stored(options, cls.name)

    def blocks(self) -> list[Block]:
        """What is read. A constant number of queries whatever the number of rows."""
        return []

    def reads(self, kind: str) -> bool:
        """Whether a save in a section of that kind may change this one's blocks. Yes, unless the chapter knows
        better: what is read of a report is kept while one types."""
        return True

    def form(self, data: Mapping[str, Any] | None = None) -> SectionForm | None:
        """What is written; None when the section is nothing but its text."""
        return None

    def preview(self, form: Any) -> list[Block]:
        """The blocks as they would be with what stands in a form that may be half filled in."""
        return []

    def pieces(self, form: Any) -> dict[str, str]:
        """What is computed and stands in the editor beside the fields: HTML by the elements' ids."""
        return {}

    def needs(self, form: Any) -> list[str]:
        """What stands in such a form may be saved, but has to be added to before handing in. Part of what
        ``problems`` says of what is stored."""
        return []

    def problems(self) -> list[str]:
        """What must be mended before the report may be handed in, one Swedish sentence each."""
        return []

    def start_from(self, previous: Report) -> None:
        """Copies into this section's empty report what a new period takes over from the last."""


class TextSection(Section):
    """Nothing but text, or nothing but a heading over the sections below it."""

    kind = "text"
    name = "Text"

    def reads(self, kind: str) -> bool:
        return False


def registry() -> dict[str, type[Section]]:
    """The installed section kinds, by their ``kind``."""
    return cast("dict[str, type[Section]]", section_kinds())


def sections_of(report: Report) -> list[Section]:
    """The sections of a report, in order: made once for each report object and template."""
    kept = report.bound_sections
    if kept is None or kept[0] is not report.template:
        sections = [registry()[spec.kind](report, spec) for spec in report.template.specs]
        report.bound_sections = kept = (report.template, sections)
    return cast("list[Section]", kept[1])


def section_of(report: Report, key: str) -> Section:
    """KeyError when the template has no such section."""
    return {section.key: section for section in sections_of(report)}[key]
