"""Assign sections to people; mark them done, and open them again. The report itself is left as it is."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError

from reporting.assembly import assemble, read_report
from reporting.document.printed import printed_sections
from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, delete_rows, save_rows
from reporting.models import DoneMark, JournalEntry, Report, SectionAssignment, User
from reporting.models.journal import snapshot
from reporting.permissions import Action, may_mark, writers_of
from reporting.sections import sections_of
from reporting.workflow.writing import noting

MAY_NOT_ASSIGN = "Bara en controller eller administratör fördelar avsnitten, och bara i ett utkast."
MAY_NOT_MARK = "Bara den som ansvarar för avsnittet, och controllern, klarmarkerar och öppnar det."
LONGEST_NOTE = 500  # characters


def assign(report: Report, people: dict[str, User | None], *, by: User) -> int:
    """``people``: who answers for each section, by key; None for no one. Returns how many were changed.

    Raises PermissionDenied; ValidationError for a person who can't write in the report, or a section it doesn't have.
    """
    with noting(report, Action.ASSIGN, by=by, refusal=MAY_NOT_ASSIGN) as batch:
        _check_people(report, {person.pk for person in people.values() if person})
        if not people.keys() <= {section.key for section in sections_of(report) if section.is_written}:
            raise ValidationError("Avsnittet finns inte i rapporten, eller har inget att skriva.")
        stored = {row.section_key: row for row in report.assignments.all()}
        changed = {key: person for key, person in people.items() if _now(stored.get(key)) != person}
        rows = []
        for key, person in changed.items():
            row = stored.get(key) or SectionAssignment(report=report, section_key=key)
            if person is None:
                delete_rows(batch, [row])
            else:
                row.person = person
                rows.append(row)
        save_rows(batch, rows)
    return len(changed)


def _now(assignment: SectionAssignment | None) -> User | None:
    return assignment.person if assignment else None


def _check_people(report: Report, people: Collection[int]) -> None:
    able = set(writers_of(report.committee).filter(pk__in=people).values_list("pk", flat=True))
    if able != set(people):
        raise ValidationError("Bara nämndens rapportörer och controllrar kan ansvara för ett avsnitt.")


def mark_done(report: Report, key: str, *, by: User) -> DoneMark:
    """As the section is printed now. Raises PermissionDenied; ValidationError if the report has no such section."""
    with noting(report, Action.WRITE, by=by, refusal=MAY_NOT_MARK) as batch:
        _check_mark(report, key, by)
        printed = printed_sections(assemble(read_report(report.pk)))[key]
        _end(report, key, batch, by=by)
        last = JournalEntry.objects.filter(report=report).order_by("-number").values_list("number", flat=True)
        facts = {"digest": printed.digest, "journal_number": last.first() or 0}
        mark = DoneMark(report=report, section_key=key, by=by, at=batch.at, **facts)
        save_rows(batch, [mark])
    return mark


def open_again(report: Report, key: str, *, note: str, by: User) -> None:
    """Raises PermissionDenied; ValidationError without a note, or if nobody has marked the section."""
    with noting(report, Action.WRITE, by=by, refusal=MAY_NOT_MARK) as batch:
        _check_mark(report, key, by)
        if not note.strip():
            raise ValidationError("Skriv kort varför avsnittet öppnas igen.")
        if len(note.strip()) > LONGEST_NOTE:
            raise ValidationError(f"Skriv kortare: högst {LONGEST_NOTE} tecken.")
        validate_lines(note)
        if not _end(report, key, batch, by=by, note=note.strip()):
            raise ValidationError("Avsnittet är inte klarmarkerat.")


def _check_mark(report: Report, key: str, by: User) -> None:
    if key not in {section.key for section in sections_of(report) if section.is_written}:
        raise ValidationError("Avsnittet finns inte i rapporten, eller har inget att skriva.")
    assignment = report.assignments.filter(section_key=key).select_related("person").first()
    if not may_mark(by, report, assignment.person if assignment else None):
        raise PermissionDenied(MAY_NOT_MARK)


def _end(report: Report, key: str, batch: Batch, *, by: User, note: str = "") -> bool:
    """End the section's mark, if it has one."""
    mark = report.done_marks.filter(section_key=key, ended_at=None).first()
    if mark is None:
        return False
    before = snapshot(mark)
    mark.ended_by, mark.ended_at, mark.note = by, batch.at, note
    mark.save(update_fields=["ended_by", "ended_at", "note"])
    batch.note(mark, before)
    return True


def carry_assignments(source: Report, target: Report) -> None:
    """To a new report: those of the sections that it has, and of people who may write it. Three queries."""
    able = set(writers_of(target.committee).values_list("pk", flat=True))
    keys = {section.key for section in sections_of(target) if section.is_written}
    SectionAssignment.objects.bulk_create(
        SectionAssignment(report=target, section_key=row.section_key, person_id=row.person_id)
        for row in source.assignments.all()
        if row.section_key in keys and row.person_id in able
    )
