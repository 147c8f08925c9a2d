"""What made a section that was marked as done print something else, by the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from reporting.document.printed import Printed
from reporting.models import DoneMark, JournalEntry, Report
from reporting.models.carried import carried_models
from reporting.sections import Section, sections_holding, sections_of


@dataclass(frozen=True)
class Cause:
    """``entry``: None for what no journal of the report tells: another rapportmall, the report before.

    ``is_own``: whether it is in the section itself. ``more``: how many changes beside it since the mark.
    """

    entry: JournalEntry | None
    is_own: bool = False
    more: int = 0


class Journal:
    """The entries of reports since their marks, the last first. One query; none without marks."""

    def __init__(self, marks: Mapping[Report, Iterable[DoneMark]]) -> None:
        since = {
            report.pk: min(mark.journal_number for mark in found) for report, found in marks.items() if found
        }
        self.entries: dict[int, list[JournalEntry]] = {pk: [] for pk in since}
        for entry in _told(since) if since else ():
            self.entries[entry.report_id].append(entry)

    def cause(self, section: Section, mark: DoneMark, printed: Printed) -> Cause:
        """The last entry in the section; else in the rows that its texts take figures from, in their sections, in any
        that it reads."""
        report = section.report
        entries = [entry for entry in self.entries[report.pk] if entry.number > mark.journal_number]
        held = [(entry, sections_holding(report, entry.model, entry.row_key)) for entry in entries]
        own = [entry for entry, keys in held if section.key in keys]
        if own:
            return Cause(own[0], is_own=True, more=len(own) - 1)
        of_figures = [entry for entry, keys in held if printed.figures_of & set(keys)]
        of_rows = [entry for entry in of_figures if entry.row_key in printed.rows]
        kinds = {other.key: other.spec.kind for other in sections_of(report)}
        read = [entry for entry, keys in held if any(_reads(section, kinds.get(key, "")) for key in keys)]
        found: Sequence[JournalEntry] = of_rows or of_figures or read
        return Cause(found[0], more=len(found) - 1) if found else Cause(None)


def _reads(section: Section, kind: str) -> bool:
    return section.tells_of_others or section.reads(kind)


def _told(since: Mapping[int, int]) -> models.QuerySet[JournalEntry]:
    newer = models.Q()
    for report, number in since.items():
        newer |= models.Q(report=report, number__gt=number)
    said = [model._meta.label_lower for model in carried_models()]
    return JournalEntry.objects.filter(newer, model__in=said).select_related("by").order_by("-number")
