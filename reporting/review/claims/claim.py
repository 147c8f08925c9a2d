"""Figures in the text matched with the document's cells: styrkt, motsägs or hittas inte. Pure.

A figure is supported by a cell that rounds to it; among several, by one in a row the sentence names. A sign word
(underskott, högre än budgeterat) must agree with the cell's sign under the table's convention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from weakref import WeakKeyDictionary

from reporting.document.blocks import LiveFigure
from reporting.document.document import Document
from reporting.document.references import parse
from reporting.review.claims.directions import direction_said
from reporting.review.claims.figures import Figure, figures
from reporting.review.claims.near_misses import is_cut_off, is_misread, near_match
from reporting.review.claims.other_times import is_of_another_time
from reporting.review.claims.sources import Source, Sources, sources
from reporting.review.claims.topics import candidate_cell, cells_of_topic, named_cells
from reporting.review.facts import Facts, Sentence
from reporting.review.words import abbreviations, share_named, telling_stems, words

RESULT = re.compile(r"resultat|underskott|överskott|prognos", re.IGNORECASE)
AT_LEAST = re.compile(r"\b(?:drygt|över|mer än|minst)[ \u00a0]+\Z", re.IGNORECASE)
SHARE = re.compile(r"frånvaro|\bandel|procent", re.IGNORECASE)  # rows of per cents without a unit
TELLING_DIGITS = 3  # with so many digits a match is hardly chance


class State(StrEnum):
    SUPPORTED = "styrkt"
    CONTRADICTED = "motsägs"
    NOT_FOUND = "hittas inte"


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """A figure of the text and the cell it comes from. Equal to itself alone: its table is large to compare."""

    sentence: Sentence
    figure: Figure
    state: State
    source: Source | None = None
    problem: str = ""  # if contradicted: "avrundning", "tecken", "belopp" (near) or "annat"
    is_named: bool = True  # whether the sentence names the source's row
    is_live: bool = False  # printed from its cell


# Shared by several rules, and by what is offered in the editor of the same document.
CLAIMS: WeakKeyDictionary[Document, list[Claim]] = WeakKeyDictionary()


def claims(facts: Facts) -> list[Claim]:
    """Every figure of the text that may come from a table."""
    found = CLAIMS.get(facts.document)
    if found is None:
        found = CLAIMS[facts.document] = list(_claims(facts))
    return found


def _claims(facts: Facts) -> Iterator[Claim]:
    cells = sources(facts)
    for sentence in facts.sentences:
        in_sentence = figures(sentence.text)
        is_alone = sum(figure.kind == "amount" for figure in in_sentence) == 1
        for index, figure in enumerate(in_sentence):
            since = in_sentence[index - 1].end if index else 0
            if live := sentence.live_between(figure.start, figure.end):
                yield from _live(facts, sentence, figure, live, cells)
            elif figure.kind == "amount":
                yield _amount(facts, sentence, figure, cells.money, since=since, is_alone=is_alone)
            elif claim := _other(sentence, figure, cells.others, in_sentence):
                yield claim


def _live(
    facts: Facts, sentence: Sentence, figure: Figure, live: LiveFigure, cells: Sources
) -> Iterator[Claim]:
    """A live figure is supported by its cell, unless typed words around it say the opposite."""
    keys = (live.table, live.row, live.column)
    for source in (*cells.money, *cells.others):
        if (source.table.key, source.row.key, source.column.key) == keys:
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
    """``since``: where the figure before it in the sentence ends; ``is_alone``: the sentence's only amount."""
    topic = cells_of_topic(facts, sentence, figure, money, since)
    equal = [source for source in topic if _matches(sentence, figure, source)] or named_cells(
        sentence, figure, money
    )
    if equal:
        return _with_sign(facts, sentence, figure, equal)
    is_judged = not is_of_another_time(sentence.text, figure, facts.document.actuals_through)
    if is_judged and (near := near_match(figure, topic)):
        problem = "avrundning" if is_cut_off(figure, near.exact) else "belopp"
        return Claim(sentence=sentence, figure=figure, state=State.CONTRADICTED, source=near, problem=problem)
    if is_judged and is_alone and (candidate := candidate_cell(sentence, figure, topic)):
        return Claim(
            sentence=sentence, figure=figure, state=State.CONTRADICTED, source=candidate, problem="annat"
        )
    if elsewhere := next((source for source in money if figure.matches(source.exact)), None):
        is_telling = RESULT.search(sentence.text) or figure.digits >= TELLING_DIGITS
        state = State.SUPPORTED if is_telling else State.NOT_FOUND
        return Claim(sentence=sentence, figure=figure, state=state, source=elsewhere, is_named=False)
    return Claim(sentence=sentence, figure=figure, state=State.NOT_FOUND)


