"""Words that a reader may not know, each explained at its first use in a chapter of the page. Pure.

The words are links to a list at the end, so that they work without scripts; static/js/reading/words.js shows the
explanation at the word instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Explanation:
    """``forms``: a pattern of the word as it is written, without regard to case."""

    key: str
    word: str
    forms: str
    text: str

    @property
    def anchor(self) -> str:
        return f"ord-{self.key}"


EXPLANATIONS = (
    Explanation(
        "anslag",
        "Anslag",
        "anslag(?:et)?",
        "Pengar som nämnden har fått till ett ändamål, till exempel en investering.",
    ),
    Explanation(
        "avvikelse",
        "Avvikelse",
        "avvikelse(?:n|r|rna)?",
        "Det som skiljer sig från budgeten, målet eller rutinen. Under en tabell med belopp står vad som är bättre.",
    ),
    Explanation(
        "indikator",
        "Indikator",
        "indikator(?:n|er|erna)?",
        "Något som mäts för att se om ett mål nås.",
    ),
    Explanation(
        "internkontroll",
        "Internkontroll",
        "internkontroll(?:en)?",
        "Nämndens egna kontroller av att verksamheten sköts som den ska och att fel upptäcks i tid.",
    ),
    Explanation(
        "investering",
        "Investering",
        "investering(?:en|ar|arna)?",
        "Ett köp som ska användas i flera år. Kostnaden delas upp på de åren.",
    ),
    Explanation(
        "kapitalkostnad",
        "Kapitalkostnad",
        "kapitalkostnad(?:en|er|erna)?",
        "Årets del av vad investeringar kostar: avskrivning och ränta.",
    ),
    Explanation(
        "kommunbidrag",
        "Kommunbidrag",
        "kommunbidrag(?:et)?",
        "Den del av kommunens skatter och bidrag som fullmäktige ger nämnden för året.",
    ),
    Explanation(
        "mer",
        "MER-styrning",
        "MER(?:-styrning(?:en)?|-plan(?:en)?)?",
        "Kommunens sätt att styra med mål: fullmäktige sätter målen, nämnden följer upp dem med indikatorer.",
    ),
    Explanation(
        "mnkr",
        "mnkr",
        "mnkr|mkr",
        "Miljoner kronor. 1,2 mnkr är 1 200 000 kronor.",
    ),
    Explanation(
        "malvarde",
        "Målvärde",
        "målvärde(?:t|n|na)?",
        "Det värde som en indikator ska nå för att målet ska vara uppnått.",
    ),
    Explanation(
        "nettokostnad",
        "Nettokostnad",
        "nettokostnad(?:en|er|erna)?",
        "Kostnader minus intäkter: det som återstår att betala med skattepengar.",
    ),
    Explanation(
        "nki",
        "NKI",
        "NKI",
        "Nöjd kund-index: hur nöjda användarna är, på en skala från 0 till 100.",
    ),
    Explanation(
        "ombudgetering",
        "Ombudgetering",
        "ombudgetering(?:en|ar)?",
        "Pengar som inte användes förra året och som får användas i år.",
    ),
    Explanation(
        "prognos",
        "Prognos",
        "(?:helårs|års)?prognos(?:en|er|erna)?",
        "Vad nämnden räknar med att hela året slutar på.",
    ),
    Explanation(
        "riskvarde",
        "Riskvärde",
        "riskvärde(?:t|n|na)?",
        "Sannolikheten gånger konsekvensen: ju högre, desto viktigare att åtgärda.",
    ),
    Explanation(
        "tkr",
        "tkr",
        "tkr",
        "Tusen kronor. 1 200 tkr är 1 200 000 kronor.",
    ),
    Explanation(
        "utfall",
        "Utfall",
        "utfall(?:et)?",
        "Vad det har blivit hittills: det som är bokfört eller mätt till och med periodens slut.",
    ),
)

_CASED = {"mer", "nki"}  # "mer" is also an everyday word
_WORDS = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{e.key}>{e.forms if e.key in _CASED else f'(?i:{e.forms})'})" for e in EXPLANATIONS)
    + r")(?![\w-])"
)
_BY_KEY = {explanation.key: explanation for explanation in EXPLANATIONS}
_PIECES = re.compile(r"<(/?)([a-zA-Z0-9]+)[^>]*>|<!--.*?-->|[^<]+", re.DOTALL)
_LEFT_ALONE = {"a", "button", "h1", "h2", "h3", "h4", "h5", "h6", "svg", "summary", "code"}
_LEFT_ALONE_CLASSES = ('class="status', 'class="highlight-statement"')


def explained(html: str) -> tuple[str, frozenset[str]]:
    """The HTML of a chapter with the first use of each word linked to its explanation, and the keys of those words."""
    used: set[str] = set()
    pieces: list[str] = []
    left_alone: list[str] = []  # the open elements inside which no word is linked

    def linked(match: re.Match[str]) -> str:
        key = str(match.lastgroup)
        if key in used:
            return match[0]
        used.add(key)
        return f'<a class="explained" href="#{_BY_KEY[key].anchor}">{match[0]}</a>'

    for piece in _PIECES.finditer(html):
        tag, name = piece[0], (piece[2] or "").lower()
        if piece[1] and left_alone[-1:] == [name]:
            left_alone.pop()
        elif not piece[1] and (
            name in _LEFT_ALONE
            or any(mark in tag for mark in _LEFT_ALONE_CLASSES)
            or left_alone[-1:] == [name]
        ):
            left_alone.append(name)
        pieces.append(tag if left_alone or tag.startswith("<") else _WORDS.sub(linked, tag))
    return "".join(pieces), frozenset(used)


def explanations_of(keys: frozenset[str]) -> Sequence[Explanation]:
    """In the order of the alphabet."""
    return [explanation for explanation in EXPLANATIONS if explanation.key in keys]
