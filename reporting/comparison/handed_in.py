"""Differences since the hand-in that no one typed: a new steering model, nämnd name or version of the portal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reporting.assembly import assemble
from reporting.comparison import Comparison, comparison
from reporting.comparison.wording import counts
from reporting.document.document import Document
from reporting.models import Report
from reporting.models.frozen import DamagedDocument

MOST_CELLS = 10
# What moves with the flow and the kommun. A diarienummer is compared where the tjänsteskrivelse prints it, and marks by
# the measures that they tell of.
ASIDE = ("status", "status_label", "changed_at", "identity", "diary_number", "decision", "marks")
FACTS = {
    "title": "Rapportens namn",
    "correction_reason": "Varför rapporten rättas",
    "kind": "Slag",
    "municipality": "Kommun",
    "committee": "Nämnd",
    "year": "År",
    "actuals_through": "Utfall till och med",
    "unit": "Enhet",
    "sign_note": "Tecken",
}
IDENTITY = {
    "arms": "vapen",
    "arms_text": "ord om vapnet",
    "accent": "färg",
    "organisation_number": "organisationsnummer",
    "municipality_code": "kommunkod",
    "contact": "kontakt",
    "accessibility_statement": "länk till tillgänglighetsredogörelsen",
}


def changed_since_hand_in(report: Report) -> list[str]:
    """Swedish sentences; none for a report never handed in."""
    latest = report.handed_in_documents.first()
    try:
        return differences(latest.document(), assemble(report)) if latest else []
    except DamagedDocument as damage:
        return [str(damage)]


def changed_identity(report: Report) -> list[str]:
    """What of the kommun's identity the report was handed in with is another now, in Swedish. It stops nothing."""
    latest = report.handed_in_documents.first()
    try:
        before = latest.document().identity if latest else None
    except DamagedDocument:
        return []
    now = report.committee.municipality.identity
    return [
        name for field, name in IDENTITY.items() if before and getattr(before, field) != getattr(now, field)
    ]


def differences(old: Document, new: Document) -> list[str]:
    """Between two documents of one report, ASIDE aside. Swedish sentences."""
    aside: dict[str, Any] = {name: getattr(old, name) for name in ASIDE}
    if replace(new, **aside) == old:
        return []
    sentences = [*_facts(old, new), *_contents(comparison(old, new))]
    return sentences or [
        "Något i rapportens utformning, som rubrikers nummer, tabellers anmärkningar eller ordning."
    ]


def _facts(old: Document, new: Document) -> list[str]:
    facts = [(name, getattr(old, field), getattr(new, field)) for field, name in FACTS.items()]
    facts.append(("Medlemskommuner", ", ".join(old.members), ", ".join(new.members)))
    facts.append(("Daterad", old.dated, new.dated))
    return [f"{name}: ”{before}” har blivit ”{after}”." for name, before, after in facts if before != after]


def _contents(found: Comparison) -> list[str]:
    """The first changed cells; counts of all changes if there is more."""
    cells = [
        f"{section.new.title}: {cell.new_row.label}, {cell.new_column.heading}: "
        f"”{cell.old_text}” har blivit ”{cell.new_text}”."
        for section, table in found.tables()
        for cell in table.cells
    ]
    if found.is_empty or (len(cells) <= MOST_CELLS and _are_only_cells(found)):
        return cells
    return [*cells[:MOST_CELLS], f"Sammanlagt: {', '.join(counts(found))}."]


def _are_only_cells(found: Comparison) -> bool:
    rest = [section for section in found.sections if not replace(section, tables=()).is_empty]
    return not (found.appeared or found.vanished or rest) and all(
        replace(table, cells=()).is_empty for _, table in found.tables()
    )
