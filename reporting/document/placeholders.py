"""Placeholders left in a text. Pure."""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(
    r"\[(?:Ange|Skriv|Fyll|Välj|Infoga|Namn|Datum|xx)[^\]]*\]"  # [Ange vem som är beställare]
    r"|\b[Nn]amn [Nn]amn(?:sson)?\b"
    r"|\b[Xx]{2,}\b"
    r"|\b(?:ÅÅÅÅ|YYYY)-MM-DD\b"
    r"|\b[Ll]orem ipsum\b"
)


def find(text: str) -> list[str]:
    """Each placeholder once, in order."""
    return list(dict.fromkeys(match[0] for match in PLACEHOLDER.finditer(text)))


def problem(where: str, text: str) -> list[str]:
    """One Swedish sentence, or none."""
    words = find(text)
    if not words:
        return []
    return [
        f"{where} har platshållare kvar: {', '.join(f'”{word}”' for word in words)}. Skriv det som ska stå."
    ]
