"""Which cells a sentence is about: of the rows it names, or of the result. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reporting.review.claims.directions import DEFICIT, SURPLUS
from reporting.review.claims.figures import Figure
from reporting.review.claims.other_times import NEAR
from reporting.review.claims.sources import Source
from reporting.review.facts import Facts, Sentence
from reporting.review.words import share_named, words

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


def cells_of_topic(
    facts: Facts, sentence: Sentence, figure: Figure, money: list[Source], since: int
) -> list[Source]:
    """The cells a figure should come from: of the row named right before it, else earlier, else of the result, else
    of a row named after it.

    "Resultatet blir −2 mnkr på grund av licenserna" is about the result; the licences are its cause. ``since``: where
    the figure before it in the sentence ends.
    """
    before, all_words = words(sentence.text[: figure.start]), words(sentence.text)
    if since and (named := _named_rows(money, words(sentence.text[since : figure.start]))):
        return [source for source in money if source.row.key in named and source.column.is_summed]
    if PRONOUN.match(sentence.text):
        before = words(sentence.before) + before
    if named := _named_rows(money, before):
        return [source for source in money if source.row.key in named and source.column.is_summed]
    if EFFECT.search(sentence.text[: figure.end + NEAR]) and (total := _of_result(facts, money)):
        return total
    named = _named_rows(money, all_words)
    return [source for source in money if source.row.key in named and source.column.is_summed]


def named_cells(sentence: Sentence, figure: Figure, money: list[Source]) -> list[Source]:
    """The cells a figure is rounded from, in any line the sentence names."""
    if figure.digits < 2:
        return []
    sentence_words = words(sentence.text)
    return [
        source
        for source in money
        if source.row.kind == "line"
        and source.column.is_summed
        and figure.matches(source.exact)
        and share_named(source.row.label, sentence_words) >= 0.5
    ]


def candidate_cell(sentence: Sentence, figure: Figure, topic: list[Source]) -> Source | None:
    """The cell a sentence about an effect must mean: the forecast's, or for "till och med" the actual's."""
    near = sentence.text[max(0, figure.start - NEAR) : figure.end + NEAR]
    is_effect = DEFICIT.search(near) or SURPLUS.search(near) or (COMPARED.search(near))
    if not is_effect or PARTLY.search(sentence.text) or len({source.row.key for source in topic}) != 1:
        return None
    if topic[0].row.kind != "line" and sentence.before:
        return None  # a paragraph states the whole first; later figures may be parts without a row
    is_actual = bool(SO_FAR.search(sentence.text)) and not FORECAST.search(sentence.text)
    is_total = topic[0].row.kind != "line"
    wanted = ("actual" if is_total else "variance_actual") if is_actual else "variance_forecast"
    return next((source for source in topic if source.column.key == wanted), None)


def _named_rows(money: list[Source], in_words: Sequence[str]) -> set[str]:
    """Keys of the lines that some words name best; empty if they name none by half."""
    labels = {
        source.row.key: source.row.label
        for source in money
        if source.row.kind == "line" and source.column.is_summed
    }
    shares = {key: share_named(label, in_words) for key, label in labels.items()}
    best = max(shares.values(), default=0.0)
    return {key for key, share in shares.items() if share == best} if best >= 0.5 else set()


def _of_result(facts: Facts, money: list[Source]) -> list[Source]:
    """The cells of the result's total."""
    result = facts.result
    if result is None or result.total is None:
        return []
    return [source for source in money if source.table == result and source.row == result.total]
