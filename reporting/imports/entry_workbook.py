"""Plans the import of a filled-in workbook or CSV file: changes, refusals and unknown rows.

The grids' own forms validate and save it, so that a value is treated as when it is typed. All or nothing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from reporting.document.parsing import AmountError, parse_quantity
from reporting.entry.section_entry import EntryRefused, formsets_of
from reporting.imports.blank_workbook import ORIGINALS
from reporting.imports.entry_sheet import (
    FilledGrid,
    Originals,
    PlannedChange,
    Refusal,
    SheetReader,
    header_of,
)
from reporting.imports.grids import KEY_HEADING, EntryGrid, entry_grids, shown_text, submitted
from reporting.imports.spreadsheets.cells import Book, Sheet, UploadRefused
from reporting.journal.writing import Batch
from reporting.models import ImportedFile, Report


def read_entry_file(
    report: Report, book_of: Callable[[Collection[str]], Book], *, is_book: bool
) -> WorkbookPlan | None:
    """The plan for a filled-in entry workbook, or one of its tables as CSV; None when it is another file.

    ``book_of`` reads the wanted sheets. Raises UploadRefused when the file can't be read at all.
    """
    grids = entry_grids(report)
    book = book_of({ORIGINALS, *(grid.sheet_name for grid in grids)})
    if not any(sheet.name == ORIGINALS or header_of(sheet) for sheet in book.sheets):
        return None
    if not is_book:
        book = Book([_named_for_its_grid(book.sheets[0], grids)])
    return workbook_plan(report, grids, book)


def workbook_plan(report: Report, grids: list[EntryGrid], book: Book) -> WorkbookPlan:
    """Maps each sheet of the book to the grid of the same name."""
    originals = _originals(book, report)
    unknown = [
        f"Bladet ”{name}” hör inte till rapporten och läses inte."
        for name in book.unread
        if name != "Läs mig"
    ]
    imports: list[FilledGrid] = []
    by_name = {grid.sheet_name: grid for grid in grids}
    for sheet in book.sheets:
        if sheet.name not in by_name:
            continue
        if header := header_of(sheet):
            imports.append(SheetReader(by_name[sheet.name], sheet, header, originals).read())
        else:
            unknown.append(f"Bladet ”{sheet.name}” saknar raden med rubriken {KEY_HEADING} och läses inte.")
    if not imports:
        raise UploadRefused(
            "Filen har inget blad som hör till rapporten. Hämta rapportens inmatningsbok och fyll i den."
        )
    return WorkbookPlan(report, grids, imports, unknown)


def _named_for_its_grid(sheet: Sheet, grids: list[EntryGrid]) -> Sheet:
    """A CSV file is for the one grid that has all its headings."""
    header = header_of(sheet)
    headings = {str(cell.value).strip().casefold() for cell in header[1].values()} if header else set()
    for grid in grids:
        known = {KEY_HEADING.casefold(), *(column.heading.casefold() for column in grid.columns)}
        if header and headings <= known:
            return Sheet(grid.sheet_name, sheet.rows, sheet.notes)
    tables = "; ".join(f"{grid.sheet_name}: {', '.join(c.heading for c in grid.columns)}" for grid in grids)
    raise UploadRefused(
        f"Filens rubriker passar ingen tabell i rapporten. Den första kolumnen ska heta {KEY_HEADING}, "
        f"de andra som i inmatningsboken. Tabellerna är {tables[:1500]}."
    )


THOUSANDFOLD = (300, 3000)  # how far from a thousand is still a wrong unit rather than other figures
FEWEST_TO_JUDGE_BY = 3


def unit_doubts(changes: list[PlannedChange]) -> list[str]:
    """A warning when most figures change a thousandfold: kronor read as tkr, or the reverse."""
    ratios = [ratio for change in changes if (ratio := _ratio(change))]
    for word, found in (("större", ratios), ("mindre", [1 / ratio for ratio in ratios])):
        far = [ratio for ratio in found if THOUSANDFOLD[0] <= ratio <= THOUSANDFOLD[1]]
        if len(far) >= FEWEST_TO_JUDGE_BY and 2 * len(far) > len(ratios):
            return [
                f"{len(far)} av {len(ratios)} belopp blir ungefär tusen gånger {word} än i rapporten. "
                "Kontrollera om filen är i kronor eller tusen kronor."
            ]
    return []


def _ratio(change: PlannedChange) -> Decimal | None:
    """New value divided by old; None when either is zero or no figure."""
    try:
        old, new = parse_quantity(change.old), parse_quantity(change.new)
    except AmountError:
        return None
    return abs(new.value / old.value) if old and new and old.value and new.value else None


class WorkbookPlan:
    """What an import would change. Nothing is written before ``apply``."""

    def __init__(
        self, report: Report, grids: Iterable[EntryGrid], imports: list[FilledGrid], unknown: list[str]
    ) -> None:
        """``grids``: all of the report's."""
        self.report = report
        self.imports = imports
        self.unknown = unknown
        self.grids = list(grids)
        self._bind()

    def _bind(self, batch: Batch | None = None) -> None:
        """Binds each section's form to the sheets' data; with a batch, what others saved is also checked."""
        of_section: dict[str, list[EntryGrid]] = defaultdict(list)
        for grid in self.grids:
            of_section[grid.section.key].append(grid)
        by_section: dict[str, list[FilledGrid]] = defaultdict(list)
        for filled in self.imports:
            by_section[filled.grid.section.key].append(filled)
        for key, of_form in by_section.items():
            data: dict[str, str] = {}
            for grid in of_section[key]:
                data |= grid.data()
            for filled in of_form:
                for name in filled.data:
                    data.pop(name, None)
                data |= {name: value for name, value in filled.data.items() if value is not None}
            form: Any = of_form[0].grid.section.form(_querydict(data))
            form.batch = batch
            form.is_valid()
            for filled in of_form:
                filled.form = form

    @property
    def sections(self) -> list[tuple[Any, list[FilledGrid]]]:
        forms: dict[int, tuple[Any, list[FilledGrid]]] = {}
        for filled in self.imports:
            forms.setdefault(id(filled.form), (filled.form, []))[1].append(filled)
        return list(forms.values())

    @property
    def changes(self) -> list[PlannedChange]:
        return [change for filled in self.imports for change in _changes(filled)]

    @property
    def refusals(self) -> list[Refusal]:
        return [refusal for filled in self.imports for refusal in (*filled.faults, *_refusals(filled))]

    @property
    def unknowns(self) -> list[str]:
        return self.unknown + [text for filled in self.imports for text in filled.unknown]

    @property
    def notes(self) -> list[str]:
        return [text for filled in self.imports for text in filled.notes]

    @property
    def doubts(self) -> list[str]:
        """Warnings that a person has to accept before the import."""
        return unit_doubts(self.changes)

    @property
    def is_ready(self) -> bool:
        """No row may be unknown: its values would be lost."""
        has_unknown_rows = any(filled.unknown for filled in self.imports)
        return (
            not self.refusals and not has_unknown_rows and all(form.is_valid() for form, _ in self.sections)
        )

    @property
    def changes_nothing(self) -> bool:
        return not self.changes

    @property
    def digest(self) -> str:
        """Digest of the previewed changes and the template's state, checked again on confirm."""
        shown = (self.report.template.state, self.changes)
        return hashlib.sha256(repr(shown).encode()).hexdigest()

    def apply(self, file: ImportedFile, batch: Batch) -> int:
        """Saves the changed sheets and returns the number of values. Inside ``writing()``."""
        self._bind(batch)
        if not self.is_ready:
            raise EntryRefused
        changes = self.changes
        changed = {change.sheet for change in changes}
        for form, imports in self.sections:
            if any(filled.grid.sheet_name in changed for filled in imports):
                form.save()
        return len(changes)


