"""Figures in the text matched with the document's cells: styrkt, motsägs or hittas inte. Pure.

A sentence is about the rows it names, or about the result when it speaks of one. A figure is supported
by a cell that rounds to it; among several, by the row the sentence names. What a sign word says
(underskott, högre än budgeterat) is held against the cell's sign under the table's own convention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from weakref import WeakKeyDictionary

from reporting.document.blocks import Cell, Column, LiveFigure, Row
from reporting.document.references import parse
from reporting.review.claims.directions import DEFICIT, SURPLUS, said_of_result
from reporting.review.claims.figures import Figure, figures
from reporting.review.claims.other_times import NEAR, is_of_another_time
from reporting.review.facts import Facts, SectionTable, Sentence, kronor
from reporting.review.words import abbreviations, share_named, telling_stems, words

RESULT = re.compile(r"resultat|underskott|överskott|prognos", re.IGNORECASE)
AT_LEAST = re.compile(r"\b(?:drygt|över|mer än|minst)[ \u00a0]+\Z", re.IGNORECASE)
EFFECT = re.compile(rf"{DEFICIT.pattern}|{SURPLUS.pattern}|\bresultat", re.IGNORECASE)
COMPARED = re.compile(
    r"\b(?:högre|lägre|mindre|mer|större) än budget|\b(?:över|under)(?:st|skr)[ie][gd]\w* budget",
    re.IGNORECASE,
)
PARTLY = re.compile(
    r"\bvarav\b|\bbland annat\b|\bdelvis\b|\bdel av\b|till exempel|\bper \w+|\bingår\b|\bfördela\w*",
    re.IGNORECASE,
)
SO_FAR = re.compile(r"till och med|t\.o\.m|\butfall|hittills|\bhar\b", re.IGNORECASE)
FORECAST = re.compile(r"prognos|helår|\bblir\b|\bväntas|beräknas", re.IGNORECASE)
PRONOUN = re.compile(r"(?:Dessa|Detta|Den|Det|De)\b")
SHARE = re.compile(r"frånvaro|\bandel|procent", re.IGNORECASE)  # a row whose figures are per cent, unsaid
TELLING_DIGITS = 3  # a figure with so many is hardly the same as a cell by chance
NEARLY = Decimal("0.05")  # how far off a figure may be and still be meant for a cell


class State(StrEnum):
    SUPPORTED = "styrkt"
    CONTRADICTED = "motsägs"
    NOT_FOUND = "hittas inte"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A cell that a figure may come from; ``exact`` in kronor, or as it is where it is not money."""

    table: SectionTable
    row: Row
    column: Column
    cell: Cell
    exact: Decimal

    @property
    def place(self) -> str:
        return f"{self.row.label}, {self.column.heading} i ”{self.table.title}”"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A figure of the text: what it rests on, and why it doesn't if it is contradicted."""

    sentence: Sentence
    figure: Figure
    state: State
    source: Source | None = None
    problem: str = ""  # "avrundning", "tecken", "belopp" (near) or "annat" when contradicted
    is_named: bool = True  # whether the sentence names what the source is about
    is_live: bool = False  # whether it is printed from its cell


@dataclass(frozen=True)
class Sources:
    """All figures of a document's tables: the money, and what has units of its own."""

    money: list[Source]
    others: list[Source]


def sources(facts: Facts) -> Sources:
    money: list[Source] = []
    others: list[Source] = []
    for table in facts.tables:
        scale = kronor(table.table)
        for row in table.table.rows:
            for column, cell in zip(table.table.columns, row.cells, strict=False):
                value = cell.number
                if value is None:
                    continue
                own = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}.get(cell.unit)
                unit = scale if scale and column.is_summed else Decimal(own) if own else None
                made = Source(table=table, row=row, column=column, cell=cell, exact=value * (unit or 1))
                (money if unit else others).append(made)
    return Sources(money, others)


FOUND: WeakKeyDictionary[Facts, list[Claim]] = WeakKeyDictionary()  # several rules ask for the same


