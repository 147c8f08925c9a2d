"""Document -> HTML: the article of the web page, and the whole page for the PDF.

Both use the same blocks. A block's HTML is cached by the digest of its content: typing in one table renders that table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from reporting.assembly import Edition
from reporting.document import prose
from reporting.document.blocks import Block, Heading, Matrix, Prose, Table
from reporting.document.charts import Chart
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlights
from reporting.document.json_writing import digest, to_json
from reporting.document.legend import legend, result_words
from reporting.renderers.bars import gauge, stack
from reporting.renderers.charts.picture import picture
from reporting.renderers.explanations import explained, explanations_of
from reporting.renderers.long_words import breakable
from reporting.renderers.look import look_digest
from reporting.renderers.matrix import drawing
from reporting.renderers.widths import column_widths, needs_landscape


def article_html(document: Document) -> SafeString:
    """The chapters of a report, headings from h2."""
    return mark_safe("".join(section_html(section) for section in document.sections))


def report_head_html(edition: Edition) -> SafeString:
    """Title and facts for the web page, cached by the edition's digest."""

    def render() -> str:
        return render_to_string("reporting/blocks/_report_head.html", {"document": edition.document})

    return cached_html(f"head:{edition.digest}", render)


def report_html(edition: Edition) -> SafeString:
    """Contents, chapters and explained words for the web page, cached by the edition's digest."""
    return cached_html(f"report:{edition.digest}", lambda: _report(edition.document))


def _report(document: Document) -> str:
    chapters = [explained(section_html(section)) for section in document.sections]
    keys = frozenset().union(*(used for _html, used in chapters))
    context = {
        "document": document,
        "chapters": mark_safe("".join(html for html, _used in chapters)),
        "explanations": explanations_of(keys),
    }
    return render_to_string("reporting/blocks/_report.html", context)


def cached_html(key: str, render: Callable[[], str]) -> SafeString:
    """``key`` names all that the HTML depends on, the look aside."""
    key = f"{look_digest()}:{key}"
    html: str | None = caches["blocks"].get(key)
    if html is None:
        html = render()
        caches["blocks"].set(key, html)
    return mark_safe(html)


def section_html(section: SectionContent) -> SafeString:
    blocks = blocks_html(section.blocks, section.level)
    return render_to_string("reporting/blocks/_section.html", {"section": section, "blocks": blocks})


def blocks_html(blocks: Sequence[Block], level: int) -> SafeString:
    """The blocks of one section: a chart is drawn from its table among them."""
    tables = {block.key: block for block in blocks if isinstance(block, Table)}
    return mark_safe(
        "".join(
            chart_html(block, tables.get(block.table))
            if isinstance(block, Chart)
            else block_html(block, level)
            for block in blocks
        )
    )


def block_html(block: Block, level: int) -> SafeString:
    return cached_html(f"block:{level}:{digest(to_json(block))}", lambda: _render(block, level))


def chart_html(chart: Chart, table: Table | None) -> SafeString:
    """Nothing without its table."""
    if table is None:
        return mark_safe("")

    def render() -> str:
        drawn = picture(chart, table)
        context = {"chart": chart, "table": table, "picture": drawn, "svg": mark_safe(drawn.svg(chart.key))}
        return render_to_string("reporting/blocks/_chart.html", context)

    return cached_html(f"chart:{digest(to_json(chart) + to_json(table))}", render)


def print_html(document: Document) -> str:
    """The PDF's page: cover, contents, chapters."""
    article = mark_safe(breakable(article_html(document)))
    return render_to_string("base_print.html", {"document": document, "article": article})


def memo_html(document: Document) -> str:
    """The PDF's page of a tjänsteskrivelse alone: no cover, no contents."""
    return render_to_string("memo_print.html", {"document": document, "article": article_html(document)})


def _render(block: Block, level: int) -> str:
    match block:
        case Prose():
            return f'<div class="prose">{prose.to_html(block.markdown, level=level)}</div>'
        case Heading():
            context = {"heading": block, "level": level + 1 + block.depth}
            return render_to_string("reporting/blocks/_heading.html", context)
        case Table():
            return render_to_string("reporting/blocks/_table.html", _table_context(block))
        case Matrix():
            return render_to_string(
                "reporting/blocks/_matrix.html", {"matrix": block, "drawing": drawing(block)}
            )
        case Chart():
            return ""  # without its table
        case Highlights():
            return render_to_string("reporting/blocks/_highlights.html", _highlights_context(block, level))


def _highlights_context(block: Highlights, level: int) -> dict[str, Any]:
    cards = [
        (item, stack(item.shares) if item.shares else None, gauge(item.progress) if item.progress else None)
        for item in block.items
    ]
    return {"cards": cards, "level": level + 2}


def _table_context(table: Table) -> dict[str, Any]:
    label_width, *widths = column_widths(table)
    return {
        "table": table,
        "is_wide": table.is_wide or needs_landscape(table),
        "label_width": label_width,
        "columns": list(zip(table.columns, widths, strict=True)),
        "groups": table.column_groups(),
        "figures": figures_abreast(table),
        "rows": _rows(table),
        "legend": " ".join(legend(table)),
    }


def figures_abreast(table: Table) -> int:
    """Cells side by side on a phone: the figures, or the verdicts if there are more."""
    figures = sum(column.is_figure for column in table.columns)
    return max(1, figures, sum(column.kind == "status" for column in table.columns))


def _rows(table: Table) -> list[dict[str, Any]]:
    words = result_words(table)
    none = ("",) * len(table.columns)
    return [
        {"row": row, "cells": list(zip(table.columns, row.cells, words.get(row.key, none), strict=False))}
        for row in table.rows
    ]
