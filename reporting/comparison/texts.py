"""What differs between two texts: paragraphs, and words in them. Pure.

Always computed in the same direction, so that turning a comparison around mirrors it; ``difflib`` alone does not.
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
from reporting.document.blocks import Heading, Prose
from reporting.document.document import SectionContent
from reporting.document.prose import BREAKS, keep_figures_whole, to_tokens

ORDINARY_SPACE = re.compile(r"[ \t\n\r]+")
ALIKE = 0.5  # share of common words from which two paragraphs are one, rewritten
MOST_TRIED = 4_000_000  # pairs of words: under a second at worst
MOST_ALIGNED = 40_000  # pairs of paragraphs
SHORTEST_KEPT = 2  # words: a shorter equal run between two changes is part of them


@dataclass(frozen=True)
class Piece:
    """A run of words of a changed text."""

    kind: Literal["same", "removed", "added"]
    text: str


def paragraphs(section: SectionContent) -> list[str]:
    """The text of a section without Markdown: a line per paragraph, list item, table row and heading."""
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
    """The text of a paragraph, with the address of each link, which may be what changed."""
    words, address = "", ""
    for child in inline.children or []:
        if child.type == "link_open":
            address = "" if child.info == "auto" else f" ({child.attrGet('href')})"
        words += address if child.type == "link_close" else " " if child.type in BREAKS else child.content
    return words


def _single_spaced(text: str) -> str:
    """One space between words. No-break spaces stay: they hold a figure together."""
    return ORDINARY_SPACE.sub(" ", text).strip(" ")


def text_changes(old: Sequence[str], new: Sequence[str]) -> list[TextChange]:
    """The paragraphs changed, added or removed, in reading order; the removed before the added."""
    changes: list[TextChange] = []
    next_old = next_new = 0
    for i, j in [*_pairs(old, new), (len(old), len(new))]:
        changes += [TextChange(old=text, new="") for text in old[next_old:i]]
        changes += [TextChange(old="", new=text) for text in new[next_new:j]]
        if i < len(old) and old[i] != new[j]:
            changes.append(TextChange(old=old[i], new=new[j]))
        next_old, next_new = i + 1, j + 1
    return changes


def _pairs(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    if list(old) > list(new):
        return [(i, j) for j, i in _aligned(new, old)]
    return _aligned(old, new)


def pieces(old: str, new: str) -> list[Piece]:
    """The words of both texts in reading order; the removed before what replaced it."""
    if not old or not new:
        return [Piece("removed", old)] * bool(old) + [Piece("added", new)] * bool(new)
    before, after = _split(old), _split(new)
    is_turned = before > after
    runs = [(b, a) for a, b in _runs(after, before)] if is_turned else _runs(before, after)
    changed: list[Piece] = []
    for removed, added in runs:
        if removed == added:
            changed.append(Piece("same", " ".join(removed)))
        else:
            changed += [Piece("removed", " ".join(removed))] if removed else []
            changed += [Piece("added", " ".join(added))] if added else []
    return changed


def _split(text: str) -> list[str]:
    """The words of a text; a figure with its unit is one word: "1 956 tkr"."""
    return [word for word in ORDINARY_SPACE.split(keep_figures_whole(text)) if word]


def _aligned(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Index pairs of paragraphs, in order: the equal ones, then between them the most alike."""
    pairs: list[tuple[int, int]] = []
    for tag, a, b, c, d in _opcodes(old, new):
        if tag == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        elif (b - a) * (d - c) <= MOST_ALIGNED:
            pairs += [(a + i, c + j) for i, j in _most_alike(old[a:b], new[c:d])]
    return pairs


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes, in bounded time: of too long texts only the common beginning and end."""
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


def _is_same(pair: tuple[str, str]) -> bool:
    return pair[0] == pair[1]


def _most_alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The pairs, in order, whose likeness adds up to the most."""
    words_old, words_new = ([Counter(_split(text)) for text in texts] for texts in (old, new))
    likeness = [[_likeness(one, other) for other in words_new] for one in words_old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = best[i + 1][j + 1] + likeness[i][j] if likeness[i][j] >= ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    return _traced(best, likeness)


def _traced(best: list[list[float]], likeness: list[list[float]]) -> list[tuple[int, int]]:
    """The pairs behind the best sum, traced from the table of sums."""
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
    """The share of common words: 0 none, 1 all."""
    return 2 * (one & other).total() / (one.total() + other.total())


def _runs(old: list[str], new: list[str]) -> list[tuple[list[str], list[str]]]:
    """Runs of words as (old, new), the two equal if nothing changed."""
    runs: list[tuple[list[str], list[str]]] = []
    opcodes = _opcodes(old, new)
    for index, (tag, a, b, c, d) in enumerate(opcodes):
        is_between = 0 < index < len(opcodes) - 1
        is_kept = tag == "equal" and not (is_between and b - a < SHORTEST_KEPT)
        if runs and not is_kept and runs[-1][0] != runs[-1][1]:
            runs[-1] = (runs[-1][0] + old[a:b], runs[-1][1] + new[c:d])
        else:
            runs.append((old[a:b], new[c:d]))
    return runs