def claims(facts: Facts) -> list[Claim]:
    """Every figure of the text that may come from a table, with what it rests on."""
    if facts not in FOUND:
        FOUND[facts] = list(_claims(facts))
    return FOUND[facts]


def _claims(facts: Facts) -> Iterator[Claim]:
    found = sources(facts)
    for sentence in facts.sentences:
        in_sentence = list(figures(sentence.text))
        is_alone = sum(figure.kind == "amount" for figure in in_sentence) == 1
        for place, figure in enumerate(in_sentence):
            since = in_sentence[place - 1].end if place else 0
            if live := sentence.live_between(figure.start, figure.end):
                yield from _live(facts, sentence, figure, live, found)
            elif figure.kind == "amount":
                yield _amount(facts, sentence, figure, found.money, since=since, is_alone=is_alone)
            elif claim := _other(sentence, figure, found.others, in_sentence):
                yield claim


def _live(
    facts: Facts, sentence: Sentence, figure: Figure, live: LiveFigure, found: Sources
) -> Iterator[Claim]:
    """A live figure is its cell's; only the words around it may say the opposite, unless they are live too."""
    cell = (live.table, live.row, live.column)
    for source in (*found.money, *found.others):
        if (source.table.key, source.row.key, source.column.key) == cell:
            reference = parse(live.written)
            if reference and reference.form.saying == "resultat":
                claim = Claim(sentence=sentence, figure=figure, state=State.SUPPORTED, source=source)
            else:
                claim = _with_sign(facts, sentence, figure, [source])
            yield replace(claim, is_live=True)
            return


def _amount(
    facts: Facts, sentence: Sentence, figure: Figure, money: list[Source], *, since: int, is_alone: bool
) -> Claim:
    """``since``: where the figure before it in the sentence ends."""
    topic = _topic(facts, sentence, figure, money, since)
    equal = [source for source in topic if _is_meant(sentence, figure, source)] or _named_anywhere(
        sentence, figure, money
    )
    if equal:
        return _with_sign(facts, sentence, figure, equal)
    is_judged = not is_of_another_time(sentence.text, figure, facts.document.actuals_through)
    if is_judged and (near := _nearly(figure, topic)):
        problem = "avrundning" if _is_cut_off(figure, near.exact) else "belopp"
        return Claim(sentence=sentence, figure=figure, state=State.CONTRADICTED, source=near, problem=problem)
    if is_judged and is_alone and (meant := _meant(sentence, figure, topic)):
        return Claim(
            sentence=sentence, figure=figure, state=State.CONTRADICTED, source=meant, problem="annat"
        )
    if elsewhere := next((source for source in money if figure.matches(source.exact)), None):
        is_telling = RESULT.search(sentence.text) or figure.digits >= TELLING_DIGITS
        state = State.SUPPORTED if is_telling else State.NOT_FOUND
        return Claim(sentence=sentence, figure=figure, state=state, source=elsewhere, is_named=False)
    return Claim(sentence=sentence, figure=figure, state=State.NOT_FOUND)


def _is_meant(sentence: Sentence, figure: Figure, source: Source) -> bool:
    """Whether a cell rounds to the figure; "drygt 1,9 mnkr" is also 1 956 tkr, which rounds to 2,0."""
    if figure.matches(source.exact):
        return True
    return bool(AT_LEAST.search(sentence.text[: figure.start])) and _is_cut_off(figure, source.exact)


def _named_anywhere(sentence: Sentence, figure: Figure, money: list[Source]) -> list[Source]:
    """The cells that round to a figure, in lines that the sentence names but not as the nearest ones."""
    if figure.digits < 2:
        return []
    said = words(sentence.text)
    return [
        source
        for source in money
        if source.row.kind == "line"
        and source.column.is_summed
        and figure.matches(source.exact)
        and share_named(source.row.label, said) >= 0.5
    ]


