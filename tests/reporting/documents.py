"""Documents for tests of the renderers: small ones by hand, and any at all by hypothesis."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from reporting.document.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Matrix,
    MatrixCell,
    MatrixLevel,
    Prose,
    Row,
    RowKind,
    Table,
)
from reporting.document.charts import Chart, ChartForm, ChartPoint, Direction
from reporting.document.document import Document, SectionContent


def cell(value: str, text: str = "", **more: Any) -> Cell:
    """A figure: ``cell("-1500.5")``."""
    return Cell(value=Decimal(value), text=text or value.replace(".", ",").replace("-", "−"), **more)


def row(key: str, *cells: Cell, label: str = "", **more: Any) -> Row:
    return Row(key=key, label=label or key.capitalize(), cells=cells, **more)


def table(*rows: Row, columns: tuple[Column, ...] | None = None, **more: Any) -> Table:
    """A table in tkr with one amount column per cell unless told otherwise."""
    if columns is None:
        columns = tuple(Column(key=f"k{n}", heading=f"Kolumn {n}") for n in range(len(rows[0].cells)))
    about = {"key": "resultat", "title": "Resultat", "label_heading": "Rad", "unit": "tkr"}
    return Table(columns=columns, rows=rows, **about | more)


def document(*blocks: Block, **more: Any) -> Document:
    """A document of one chapter with the given blocks."""
    chapter = SectionContent(key="ekonomi", title="Ekonomi", level=1, number="1", blocks=blocks)
    facts: dict[str, Any] = {
        "slug": "it-2023-07", "title": "Delårsrapport 2023", "kind": "Delårsrapport",
        "municipality": "Lekeberg", "committee": "IT-nämnden", "members": ("Askersund", "Laxå"), "year": 2023,
        "actuals_through": dt.date(2023, 7, 31), "dated": dt.date(2023, 9, 1), "status": "draft",
        "status_label": "utkast", "template": "Delår", "template_version": 1, "unit": "tkr",
        "sign_note": "Intäkter skrivs med minus.",
        "changed_at": dt.datetime(2023, 9, 1, 22, 30, tzinfo=dt.UTC), "sections": (chapter,),
    }  # fmt: skip
    return Document(**facts | more)


TEXTS = st.text(max_size=20)
FIGURES = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 9),
)
CELLS = st.builds(Cell, text=TEXTS, value=FIGURES | TEXTS | st.none(), unit=TEXTS,
                  tone=st.sampled_from(["", "good", "partly", "bad", "neutral"]))  # fmt: skip
COLUMNS = st.builds(
    Column, key=TEXTS, heading=TEXTS, unit=TEXTS, group=TEXTS, decimals=st.integers(0, 2),
    kind=st.sampled_from(["amount", "variance", "percent", "quantity", "text", "status"]),
    operands=st.lists(st.lists(TEXTS, max_size=2).map(tuple), max_size=2).map(tuple),
)  # fmt: skip


ROW_KINDS: list[RowKind] = ["line", "group", "subtotal", "total"]


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Tables whose sums add up rows that are there; rows may be groups without cells."""
    columns = tuple(draw(st.lists(COLUMNS, max_size=4)))
    keys = draw(st.lists(TEXTS, max_size=4, unique=True))
    some_keys = st.lists(st.sampled_from(keys), max_size=2).map(tuple) if keys else st.just(())
    rows = [
        Row(
            key=key,
            label=draw(TEXTS),
            kind=kind,
            adds=draw(some_keys),
            subtracts=draw(some_keys),
            cells=() if kind == "group" else tuple(draw(CELLS) for _ in columns),
        )
        for key in keys
        for kind in [draw(st.sampled_from(ROW_KINDS))]
    ]
    return Table(
        key=draw(TEXTS), title=draw(TEXTS), label_heading=draw(TEXTS), columns=columns, rows=tuple(rows),
        unit=draw(TEXTS), notes=tuple(draw(st.lists(TEXTS, max_size=2))), is_wide=draw(st.booleans()),
    )  # fmt: skip


@st.composite
def matrices(draw: st.DrawFn) -> Matrix:
    """Matrices of any size, at least one level."""
    keys = draw(st.lists(TEXTS, min_size=1, max_size=5, unique=True))
    rows, columns = draw(st.lists(TEXTS, max_size=4)), draw(st.lists(TEXTS, max_size=4))
    cells = st.builds(MatrixCell, level=st.sampled_from(keys), text=TEXTS)
    return Matrix(
        key=draw(TEXTS), title=draw(TEXTS), row_heading=draw(TEXTS), column_heading=draw(TEXTS),
        row_labels=tuple(rows), column_labels=tuple(columns),
        cells=tuple(tuple(draw(cells) for _ in columns) for _ in rows),
        levels=tuple(MatrixLevel(key=key, label=draw(TEXTS), word=draw(TEXTS)) for key in keys),
        notes=tuple(draw(st.lists(TEXTS, max_size=2))),
    )  # fmt: skip


CHARTS = st.builds(
    Chart, key=TEXTS, title=TEXTS, form=st.sampled_from(get_args(ChartForm)), table=TEXTS, value=TEXTS,
    against=TEXTS, forecast=TEXTS, verdict=TEXTS, elapsed=FIGURES | st.none(),
    points=st.lists(
        st.builds(
            ChartPoint, row=TEXTS, direction=st.sampled_from(get_args(Direction)), upper=FIGURES | st.none()
        ),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
BLOCKS = (
    st.builds(Prose, markdown=TEXTS)
    | st.builds(Heading, text=TEXTS, number=TEXTS, is_numbered=st.booleans(), depth=st.sampled_from([1, 2]))
    | tables()
    | matrices()
    | CHARTS
)
SECTIONS = st.builds(
    SectionContent, key=TEXTS, title=TEXTS, level=st.integers(1, 3), number=TEXTS,
    blocks=st.lists(BLOCKS, max_size=3).map(tuple),
)  # fmt: skip
DOCUMENTS = st.builds(
    dataclasses.replace, st.just(document()), slug=TEXTS, title=TEXTS, committee=TEXTS, year=st.integers(1, 9999),
    members=st.lists(TEXTS, max_size=3).map(tuple), dated=st.dates(), actuals_through=st.dates(),
    changed_at=st.datetimes(timezones=st.just(dt.UTC)), sections=st.lists(SECTIONS, max_size=3).map(tuple),
)  # fmt: skip
