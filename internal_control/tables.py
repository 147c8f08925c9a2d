"""Internal control: rows -> blocks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from internal_control.calculations import CONSEQUENCE, LIKELIHOOD, STEPS, Level, Step, level_of
from internal_control.models import Control, ControlMeasure, FollowUp, FollowUpStatus, MeasureStatus, Risk
from reporting.document.blocks import (
    EMPTY,
    Block,
    Cell,
    Column,
    Heading,
    Matrix,
    MatrixCell,
    MatrixLevel,
    Prose,
    Row,
    Table,
)
from reporting.document.tones import Tone
from reporting.measurements import Measurement, Tally

NOT_ASSESSED = "Ej bedömd"
NO_MEASURES = "Inga åtgärder."
FOLLOW_UP_TONES: dict[str, Tone] = {
    FollowUpStatus.NONE: "good",
    FollowUpStatus.MINOR: "partly",
    FollowUpStatus.MAJOR: "bad",
    FollowUpStatus.NOT_STARTED: "neutral",
}
MEASURE_TONES: dict[str, Tone] = {
    MeasureStatus.NOT_STARTED: "bad",
    MeasureStatus.ONGOING: "partly",
    MeasureStatus.DONE: "good",
}


def date_cell(date: dt.date | None) -> Cell:
    return Cell(text=date.isoformat(), value=date.isoformat()) if date else EMPTY


def row_key(row: Risk | Control | FollowUp | ControlMeasure, place: int) -> str:
    """An unsaved row has no key of its own."""
    return row.key or f"ny-{place}"


# The matrix -------------------------------------------------------------------------------------


def scale_table() -> Table:
    def meaning(step: Step) -> Cell:
        return Cell(text=f"{step.word} ({step.meaning})")

    return Table(
        key="skalor",
        title="Så bedöms sannolikhet och konsekvens",
        label_heading="Värde",
        columns=(
            Column(key="likelihood", heading="Sannolikhet", kind="text"),
            Column(key="consequence", heading="Konsekvens", kind="text"),
        ),
        rows=tuple(
            Row(key=str(step), label=str(step), cells=(meaning(LIKELIHOOD[step]), meaning(CONSEQUENCE[step])))
            for step in STEPS
        ),
    )


def risk_matrix(risks: Sequence[Risk], levels: Sequence[Level], title: str) -> Matrix:
    """Likelihood upwards, consequence to the right, risk numbers in the cells."""
    numbers: dict[tuple[int, int], list[int]] = {}
    for risk in risks:
        if risk.likelihood is not None and risk.consequence is not None:
            numbers.setdefault((risk.likelihood, risk.consequence), []).append(risk.number or 0)
    return Matrix(
        key="riskmatris",
        title=title,
        row_heading="Sannolikhet",
        column_heading="Konsekvens",
        row_labels=tuple(f"{step} {LIKELIHOOD[step].word}" for step in STEPS),
        column_labels=tuple(f"{step} {CONSEQUENCE[step].word}" for step in reversed(STEPS)),
        cells=tuple(
            tuple(
                MatrixCell(
                    level=level_of(likelihood * consequence, list(levels)).key,
                    text=", ".join(map(str, sorted(numbers.get((likelihood, consequence), [])))),
                )
                for consequence in reversed(STEPS)
            )
            for likelihood in STEPS
        ),
        levels=tuple(MatrixLevel(key=level.key, label=level.label, word=level.word) for level in levels),
        notes=tuple(_counts(risks, levels)),
    )


def _counts(risks: Sequence[Risk], levels: Sequence[Level]) -> Iterable[str]:
    """Risks per level, highest first, and those not assessed."""
    words = [level_of(risk.score, list(levels)).word for risk in risks if risk.score is not None]
    counted = [f"{words.count(level.word)} {level.word}" for level in reversed(levels) if level.word in words]
    yield f"{', '.join([*counted, f'totalt {len(words)} bedömda risker' if counted else 'Inga bedömda risker'])}."
    missing = [risk.label for risk in risks if risk.score is None]
    if missing:
        yield f"{NOT_ASSESSED}: {'; '.join(missing)}."


def risk_table(risks: Sequence[Risk], levels: Sequence[Level]) -> Table:
    """The matrix in words, by category."""
    has_descriptions = any(risk.description.strip() for risk in risks)
    descriptions = (
        (Column(key="description", heading="Beskrivning", kind="text"),) if has_descriptions else ()
    )
    rows: list[Row] = []
    for category, members in groupby(risks, key=lambda risk: risk.category):
        rows.append(
            Row(key=f"kategori-{category.key or len(rows)}", label=category.label, cells=(), kind="group")
        )
        for risk in members:
            cells = _risk_cells(risk, levels)
            described = (Cell(text=risk.description),) if has_descriptions else ()
            rows.append(Row(key=row_key(risk, len(rows)), label=risk.name, cells=(*described, *cells)))
    return Table(
        key="risker",
        title="Risker",
        label_heading="Risk",
        columns=(
            *descriptions,
            Column(key="likelihood", heading="Sannolikhet", kind="text"),
            Column(key="consequence", heading="Konsekvens", kind="text"),
            Column(key="score", heading="Riskvärde", kind="quantity"),
            Column(key="level", heading="Nivå", kind="text"),
        ),
        rows=tuple(rows),
    )


def _risk_cells(risk: Risk, levels: Sequence[Level]) -> tuple[Cell, ...]:
    steps = (_step_cell(risk.likelihood, LIKELIHOOD), _step_cell(risk.consequence, CONSEQUENCE))
    if risk.score is None:
        return (*steps, Cell(text=NOT_ASSESSED), Cell(text="–"))
    level = level_of(risk.score, list(levels))
    return (
        *steps,
        Cell(text=str(risk.score), value=Decimal(risk.score)),
        Cell(text=level.word, value=level.key),
    )


def _step_cell(step: int | None, scale: Mapping[int, Step]) -> Cell:
    if step is None:
        return Cell(text="–")
    return Cell(text=f"{step}. {scale[step].word}", value=str(step))


# The plan and its follow-up ---------------------------------------------------------------------


def plan_table(risks: Sequence[Risk], controls: Mapping[int, Sequence[Control]], title: str) -> Table:
    """Controls in a group per risk."""
    rows: list[Row] = []
    for risk in risks:
        if not controls.get(risk.pk):
            continue
        rows.append(
            Row(key=f"risk-{risk.key}", label=f"{risk.category}: {risk.name}", cells=(), kind="group")
        )
        for control in controls[risk.pk]:
            texts = (control.method, control.frequency, control.owner, control.reported_to)
            cells = tuple(Cell(text=text) for text in texts)
            rows.append(Row(key=control.key, label=control.label, cells=cells))
    headings = {
        "method": "Metod",
        "frequency": "Frekvens",
        "owner": "Ansvarig",
        "reported_to": "Rapporteras till",
    }
    return Table(
        key="kontrollplan",
        title=title,
        label_heading="Kontrollmoment",
        columns=tuple(Column(key=key, heading=heading, kind="text") for key, heading in headings.items()),
        rows=tuple(rows),
    )


def follow_up_blocks(
    risks: Sequence[Risk],
    controls: Mapping[int, Sequence[Control]],
    follow_ups: Mapping[int, Sequence[FollowUp]],
    tallies: Mapping[str, Table],
    *,
    with_category: bool,
) -> list[Block]:
    """Per risk with controls: its heading, then each control's table and comments."""
    blocks: list[Block] = []
    for risk in risks:
        if not controls.get(risk.pk):
            continue
        text = f"{risk.category}: {risk.label}" if with_category else risk.label
        blocks.append(Heading(text=text, is_numbered=True))
        for control in controls[risk.pk]:
            rows = follow_ups.get(control.pk, ())
            key = row_key(control, len(blocks))
            blocks.append(follow_up_table(control, rows, f"kontroll-{key}"))
            if control.measurement in tallies:
                blocks.append(replace(tallies[control.measurement], key=f"matning-{key}"))
            for row in rows:
                if row.comment.strip():
                    blocks += [Heading(text=row.label, depth=2), Prose(markdown=row.comment.strip())]
    return blocks


