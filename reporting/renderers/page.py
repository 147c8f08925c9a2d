"""Document -> HTML: the article of the web page, and the whole page for the PDF.

Both use the same blocks. A block's HTML is cached by the digest of its content: typing in one table renders that table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import takewhile
from operator import add
from typing import Any, TypeVar

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reporting.assembly import Edition
from reporting.document import prose
from reporting.document.blocks import Block, Heading, Matrix, Prose, Row, Table
from reporting.document.charts import Chart
from reporting.document.deviations import TABLE_KEY as DEVIATIONS
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight, Highlights
from reporting.document.json_writing import digest, to_json
from reporting.document.legend import legend, result_words
from reporting.document.places import anchor_of
from reporting.models.section_spec import HIGHLIGHTS
from reporting.renderers.charts.picture import picture
from reporting.renderers.charts.progress import gauge
from reporting.renderers.charts.statuses import stacked
from reporting.renderers.explanations import explained, explanations_of
from reporting.renderers.long_words import breakable
from reporting.renderers.look import look_digest
from reporting.renderers.matrix import drawing
from reporting.renderers.widths import layout

BEGINNING, ENDING = 3, 2  # rows of a table that are never parted by a page break
LOW = 400  # characters in all of the longest cell of each
HEADS_TEXT = re.compile(r"<p>(<(em|strong)>[^<]+</\2>)</p>")  # which the PDF keeps with what follows
ARMS = "asset:arms.png"  # address of a PNG of arms in a printed page

Made = TypeVar("Made")
Marks = Mapping[str, str]  # id of a row -> what is said at it
NO_MARKS: Marks = {}


def article_html(document: Document) -> SafeString:
    """The chapters of a report, headings from h2."""
    return sections_html(document.sections, dict(document.marks))


def sections_html(sections: Iterable[SectionContent], marks: Marks = NO_MARKS) -> SafeString:
    return mark_safe("".join(section_html(section, marks) for section in sections))


def report_head_html(edition: Edition) -> SafeString:
    """Title and facts for the web page, cached by the edition's digest."""

    def render() -> str:
        return render_to_string("reporting/blocks/_report_head.html", {"document": edition.document})

    return cached_html(f"head:{edition.digest}", render)


def nothing(_section: SectionContent) -> str:
    return ""


def report_html(
    edition: Edition, under: Callable[[SectionContent], str] = nothing, *, key: str = ""
) -> SafeString:
    """Contents, chapters and explained words for the web page, cached by the edition's digest.

    ``under``: safe HTML that stands under a section; ``key`` names all that it depends on.
    """
    return cached_html(f"report:{edition.digest}:{key}", lambda: _report(edition.document, under))


def _report(document: Document, under: Callable[[SectionContent], str]) -> str:
    marks = dict(document.marks)
    chapters = [explained(section_html(section, marks)) for section in document.sections]
    keys = frozenset().union(*(used for _html, used in chapters))
    context = {
        "document": document,
        "chapters": mark_safe(
            "".join(map(add, (html for html, _used in chapters), map(under, document.sections)))
        ),
        "explanations": explanations_of(keys),
    }
    return render_to_string("reporting/blocks/_report.html", context)


def cached_html(key: str, render: Callable[[], str]) -> SafeString:
    """``key`` names all that the HTML depends on, the look aside."""
    return mark_safe(cached(key, render))


def cached(key: str, make: Callable[[], Made]) -> Made:
    """As ``cached_html``, of anything that can be pickled."""
    key = f"{look_digest()}:{key}"
    found: Made | None = caches["blocks"].get(key)
    if found is None:
        found = make()
        caches["blocks"].set(key, found)
    return found


def section_html(section: SectionContent, marks: Marks = NO_MARKS) -> SafeString:
    blocks = blocks_html(section.blocks, section.level, section.title, marks)
    return render_to_string("reporting/blocks/_section.html", {"section": section, "blocks": blocks})


def blocks_html(
    blocks: Sequence[Block], level: int, heading: str = "", marks: Marks = NO_MARKS
) -> SafeString:
    """The blocks below a heading: a chart is drawn from its table among them."""
    tables = {block.key: block for block in blocks if isinstance(block, Table)}
    above = [heading, *(block.text if isinstance(block, Heading) else "" for block in blocks)]
    return mark_safe(
        "".join(
            chart_html(block, tables.get(block.table))
            if isinstance(block, Chart)
            else block_html(
                block, level, is_said=isinstance(block, Table) and is_same(block.title, heading), marks=marks
            )
            for block, heading in zip(blocks, above, strict=False)
        )
    )


def is_same(title: str, heading: str) -> bool:
    """Whether a table's title says what the heading just above it says."""
    return title.casefold().split() == heading.casefold().split()


def block_html(block: Block, level: int, *, is_said: bool = False, marks: Marks = NO_MARKS) -> SafeString:
    """``is_said``: of a table, its title is the heading just above it, and is not printed again."""
    own = _marks_of(block, marks)
    key = f"block:{level}:{int(is_said)}:{digest(to_json(block) + repr(own))}"
    return cached_html(key, lambda: _render(block, level, is_said=is_said, marks=own))


def _marks_of(block: Block, marks: Marks) -> dict[str, str]:
    """What is said at the rows of a table, by their keys."""
    if not marks or not isinstance(block, Table):
        return {}
    at_rows = {row.key: marks.get(anchor_of("", block.key, row.key)) for row in block.rows}
    return {key: words for key, words in at_rows.items() if words}


