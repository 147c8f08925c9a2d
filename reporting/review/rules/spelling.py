"""The spelling check: words of the text that no Swedish dictionary has. Pure, given the dictionary.

Swedish makes compounds as it goes, and a report is full of names. So only what is hardly anything else is
reported: words in small letters, and such words that merely begin a sentence. Whatever stands in a heading, a
label, a cell or a name of the report is the report's own word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reporting.document.blocks import Document, Heading, Table
from reporting.review.dictionary import Knows
from reporting.review.facts import Facts
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

VOWEL = re.compile(r"[aeiouyåäöéü]", re.IGNORECASE)
# A stretch that is no running word: an address, a file, a code with figures, an abbreviation with full stops.
OTHER_THAN_WORDS = re.compile(r"\S*(?:://|@|\w\.\w|[\d_\\§])\S*")
CLOSED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*-?")  # words and what hyphens hold together
SHORTEST = 4  # letters; shorter ones are mostly abbreviations
QUOTED = re.compile(r"[”\"][^”\"]{1,80}[”\"]")  # said as it is called elsewhere
ALPHABET = "abcdefghijklmnopqrstuvwxyzåäöé"
# A slip is looked for with sixty words a letter, and a word of many letters takes a millisecond each.
LONGEST_SLIP = 16  # letters
MOST_SLIPS = 40  # words of a report


class Spelling(Rule):
    code = "stavning"
    name = "Ett ord som inte finns i ordlistan"
    help = "Slår upp textens ord i en svensk ordlista; namn, förkortningar och rapportens egna ord räknas som rätta."

    def find(self, facts: Facts) -> Iterator[Finding]:
        if facts.knows is None:
            return
        own = own_words(facts.document)
        told: set[tuple[str, str]] = set()
        slips = Slips(facts.knows)
        for sentence in facts.sentences:
            for word in unknown_words(sentence.text, facts.knows, own, slips):
                if (sentence.section_key, word) not in told:
                    told.add((sentence.section_key, word))
                    yield self.at_sentence(
                        Severity.ADVICE,
                        sentence,
                        f"”{word}” finns inte i ordlistan. Kontrollera stavningen.",
                        evidence=[word],
                    )


class Slips:
    """Tells whether words are slips, of the first MOST_SLIPS that it is asked about; of others that they aren't."""

    def __init__(self, knows: Knows) -> None:
        self.knows = knows
        self.asked: set[str] = set()

    def __contains__(self, word: str) -> bool:
        if len(word) > LONGEST_SLIP or (word not in self.asked and len(self.asked) >= MOST_SLIPS):
            return False
        self.asked.add(word)
        return is_slip(word, self.knows)


def unknown_words(text: str, knows: Knows, own: frozenset[str], slips: Slips) -> Iterator[str]:
    """The words of a sentence that are hardly right, as they are written.

    Two unknown words side by side are taken for a phrase of another language ("user stories").
    """
    running = QUOTED.sub(_blank, OTHER_THAN_WORDS.sub(_blank, text))
    found = list(CLOSED.finditer(running))
    faults = [
        _faults(each, knows, own, None if re.search(r"\w", running[: each.start()]) else slips)
        for each in found
    ]
    for place, words in enumerate(faults):
        beside = [
            faults[other]
            for other, gap in ((place - 1, place), (place + 1, place + 1))
            if 0 <= other < len(found) and not running[found[gap - 1].end() : found[gap].start()].strip()
        ]
        if not any(beside):
            yield from (word for word in words if len(word) >= SHORTEST)


def _blank(found: re.Match[str]) -> str:
    """As many characters that are no letters, so that what follows still does not begin the sentence."""
    return "_" * len(found[0])


def _faults(closed: re.Match[str], knows: Knows, own: frozenset[str], slips: Slips | None) -> list[str]:
    """The parts of a word, as hyphens divide it, that are hardly right. ``slips``: None within a sentence."""
    return [
        part
        for place, part in enumerate(closed[0].strip("-").split("-"))
        if part.casefold() not in own and not _is_right(part, knows, None if place else slips)
    ]


def _is_right(word: str, knows: Knows, slips: Slips | None) -> bool:
    """Known, or an abbreviation, or a name: with a capital within a sentence, or capitals within the word.

    A word that begins a sentence is a name too unless it is a slip from a known word.
    """
    if knows(word) or knows(word.lower()) or not VOWEL.search(word):
        return True
    if word.islower():
        return False
    return slips is None or not word.istitle() or word.lower() not in slips


@lru_cache(maxsize=1_000)
def is_slip(word: str, knows: Knows) -> bool:
    """Whether one letter lost, doubled, changed or turned around makes it a known word."""
    halves = [(word[:place], word[place:]) for place in range(len(word) + 1)]
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
    """The words of names, headings, labels and cells: right in this report, in any inflection with -s."""
    texts = [document.title, document.municipality, document.committee, document.template, *document.members]
    for section in document.sections:
        texts.append(section.title)
        for block in section.blocks:
            if isinstance(block, Heading):
                texts.append(block.text)
            elif isinstance(block, Table):
                texts += _texts(block)
    found = {
        part.casefold()
        for text in texts
        for word in CLOSED.findall(text)
        for part in (word, *word.split("-"))
    }
    return frozenset(found | {f"{word}s" for word in found})


def _texts(table: Table) -> Iterator[str]:
    yield table.title
    yield table.label_heading
    yield from (column.heading for column in table.columns)
    for row in table.rows:
        yield row.label


RULES: tuple[type[Rule], ...] = (Spelling,)
