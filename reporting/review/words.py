"""Swedish words well enough to tell which row a sentence is about. Pure.

No dictionary: two words are taken for the same when the shorter's beginning is found in the longer. That
covers the inflections of names of rows ("Kapitalkostnader", "kapitalkostnaderna").
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
# Words that say nothing of which row is meant.
_COMMON = (
    "och eller samt att som för med till från på i av den det de ett en vid om inom efter under över "
    "respektive antal antalet andel andelen värde värdet övrigt övriga övrig total totalt totala summa "
    "nya nöjd kund nämnderna styrelsen sin procent enligt per samtliga ligger minska öka ökad ökat införa "
    "hålla kostnad kostnader kostnaderna invest projekt upprättad beslutad styra objektet gemensamt nämnden"
)
COMMON = frozenset(_COMMON.split())
ENDINGS = (
    "erna", "arna", "orna", "ernas", "ens", "ets", "ar", "er", "or", "en", "et", "an", "na", "s", "a", "e",
)  # fmt: skip
SHORTEST_STEM = 4
TELLS_MORE = frozenset(["för", "på", "i", "inom", "av", "till", "som", "från", "hos", "vid", "och"])


LONGEST_SENTENCE = 800  # characters: what is longer is no sentence, and the checks compare its every part


def splits_sentences(paragraph: str) -> Iterator[str]:
    """The sentences of a paragraph; "bl.a." and the like end none. What never ends is cut in pieces."""
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
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=4096)
def telling_stems(label: str) -> tuple[str, ...]:
    """The stems of a row's name that tell it from others. "Tele- och datakommunikation": tele, datakommunikation."""
    found = [stem(word) for word in words(label) if word not in COMMON]
    heads = [one.removesuffix("kostnad").removesuffix("skostnad") for one in found]
    return tuple(head for head in dict.fromkeys(heads) if len(head) >= 3)


def is_named(one: str, in_words: Sequence[str]) -> bool:
    """Whether a stem stands in a sentence, as a word or as the beginning of one (or of its last part)."""
    return any(word.startswith(one) or (len(one) >= 6 and one in word) for word in in_words)


def share_named(label: str, in_words: Sequence[str]) -> float:
    """How much of a row's name a sentence has: 0 none, 1 all."""
    if stems := telling_stems(label):
        return sum(is_named(one, in_words) for one in stems) / len(stems)
    return float(_is_phrase(words(label), in_words))


def _is_phrase(label: Sequence[str], in_words: Sequence[str]) -> bool:
    """Whether a name of nothing but common words ("Övriga kostnader") stands there as it is written. One of a
    single word ("Kostnader") must be what the sentence begins with, and not be told more of ("Kostnaderna för …")."""
    if len(label) == 1:
        begins, more = (*in_words, "", "")[:2]
        return begins.startswith(stem(label[0])) and more not in TELLS_MORE
    length = len(label)
    return any(tuple(in_words[at : at + length]) == tuple(label) for at in range(len(in_words)))
