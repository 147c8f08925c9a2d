"""From a report to its findings and what people have accepted of them: where the checks meet the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from reporting.assembly import assemble, document_of
from reporting.document import Document
from reporting.live_conversion import Conversion, conversions
from reporting.models import AcceptedFinding, ProseText, Report, User
from reporting.models.journal import Batch, save_rows
from reporting.review import review
from reporting.review.claims import Claim, claims
from reporting.review.dictionary import swedish
from reporting.review.findings import Finding, Weight
from reporting.review.reading import Reading

TEXT_HAS_CHANGED = (
    "Texten eller tabellen har ändrats sedan sidan visades. Ingen siffra är ersatt. "
    "Kontrollera meningen och välj siffran på nytt."
)


@dataclass(frozen=True)
class Reviewed:
    """A finding, and its acceptance if a person has given one."""

    finding: Finding
    accepted: AcceptedFinding | None


def findings_of(report: Report, document: Document | None = None) -> list[Finding]:
    """What the checks find in a report as anyone reads it, beside the report before it.

    ``document``: the report's, where it is at hand already.
    """
    return review(document or document_of(report), previous_document(report), swedish())


def previous_document(report: Report) -> Document | None:
    """The report before, as it is read."""
    if not report.previous_id:
        return None
    return document_of(Report.objects.with_context().get(pk=report.previous_id))


def reviewed(report: Report, document: Document | None = None) -> list[Reviewed]:
    """Every finding, the gravest first. An acceptance whose figures have changed is not among them."""
    accepted = {one.fingerprint: one for one in report.accepted_findings.select_related("by")}
    return [Reviewed(finding, accepted.get(finding.fingerprint)) for finding in findings_of(report, document)]


def open_errors(report: Report) -> list[Finding]:
    """What must be mended or accepted before the report is handed in."""
    return [
        each.finding
        for each in reviewed(report)
        if each.finding.weight is Weight.ERROR and each.accepted is None
    ]


def open_findings(report: Report, section_key: str, document: Document | None = None) -> list[Finding]:
    """What stands to be looked at in one section: as it is saved, or as it is in ``document``."""
    return [
        each.finding
        for each in reviewed(report, document)
        if each.finding.section_key == section_key and each.accepted is None
    ]


def accept(report: Report, fingerprint: str, *, reason: str, by: User) -> AcceptedFinding:
    """Accepts a finding with a reason; ValidationError says in Swedish why it can't be."""
    with report.writing(by=by):
        finding = next((one for one in findings_of(report) if one.fingerprint == fingerprint), None)
        if finding is None:
            raise ValidationError("Iakttagelsen finns inte längre: texten eller siffrorna har ändrats.")
        if not reason.strip():
            raise ValidationError("Skriv varför iakttagelsen godtas.")
        acceptance, _ = report.accepted_findings.update_or_create(
            fingerprint=fingerprint,
            defaults={"code": finding.code, "message": finding.message, "reason": reason.strip(), "by": by},
        )
    return acceptance


def reopen(report: Report, fingerprint: str, *, by: User) -> None:
    """Takes an acceptance back; nothing happens if there is none."""
    with report.writing(by=by):
        report.accepted_findings.filter(fingerprint=fingerprint).delete()


@dataclass(frozen=True)
class Figure:
    """A figure of a text as the review reads it, and what it can be turned into if it can."""

    claim: Claim
    conversion: Conversion | None


def figures_in_texts(document: Document, texts: dict[str, str]) -> list[Figure]:
    """Every figure that may come from a table. ``texts``: each section's own text, as written."""
    found = list(claims(Reading(document)))
    offered = conversions(document, found, texts)
    return [Figure(claim, offered.get(claim)) for claim in found]


def make_live(report: Report, token: str, *, batch: Batch) -> Conversion:
    """Puts a reference where a matched figure stood. Call inside ``report.writing()``.

    ValidationError when nothing has that token any more: the text, the cell or the match is another.
    """
    report.forget_texts()  # what was read before the lock may be older
    figures = figures_in_texts(assemble(report), report.prose)
    report.forget_texts()
    chosen = next(
        (one.conversion for one in figures if one.conversion and one.conversion.token == token), None
    )
    if chosen is None:
        raise ValidationError(TEXT_HAS_CHANGED)
    text: ProseText = report.texts.get(section_key=chosen.section_key)
    text.markdown = chosen.converted
    save_rows(batch, [text])
    return chosen
