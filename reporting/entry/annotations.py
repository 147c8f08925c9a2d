"""Annotations of the fields while typing: the review's marks, proposals, verdicts.

An answer holds only what the page does not show yet: each piece swapped into a long table costs the browser
about 15 ms. The page keeps a token of each piece and sends the tokens back with the next patch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reporting.entry.cells import mark_html, proposals_html
from reporting.entry.section_entry import Place, SectionEntry
from reporting.review.findings import Finding

MARK, PIECE = "m", "p"
Key = tuple[str, ...]  # MARK with grid, row and field; PIECE with the element's id


@dataclass(frozen=True)
class Annotations:
    """``marks``: [grid, row, field, HTML]; ``pieces``: element id -> HTML; ``shown``: all tokens."""

    marks: list[list[str]]
    pieces: dict[str, str]
    shown: list[str]


def annotate(
    entry: SectionEntry, marks: Mapping[Place, list[Finding]], shown: Iterable[str] = ()
) -> Annotations:
    """What the page lacks; ``shown``: the tokens of what it has."""
    html: dict[Key, str] = {(MARK, *field): mark_html(findings) for field, findings in marks.items()}
    html |= {(PIECE, cell.proposals_id): proposals_html(cell) for cell in entry.proposed_cells()}
    pieces: dict[Key, dict[str, str]] = {}  # of a row together
    for name, text in entry.pieces().items():
        pieces.setdefault((PIECE, name.rpartition("-")[0]), {})[name] = text
    html |= {key: "".join(texts.values()) for key, texts in pieces.items()}
    now = {key: _digest(text) for key, text in html.items()}
    before = dict(filter(None, map(_read, shown)))
    changed = [key for key in {**now, **before} if now.get(key) != before.get(key)]
    return Annotations(
        marks=[[*key[1:], html.get(key, "")] for key in changed if key[0] == MARK],
        pieces={
            name: text
            for key in changed
            if key[0] == PIECE and key in html
            for name, text in pieces.get(key, {key[1]: html[key]}).items()
        },
        shown=[":".join((*key, digest)) for key, digest in now.items()],
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def _read(token: str) -> tuple[Key, str] | None:
    """A token's key and digest; None for anything else."""
    *key, digest = token.split(":")
    return (tuple(key), digest) if tuple(key[:1]) in {(MARK,), (PIECE,)} else None
