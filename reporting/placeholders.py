"""What a text's template has left to fill in: "Namn namn", "xx", "[Ange …]". Pure."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(
    r"""
    \[\s*(?:ange|skriv|fyll\ i|välj|infoga|lägg\ till|klicka|namn|datum|belopp)\b[^\]\n]*\](?!\()  # [Ange …]
    | \b(?:för)?namn\ (?:efter)?namn\b              # Namn namn, Förnamn Efternamn
    | \bx{2,}\b                                     # xx
    | \bNN\b
    | \b(?:ÅÅÅÅ|åååå)(?:[-/]?MM[-/]?DD)?\b
    | \bKlicka\ här\ för\ att\ ange[ ]text\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def placeholders(text: str) -> list[str]:
    """Those that a text has, as they are written, each once. A link ``[Ange](https://…)`` is none."""
    return list(dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(text)))


def placeholder_problem(where: str, text: str) -> list[str]:
    """What stands in the way of handing in, as no or one Swedish sentence."""
    found = placeholders(text)
    if not found:
        return []
    shown = ", ".join(f"”{each}”" for each in found)
    return [f"{where} har kvar {shown} från en förlaga. Skriv det som ska stå där."]
