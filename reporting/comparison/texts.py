"""What differs between two texts: which paragraphs, and which words in them. Pure.

Everything is computed in one direction whichever text comes first, so that a comparison turned around says
the same backwards (``difflib`` alone does not).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Literal

from markdown_it.token import Token

from reporting.comparison.changes import TextChange
from reporting.document.blocks import Heading, Prose, SectionContent
from reporting.document.prose import BREAKS, keep_figures_whole, to_tokens

ORDINARY_SPACE = re.compile(r"[ \t\n\r]+")
ALIKE = 0.5  # the share of words in common from which two paragraphs are one that was rewritten
MOST_TRIED = 4_000_000  # pairs of words: what takes part of a second at the very worst
MOST_ALIGNED = 40_000  # pairs of paragraphs
SHORTEST_KEPT = 2  # words: a shorter run that is the same between two changes is read as part of them


@dataclass(frozen=True)
class Piece:
    """Some words of a text that was changed."""

    kind: Literal["same", "removed", "added"]
    text: str


def paragraphs(section: SectionContent) -> list[str]:
    """The words of a section without Markdown: a line per paragraph, list item, table row and heading."""
    lines: list[str] = []
    for block in section.blocks:
        if isinstance(block, Prose):
            lines += _lines(block.markdown)
        elif isinstance(block, Heading):
            lines.append(block.text)
    return [line for line in map(_single_spaced, lines) if line]


def _lines(markdown: str) -> Iterator[str]:
    cells: list[str] | None = None
    for token in to_tokens(markdown):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield " · ".join(cells or [])
            cells = None
        elif token.type == "inline" and cells is not None:
            cells.append(_words(token))
        elif token.type == "inline":
            yield _words(token)
        elif token.type in {"fence", "code_block"}:
            yield from token.content.split("\n")


def _words(inline: Token) -> str:
    """What a paragraph says, with the address of a link after its words: it may be what was changed."""
    words, address = "", ""
    for child in inline.children or []:
        if child.type == "link_open":
            address = "" if child.info == "auto" else f" ({child.attrGet('href')})"
        words += address if child.type == "link_close" else " " if child.type in BREAKS else child.content
    return words


def _single_spaced(text: str) -> str:
    """The words with a space between each; no-break spaces, which hold a figure together, stay."""
    return ORDINARY_SPACE.sub(" ", text).strip(" ")


def text_changes(old: Sequence[str], new: Sequence[str]) -> list[TextChange]:
    """The paragraphs that were changed, added or removed, in the order they are read.

    Between two that are in both, what was removed stands before what was added.
    """
    changes: list[TextChange] = []
    last_old = last_new = 0
    for mine, theirs in [*_pairs(old, new), (len(old), len(new))]:
        changes += [TextChange(old=text, new="") for text in old[last_old:mine]]
        changes += [TextChange(old="", new=text) for text in new[last_new:theirs]]
        if mine < len(old) and old[mine] != new[theirs]:
            changes.append(TextChange(old=old[mine], new=new[theirs]))
        last_old, last_new = mine + 1, theirs + 1
    return changes


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    if list(old) > list(new):
        return [(mine, theirs) for theirs, mine in _aligned(new, old)]
    return _aligned(old, new)


def pieces(old: str, new: str) -> list[Piece]:
    """The words of both texts in reading order; what was removed stands before what replaced it."""
    if not old or not new:
        return [Piece("removed", old)] * bool(old) + [Piece("added", new)] * bool(new)
    before, after = _split(old), _split(new)
    turned = before > after
    runs = [(b, a) for a, b in _runs(after, before)] if turned else _runs(before, after)
    found: list[Piece] = []
    for removed, added in runs:
        if removed == added:
            found.append(Piece("same", " ".join(removed)))
        else:
            found += [Piece("removed", " ".join(removed))] if removed else []
            found += [Piece("added", " ".join(added))] if added else []
    return found


def _split(text: str) -> list[str]:
    """The words of a text; a figure with its unit is one: "1 956 tkr"."""
    return [word for word in ORDINARY_SPACE.split(keep_figures_whole(text)) if word]


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs of paragraphs, in order: first those that are the same, then the likest between them."""
    pairs: list[tuple[int, int]] = []
    for tag, a, b, c, d in _opcodes(old, new):
        if tag == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        elif (b - a) * (d - c) <= MOST_ALIGNED:
            pairs += [(a + mine, c + theirs) for mine, theirs in _likest(old[a:b], new[c:d])]
    return pairs


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's, in bounded time: of texts too long to try, what they begin and end with in common."""
    start = sum(1 for _ in takewhile(_is_same, zip(old, new, strict=False)))
    rest = zip(reversed(old[start:]), reversed(new[start:]), strict=False)
    end = sum(1 for _ in takewhile(_is_same, rest))
    a, b, c, d = start, len(old) - end, start, len(new) - end
    codes = [("equal", 0, start, 0, start)] if start else []
    if (b - a) * (d - c) <= MOST_TRIED:
        matcher = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False)
        codes += [(tag, a + i, a + j, c + k, c + n) for tag, i, j, k, n in matcher.get_opcodes()]
    else:
        codes.append(("replace", a, b, c, d))
    return codes + ([("equal", b, len(old), d, len(new))] if end else [])


def _is_same(both: tuple[str, str]) -> bool:
    return both[0] == both[1]


def _likest(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs, in order, that have the most words in common together."""
    words_old, words_new = ([Counter(_split(text)) for text in texts] for texts in (old, new))
    likeness = [[_likeness(one, other) for other in words_new] for one in words_old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            together = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], together)
    return _walked(best, likeness)


def _walked(best: list[list[float]], likeness: list[list[float]]) -> list[tuple[int, int]]:
    """The way through the table of sums that gave the best one."""
    pairs, i, j = [], 0, 0
    while i < len(likeness) and j < len(likeness[0]):
        if likeness[i][j] >= ALIKE and best[i][j] == best[i + 1][j + 1] + likeness[i][j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """How many of their words two texts share: 0 none, 1 all."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _runs(old: list[str], new: list[str]) -> list[tuple[list[str], list[str]]]:
    """Runs of words as (old, new); a run that is the same in both is equal."""
    runs: list[tuple[list[str], list[str]]] = []
    blocks = _opcodes(old, new)
    for place, (tag, a, b, c, d) in enumerate(blocks):
        is_between = 0 < place < len(blocks) - 1
        is_kept = tag == "equal" and not (is_between and b - a < SHORTEST_KEPT)
        if runs and not is_kept and runs[-1][0] != runs[-1][1]:
            runs[-1] = (runs[-1][0] + old[a:b], runs[-1][1] + new[c:d])
        else:
            runs.append((old[a:b], new[c:d]))
    return runs
