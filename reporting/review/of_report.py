"""A report's findings and their acceptances: the review filled from the database."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from django.core.cache import caches
from django.utils import timezone

from reporting.assembly import document_of
from reporting.document.document import Document
from reporting.models import AcceptedFinding, Report
from reporting.models.frozen import DamagedDocument
from reporting.renderers.look import look_digest
from reporting.review.claims.claim import Claim, claims
from reporting.review.claims.conversion import Conversion, conversions
from reporting.review.dictionary import swedish
from reporting.review.engine import review
from reporting.review.facts import Facts
from reporting.review.findings import Finding, Severity


@dataclass(frozen=True)
class Reviewed:
    finding: Finding
    accepted: AcceptedFinding | None


def findings_of(report: Report, document: Document | None = None) -> list[Finding]:
    """A report's findings. ``document``: the report's, if the caller has it."""
    return findings_in(document or document_of(report), previous_document(report))


def findings_in(document: Document, previous: Document | None) -> list[Finding]:
    """Cached by the two documents, the rules and the day."""
    dictionary = swedish()
    digests = [reviewed.digest for reviewed in (document, previous) if reviewed is not None]
    key = f"findings:{look_digest()}:{'-'.join(digests)}:{dictionary is None}:{timezone.localdate()}"
    found: list[Finding] | None = caches["blocks"].get(key)
    if found is None:
        found = review(document, previous, dictionary)
        caches["blocks"].set(key, found)
    return found


def previous_document(report: Report) -> Document | None:
    """The report before; None when there is none or its document is damaged."""
    return previous_or_damage(report)[0]


def previous_or_damage(report: Report) -> tuple[Document | None, str]:
    """The report before, and what is wrong with its document, in Swedish."""
    if not report.previous_id:
        return None, ""
    try:
        return document_of(Report.objects.with_context().get(pk=report.previous_id)), ""
    except DamagedDocument as damage:
        return None, str(damage)


def reviewed(report: Report, document: Document | None = None) -> list[Reviewed]:
    """Every finding, the most severe first."""
    return with_acceptances(report, findings_of(report, document))


def with_acceptances(report: Report, findings: list[Finding]) -> list[Reviewed]:
    """An acceptance lapses when its figures change."""
    accepted = {row.fingerprint: row for row in report.accepted_findings.select_related("by")}
    return [Reviewed(finding, accepted.get(finding.fingerprint)) for finding in findings]


def open_errors(report: Report) -> list[Finding]:
    """What must be mended or accepted before the report is handed in."""
    return [
        entry.finding
        for entry in reviewed(report)
        if entry.finding.severity is Severity.ERROR and entry.accepted is None
    ]


def open_findings(
    document: Document, previous: Document | None, section_key: str, accepted: Container[str]
) -> list[Finding]:
    """The findings of one section that no one has accepted; ``accepted``: fingerprints."""
    return [
        finding
        for finding in findings_in(document, previous)
        if finding.section_key == section_key and finding.fingerprint not in accepted
    ]


@dataclass(frozen=True)
class ReadClaim:
    """A figure of a text, and the live one it can become, if any."""

    claim: Claim
    conversion: Conversion | None


def read_claims(document: Document, texts: dict[str, str]) -> list[ReadClaim]:
    """Every figure that may come from a table. ``texts``: each section's own text as written, by its key."""
    found = list(claims(Facts(document)))
    offered = conversions(document, found, texts)
    return [ReadClaim(claim, offered.get(claim)) for claim in found]
