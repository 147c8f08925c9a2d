"""The rule on references to replaced laws. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reporting.review.facts import Facts, Sentence
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule


@dataclass(frozen=True)
class Replaced:
    """A law no longer in force. ``name``: how it is cited without number; ``since``: when ``successor`` took over."""

    number: str
    name: re.Pattern[str] | None
    successor: str
    since: date


def _law(number: str, name: str, successor: str, since: str) -> Replaced:
    pattern = re.compile(name, re.IGNORECASE) if name else None
    return Replaced(number, pattern, successor, date.fromisoformat(since))


# A name only if the successor has another: "kommunallagen" is both the old and the new.
REPLACED = (
    _law("1991:900", "", "kommunallagen (2017:725)", "2018-01-01"),
    _law("1997:614", "", "lagen (2018:597) om kommunal bokföring och redovisning", "2019-01-01"),
    _law("1998:204", r"\bpersonuppgiftslagen|\bPUL\b",
         "dataskyddsförordningen (EU) 2016/679 och lagen (2018:218)", "2018-05-25"),
    _law("1980:100", r"(?<![\w-])(?<!och )sekretesslagen",
         "offentlighets- och sekretesslagen (2009:400)", "2009-06-30"),
    _law("2007:1091", "", "lagen (2016:1145) om offentlig upphandling", "2017-01-01"),
    _law("2007:1092", "", "lagen (2016:1146) om upphandling inom försörjningssektorerna", "2017-01-01"),
    _law("1986:223", "", "förvaltningslagen (2017:900)", "2018-07-01"),
    _law("1996:627", "", "säkerhetsskyddslagen (2018:585)", "2019-04-01"),
    _law("2001:453", "", "socialtjänstlagen (2025:400)", "2025-07-01"),
)  # fmt: skip
NUMBER = re.compile(r"\b(?:19|20)\d\d:\d{1,4}\b")


class ReplacedLaw(Rule):
    code = "lag-ersatt"
    name = "En lag som har ersatts"
    help = "Texten hänvisar, med nummer eller namn, till en lag som hade ersatts när rapporten daterades."

    def find(self, facts: Facts) -> Iterator[Finding]:
        laws = [law for law in REPLACED if law.since <= facts.document.dated]
        for sentence in facts.sentences:
            numbers = set(NUMBER.findall(sentence.text))
            for law in laws:
                named = law.name.search(sentence.text) if law.name else None
                if law.number in numbers:
                    yield self._finding(sentence, law, f"Lagen med nummer {law.number}")
                elif named:
                    yield self._finding(sentence, law, f"”{named[0]}”")

    def _finding(self, sentence: Sentence, law: Replaced, cited: str) -> Finding:
        return self.at_sentence(
            Severity.WARNING,
            sentence,
            f"{cited} har ersatts av {law.successor}, som gäller sedan {law.since:%Y-%m-%d}. Rätta hänvisningen.",
            evidence=[law.number],
        )


RULES: tuple[type[Rule], ...] = (ReplacedLaw,)
