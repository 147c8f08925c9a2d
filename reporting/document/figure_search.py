"""Search for a cell to refer to in a text, and the forms its figure can be printed in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.document.amounts import NO_BREAK_SPACE, money_unit
from reporting.document.document import Document
from reporting.document.live_figures import CellAt, Cells, NoFigure
from reporting.document.references import Form, Saying

MOST_CHOICES = 20
# By the table's unit: the other units an amount is offered in, with decimals.
OTHER_UNITS: dict[str, tuple[tuple[str, int], ...]] = {
    "kr": (("tkr", 0), ("mnkr", 1)),
    "tkr": (("mnkr", 1), ("mnkr", 2)),
    "mnkr": (("tkr", 0),),
}


@dataclass(frozen=True)
class FoundCell:
    """``forms``: (as printed, reference)."""

    cell: CellAt
    forms: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        return " ".join(filter(None, [self.cell.column.group, self.cell.column.heading]))


def search(document: Document, query: str) -> list[FoundCell]:
    """Cells that match all words of a query, best first; the totals without a query."""
    cells = Cells(document.sections)
    words = _words(query)
    figures = [cell for cell in cells.all if _is_figure(cell)]
    if words:
        ranked = [(rank, cell) for cell in figures if (rank := _rank(cell, words)) is not None]
        figures = [cell for _, cell in sorted(ranked, key=lambda pair: pair[0])]
    else:
        figures = [cell for cell in figures if cell.row.kind == "total"]
    return [FoundCell(cell, tuple(_forms(cells, cell))) for cell in figures[:MOST_CHOICES]]


def _is_figure(cell: CellAt) -> bool:
    try:
        return cell.value is not None
    except NoFigure:
        return False


def _words(text: str) -> list[str]:
    return text.casefold().replace(NO_BREAK_SPACE, " ").split()


def _rank(cell: CellAt, words: list[str]) -> int | None:
    """Distance from the query: 0 when the row's label has every word; None when a word is nowhere."""
    label = _words(cell.row.label)
    near = [*label, *_words(f"{cell.column.group} {cell.column.heading}"), *_words(cell.cell.text)]
    far = _words(f"{cell.table.title} {cell.section.title}")
    rank = 0
    for word in words:
        if any(candidate.startswith(word) for candidate in label):
            continue
        if any(word in candidate for candidate in near):
            rank += 1
        elif any(word in candidate for candidate in far):
            rank += 2
        else:
            return None
    return rank


def _forms(cells: Cells, cell: CellAt) -> Iterator[tuple[str, str]]:
    """Each wording once: by unit, then by wording of the sign."""
    seen: set[str] = set()
    for unit, decimals in _units(cell):
        for saying in _sayings(cell):
            form = Form(saying=saying, unit=unit, decimals=decimals)
            printed = cell.printed(form)
            if printed not in seen:
                seen.add(printed)
                yield printed, str(cells.reference_to(cell, form))


def _units(cell: CellAt) -> Sequence[tuple[str, int | None]]:
    """The table's unit, then others of money."""
    if money_unit(cell.unit) is None:
        return [("", None), ("procent", None)] if cell.unit == "%" else [("", None)]
    return [(cell.unit, None), *OTHER_UNITS.get(cell.unit, ())]


def _sayings(cell: CellAt) -> list[Saying]:
    result: list[Saying] = ["resultat"] if cell.surplus_sign and cell.value else []
    return ["", *result, "belopp"]