def _matches(sentence: Sentence, figure: Figure, source: Source) -> bool:
    """Whether a cell rounds to the figure; "drygt 1,9 mnkr" also matches 1 956 tkr, though that rounds to 2,0."""
    if figure.matches(source.exact):
        return True
    return bool(AT_LEAST.search(sentence.text[: figure.start])) and is_cut_off(figure, source.exact)


def _with_sign(facts: Facts, sentence: Sentence, figure: Figure, equal: list[Source]) -> Claim:
    """Supported, unless a sign word contradicts every cell that equals the figure."""
    agreeing = []
    for source in equal:
        said = direction_said(
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
    """+1 if the cell is a surplus or better than budget, −1 if a deficit or worse, 0 if neither."""
    direction = 1 if source.exact > 0 else -1
    if source.column.kind == "variance":
        return direction * (facts.better or 0)
    if source.column.kind == "amount" and source.table.is_result and source.row.kind == "total":
        return direction * (facts.surplus_of(source.table) or 0)
    return 0


def _other(
    sentence: Sentence, figure: Figure, others: list[Source], in_sentence: Sequence[Figure]
) -> Claim | None:
    """A percentage, count or bare number against the indicators.

    A bare whole number is a claim only if the sentence names a row that has it: "Windows 11" is none.
    """
    sentence_words = words(sentence.text)
    comparable = [source for source in others if _is_comparable(figure, source)]
    equal = [source for source in comparable if figure.matches(source.exact)]
    named = _named_whole(others, sentence.text)
    is_telling = figure.kind == "percent" or figure.decimals > 0
    supporting = [source for source in equal if source.row.key in named]
    if not supporting and is_telling:
        supporting = equal
    if not supporting and not is_telling:
        supporting = [source for source in equal if share_named(source.row.label, sentence_words) >= 0.5]
    if supporting:
        return Claim(sentence=sentence, figure=figure, state=State.SUPPORTED, source=supporting[0])
    if not is_telling:
        return _misread_count(sentence, figure, comparable, named, in_sentence)
    near = _near_indicator(figure, comparable, named, in_sentence)
    state = State.CONTRADICTED if near else State.NOT_FOUND
    return Claim(sentence=sentence, figure=figure, state=state, source=near, problem="belopp" if near else "")


def _misread_count(
    sentence: Sentence,
    figure: Figure,
    comparable: list[Source],
    named: set[str],
    in_sentence: Sequence[Figure],
) -> Claim | None:
    """A count with a unit ("187 st") that misreads the value of the one indicator named."""
    near = _near_indicator(figure, comparable, named, in_sentence) if figure.kind == "count" else None
    if near is None or not is_misread(figure, near.exact):
        return None
    return Claim(sentence=sentence, figure=figure, state=State.CONTRADICTED, source=near, problem="annat")


def _near_indicator(
    figure: Figure, comparable: list[Source], named: set[str], in_sentence: Sequence[Figure]
) -> Source | None:
    """The nearest value of the one indicator named, unless another figure of the sentence has it."""
    cells = [source for source in comparable if source.row.key in named]
    if len(named) != 1 or any(other.matches(cell.exact) for other in in_sentence for cell in cells):
        return None
    close = [cell for cell in cells if abs(cell.exact - figure.exact) <= abs(cell.exact) / 4]
    return min(close, key=lambda cell: abs(cell.exact - figure.exact), default=None)


def _named_whole(others: list[Source], text: str) -> set[str]:
    """Keys of the rows whose whole name, or abbreviation (NKI), a text has."""
    text_words = words(text)
    labels = {source.row.key: source.row.label for source in others}
    return {
        key
        for key, label in labels.items()
        if (telling_stems(label) and share_named(label, text_words) == 1.0)
        or abbreviations(label) & abbreviations(text)
    }


def _is_comparable(figure: Figure, source: Source) -> bool:
    units = {source.cell.unit, source.column.unit}
    if figure.kind == "percent":
        return "%" in units or (units == {""} and bool(SHARE.search(source.row.label)))
    return figure.decimals > 0 or source.cell.unit in {"", "st", figure.unit}