def _topic(facts: Facts, sentence: Sentence, figure: Figure, money: list[Source], since: int) -> list[Source]:
    """The cells a figure should come from: of the row named just before it, else of one named earlier, else of
    the result, else named after.

    "Resultatet blir −2 mnkr på grund av licenserna" is about the result; the licences are its cause.
    """
    before, whole = words(sentence.text[: figure.start]), words(sentence.text)
    if since and (named := _named_rows(money, words(sentence.text[since : figure.start]))):
        return [source for source in money if source.row.key in named and source.column.is_summed]
    if PRONOUN.match(sentence.text):
        before = words(sentence.before) + before
    if named := _named_rows(money, before):
        return [source for source in money if source.row.key in named and source.column.is_summed]
    if EFFECT.search(sentence.text[: figure.end + NEAR]) and (total := _of_result(facts, money)):
        return total
    named = _named_rows(money, whole)
    return [source for source in money if source.row.key in named and source.column.is_summed]


def _meant(sentence: Sentence, figure: Figure, topic: list[Source]) -> Source | None:
    """The one cell that a sentence about an effect must mean: the forecast's, or the actual's "till och med"."""
    near = sentence.text[max(0, figure.start - NEAR) : figure.end + NEAR]
    is_effect = DEFICIT.search(near) or SURPLUS.search(near) or (COMPARED.search(near))
    if not is_effect or PARTLY.search(sentence.text) or len({source.row.key for source in topic}) != 1:
        return None
    if topic[0].row.kind != "line" and sentence.before:
        return None  # a paragraph states the whole first; what follows may be of a part that no row has
    is_actual = bool(SO_FAR.search(sentence.text)) and not FORECAST.search(sentence.text)
    is_total = topic[0].row.kind != "line"
    wanted = ("actual" if is_total else "variance_actual") if is_actual else "variance_forecast"
    return next((source for source in topic if source.column.key == wanted), None)


def _named_rows(money: list[Source], said: Sequence[str]) -> set[str]:
    """The lines of money that some words name; of several, those they name most of."""
    labels = {
        source.row.key: source.row.label
        for source in money
        if source.row.kind == "line" and source.column.is_summed
    }
    shares = {key: share_named(label, said) for key, label in labels.items()}
    best = max(shares.values(), default=0.0)
    return {key for key, share in shares.items() if share == best} if best >= 0.5 else set()


def _of_result(facts: Facts, money: list[Source]) -> list[Source]:
    """The cells of the result's total."""
    result = facts.result
    if result is None or result.total is None:
        return []
    return [source for source in money if source.table == result and source.row == result.total]


def _with_sign(facts: Facts, sentence: Sentence, figure: Figure, equal: list[Source]) -> Claim:
    """Supported, unless the sentence's sign word says the opposite of every cell it may rest on."""
    agreeing = []
    for source in equal:
        said = said_of_result(
            sentence.text,
            figure,
            is_variance=source.column.kind == "variance",
            is_revenue=source.table.is_revenue(source.row),
            is_plus_better=facts.better == 1,
        )
        effect = _effect(facts, source)
        if not said or effect in {0, said}:
            agreeing.append(source)
    if agreeing:
        return Claim(sentence=sentence, figure=figure, state=State.SUPPORTED, source=agreeing[0])
    return Claim(
        sentence=sentence, figure=figure, state=State.CONTRADICTED, source=equal[0], problem="tecken"
    )


def _effect(facts: Facts, source: Source) -> int:
    """What a cell says of the result: +1 better or surplus, −1 worse or deficit, 0 nothing."""
    direction = 1 if source.exact > 0 else -1
    if source.column.kind == "variance":
        return direction * (facts.better or 0)
    if source.column.kind == "amount" and source.table.is_result and source.row.kind == "total":
        return direction * (facts.surplus_of(source.table) or 0)
    return 0


def _nearly(figure: Figure, topic: list[Source]) -> Source | None:
    """The cell of the topic that the figure seems to be meant for: close, cut off or misread.

    Of several rows ("Lekeberg 312 tkr, Laxå 468 tkr") none: they may be of something no table has.
    """
    if len({source.row.key for source in topic}) != 1:
        return None
    close = [
        source
        for source in topic
        if source.exact
        and (
            abs(abs(source.exact) - abs(figure.exact)) <= abs(source.exact) * NEARLY
            or _is_cut_off(figure, source.exact)
            or _is_misread(figure, source.exact)
        )
    ]
    return min(close, key=lambda source: abs(abs(source.exact) - abs(figure.exact)), default=None)