def chart_html(chart: Chart, table: Table | None) -> SafeString:
    """Nothing without its table."""
    if table is None:
        return mark_safe("")

    def render() -> str:
        drawn = picture(chart, table)
        context = {"chart": chart, "table": table, "picture": drawn, "svg": mark_safe(drawn.svg(chart.key))}
        return render_to_string("reporting/blocks/_chart.html", context)

    return cached_html(f"chart:{digest(to_json(chart) + to_json(table))}", render)


def print_html(document: Document, *, has_colophon: bool = True, png_address: str = ARMS) -> str:
    """The PDF's page: cover, *I korthet*, contents, chapters, and how the document came about.

    ``png_address``: of arms that are no drawing.
    """
    marks = dict(document.marks)
    opening = tuple(takewhile(lambda section: section.kind == HIGHLIGHTS, document.sections))
    chapters = document.sections[len(opening) :]
    context = {
        "document": document,
        "opening": mark_safe(breakable(sections_html(opening))),
        "chapters": chapters,
        "article": mark_safe(
            HEADS_TEXT.sub(r'<p class="heads-text">\1</p>', breakable(sections_html(chapters, marks)))
        ),
        "has_colophon": has_colophon,
        "png_address": png_address,
    }
    return render_to_string("base_print.html", context)


def memo_html(document: Document) -> str:
    """The PDF's page of a tjänsteskrivelse alone: no cover, no contents."""
    context = {"document": document, "article": article_html(document), "png_address": ARMS}
    return render_to_string("memo_print.html", context)


def _render(block: Block, level: int, *, is_said: bool, marks: Marks) -> str:
    match block:
        case Prose():
            return f'<div class="prose">{prose.to_html(block.markdown, level=level)}</div>'
        case Heading():
            context = {"heading": block, "level": level + 1 + block.depth}
            return render_to_string("reporting/blocks/_heading.html", context)
        case Table():
            return render_to_string(
                "reporting/blocks/_table.html", _table_context(block, is_said=is_said, marks=marks)
            )
        case Matrix():
            return render_to_string(
                "reporting/blocks/_matrix.html", {"matrix": block, "drawing": drawing(block)}
            )
        case Chart():
            return ""  # without its table
        case Highlights():
            return render_to_string("reporting/blocks/_highlights.html", _highlights_context(block, level))


def _highlights_context(block: Highlights, level: int) -> dict[str, Any]:
    cards = [(item, _bar_of(item), _gauge_of(item)) for item in block.items]
    return {"cards": cards, "level": level + 2}


def _bar_of(item: Highlight) -> SafeString:
    """How many have each status, as SVG; "" for a fact without."""
    drawn = stacked(item.shares, item.shares_in_words) if item.shares else None
    return mark_safe(drawn.svg(f"{item.key}-delar") if drawn else "")


def _gauge_of(item: Highlight) -> SafeString:
    """A part of a whole, as SVG; "" for a fact without."""
    if item.progress is None:
        return mark_safe("")
    part, whole, expected = item.progress.part, item.progress.whole, item.progress.expected
    return mark_safe(gauge(part, whole, expected / 100).svg(f"{item.key}-del"))


def _table_context(table: Table, *, is_said: bool, marks: Marks) -> dict[str, Any]:
    """``is_said``: the heading above says the title; ``marks``: by row key."""
    printed = layout(table)
    label_width, *widths = printed.widths
    return {
        "table": table,
        "is_said": is_said,
        "printed": printed,
        "has_low_ends": has_low_ends(table),
        "label_width": label_width,
        "columns": list(zip(table.columns, widths, strict=True)),
        "groups": table.column_groups(),
        "figures": figures_abreast(table),
        "rows": _rows(table, marks),
        "measures": anchor_of("", DEVIATIONS),
        "notes": [
            (number, marked, note) for (number, marked), note in zip(_marked(table), table.notes, strict=True)
        ],
        "legend": " ".join(legend(table)),
    }


def figures_abreast(table: Table) -> int:
    """Cells side by side on a phone: the figures, or the verdicts if there are more."""
    figures = sum(column.is_figure for column in table.columns)
    return max(1, figures, sum(column.kind == "status" for column in table.columns))


def _rows(table: Table, marks: Marks) -> list[dict[str, Any]]:
    words = result_words(table)
    none = ("",) * len(table.columns)
    numbers = [number for number, _row in _marked(table)]
    signs = {(mark.row, mark.column): numbers[mark.note] for mark in table.marks}

    def cells(row: Row) -> list[Any]:
        noted = [signs.get((row.key, column.key), 0) for column in table.columns]
        return list(zip(table.columns, row.cells, words.get(row.key, none), noted, strict=False))

    return [{"row": row, "cells": cells(row), "mark": marks.get(row.key, "")} for row in table.rows]


def _marked(table: Table) -> list[tuple[int, str]]:
    """Of each note, its number and the key of the row it is about; 0 and "" of one about no cell."""
    rows = {mark.note: mark.row for mark in table.marks}
    numbers = {note: number for number, note in enumerate(sorted(rows), 1)}
    return [(numbers.get(index, 0), rows.get(index, "")) for index in range(len(table.notes))]


def has_low_ends(table: Table) -> bool:
    """Whether the rows at its beginning and end certainly fit on one page. Else the engine would leave out the table's
    header to keep them together."""
    lengths = [
        max((len(text) for text in (row.label, *(cell.text for cell in row.cells))), default=0)
        for row in table.rows
    ]
    return max(sum(lengths[:BEGINNING]), sum(lengths[-ENDING:])) <= LOW
