"""What a report judges, what of it goes badly, and the measures against that. Pure.

Measures are rows of a table with these columns, the reference first:
``concerns``, ``status``, ``cause``, ``owner``, ``due_on``, ``effect``, ``comment``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from reporting.document.blocks import EMPTY, Cell, Column, Row, Table
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.document.naming import few_in_words, in_words
from reporting.document.tones import Tone

TABLE_KEY = "avvikelser"
DEVIATES, OTHER, LACKS = "avvikelse.", "tidigare.", "saknas."  # of the keys of rows
NOT_JUDGED = "Avvikelser som rapporten inte längre bedömer"
LACKING = Cell(text="Saknas", value="missing", tone="bad")
MISSING = Cell(text="saknas")
DONE = "done"
DEMANDED = {"cause": "orsak", "owner": "ansvarig", "due_on": "datum", "effect": "effekt"}
COLUMNS = (
    Column(key="concerns", heading="Gäller", kind="text"),
    Column(key="status", heading="Status", kind="status"),
    Column(key="cause", heading="Orsak", kind="text"),
    Column(key="owner", heading="Ansvarig", kind="text"),
    Column(key="due_on", heading="Klar senast", kind="text"),
    Column(key="effect", heading="Väntad effekt", kind="text"),
    Column(key="comment", heading="Uppföljning", kind="text"),
)
PLACES = {column.key: place for place, column in enumerate(COLUMNS)}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A row that a section judges. ``ref``: the same in every period; ``words``: the verdict, lowercase; ``row``: its
    id on the page."""

    ref: str
    label: str
    words: str
    tone: Tone
    row: str

    def __str__(self) -> str:
        return f"{self.label.rstrip('.')}: {self.words}"

    @property
    def is_deviation(self) -> bool:
        return self.tone in {"partly", "bad"}


def told_apart(judged: Iterable[tuple[Judged, str]]) -> list[Judged]:
    """Each once, with its section's title where two have the same label."""
    found = {each.ref: (each, title) for each, title in judged}
    labels = Counter(each.label for each, _ in found.values())
    return [
        replace(each, label=f"{each.label} ({title})") if labels[each.label] > 1 else each
        for each, title in found.values()
    ]


def lacks(judged: Iterable[Judged], measures: Sequence[Row]) -> list[str]:
    """The deviations without a measure and the measures that lack something, a Swedish sentence each."""
    return [
        sentence
        for each in judged
        if each.is_deviation
        for sentence in _lacks(each, [row for row in measures if _concerns(row) == each.ref])
    ]


