"""The contract of a chapter, and the registry of those that are installed.

A chapter is an app with a subclass of Section, named in ``settings.REPORT_SECTIONS``. The core knows
it by this contract alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from reporting.document import Block
from reporting.headings import filled
from reporting.options import SectionOptions

if TYPE_CHECKING:
    from reporting.conventions import Convention
    from reporting.models import Report

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
DEEPEST_LEVEL = 3
LONGEST_KEY = 60  # as long as ProseText.section_key


@dataclass(frozen=True, kw_only=True)
class SectionSpec:
    """What a ReportTemplate says of one section.

    ``level`` 1 is a chapter, 2 and 3 lie under the one before. ``has_prose`` gives the section a text
    of its own before its blocks; ``guidance`` is what its writer is told.
    """

    key: str
    kind: str
    heading: str
    level: int = 1
    is_numbered: bool = True
    has_prose: bool = True
    guidance: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class SectionForm(Protocol):
    """What Section.form returns: a Form, a FormSet, or several under one hat."""

    def is_valid(self) -> bool: ...

    def save(self) -> Any: ...


class Section:
    """One section bound to one report. Subclasses set ``kind`` and ``name`` and override the rest."""

    kind: ClassVar[str]
    name: ClassVar[str]  # what the section is called where templates are made
    Options: ClassVar[type[SectionOptions]] = SectionOptions
    form_template_name: ClassVar[str] = "reporting/sections/_form.html"
    update_template_name: ClassVar[str] = ""  # what of the form is computed, swapped in as one types
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
        """Every option, at its default where the template says nothing. They are valid: a template is
        validated when it is saved."""
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

    def form(self, data: Mapping[str, Any] | None = None) -> SectionForm | None:
        """What is written; None when the section is nothing but its text."""
        return None

    def preview(self, form: Any) -> list[Block]:
        """The blocks as they would be with what stands in a form that may be half filled in."""
        return []

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


@cache
def registry() -> dict[str, type[Section]]:
    """The installed section kinds, by their ``kind``."""
    classes: list[type[Section]] = [import_string(path) for path in settings.REPORT_SECTIONS]
    return {section.kind: section for section in classes}


def bind(report: Report) -> list[Section]:
    """The sections of a report, in order."""
    return [registry()[spec.kind](report, spec) for spec in report.template.specs]


def clean_specs(data: Any) -> list[dict[str, Any]]:
    """The sections of a template as validated data; ValueError says in Swedish what is wrong and where."""
    if not isinstance(data, list) or not data:
        raise ValueError("En rapportmall har minst ett avsnitt.")
    specs = [_clean_spec(place, part) for place, part in enumerate(data, start=1)]
    _check_order(specs)
    _check_single(specs)
    return [asdict(spec) for spec in specs]


def _clean_spec(place: int, part: Any) -> SectionSpec:
    try:
        spec = SectionSpec(**part)
    except TypeError:
        raise ValueError(f"Avsnitt {place} har fel form: ange minst key, kind och heading.") from None
    texts = (spec.key, spec.kind, spec.heading, spec.guidance)
    flags = (spec.is_numbered, spec.has_prose)
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(flag, bool) for flag in flags):
        raise ValueError(f"Avsnitt {place} har ett värde av fel slag.")
    if not KEY.match(spec.key) or len(spec.key) > LONGEST_KEY:
        raise ValueError(
            f"Nyckeln ”{spec.key}” får bara ha små bokstäver a–z, siffror och bindestreck, "
            f"högst {LONGEST_KEY} tecken."
        )
    if spec.kind not in registry():
        raise ValueError(f"”{spec.kind}” är inget slag av avsnitt. Välj bland {', '.join(registry())}.")
    if not spec.heading.strip():
        raise ValueError(f"Avsnitt {place} saknar rubrik.")
    if type(spec.level) is not int or not 1 <= spec.level <= DEEPEST_LEVEL:
        raise ValueError(f"Avsnittet ”{spec.heading}” ska ha nivå 1–{DEEPEST_LEVEL}.")
    if not isinstance(spec.options, dict):
        raise ValueError(f"Inställningarna för ”{spec.heading}” har fel form.")
    options = registry()[spec.kind].clean_options(spec.options)
    return SectionSpec(**asdict(spec) | {"options": options})


def _check_order(specs: list[SectionSpec]) -> None:
    level = 0
    keys: set[str] = set()
    for spec in specs:
        if spec.key in keys:
            raise ValueError(f"Nyckeln ”{spec.key}” används av två avsnitt.")
        if spec.level > level + 1:
            raise ValueError(f"Avsnittet ”{spec.heading}” hoppar över en rubriknivå.")
        keys.add(spec.key)
        level = spec.level


def _check_single(specs: list[SectionSpec]) -> None:
    """A section whose rows belong to the report, not to the section, stands once."""
    met: dict[str, SectionSpec] = {}
    for spec in specs:
        section = registry()[spec.kind]
        if section.is_single and spec.kind in met:
            raise ValueError(
                f"Avsnitten ”{met[spec.kind].heading}” och ”{spec.heading}” är båda av slaget {section.name} "
                "och skulle dela rader. En mall kan ha ett sådant avsnitt. Ta bort det ena."
            )
        met[spec.kind] = spec
