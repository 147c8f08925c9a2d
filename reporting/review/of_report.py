"""From a report to its findings: the one place where the checks meet the database."""

from __future__ import annotations

from reporting.assembly import document_of
from reporting.models import Report
from reporting.review import review
from reporting.review.findings import Finding


def findings_of(report: Report) -> list[Finding]:
    """What the checks find in a report as anyone reads it, beside the report before it."""
    previous = report.previous
    return review(document_of(report), document_of(previous) if previous else None)
