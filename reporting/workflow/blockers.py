"""What blocks handing in a report, and in which section."""

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
    """A Swedish sentence. ``section``: None for the whole report.

    ``finding``: an open error of the review.
    """

    sentence: str
    section: Section | None
    finding: Finding | None = None


def blockers(report: Report, open_now: list[Finding] | None = None) -> list[Blocker]:
    """In the order of the sections; those without a section last.

    ``open_now``: the review's open errors, if already known.
    """
    errors: dict[str, list[Finding]] = {}
    for finding in open_errors(report) if open_now is None else open_now:
        errors.setdefault(finding.section_key, []).append(finding)
    by_section = [
        blocker
        for section in sections_of(report)
        for blocker in (
            *(Blocker(sentence, section) for sentence in _of_section(report, section)),
            *(_of_review(finding, section) for finding in errors.pop(section.key, ())),
        )
    ]
    return by_section + [_of_review(finding, None) for rest in errors.values() for finding in rest]


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
    """The sentences of ``blockers``."""
    return [blocker.sentence for blocker in blockers(report)]
