"""Finding a cell to write about, and the forms its figure can be written in. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reporting.document.amounts import NO_BREAK_SPACE, money_unit
from reporting.document.blocks import Document
from reporting.document.live_figures import CellAt, Cells, NoFigure
from reporting.document.references import Form, Saying

MOST_CHOICES = 20
# In what other units an amount is offered, with how many decimals.
OTHER_UNITS: dict[str, tuple[tuple[str, int], ...]] = {
    "kr": (("tkr", 0), ("mnkr", 1)),
    "tkr": (("mnkr", 1), ("mnkr", 2)),
    "mnkr": (("tkr", 0),),
}


@dataclass(frozen=True)
class FoundCell:
    """A cell found, and what may be put in the text: each form as it prints, with its reference."""

    place: CellAt
    forms: tuple[tuple[str, str], ...]

    @property
    def heading(self) -> str:
        """The column, with the heading it stands under."""
        return " ".join(filter(None, [self.place.column.group, self.place.column.heading]))


def search(document: Document, query: str) -> list[FoundCell]:
    """The cells that a query's words are found in, the best first; without a query the sums."""
    cells = Cells(document.sections)
    asked = _words(query)
    figures = [place for place in cells.all if _is_figure(place)]
    if asked:
        ranked = [(rank, place) for place in figures if (rank := _rank(place, asked)) is not None]
        figures = [place for _, place in sorted(ranked, key=lambda found: found[0])]
    else:
        figures = [place for place in figures if place.row.kind == "total"]
    return [FoundCell(place, tuple(_forms(cells, place))) for place in figures[:MOST_CHOICES]]


def _is_figure(place: CellAt) -> bool:
    try:
        return place.value is not None
    except NoFigure:
        return False


def _words(text: str) -> list[str]:
    return text.casefold().replace(NO_BREAK_SPACE, " ").split()


def _rank(place: CellAt, asked: list[str]) -> int | None:
    """How far from what was asked: 0 when row and column say it all; None when a word is nowhere."""
    label = _words(place.row.label)
    near = [*label, *_words(f"{place.column.group} {place.column.heading}"), *_words(place.cell.text)]
    far = _words(f"{place.table.title} {place.section.title}")
    rank = 0
    for word in asked:
        if any(one.startswith(word) for one in label):
            continue
        if any(word in one for one in near):
            rank += 1
        elif any(word in one for one in far):
            rank += 2
        else:
            return None
    return rank


def _forms(cells: Cells, place: CellAt) -> Iterator[tuple[str, str]]:
    """What a figure can be printed as, each wording once: by unit, and within a unit by how its sign is said."""
    seen: set[str] = set()
    for unit, decimals in _units(place):
        for saying in _sayings(place):
            form = Form(saying=saying, unit=unit, decimals=decimals)
            printed = place.printed(form)
            if printed not in seen:
                seen.add(printed)
                yield printed, str(cells.reference_to(place, form))


def _units(place: CellAt) -> Sequence[tuple[str, int | None]]:
    """The unit the table has, then others; a figure that is no money keeps its own."""
    if money_unit(place.unit) is None:
        return [("", None), ("procent", None)] if place.unit == "%" else [("", None)]
    return [(place.unit, None), *OTHER_UNITS.get(place.unit, ())]


def _sayings(place: CellAt) -> list[Saying]:
    said: list[Saying] = ["resultat"] if place.surplus_sign and place.value else []
    return ["", *said, "belopp"]
