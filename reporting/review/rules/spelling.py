"""The spelling rule: words missing from the Swedish dictionary. Pure, given the dictionary.

Swedish compounds freely, and a report is full of names. Reported are only lower-case words, and the first word of a
sentence if it is one letter from a known word. Words of headings, labels and names in the report count as known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reporting.document.blocks import Heading, Table
from reporting.document.document import Document
from reporting.review.claims.figures import CACHED
from reporting.review.dictionary import Knows
from reporting.review.facts import Facts
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

VOWEL = re.compile(r"[aeiouyåäöéü]", re.IGNORECASE)
# Not words: addresses, file names, codes with digits, abbreviations with full stops.
OTHER_THAN_WORDS = re.compile(r"\S*(?:://|@|\w\.\w|[\d_\\§])\S*")
CLOSED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")  # words, with their hyphens
SHORTEST = 4  # letters; shorter words are mostly abbreviations
QUOTED = re.compile(r"[”\"][^”\"]{1,80}[”\"]")  # words of someone else
ALPHABET = "abcdefghijklmnopqrstuvwxyzåäöé"
# A slip takes sixty look-ups a letter, of up to a millisecond each.
LONGEST_SLIP = 16  # letters
MOST_SLIPS = 40  # words per report


class Spelling(Rule):
    code = "stavning"
    name = "Ett ord som inte finns i ordlistan"
    help = "Slår upp textens ord i en svensk ordlista; namn, förkortningar och rapportens egna ord räknas som rätta."

    def find(self, facts: Facts) -> Iterator[Finding]:
        if facts.knows is None:
            return
        own = own_words(facts.document)
        reported: set[tuple[str, str]] = set()
        slips = Slips(facts.knows)
        for sentence in facts.sentences:
            if is_all_known(sentence.text, facts.knows):
                continue
            for word in unknown_words(sentence.text, facts.knows, own, slips):
                if (sentence.section_key, word) not in reported:
                    reported.add((sentence.section_key, word))
                    yield self.at_sentence(
                        Severity.ADVICE,
                        sentence,
                        f"”{word}” finns inte i ordlistan. Kontrollera stavningen.",
                        evidence=[word],
                    )


class Slips:
    """The slips among the first MOST_SLIPS words asked for; any later word is none."""

    def __init__(self, knows: Knows) -> None:
        self.knows = knows
        self.asked: set[str] = set()

    def __contains__(self, word: str) -> bool:
        if len(word) > LONGEST_SLIP or (word not in self.asked and len(self.asked) >= MOST_SLIPS):
            return False
        self.asked.add(word)
        return is_slip(word, self.knows)


@lru_cache(maxsize=CACHED)
def is_all_known(text: str, knows: Knows) -> bool:
    """Whether every word of a sentence is right in any report. Cached: most are, and stay as they are typed."""
    return all(
        _is_known(part, knows)
        for closed in CLOSED.findall(_running(text))
        for part in closed.strip("-").split("-")
    )


def _running(text: str) -> str:
    """A sentence without what is not its own words."""
    return QUOTED.sub(_blank, OTHER_THAN_WORDS.sub(_blank, text))


def unknown_words(text: str, knows: Knows, own: frozenset[str], slips: Slips) -> Iterator[str]:
    """The misspelt words of a sentence, as written.

    Two unknown words in a row are a phrase of another language ("user stories").
    """
    running = _running(text)
    matches = list(CLOSED.finditer(running))
    faults = [
        _faults(match, knows, own, None if re.search(r"\w", running[: match.start()]) else slips)
        for match in matches
    ]
    for index, words in enumerate(faults):
        neighbours = [
            faults[other]
            for other, gap in ((index - 1, index), (index + 1, index + 1))
            if 0 <= other < len(matches)
            and not running[matches[gap - 1].end() : matches[gap].start()].strip()
        ]
        if not any(neighbours):
            yield from (word for word in words if len(word) >= SHORTEST)


def _blank(match: re.Match[str]) -> str:
    """Underscores of the same length: what follows must not look like the start of the sentence."""
    return "_" * len(match[0])


def _faults(closed: re.Match[str], knows: Knows, own: frozenset[str], slips: Slips | None) -> list[str]:
    """The misspelt parts of a hyphenated word. ``slips``: None unless the word begins a sentence."""
    return [
        part
        for index, part in enumerate(closed[0].strip("-").split("-"))
        if part.casefold() not in own and not _is_right(part, knows, None if index else slips)
    ]


def _is_right(word: str, knows: Knows, slips: Slips | None) -> bool:
    """Known, an abbreviation, or a name: capitalised within a sentence, or with capitals within the word.

    The first word of a sentence is a name unless it is a slip.
    """
    if _is_known(word, knows):
        return True
    if word.islower():
        return False
    return slips is None or not word.istitle() or word.lower() not in slips


def _is_known(word: str, knows: Knows) -> bool:
    return knows(word) or knows(word.lower()) or not VOWEL.search(word)


@lru_cache(maxsize=1_000)
def is_slip(word: str, knows: Knows) -> bool:
    """Whether a known word is one letter away: removed, added, changed or swapped with the next."""
    halves = [(word[:index], word[index:]) for index in range(len(word) + 1)]
    return any(
        knows(near)
        for start, end in halves
        for near in (
            *([start + end[1:]] if end else []),
            *([start + end[1] + end[0] + end[2:]] if len(end) > 1 else []),
            *(start + letter + end for letter in ALPHABET),
            *(start + letter + end[1:] for letter in ALPHABET if end),
        )
    )


def own_words(document: Document) -> frozenset[str]:
    """The words of the report's names, headings and labels, with and without -s: right in this report."""
    texts = [document.title, document.municipality, document.committee, document.template, *document.members]
    for section in document.sections:
        texts.append(section.title)
        for block in section.blocks:
            if isinstance(block, Heading):
                texts.append(block.text)
            elif isinstance(block, Table):
                texts += _texts(block)
    return frozenset().union(*map(_own_words, texts))


@lru_cache(maxsize=CACHED)
def _own_words(text: str) -> frozenset[str]:
    own = {part.casefold() for word in CLOSED.findall(text) for part in (word, *word.split("-"))}
    return frozenset(own | {f"{word}s" for word in own})


def _texts(table: Table) -> Iterator[str]:
    yield table.title
    yield table.label_heading
    yield from (column.heading for column in table.columns)
    for row in table.rows:
        yield row.label


RULES: tuple[type[Rule], ...] = (Spelling,)
