"""Rules on form: placeholders, empty chapters, the lawful period, another period or occasion. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from reporting.document import placeholders
from reporting.document.months import MONTHS
from reporting.review.claims.figures import CACHED, days
from reporting.review.facts import Facts, Sentence
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

# Signs of unfinished text beyond those of reporting.document.placeholders. Double braces are left to
# reporting.review.rules.live: an unreadable live figure.
UNFINISHED = re.compile(
    r"\bTODO\b|\bTBD\b|\?{3,}|_{4,}|\[(?:\.{3}|…|text|belopp)\]|(?<!\{)\{[^{}]*\}(?!\})", re.IGNORECASE
)
LAWFUL_SHARE = (Decimal(1) / 2, Decimal(2) / 3)  # LKBR 13 kap. 1 §, RKR R17
ORDINALS = ("första", "andra", "tredje", "fjärde")
OCCASION = re.compile(
    rf"\b(?:(?P<ordinal>{'|'.join(ORDINALS)}) (?:uppföljnings)?tillfället|(?:uppföljnings)?tillfälle (?P<number>\d))\b",
    re.IGNORECASE,
)
THROUGH = re.compile(r"(?:till och med|t\.o\.m\.|tom|per) (?:den )?$", re.IGNORECASE)
# "avser perioden januari–april": the report's own period. Without "avser", "under" or "för" it may be a comparison.
MONTHS_SO_FAR = re.compile(
    rf"(?:avser|under|för) (?P<written>perioden januari\s?[-–]\s?(?P<month>{'|'.join(MONTHS)}))\b"
    r"(?: (?P<year>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
FORECAST_YEAR = re.compile(
    r"(?:prognos|underskott|överskott|resultat|budget i balans)\w*[^.]*?\bför (?:år |helåret )?(?P<year>20\d\d)\b",
    re.IGNORECASE,
)


class Placeholder(Rule):
    code = "platshallare"
    name = "En platshållare står kvar"
    help = "Letar efter XX, ???, TODO, [fyll i] och liknande som skulle ersättas."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for sentence in facts.sentences:
            for placeholder in _placeholders(sentence.text):
                yield self.at_sentence(
                    Severity.WARNING,
                    sentence,
                    f"”{placeholder}” ser ut som en platshållare. Ersätt den med det som ska stå där.",
                    evidence=[placeholder],
                )
        for table in facts.tables:
            for row in table.table.rows:
                for placeholder in _placeholders(" ".join([row.label, *(cell.text for cell in row.cells)])):
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{placeholder}” i raden ”{row.label}” ser ut som en platshållare. Ersätt den.",
                        row=row,
                        evidence=[placeholder],
                    )


@lru_cache(maxsize=CACHED)
def _placeholders(text: str) -> tuple[str, ...]:
    return (*placeholders.find(text), *UNFINISHED.findall(text))


class EmptyChapter(Rule):
    code = "tomt-avsnitt"
    name = "Ett avsnitt är tomt"
    help = "Ett avsnitt har varken text, tabell eller underavsnitt."

    def find(self, facts: Facts) -> Iterator[Finding]:
        sections = facts.document.sections
        for section, following in zip_longest(sections, sections[1:]):
            has_subsections = following is not None and following.level > section.level
            if not section.blocks and not has_subsections:
                yield self.at_section(
                    Severity.WARNING,
                    section,
                    f"Avsnittet ”{section.title}” är tomt. Fyll i det, eller ta bort det ur mallen.",
                    evidence=["tomt"],
                )


class LawfulPeriod(Rule):
    code = "lagens-period"
    name = "Perioden är inte lagens delårsperiod"
    help = "En delårsrapport enligt LKBR 13 kap. omfattar minst halva och högst två tredjedelar av året."

    def find(self, facts: Facts) -> Iterator[Finding]:
        document = facts.document
        share = facts.share_of_year
        if document.kind != "Delårsrapport" or LAWFUL_SHARE[0] <= share <= LAWFUL_SHARE[1]:
            return
        yield Finding(
            code=self.code,
            severity=Severity.ADVICE,
            section_key=document.sections[0].key if document.sections else "",
            message=f"Rapporten omfattar {document.actuals_through.month} av årets 12 månader. Lagens delårsrapport "
            "omfattar minst 6 och högst 8 (LKBR 13 kap. 1 §): den här är en uppföljning vid sidan av den.",
            computation=f"{document.actuals_through.month} / 12 = {round(share * 100)} %",
            evidence=(str(document.actuals_through), document.kind),
        )


class OtherPeriodInText(Rule):
    code = "period-i-text"
    name = "Texten har en annan period än rapporten"
    help = "”Till och med” ett datum, ”perioden januari–” en månad och prognosen ”för” ett år ska vara rapportens."

    def find(self, facts: Facts) -> Iterator[Finding]:
        document = facts.document
        for sentence in facts.sentences:
            for written, day in days(sentence.text, document.year):
                before = sentence.text[: sentence.text.index(written)]
                is_other = day < document.actuals_through and day.month != 12
                if THROUGH.search(before) and is_other and (day.year == document.year):
                    yield self._finding(
                        sentence, written, f"utfall till och med {document.actuals_through:%Y-%m-%d}"
                    )
            for match in MONTHS_SO_FAR.finditer(sentence.text):
                is_this_year = int(match["year"] or document.year) == document.year
                if (
                    is_this_year
                    and MONTHS.index(match["month"].lower()) + 1 != document.actuals_through.month
                ):
                    yield self._finding(
                        sentence, match["written"], f"januari–{MONTHS[document.actuals_through.month - 1]}"
                    )
            for match in FORECAST_YEAR.finditer(sentence.text):
                if int(match["year"]) < document.year:
                    yield self._finding(sentence, match["year"], str(document.year))

    def _finding(self, sentence: Sentence, written: str, expected: str) -> Finding:
        return self.at_sentence(
            Severity.WARNING,
            sentence,
            f"Texten säger ”{written}”, men rapporten gäller {expected}. Rätta det om det har följt med från en "
            "tidigare rapport.",
            evidence=(written, expected),
        )


class OtherOccasion(Rule):
    code = "tillfalle"
    name = "Uppföljningen har ett annat nummer än rapporten"
    help = "När rapportens titel säger vilket tillfälle det är ska tabeller och text säga samma."

    def find(self, facts: Facts) -> Iterator[Finding]:
        stated = _occasions(facts.document.title)
        if len(stated) != 1:
            return
        for table in facts.tables:
            if wrong := _occasions(table.title) - stated:
                yield self.at_table(Severity.WARNING, table, _other_occasion(table.title, wrong, stated))
        for section in facts.document.sections:
            if wrong := _occasions(section.title) - stated:
                yield self.at_section(
                    Severity.WARNING, section, _other_occasion(section.title, wrong, stated)
                )
        for sentence in facts.sentences:
            if wrong := _occasions(sentence.text) - stated:
                yield self.at_sentence(
                    Severity.WARNING,
                    sentence,
                    _other_occasion("Meningen", wrong, stated),
                    evidence=map(str, wrong),
                )


def _occasions(text: str) -> set[int]:
    """The numbers of the follow-ups a text names: "tillfälle 3" is 3, "andra uppföljningstillfället" 2."""
    return {
        int(match["number"]) if match["number"] else ORDINALS.index(match["ordinal"].lower()) + 1
        for match in OCCASION.finditer(text)
    }


def _other_occasion(where: str, wrong: set[int], stated: set[int]) -> str:
    return (
        f"{where} gäller tillfälle {', '.join(map(str, sorted(wrong)))}, men rapportens titel säger tillfälle "
        f"{', '.join(map(str, stated))}. Rätta det som har följt med från en tidigare rapport."
    )


RULES: tuple[type[Rule], ...] = (
    Placeholder,
    EmptyChapter,
    LawfulPeriod,
    OtherPeriodInText,
    OtherOccasion,
)
