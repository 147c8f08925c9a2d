"""What stands in the way of handing a report in, and where it is mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.document import placeholders
from reporting.models import Report
from reporting.review.findings import Finding
from reporting.review.of_report import open_errors
from reporting.sections import Section, sections_of


@dataclass(frozen=True)
class Blocker:
    """One thing to mend, a Swedish sentence: in a section, or in none where it is of the report as a whole.

    ``finding``: what the review calls an error and nobody has accepted with a reason.
    """

    sentence: str
    section: Section | None
    finding: Finding | None = None


def blockers(report: Report, open_now: list[Finding] | None = None) -> list[Blocker]:
    """Those of a section together, in the order of the report; those of no section last.

    ``open_now``: the open errors of the review, where they are at hand already.
    """
    errors: dict[str, list[Finding]] = {}
    for finding in open_errors(report) if open_now is None else open_now:
        errors.setdefault(finding.section_key, []).append(finding)
    found = [
        blocker
        for section in sections_of(report)
        for blocker in (
            *(Blocker(sentence, section) for sentence in _of_section(report, section)),
            *(_of_review(finding, section) for finding in errors.pop(section.key, ())),
        )
    ]
    return found + [_of_review(finding, None) for rest in errors.values() for finding in rest]


def _of_section(report: Report, section: Section) -> Iterator[str]:
    if section.spec.has_prose:
        text = report.prose.get(section.key, "")
        if not text.strip():
            yield f"Avsnittet ”{section.title}” saknar text."
        yield from placeholders.problem(f"Avsnittet ”{section.title}”", text)
    yield from section.problems()


def _of_review(finding: Finding, section: Section | None) -> Blocker:
    return Blocker(f"Granskningen: {finding.message}", section, finding)


def problems(report: Report) -> list[str]:
    """What stands in the way of handing in, one Swedish sentence each."""
    return [blocker.sentence for blocker in blockers(report)]
