"""The organisation of a SIE file: the nämnd's kommun, one imported before, or another, which needs confirming."""

from __future__ import annotations

import re

from budgets.ledger.models import LedgerOwner
from budgets.ledger.sie_file import SieFile
from reporting.models import Committee
from reporting.models.table_layout import folded


def number_of(file: SieFile) -> str:
    """The digits of #ORGNR, without a century."""
    return re.sub(r"\D", "", file.organisation)[-10:]


def name_of(file: SieFile) -> str:
    return " ".join(file.company.replace("\x00", "").split())[:200]


def owner_doubts(file: SieFile, committee: Committee) -> list[str]:
    """A Swedish warning if the file may be of another organisation."""
    number, name = number_of(file), name_of(file)
    if not number and not name:
        return ["Filen säger inte vilken organisation den kommer från (#ORGNR och #FNAMN saknas)."]
    known = list(LedgerOwner.objects.filter(committee=committee))
    if any(_is_same(owner, number, name) for owner in known):
        return []
    numbers = [owner for owner in known if owner.number and number]
    if folded(name) in _names_of(committee) and not numbers:
        return []
    before = f" och har läst in filer från {', '.join(map(str, known))}" if known else ""
    return [
        f"Filen kommer från {LedgerOwner(name=name, number=number)}, men {committee} hör till {committee.municipality}"
        f"{before}. Kontrollera att det är rätt fil."
    ]


def remember_owner(file: SieFile, committee: Committee) -> None:
    """Don't ask about the organisation again."""
    number, name = number_of(file), name_of(file)
    if number or name:
        LedgerOwner.objects.get_or_create(committee=committee, number=number, name=name)


def _is_same(owner: LedgerOwner, number: str, name: str) -> bool:
    """By number if both have one, else by name."""
    if owner.number and number:
        return owner.number == number
    return folded(owner.name) == folded(name)


def _names_of(committee: Committee) -> set[str]:
    """Names of the nämnd and its host kommun in a file, folded."""
    kommun = str(committee.municipality)
    names = (str(committee), kommun, f"{kommun} kommun", f"{kommun}s kommun")
    return {folded(name) for name in names}
