"""Where a comment may stand: a section, or a row or cell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.entry.history import Editors
from reporting.entry.rows import RowForm
from reporting.models import Report
from reporting.models.journal import CellKey
from reporting.sections import sections_of

MOST_NAME = 700  # characters
NO_CELL: CellKey = ("", "", "")


@dataclass(frozen=True)
class CommentPlace:
    """``cell``: as in the journal; without a field for a whole row, empty for a section. ``name``: its section and
    the row or cell, in words."""

    section: str
    cell: CellKey
    name: str

    @property
    def token(self) -> str:
        return "/".join((self.section, *self.cell)).rstrip("/")


def places_for(report: Report, section_key: str = "", cell_path: str = "") -> list[CommentPlace]:
    """A cell with its row and section; or a section; or all sections. None of these: empty.

    ``cell_path``: model, row's key and field, as in the address of a cell's history.
    """
    titles = {section.key: section.title for section in sections_of(report)}
    if cell_path:
        return list(_at_cell(report, cell_path))
    return [
        CommentPlace(key, NO_CELL, title)
        for key, title in titles.items()
        if not section_key or key == section_key
    ]


def _at_cell(report: Report, path: str) -> Iterator[CommentPlace]:
    model, _, rest = path.strip("/").partition("/")
    row_key, _, name = rest.partition("/")
    cell = (model, row_key, name)
    found = Editors(report).find(cell)
    if found is None:
        return
    entry, form = found
    section = entry.section
    yield CommentPlace(section.key, cell, f"{section.title} › {form.cell_label(name)}"[:MOST_NAME])
    if isinstance(form, RowForm):
        yield CommentPlace(
            section.key, (model, row_key, ""), f"{section.title} › {form.instance}"[:MOST_NAME]
        )
    yield CommentPlace(section.key, NO_CELL, section.title)
