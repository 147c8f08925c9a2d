"""What a person does about the review: accepts a finding with a reason, or makes a typed figure live."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from reporting.assembly import assemble
from reporting.journal.writing import Batch, save_rows
from reporting.models import AcceptedFinding, ProseText, Report, User
from reporting.review.claims.conversion import Conversion
from reporting.review.of_report import findings_of, read_claims
from reporting.workflow.writing import writing

TEXT_HAS_CHANGED = (
    "Texten eller tabellen har ändrats sedan sidan visades. Ingen siffra är ersatt. "
    "Kontrollera meningen och välj siffran på nytt."
)


def accept(report: Report, fingerprint: str, *, reason: str, by: User) -> AcceptedFinding:
    """Accepts a finding with a reason; ValidationError says in Swedish why it can't be."""
    with writing(report, by=by):
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
    with writing(report, by=by):
        report.accepted_findings.filter(fingerprint=fingerprint).delete()


def make_live(report: Report, token: str, *, batch: Batch) -> Conversion:
    """Puts a reference where a matched figure stood. Call inside ``writing()``.

    ValidationError when nothing has that token any more: the text, the cell or the match is another.
    """
    report.refresh_prose()  # what was read before the lock may be older
    figures = read_claims(assemble(report), report.prose)
    report.refresh_prose()
    chosen = next(
        (one.conversion for one in figures if one.conversion and one.conversion.token == token), None
    )
    if chosen is None:
        raise ValidationError(TEXT_HAS_CHANGED)
    text: ProseText = report.texts.get(section_key=chosen.section_key)
    text.markdown = chosen.converted
    save_rows(batch, [text])
    return chosen
