"""Enough Swedish to tell which row a sentence names. Pure.

No dictionary: two words are the same if one begins with the stem of the other. That covers the inflections in names of
rows ("Kapitalkostnader", "kapitalkostnaderna").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

WORD = re.compile(r"[A-Za-zÅÄÖÉÜåäöéü]+(?:-[A-Za-zÅÄÖÉÜåäöéü]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÅÄÖ0-9\"”(])|(?<=[;:])\s+(?=[A-ZÅÄÖ])")
ABBREVIATION = re.compile(
    r"\b(?:bl\.a|t\.o\.m|d\.v\.s|fr\.o\.m|m\.m|m\.fl|t\.ex|bla|ca|kap|st|nr|inkl|exkl)\.$"
)
ABBREVIATED = re.compile(r"\b[A-ZÅÄÖ]{3,5}\b")
# Words that don't tell rows apart.
_COMMON = (
    "och eller samt att som för med till från på i av den det de ett en vid om inom efter under över "
    "respektive antal antalet andel andelen värde värdet övrigt övriga övrig total totalt totala summa "
    "nya nöjd kund nämnderna styrelsen sin procent enligt per samtliga ligger minska öka ökad ökat införa "
    "hålla kostnad kostnader kostnaderna invest projekt upprättad beslutad styra objektet gemensamt nämnden"
)
COMMON = frozenset(_COMMON.split())
SUFFIXES = (
    "erna", "arna", "orna", "ernas", "ens", "ets", "ar", "er", "or", "en", "et", "an", "na", "s", "a", "e",
)  # fmt: skip
SHORTEST_STEM = 4
QUALIFIERS = frozenset(["för", "på", "i", "inom", "av", "till", "som", "från", "hos", "vid", "och"])


LONGEST_SENTENCE = 800  # characters: bounds the work of rules that compare every part of a sentence


def split_sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph. "bl.a." and the like end none; one that is too long is cut."""
    for text in _sentences(paragraph):
        yield from (text[at : at + LONGEST_SENTENCE] for at in range(0, len(text), LONGEST_SENTENCE))


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    for end in SENTENCE_END.finditer(paragraph):
        if ABBREVIATION.search(paragraph[start : end.start()]):
            continue
        if text := paragraph[start : end.start()].strip():
            yield text
        start = end.end()
    if text := paragraph[start:].strip():
        yield text


@lru_cache(maxsize=1_000)
def words(text: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in WORD.findall(text))


def abbreviations(text: str) -> set[str]:
    """NKI, HME and the like."""
    return set(ABBREVIATED.findall(text))


def stem(word: str) -> str:
    """A word without its inflection, roughly."""
    word = word.lower().strip("-")
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


@lru_cache(maxsize=4096)
def telling_stems(label: str) -> tuple[str, ...]:
    """The stems that tell a row from others. "Tele- och datakommunikation": tele, datakommunikation."""
    stems = [stem(word) for word in words(label) if word not in COMMON]
    heads = [word_stem.removesuffix("kostnad").removesuffix("skostnad") for word_stem in stems]
    return tuple(head for head in dict.fromkeys(heads) if len(head) >= 3)


def is_named(word_stem: str, in_words: Sequence[str]) -> bool:
    """Whether a word begins with the stem, or if that is long has it within."""
    return _is_in(word_stem, _spaced(in_words))


def _spaced(in_words: Sequence[str]) -> str:
    """The words with a space before each: stems and words have none, so one search finds a stem in them all."""
    return f" {' '.join(in_words)}"


def _is_in(word_stem: str, spaced: str) -> bool:
    return f" {word_stem}" in spaced or (len(word_stem) >= 6 and word_stem in spaced)


def share_named(label: str, in_words: Sequence[str]) -> float:
    """The share of a row's name that is among the words: 0 none, 1 all."""
    if stems := telling_stems(label):
        spaced = _spaced(in_words)
        return sum(_is_in(word_stem, spaced) for word_stem in stems) / len(stems)
    return float(_is_phrase(words(label), in_words))


def _is_phrase(label: Sequence[str], in_words: Sequence[str]) -> bool:
    """Whether a name of common words only ("Övriga kostnader") is among the words as a phrase.

    A single word ("Kostnader") must begin the sentence, without a qualifier after it ("Kostnaderna för …").
    """
    if len(label) == 1:
        first, second = (*in_words, "", "")[:2]
        return first.startswith(stem(label[0])) and second not in QUALIFIERS
    length = len(label)
    return any(tuple(in_words[at : at + length]) == tuple(label) for at in range(len(in_words)))
