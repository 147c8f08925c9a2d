"""How far the sections of reports have come: who writes each, whether it is done, and why it no longer is.

Whether a section still prints what it printed when it was marked is asked of the document, which is made once for
each state of a report and process (``_printed``), and only of drafts with marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.core.cache import caches

from reporting.assembly import assemble, read_report
from reporting.document.json_writing import digest
from reporting.document.printed import Printed, printed_sections
from reporting.models import DoneMark, Report, SectionAssignment, User
from reporting.models.choices import Status
from reporting.sections import Section, sections_of
from reporting.workflow.causes import Cause, Journal


class Standing(StrEnum):
    OPEN = "open"
    REOPENED = "reopened"  # by a person, with a note
    CHANGED = "changed"  # since it was marked as done
    DONE = "done"


@dataclass(frozen=True)
class SectionProgress:
    """``mark``: the last. ``cause``: why a marked section is CHANGED."""

    section: Section
    standing: Standing
    assignee: User | None = None
    mark: DoneMark | None = None
    cause: Cause | None = None

    @property
    def is_done(self) -> bool:
        return self.standing is Standing.DONE


@dataclass(frozen=True)
class Progress:
    """``sections``: those in which a person has something to write, in order."""

    report: Report
    sections: tuple[SectionProgress, ...] = field(repr=False)

    @property
    def total(self) -> int:
        return len(self.sections)

    @property
    def done(self) -> int:
        return sum(section.is_done for section in self.sections)

    @property
    def is_done(self) -> bool:
        return self.done == self.total > 0

    @property
    def is_followed(self) -> bool:
        """Whether anyone has marked or assigned any section."""
        return any(section.mark or section.assignee for section in self.sections)

    @property
    def by_person(self) -> list[tuple[User | None, int, int]]:
        """Each assignee with how many are done, and of how many; last None, for what no one answers for."""
        of_person: dict[User | None, list[SectionProgress]] = {}
        for section in sorted(self.sections, key=lambda one: one.assignee is None):
            of_person.setdefault(section.assignee, []).append(section)
        return [
            (person, sum(one.is_done for one in theirs), len(theirs)) for person, theirs in of_person.items()
        ]

    @property
    def not_done(self) -> list[SectionProgress]:
        return [section for section in self.sections if not section.is_done]

    def of(self, key: str) -> SectionProgress | None:
        return next((one for one in self.sections if one.section.key == key), None)

    def left_for(self, user: User) -> list[SectionProgress]:
        return [one for one in self.not_done if one.assignee == user]


class _Stands(NamedTuple):
    section: Section
    standing: Standing
    mark: DoneMark | None
    printed: Printed | None  # now


def progress_of(reports: Sequence[Report]) -> dict[int, Progress]:
    """By the report's pk. At most four queries, however many reports, once their present state has been looked at.

    ``reports``: with their rapportmall. Of what is handed in the marks are as they were.
    """
    assignees, marks = _assignees(reports), _last_marks(reports)
    standing = {
        report: [*_standings(report, marks.get(report.pk, {}), printed)]
        for report, printed in _with_printed(reports, marks)
    }
    journal = Journal({report: [*_changed(found)] for report, found in standing.items()})
    return {
        report.pk: Progress(report, tuple(_section(report, one, assignees, journal) for one in found))
        for report, found in standing.items()
    }


def _section(
    report: Report, stands: _Stands, assignees: Mapping[tuple[int, str], User], journal: Journal
) -> SectionProgress:
    section, standing, mark, printed = stands
    is_changed = standing is Standing.CHANGED and mark and printed
    return SectionProgress(
        section,
        standing,
        assignees.get((report.pk, section.key)),
        mark,
        journal.cause(section, mark, printed) if is_changed and mark and printed else None,
    )


Marks = dict[str, DoneMark]  # by section key


def _changed(found: Sequence[_Stands]) -> Iterator[DoneMark]:
    return (one.mark for one in found if one.mark and one.standing is Standing.CHANGED)


def _assignees(reports: Sequence[Report]) -> dict[tuple[int, str], User]:
    found = SectionAssignment.objects.filter(report__in=[report.pk for report in reports])
    return {(row.report_id, row.section_key): row.person for row in found.select_related("person")}


def _last_marks(reports: Sequence[Report]) -> dict[int, Marks]:
    found: dict[int, Marks] = {}
    marks = DoneMark.objects.filter(report__in=[report.pk for report in reports])
    for mark in marks.select_related("by", "ended_by").order_by("pk"):
        found.setdefault(mark.report_id, {})[mark.section_key] = mark
    return found


def _standings(report: Report, marks: Marks, printed: Mapping[str, Printed]) -> Iterator[_Stands]:
    for section in sections_of(report):
        if section.is_written:
            mark, now = marks.get(section.key), printed.get(section.key)
            yield _Stands(section, _standing(mark, now), mark, now)


def _standing(mark: DoneMark | None, now: Printed | None) -> Standing:
    if mark is None:
        return Standing.OPEN
    if mark.ended_at:
        return Standing.REOPENED
    return Standing.CHANGED if now and now.digest != mark.digest else Standing.DONE


def _with_printed(
    reports: Sequence[Report], marks: Mapping[int, Marks]
) -> Iterator[tuple[Report, Mapping[str, Printed]]]:
    marked = {report.pk for report in reports if report.pk in marks and report.status == Status.DRAFT}
    before = {report.previous_id for report in reports if report.pk in marked and report.previous_id}
    changed: dict[int | None, dt.datetime] = {}
    if before:
        changed = dict(Report.objects.filter(pk__in=before).values_list("pk", "changed_at"))
    for report in reports:
        yield report, _printed(report, changed.get(report.previous_id)) if report.pk in marked else {}


def _printed(report: Report, previous_changed_at: dt.datetime | None) -> dict[str, Printed]:
    """What each section prints, made once for a state of the report: what it, its rapportmall and the report before it
    say. Every save changes ``changed_at``, in the same transaction."""
    state = (report.pk, report.changed_at, report.template_id, report.previous_id, previous_changed_at)
    key = f"printed:{digest(repr(state))}"
    found: dict[str, Printed] | None = caches["blocks"].get(key)
    if found is None:
        found = printed_sections(assemble(read_report(report.pk)))
        caches["blocks"].set(key, found)
    return found
