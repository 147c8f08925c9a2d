"""The sections of a rapportmall: their data and its validation."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from functools import cache
from typing import Any, ClassVar, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
COVER_MEMO = "reporting.cover_memo"  # the section kind of the tjänsteskrivelse
HIGHLIGHTS = "reporting.highlights"  # of I korthet
DEEPEST_LEVEL = 3
LONGEST_KEY = 60  # as long as ProseText.section_key


@dataclass(frozen=True, kw_only=True)
class SectionSpec:
    """One section of a ReportTemplate.

    ``level`` 1 is a chapter, 2 and 3 belong to the one before. ``has_prose``: a text before its blocks.
    ``guidance``: advice for its writer.
    """

    key: str
    kind: str
    heading: str
    level: int = 1
    is_numbered: bool = True
    has_prose: bool = True
    guidance: str = ""
    options: dict[str, Any] = field(default_factory=dict)


class SectionKind(Protocol):
    """The part of ``reporting.sections.Section`` that a template needs."""

    kind: ClassVar[str]
    name: ClassVar[str]
    is_single: ClassVar[bool]

    @classmethod
    def clean_options(cls, options: dict[str, Any]) -> dict[str, Any]: ...


@cache
def section_kinds() -> dict[str, type[SectionKind]]:
    """Installed section classes by ``kind``."""
    classes: list[type[SectionKind]] = [import_string(path) for path in settings.REPORT_SECTIONS]
    return {section.kind: section for section in classes}


def clean_specs(data: Any) -> list[dict[str, Any]]:
    """Validated data of a template's sections. Raises ValueError in Swedish."""
    if not isinstance(data, list) or not data:
        raise ValueError("En rapportmall har minst ett avsnitt.")
    specs = [_clean_spec(number, part) for number, part in enumerate(data, start=1)]
    _check_order(specs)
    _check_single(specs)
    return [asdict(spec) for spec in specs]


def _clean_spec(number: int, part: Any) -> SectionSpec:
    try:
        spec = SectionSpec(**part)
    except TypeError:
        raise ValueError(f"Avsnitt {number} har fel form: ange minst key, kind och heading.") from None
    texts = (spec.key, spec.kind, spec.heading, spec.guidance)
    flags = (spec.is_numbered, spec.has_prose)
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(flag, bool) for flag in flags):
        raise ValueError(f"Avsnitt {number} har ett värde av fel slag.")
    if not KEY.match(spec.key) or len(spec.key) > LONGEST_KEY:
        raise ValueError(
            f"Nyckeln ”{spec.key}” får bara ha små bokstäver a–z, siffror och bindestreck, "
            f"högst {LONGEST_KEY} tecken."
        )
    if spec.kind not in section_kinds():
        raise ValueError(f"”{spec.kind}” är inget slag av avsnitt. Välj bland {', '.join(section_kinds())}.")
    if not spec.heading.strip():
        raise ValueError(f"Avsnitt {number} saknar rubrik.")
    if type(spec.level) is not int or not 1 <= spec.level <= DEEPEST_LEVEL:
        raise ValueError(f"Avsnittet ”{spec.heading}” ska ha nivå 1–{DEEPEST_LEVEL}.")
    if not isinstance(spec.options, dict):
        raise ValueError(f"Inställningarna för ”{spec.heading}” har fel form.")
    options = section_kinds()[spec.kind].clean_options(spec.options)
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
    """Refuse two sections that would share rows."""
    first: dict[str, SectionSpec] = {}
    for spec in specs:
        section = section_kinds()[spec.kind]
        if section.is_single and spec.kind in first:
            raise ValueError(
                f"Avsnitten ”{first[spec.kind].heading}” och ”{spec.heading}” är båda av slaget {section.name} "
                "och skulle dela rader. En mall kan ha ett sådant avsnitt. Ta bort det ena."
            )
        first[spec.kind] = spec
