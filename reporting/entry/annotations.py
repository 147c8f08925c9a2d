"""What stands beside the fields while one types: the review's signs, and what is proposed.

A preview sends only what the page doesn't show already. Each piece that is swapped into a long table costs the
browser about 15 ms: all of them, in a table of 200 rows, several seconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from reporting.entry.rows import GridCell
from reporting.entry.section_entry import SectionEntry
from reporting.review.findings import Finding

SIGNS, PROPOSALS = "granskning", "forslag"
Shown = dict[tuple[str, str], str]  # what the page shows (of which kind, where), and a digest of it


@dataclass(frozen=True)
class Beside:
    """``signs`` (by the fields' ids) and ``proposals``: what is to be swapped in. ``shown``: what the page shows
    after that, one text for each, to be sent with the next preview."""

    signs: dict[str, list[Finding]]
    proposals: list[GridCell]
    shown: list[str]


def beside(entry: SectionEntry, findings: Iterable[Finding], shown: Iterable[str] = ()) -> Beside:
    """``shown``: what the page shows now, as the last answer said. Proposals are only kept account of in rows that
    someone is typing in; the others stand as the page came."""
    signs = entry.mark(findings)
    cells = {cell.proposals_id: cell for cell in entry.proposed_cells()}
    before: Shown = dict(filter(None, map(_read, shown)))
    now: Shown = {
        (SIGNS, field): _digest(finding.fingerprint for finding in found) for field, found in signs.items()
    } | {
        (PROPOSALS, place): _digest(text for pair in cell.proposals or () for text in pair)
        for place, cell in cells.items()
        if cell.is_typed_in
    }
    changed = [key for key in {**now, **before} if now.get(key) != before.get(key)]
    return Beside(
        signs={place: signs.get(place, []) for kind, place in changed if kind == SIGNS},
        proposals=[cells[place] for kind, place in changed if kind == PROPOSALS and place in cells],
        shown=[":".join((*key, digest)) for key, digest in now.items()],
    )


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]


def _read(text: str) -> tuple[tuple[str, str], str] | None:
    """One text of ``Beside.shown``; None for what is none."""
    parts = text.split(":")
    return ((parts[0], parts[1]), parts[2]) if len(parts) == 3 else None