def _querydict(data: Mapping[str, str]) -> Any:
    made = QueryDict(mutable=True)
    made.update(data)
    return made


PRINTED_OTHERWISE = (
    "Det går inte att se att inmatningsboken hämtades med den mall, den enhet och de tecken som rapporten har nu, så "
    "det som står i den kunde läsas fel. Hämta en ny inmatningsbok och klistra in dina värden i den."
)


def _originals(book: Book, report: Report) -> Originals:
    """The exported value of each cell. Raises UploadRefused for the book of another report or print."""
    sheet = next((sheet for sheet in book.sheets if sheet.name == ORIGINALS), None)
    if sheet is None:
        return {}
    texts = {
        row: {place: str(cell.value) for place, cell in cells.items()} for row, cells in sheet.rows.items()
    }
    slug = texts.get(1, {}).get(1, "")
    if slug != report.slug:
        raise UploadRefused(
            f"Inmatningsboken hör till en annan rapport ({slug[:100]}). Välj den som hämtades från den här rapporten."
        )
    if texts[1].get(2, "") != report.template.state:
        raise UploadRefused(PRINTED_OTHERWISE)
    return {
        (cells.get(0, ""), cells.get(1, ""), cells[place]): cells.get(place + 1, "")
        for row, cells in texts.items()
        if row > 1
        for place in range(2, max(cells) + 1, 2)
        if place in cells
    }


def _formset(filled: FilledGrid) -> Any:
    """The bound formset of a grid, within its section's form."""
    return next(formset for formset in formsets_of(filled.form) if formset.prefix == filled.grid.prefix)


def _changes(filled: FilledGrid) -> list[PlannedChange]:
    formset = _formset(filled)
    now = dict(enumerate(form for _, form in filled.grid.rows()))
    found = []
    for number, form in enumerate(formset.forms):
        if number not in filled.lines:
            continue
        for column in filled.grid.columns:
            if column.name not in form.changed_data or column.name in form.errors:
                continue
            old = shown_text(column, submitted(now[number][column.name])) if number in now else ""
            new = shown_text(column, form.data.get(form.add_prefix(column.name), ""))
            if old != new:
                found.append(
                    PlannedChange(
                        filled.grid.sheet_name, _row_name(form, number in now), column.heading, old, new
                    )
                )
    return found


def _row_name(form: Any, is_saved: bool) -> str:
    return str(form.row_name) if is_saved else "ny rad"


def _refusals(filled: FilledGrid) -> list[Refusal]:
    formset = _formset(filled)
    found = [Refusal(filled.sheet, None, "", "", str(error)) for error in formset.non_form_errors()]
    for number, form in enumerate(formset.forms):
        if number not in filled.lines and not form.errors:
            continue
        for name, errors in form.errors.items():
            value = form.data.get(form.add_prefix(name), "") if name in form.fields else ""
            value = filled.values.get((number, name), value)
            found += [
                Refusal(
                    filled.sheet,
                    filled.lines.get(number),
                    filled.heading(name),
                    value[:80],
                    str(error),
                )
                for error in errors
            ]
    shown = {(fault.row, fault.column) for fault in filled.faults}
    return [refusal for refusal in found if (refusal.row, refusal.column) not in shown]
