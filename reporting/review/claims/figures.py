"""Figures in a sentence: amounts with a unit, percentages, counts, "3 av 13", dates. Pure.

A figure keeps the precision it is written with: "1,9 Mkr" is 1.9 of 1 000 000 kr, known to 0.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from reporting.document.amounts import UNITS, money_unit
from reporting.document.months import MONTHS
from reporting.document.signs import DASHES

CACHED = 4_096  # sentences: a review reads the same text again at every amount typed
NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "noll inga ingen",
            "ett en",
            "två",
            "tre",
            "fyra",
            "fem",
            "sex",
            "sju",
            "åtta",
            "nio",
            "tio",
            "elva",
            "tolv",
        )
    )
    for word in words.split()
}
SPACE = r"[ \u00a0\u202f\u2009]"
# Not within a word (M365), a range (1-10) or a date.
FIGURE = re.compile(
    rf"(?<![\w,.:/§-])(?P<minus>[{DASHES}]{SPACE}?)?(?P<figure>\d{{1,3}}(?:(?:{SPACE}|\.)\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?)"
    rf"(?![\w]*[-/:]\d)(?:{SPACE}?(?P<unit>%|‰|procentenheter|procent|(?:tusen|miljoner|milj\.?|miljarder){SPACE}kr(?:onor)?|(?:mn|mdr?){SPACE}kr"
    r"|mnkr|mdkr|tkr|kkr|mkr|kr|kronor|msek|tsek|ksek|mdsek|sek|st\.?|stycken|dagar|timmar|minuter|sekunder)(?![\wåäö]))?",
    re.IGNORECASE,
)
GROUPED_BY_DOTS = {"kr", "kronor", "sek", "tkr", "kkr", "tsek", "ksek"}  # 1.956 tkr; 1.956 mnkr may be 1,956
COUNT_OF = re.compile(
    rf"\b(?P<part>\d+|{'|'.join(NUMBER_WORDS)})\b(?:{SPACE}st\.?)?(?:{SPACE}[a-zåäö]+)?{SPACE}av{SPACE}"
    rf"(?:de{SPACE}|våra{SPACE}|totalt{SPACE})?(?P<whole>\d+|{'|'.join(NUMBER_WORDS)})\b",
    re.IGNORECASE,
)
DAY = re.compile(
    rf"\b(?P<day>[12]?\d|3[01]){SPACE}(?P<month>{'|'.join(MONTHS)})(?:{SPACE}(?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
ISO_DAY = re.compile(r"\b(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b")

Kind = Literal["amount", "percent", "count", "number"]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure as written. ``value`` is in ``scale`` (kronor per unit for money, otherwise 1).

    ``start`` and ``end``: its position in the sentence.
    """

    kind: Kind
    text: str
    value: Decimal
    unit: str
    scale: Decimal
    decimals: int
    start: int
    end: int

    @property
    def exact(self) -> Decimal:
        """The value in kronor, or in its own unit if not money."""
        return self.value * self.scale

    @property
    def slack(self) -> Decimal:
        """Half of the last written digit: what rounding may hide."""
        return self.scale * Decimal(1).scaleb(-self.decimals) / 2

    @property
    def digits(self) -> int:
        """Significant digits: 1 500 has two, 1 956 four."""
        return len(self.value.normalize().as_tuple().digits)

    def matches(self, exact: Decimal) -> bool:
        """Whether a value rounds to this figure, signs aside."""
        return abs(abs(exact) - abs(self.exact)) <= self.slack


@lru_cache(maxsize=CACHED)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of a sentence in order, without dates and years."""
    return tuple(_figures(text))


def _figures(text: str) -> Iterator[Figure]:
    dates = [match.span() for pattern in (DAY, ISO_DAY) for match in pattern.finditer(text)]
    for match in FIGURE.finditer(text):
        if any(start <= match.start("figure") < end for start, end in dates):
            continue
        unit = (match["unit"] or "").rstrip(".").lower()
        if not unit and re.fullmatch(r"(?:19|20)\d\d", match["figure"]):
            continue  # a year
        if "." not in match["figure"] or unit in GROUPED_BY_DOTS:
            yield _figure(match, unit)


def _figure(match: re.Match[str], unit: str) -> Figure:
    digits = re.sub(rf"{SPACE}|\.", "", match["figure"])
    whole, _, decimals = digits.partition(",")
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    money = money_unit(re.sub(SPACE, " ", unit)) if unit else None
    kind: Kind = (
        "amount" if money else "percent" if unit in {"%", "procent"} else "count" if unit else "number"
    )
    return Figure(
        kind=kind,
        text=match[0].strip(),
        value=-value if match["minus"] else value,
        unit=money or ("%" if kind == "percent" else unit),
        scale=UNITS[money] if money else Decimal(1),
        decimals=len(decimals),
        start=match.start(),
        end=match.end(),
    )


@dataclass(frozen=True)
class CountOf:
    """ "3 av 13"."""

    part: int
    whole: int
    text: str
    start: int
    end: int


@lru_cache(maxsize=CACHED)
def counts_of(text: str) -> tuple[CountOf, ...]:
    return tuple(
        CountOf(count(match["part"]), count(match["whole"]), match[0], match.start(), match.end())
        for match in COUNT_OF.finditer(text)
    )


def count(text: str) -> int:
    """3 for "3" and "tre"."""
    return int(text) if text.isdigit() else NUMBER_WORDS[text.lower()]


def days(text: str, year: int) -> Iterator[tuple[str, date]]:
    """The dates of a sentence, each as written and as a date. ``year``: of dates written without one."""
    for pattern in (DAY, ISO_DAY):
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
            try:
                yield match[0], date(int(match["year"] or year), number, int(match["day"]))
            except ValueError:
                continue
