"""Jämförelse: two documents side by side, and what differs between them.

``comparison(old, new)`` is pure. Sections, tables, rows and columns are matched by their stable keys, and by
what they are called when the keys differ; what has no counterpart has appeared or vanished. Turned around
(``comparison(new, old)``) it says the same backwards.
"""

from __future__ import annotations

from reporting.comparison.changes import Comparison, SectionComparison, TableComparison
from reporting.comparison.matching import Matching, matched
from reporting.comparison.tables import compared_table
from reporting.comparison.texts import paragraphs, text_changes
from reporting.document.blocks import Document, Matrix, SectionContent, Table

__all__ = ["Comparison", "comparison"]

Placed = tuple[int, Table]  # the place of its section, and the table


def comparison(old: Document, new: Document) -> Comparison:
    """What differs between two documents, in the order of the new one."""
    sections = matched(
        list(enumerate(old.sections)),
        list(enumerate(new.sections)),
        lambda placed: placed[1].key,
        lambda placed: placed[1].title,
    )
    tables = matched(_tables(old), _tables(new), lambda placed: placed[1].key, lambda placed: placed[1].title)
    compared = [
        (place, compared_table(before, table, same_signs=old.sign_note == new.sign_note))
        for (_, before), (place, table) in tables.pairs
    ]
    found = {after[0]: _section(before, after, tables, compared) for before, after in sections.pairs}
    found |= {after[0]: _newcomer(after, compared) for after in sections.appeared}
    return Comparison(
        old=old,
        new=new,
        sections=tuple(found[place] for place in sorted(found) if not found[place].is_empty),
        appeared=tuple(section for _, section in sections.appeared),
        vanished=tuple(section for _, section in sections.vanished),
    )


def _tables(document: Document) -> list[Placed]:
    """All that has rows and columns, with the place of the section it stands in."""
    return [
        (place, block.as_table() if isinstance(block, Matrix) else block)
        for place, section in enumerate(document.sections)
        for block in section.blocks
        if isinstance(block, Table | Matrix)
    ]


def _section(
    before: tuple[int, SectionContent],
    after: tuple[int, SectionContent],
    tables: Matching[Placed],
    compared: list[tuple[int, TableComparison]],
) -> SectionComparison:
    (old_place, old), (new_place, new) = before, after
    return SectionComparison(
        old=old,
        new=new,
        texts=tuple(text_changes(paragraphs(old), paragraphs(new))),
        tables=_of(new_place, compared),
        appeared=tuple(table for place, table in tables.appeared if place == new_place),
        vanished=tuple(table for place, table in tables.vanished if place == old_place),
    )


def _newcomer(
    after: tuple[int, SectionContent], compared: list[tuple[int, TableComparison]]
) -> SectionComparison:
    """A section without a counterpart: only the tables in it that stood elsewhere before."""
    place, section = after
    return SectionComparison(old=section, new=section, tables=_of(place, compared))


def _of(place: int, compared: list[tuple[int, TableComparison]]) -> tuple[TableComparison, ...]:
    return tuple(table for section, table in compared if section == place and not table.is_empty)