def _is_cut_off(figure: Figure, exact: Decimal) -> bool:
    """Whether the figure is the cell's with its last digits dropped: 1 956 tkr as 1,9 Mkr."""
    step = figure.slack * 2
    return abs(figure.exact) < abs(exact) < abs(figure.exact) + step


def _is_misread(figure: Figure, exact: Decimal) -> bool:
    """Whether the figure has the cell's digits but for one changed, lost or turned around."""
    one, other = str(int(abs(figure.exact))), str(int(abs(exact)))
    if len(one) != len(other) or len(one.rstrip("0")) < 3:
        return False
    differing = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    is_turned = len(differing) == 2 and sorted(one) == sorted(other) and differing[1] - differing[0] == 1
    return len(differing) == 1 or is_turned


def _other(
    sentence: Sentence, figure: Figure, others: list[Source], in_sentence: list[Figure]
) -> Claim | None:
    """A percentage, count or bare number against the indicators. A bare whole number is a claim only
    where the sentence names a row with it: "Windows 11" is none."""
    said = words(sentence.text)
    comparable = [source for source in others if _is_comparable(figure, source)]
    equal = [source for source in comparable if figure.matches(source.exact)]
    named = _named_whole(others, sentence.text)
    is_telling = figure.kind == "percent" or figure.decimals > 0
    supporting = [source for source in equal if source.row.key in named]
    if not supporting and is_telling:
        supporting = equal
    if not supporting and not is_telling:
        supporting = [source for source in equal if share_named(source.row.label, said) >= 0.5]
    if supporting:
        return Claim(sentence=sentence, figure=figure, state=State.SUPPORTED, source=supporting[0])
    if not is_telling:
        return _misread_count(sentence, figure, comparable, named, in_sentence)
    near = _near_indicator(figure, comparable, named, in_sentence)
    state = State.CONTRADICTED if near else State.NOT_FOUND
    return Claim(sentence=sentence, figure=figure, state=state, source=near, problem="belopp" if near else "")


def _misread_count(
    sentence: Sentence, figure: Figure, comparable: list[Source], named: set[str], in_sentence: list[Figure]
) -> Claim | None:
    """A count with a unit ("187 st") that has the digits of the one named indicator's but for a slip."""
    near = _near_indicator(figure, comparable, named, in_sentence) if figure.kind == "count" else None
    if near is None or not _is_misread(figure, near.exact):
        return None
    return Claim(sentence=sentence, figure=figure, state=State.CONTRADICTED, source=near, problem="annat")


def _near_indicator(
    figure: Figure, comparable: list[Source], named: set[str], in_sentence: list[Figure]
) -> Source | None:
    """The value of the one indicator a sentence names whole, when none of its figures is that one's."""
    cells = [source for source in comparable if source.row.key in named]
    if len(named) != 1 or any(other.matches(cell.exact) for other in in_sentence for cell in cells):
        return None
    close = [cell for cell in cells if abs(cell.exact - figure.exact) <= abs(cell.exact) / 4]
    return min(close, key=lambda cell: abs(cell.exact - figure.exact), default=None)


def _named_whole(others: list[Source], text: str) -> set[str]:
    """The rows whose whole name, or abbreviation (NKI), a sentence has."""
    said = words(text)
    labels = {source.row.key: source.row.label for source in others}
    return {
        key
        for key, label in labels.items()
        if (telling_stems(label) and share_named(label, said) == 1.0)
        or abbreviations(label) & abbreviations(text)
    }


def _is_comparable(figure: Figure, source: Source) -> bool:
    units = {source.cell.unit, source.column.unit}
    if figure.kind == "percent":
        return "%" in units or (units == {""} and bool(SHARE.search(source.row.label)))
    return figure.decimals > 0 or source.cell.unit in {"", "st", figure.unit}
