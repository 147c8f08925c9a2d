"""Answers to the review: accept a finding, reopen it, or make a typed figure live."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from reporting.assembly import assemble
from reporting.document.visible import validate_lines
from reporting.journal.writing import Batch, delete_rows, save_rows
from reporting.models import AcceptedFinding, ProseText, Report, User
from reporting.models.journal import snapshot
from reporting.review.claims.conversion import Conversion
from reporting.review.of_report import findings_of, read_claims
from reporting.workflow.writing import writing

TEXT_HAS_CHANGED = (
    "Texten eller tabellen har ändrats sedan sidan visades. Ingen siffra är ersatt. "
    "Kontrollera meningen och välj siffran på nytt."
)


def accept(report: Report, fingerprint: str, *, reason: str, by: User) -> AcceptedFinding:
    """Raises ValidationError if the finding is gone or the reason empty."""
    with writing(report, by=by) as batch:
        findings = (finding for finding in findings_of(report) if finding.fingerprint == fingerprint)
        finding = next(findings, None)
        if finding is None:
            raise ValidationError("Iakttagelsen finns inte längre: texten eller siffrorna har ändrats.")
        if not reason.strip():
            raise ValidationError("Skriv varför iakttagelsen godtas.")
        validate_lines(reason)
        facts = {"code": finding.code, "message": finding.message, "reason": reason.strip()}
        acceptance = report.accepted_findings.filter(fingerprint=fingerprint).first()
        before = snapshot(acceptance) if acceptance else {}
        acceptance = acceptance or AcceptedFinding(report=report, fingerprint=fingerprint)
        for name, value in {**facts, "by": by, "at": batch.at}.items():
            setattr(acceptance, name, value)
        acceptance.save()
        batch.note(acceptance, before)
    return acceptance


def reopen(report: Report, fingerprint: str, *, by: User) -> None:
    """Withdraw the acceptance, if any."""
    with writing(report, by=by) as batch:
        delete_rows(batch, list(report.accepted_findings.filter(fingerprint=fingerprint)))


def make_live(report: Report, token: str, *, batch: Batch) -> Conversion:
    """Replace a matched figure with its reference. Call inside ``writing()``.

    Raises ValidationError if no figure has the token: the text, the cell or the match has changed.
    """
    report.refresh_prose()  # cached before the lock
    claims = read_claims(assemble(report), report.prose)
    report.refresh_prose()
    conversions = (claim.conversion for claim in claims if claim.conversion)
    chosen = next((conversion for conversion in conversions if conversion.token == token), None)
    if chosen is None:
        raise ValidationError(TEXT_HAS_CHANGED)
    text: ProseText = report.texts.get(section_key=chosen.section_key)
    text.markdown = chosen.converted
    save_rows(batch, [text])
    return chosen