def marks(judged: Iterable[Judged], measures: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Ids of the rows that deviate without a whole measure, each with what it lacks. ``measures``: with references."""
    found = []
    for each in judged:
        own = [row for row in measures if _concerns(row) == each.ref]
        left_out = dict.fromkeys(name for row in own for name in _left_out(row))
        if each.is_deviation and (left_out or not own):
            found.append((each.row, f"Åtgärden saknar {in_words([*left_out])}" if own else "Åtgärd saknas"))
    return tuple(found)


def _lacks(deviation: Judged, measures: Sequence[Row]) -> Iterator[str]:
    if not measures:
        yield f"”{deviation.label}” ({deviation.words}) saknar åtgärd."
    for row in measures:
        if names := _left_out(row):
            yield f"Åtgärden ”{row.label}” saknar {in_words(names)}."


def _left_out(measure: Row) -> list[str]:
    return [name for key, name in DEMANDED.items() if not measure.cells[PLACES[key]].text.strip()]


def by_deviation(table: Table, judged: Sequence[Judged]) -> Table:
    """The measures under what they concern: every deviation, then what no longer deviates."""
    rows: list[Row] = []
    deviations = [each for each in judged if each.is_deviation]
    for each in deviations:
        own = [row for row in table.rows if _concerns(row) == each.ref]
        rows.append(_heading(f"{DEVIATES}{each.ref}", str(each)))
        rows += [_complete(row) for row in own] or [_lacking(each)]
    rest = [row for row in table.rows if _concerns(row) not in {each.ref for each in deviations}]
    names = {each.ref: str(each) for each in judged}
    for name in dict.fromkeys(names.get(_concerns(row), NOT_JUDGED) for row in rest):
        own = [row for row in rest if names.get(_concerns(row), NOT_JUDGED) == name]
        rows.append(_heading(f"{OTHER}{_concerns(own[0])}", name))
        rows += own
    shown = _shown_columns(table.rows)
    return replace(
        table,
        columns=tuple(COLUMNS[place] for place in shown),
        rows=tuple(
            replace(row, cells=tuple(row.cells[place] for place in shown)) if row.cells else row
            for row in rows
        ),
    )


def _shown_columns(measures: Sequence[Row]) -> list[int]:
    """Without the reference, and without the follow-up where no measure has one."""
    has_comments = any(row.cells[PLACES["comment"]].text for row in measures)
    left_out = {"concerns"} if has_comments else {"concerns", "comment"}
    return [place for key, place in PLACES.items() if key not in left_out]


def _concerns(measure: Row) -> str:
    return measure.cells[PLACES["concerns"]].text


def _heading(key: str, label: str) -> Row:
    return Row(key=key, label=label, kind="group", cells=())


def _complete(measure: Row) -> Row:
    """With "saknas" for what it lacks."""
    cells = {key: measure.cells[place] for key, place in PLACES.items()}
    filled = {key: cells[key] if cells[key].text.strip() else MISSING for key in DEMANDED}
    return replace(measure, cells=tuple({**cells, **filled}.values()))


def _lacking(deviation: Judged) -> Row:
    cells = tuple(LACKING if key == "status" else EMPTY for key in PLACES)
    return Row(key=f"{LACKS}{deviation.ref}", label="Åtgärd saknas", cells=cells)


# In I korthet -----------------------------------------------------------------------------------


@dataclass
class _Found:
    """Of a printed table: the deviations, those without a measure, the measures lacking something or late."""

    deviations: list[str]
    lacking: list[str]
    incomplete: list[str]
    late: list[str]


def deviations_highlight(
    contents: Sequence[SectionContent], document: Document, *, key: str
) -> Highlight | None:
    """How many deviations lack a measure. None without deviations."""
    place = next(
        (
            (content, block)
            for content in contents
            for block in content.blocks
            if isinstance(block, Table) and block.key == TABLE_KEY
        ),
        None,
    )
    if place is None:
        return None
    content, table = place
    found = _found(table, document.dated)
    count, lacking = len(found.deviations), len(found.lacking)
    if not count:
        return None
    return Highlight(
        key=key,
        heading="Avvikelser och åtgärder",
        statement=_statement(count, lacking),
        section=content.key,
        table=table.key,
        table_title=table.title,
        tone="bad" if lacking else "partly" if found.incomplete or found.late else "good",
        details=tuple(_details(found)),
        score=(Decimal(count - lacking) / count).quantize(Decimal("0.0001")),
    )


def _statement(count: int, lacking: int) -> str:
    if lacking:
        return f"{lacking} av {count} {'avvikelse' if count == 1 else 'avvikelser'} saknar åtgärd"
    return "Avvikelsen har en åtgärd" if count == 1 else f"Alla {count} avvikelser har en åtgärd"


def _details(found: _Found) -> Iterator[str]:
    if found.lacking:
        yield f"Utan åtgärd: {few_in_words(found.lacking)}."
    if found.incomplete:
        yield f"Utan orsak, ansvarig, datum eller effekt: {few_in_words(found.incomplete)}."
    if found.late:
        yield f"Försenade: {few_in_words(found.late)}."


def _found(table: Table, dated: dt.date) -> _Found:
    found = _Found([], [], [], [])
    is_deviation = False
    places = {column.key: place for place, column in enumerate(table.columns)}
    for row in table.rows:
        if row.kind == "group":
            is_deviation = row.key.startswith(DEVIATES)
            found.deviations += [row.label] if is_deviation else []
            continue
        if row.key.startswith(LACKS):
            found.lacking.append(found.deviations[-1])
            continue
        due_on = row.cells[places["due_on"]].value
        if is_deviation and any(row.cells[places[key]] == MISSING for key in DEMANDED):
            found.incomplete.append(row.label)
        if due_on and str(due_on) < dated.isoformat() and row.cells[places["status"]].value != DONE:
            found.late.append(row.label)
    return found
