"""The Swedish dictionary of the spelling rule: hunspell's, with the terms of the field.

Read once per process, on first use (0.1 s, 20 MB). Without it spelling is not checked, and ``dictionary_note`` says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings

TERMS = Path(__file__).with_name("terms.txt")
LONGEST = 60  # letters; anything longer is no word
CACHED = 50_000  # words

Knows = Callable[[str], bool]


def dictionary_note() -> str:
    """Why the spelling is not checked, in Swedish; "" when it is."""
    if swedish() is not None:
        return ""
    return (
        "Stavningen är inte granskad: portalen hittar ingen svensk ordlista. Installera paketet hunspell-sv, eller "
        "sätt PORTAL_SPELLING_DICTIONARY till ordlistans sökväg utan filändelse."
    )


def swedish() -> Knows | None:
    """Whether a word is known; None without a dictionary."""
    return read(str(settings.SPELLING_DICTIONARY))


@cache
def read(path: str) -> Knows | None:
    """The dictionary ``path``.aff and ``path``.dic with the terms; None if it can't be read."""
    given = Path(path)
    if not path or not all(
        given.with_name(f"{given.name}.{extension}").is_file() for extension in ("aff", "dic")
    ):
        return None
    try:
        import hunspell  # compiled: loaded on first use
    except ImportError:  # no wheel for this machine
        return None
    words = hunspell.Hunspell(given.name, hunspell_data_dir=str(given.parent))
    for term, like in terms():
        if not like or words.add_with_affix(term, like):  # non-zero: ``like`` is not in the dictionary
            words.add(term)
    lock = threading.Lock()  # hunspell is not thread-safe

    @lru_cache(maxsize=CACHED)
    def knows(word: str) -> bool:
        if not word.isalpha() or len(word) > LONGEST:
            return True  # not judged
        with lock:
            return bool(words.spell(word))

    return knows


def terms() -> list[tuple[str, str]]:
    """The field's own words, each with a word it is inflected and compounded like, or ""."""
    lines = [line.partition("#")[0].split() for line in TERMS.read_text(encoding="utf-8").splitlines()]
    return [(parts[0], parts[1] if len(parts) > 1 else "") for parts in lines if parts]