def follow_up_table(control: Control, rows: Sequence[FollowUp], key: str) -> Table:
    """A control's follow-ups, with its plan in the notes."""
    plan = [
        ("Metod", control.method),
        ("Frekvens", control.frequency),
        ("Ansvarig för kontrollen", control.owner),
        ("Rapporteras till", control.reported_to),
    ]
    return Table(
        key=key,
        title=control.label,
        label_heading="Uppföljning",
        columns=(
            Column(key="status", heading="Status", kind="status"),
            Column(key="ends_on", heading="Slutdatum", kind="text"),
            Column(key="owner", heading="Ansvarig", kind="text"),
        ),
        rows=tuple(
            Row(key=row_key(row, place), label=row.label, cells=_follow_up_cells(row))
            for place, row in enumerate(rows, start=1)
        ),
        notes=tuple(f"{name}: {' '.join(text.split())}" for name, text in plan if text.strip()),
    )


def _follow_up_cells(row: FollowUp) -> tuple[Cell, ...]:
    tone = FOLLOW_UP_TONES.get(row.status, "neutral")
    status = Cell(text=str(row.get_status_display()), value=row.status, tone=tone)
    return status, date_cell(row.ends_on), Cell(text=row.owner)


def tally_table(measurement: Measurement, tally: Tally) -> Table:
    return Table(
        key=f"matning-{measurement.key}",
        title=measurement.name,
        label_heading=measurement.heading,
        columns=(Column(key="number", heading="Antal", kind="quantity"),),
        rows=tuple(
            Row(key=f"rad-{place}", label=label, cells=(Cell(text=str(number), value=Decimal(number)),))
            for place, (label, number) in enumerate(tally.counts, start=1)
        ),
        notes=(f"Räknat av portalen ur {tally.source}.",),
    )


# Measures ---------------------------------------------------------------------------------------


def measure_table(measures: Sequence[ControlMeasure], title: str) -> Table:
    return Table(
        key="atgarder",
        title=title,
        label_heading="Åtgärd",
        columns=(
            Column(key="risk", heading="Risk", kind="text"),
            Column(key="owner", heading="Ansvarig", kind="text"),
            Column(key="due_on", heading="Klar senast", kind="text"),
            Column(key="status", heading="Status", kind="status"),
            Column(key="comment", heading="Kommentar", kind="text"),
        ),
        rows=tuple(Row(key=row.key, label=row.label, cells=_measure_cells(row)) for row in measures),
    )


def _measure_cells(row: ControlMeasure) -> tuple[Cell, ...]:
    status = Cell(
        text=str(row.get_status_display()), value=row.status, tone=MEASURE_TONES.get(row.status, "neutral")
    )
    risk = Cell(text=row.risk.name) if row.risk is not None else EMPTY
    return risk, Cell(text=row.owner), date_cell(row.due_on), status, Cell(text=row.comment)
