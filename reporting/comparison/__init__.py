"""Jämförelse: what differs between two documents.

``comparison(old, new)`` is pure. Sections, tables, rows and columns are matched by key, then by name; one without a
counterpart has appeared or vanished. ``comparison(new, old)`` is its mirror image.
"""

from __future__ import annotations

from reporting.comparison.changes import Comparison, SectionComparison, TableComparison
from reporting.comparison.matching import Matching, matched
from reporting.comparison.periods import spans_differ
from reporting.comparison.tables import compared_table
from reporting.comparison.texts import paragraphs, text_changes
from reporting.document.blocks import Matrix, Table
from reporting.document.document import Document, SectionContent

__all__ = ["Comparison", "comparison"]

IndexedTable = tuple[int, Table]  # with the index of its section


def comparison(old: Document, new: Document) -> Comparison:
    """What differs, in the order of the new document."""
    sections = matched(
        list(enumerate(old.sections)),
        list(enumerate(new.sections)),
        lambda indexed: indexed[1].key,
        lambda indexed: indexed[1].title,
    )
    tables = matched(
        _tables(old), _tables(new), lambda indexed: indexed[1].key, lambda indexed: indexed[1].title
    )
    same_signs, same_months = old.sign_note == new.sign_note, not spans_differ(old, new)
    compared = [
        (index, compared_table(before, table, same_signs=same_signs, same_months=same_months))
        for (_, before), (index, table) in tables.pairs
    ]
    by_index = {after[0]: _section(before, after, tables, compared) for before, after in sections.pairs}
    by_index |= {after[0]: _new_section(after, compared) for after in sections.appeared}
    return Comparison(
        old=old,
        new=new,
        sections=tuple(section for _, section in sorted(by_index.items()) if not section.is_empty),
        appeared=tuple(section for _, section in sections.appeared),
        vanished=tuple(section for _, section in sections.vanished),
    )


def _tables(document: Document) -> list[IndexedTable]:
    """Tables and matrices, with the index of their section."""
    return [
        (index, block.as_table() if isinstance(block, Matrix) else block)
        for index, section in enumerate(document.sections)
        for block in section.blocks
        if isinstance(block, Table | Matrix)
    ]


def _section(
    before: tuple[int, SectionContent],
    after: tuple[int, SectionContent],
    tables: Matching[IndexedTable],
    compared: list[tuple[int, TableComparison]],
) -> SectionComparison:
    (old_index, old), (new_index, new) = before, after
    return SectionComparison(
        old=old,
        new=new,
        texts=tuple(text_changes(paragraphs(old), paragraphs(new))),
        tables=_tables_of(new_index, compared),
        appeared=tuple(table for index, table in tables.appeared if index == new_index),
        vanished=tuple(table for index, table in tables.vanished if index == old_index),
    )


def _new_section(
    after: tuple[int, SectionContent], compared: list[tuple[int, TableComparison]]
) -> SectionComparison:
    """A section without a counterpart: only its tables that were elsewhere before."""
    index, section = after
    return SectionComparison(old=section, new=section, tables=_tables_of(index, compared))


def _tables_of(index: int, compared: list[tuple[int, TableComparison]]) -> tuple[TableComparison, ...]:
    return tuple(table for section, table in compared if section == index and not table.is_empty)
