"""A filled-in workbook or CSV file against a report: what changes, what is refused, what is unknown.

The grids' own forms judge and save it, so a value is never treated otherwise than when it is typed; all of
it is saved, or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reporting.entry import EntryRefused
from reporting.entry_grids import (
    KEY_HEADING,
    EntryColumn,
    EntryGrid,
    entry_grids,
    shown_text,
    submitted,
    typed,
)
from reporting.models import Report
from reporting.renderers.entry_workbook import ORIGINALS
from reporting.uploads import Book, Cell, Sheet, UploadRefused, read_csv, read_workbook

HEADER_WITHIN = 10  # the row of headings is one of the first
Originals = Mapping[
    tuple[str, str, str], str
]  # (sheet, row's key, field) -> what the cell held when exported


@dataclass(frozen=True)
class Change:
    sheet: str
    row: str  # what the row is called
    column: str
    old: str
    new: str


@dataclass(frozen=True)
class Refusal:
    """A value that can't be saved. ``row`` is the sheet's row number, ``column`` its heading."""

    sheet: str
    row: int | None
    column: str
    value: str
    expected: str


@dataclass
class GridImport:
    """One sheet laid upon its grid."""

    grid: EntryGrid
    data: dict[str, str | None]  # None is a box that is not ticked: a browser sends nothing
    lines: dict[int, int] = field(default_factory=dict)  # form's number -> sheet's row
    faults: list[Refusal] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    form: Any = None


def read_entry_file(report: Report, content: bytes, name: str, *, is_book: bool) -> EntryImport:
    """The plan for an uploaded file. Raises UploadRefused when it can't be read at all."""
    grids = entry_grids(report)
    if is_book:
        return EntryImport(
            report, grids, read_workbook(content, {ORIGINALS, *(grid.sheet_name for grid in grids)})
        )
    sheet = read_csv(content, name)
    return EntryImport(report, grids, Book([_named_for_its_grid(sheet, grids)]))


def _named_for_its_grid(sheet: Sheet, grids: list[EntryGrid]) -> Sheet:
    """A CSV file is for the one grid that has all its headings."""
    header = _header(sheet)
    headings = {str(cell.value).strip().casefold() for cell in header[1].values()} if header else set()
    for grid in grids:
        known = {KEY_HEADING.casefold(), *(column.heading.casefold() for column in grid.columns)}
        if header and headings <= known:
            return Sheet(grid.sheet_name, sheet.rows)
    tables = "; ".join(f"{grid.sheet_name}: {', '.join(c.heading for c in grid.columns)}" for grid in grids)
    raise UploadRefused(
        f"Filens rubriker passar ingen tabell i rapporten. Den första kolumnen ska heta {KEY_HEADING}, "
        f"de andra som i inmatningsboken. Tabellerna är {tables[:1500]}."
    )


def _header(sheet: Sheet) -> tuple[int, dict[int, Cell]] | None:
    for number in sorted(sheet.rows):
        if number > HEADER_WITHIN:
            return None
        first = sheet.rows[number].get(0)
        if first and str(first.value).strip().casefold() == KEY_HEADING.casefold():
            return number, sheet.rows[number]
    return None


class EntryImport:
    """What reading in a file would do. Nothing is written before ``save``."""

    def __init__(self, report: Report, grids: list[EntryGrid], book: Book) -> None:
        self.report = report
        self.originals = _originals(book, report)
        self.unknown = [
            f"Bladet ”{name}” hör inte till rapporten och läses inte."
            for name in book.unread
            if name != "Läs mig"
        ]
        self.imports: list[GridImport] = []
        by_name = {grid.sheet_name: grid for grid in grids}
        for sheet in book.sheets:
            if sheet.name in by_name:
                self._lay(by_name[sheet.name], sheet)
        if not self.imports:
            raise UploadRefused(
                "Filen har inget blad som hör till rapporten. Hämta rapportens inmatningsbok och fyll i den."
            )
        self._bind()

    def _lay(self, grid: EntryGrid, sheet: Sheet) -> None:
        header = _header(sheet)
        if header is None:
            self.unknown.append(
                f"Bladet ”{sheet.name}” saknar raden med rubriken {KEY_HEADING} och läses inte."
            )
            return
        self.imports.append(_SheetReader(grid, sheet, header, self.originals).read())

    def _bind(self) -> None:
        """The sections' forms with what stands in the sheets. Judged, not saved."""
        for section in {id(each.grid.section): each.grid.section for each in self.imports}.values():
            mine = [each for each in self.imports if each.grid.section is section]
            data: dict[str, str] = {}
            for grid in [g for g in entry_grids(self.report) if g.section.key == section.key]:
                data |= grid.data()
            for each in mine:
                for name in each.data:
                    data.pop(name, None)
                data |= {name: value for name, value in each.data.items() if value is not None}
            form: Any = section.form(_querydict(data))
            form.is_valid()
            for each in mine:
                each.form = form

    @property
    def sections(self) -> list[tuple[Any, list[GridImport]]]:
        forms: dict[int, tuple[Any, list[GridImport]]] = {}
        for each in self.imports:
            forms.setdefault(id(each.form), (each.form, []))[1].append(each)
        return list(forms.values())

    @property
    def changes(self) -> list[Change]:
        return [change for each in self.imports for change in _changes(each)]

    @property
    def refusals(self) -> list[Refusal]:
        return [refusal for each in self.imports for refusal in (*each.faults, *_refusals(each))]

    @property
    def unknowns(self) -> list[str]:
        return self.unknown + [text for each in self.imports for text in each.unknown]

    @property
    def is_ready(self) -> bool:
        """Unknown rows too must be mended first: what stands in them would else be dropped."""
        has_unknown_rows = any(each.unknown for each in self.imports)
        return (
            not self.refusals and not has_unknown_rows and all(form.is_valid() for form, _ in self.sections)
        )

    @property
    def digest(self) -> str:
        """Of the changes shown: who confirms a preview confirms just those."""
        return hashlib.sha256(repr(self.changes).encode()).hexdigest()

    def save(self) -> int:
        """Saves the sheets that change something; how many values. Call inside report.writing()."""
        if not self.is_ready:
            raise EntryRefused
        changes = self.changes
        changed = {change.sheet for change in changes}
        for form, imports in self.sections:
            if any(each.grid.sheet_name in changed for each in imports):
                form.save()
        return len(changes)


def _querydict(data: Mapping[str, str]) -> Any:
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    made.update(data)
    return made


def _originals(book: Book, report: Report) -> Originals:
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
    return {
        (cells.get(0, ""), cells.get(1, ""), cells[place]): cells.get(place + 1, "")
        for row, cells in texts.items()
        if row > 1
        for place in range(2, max(cells) + 1, 2)
        if place in cells
    }


class _SheetReader:
    """Lays one sheet upon the data of its grid."""

    def __init__(
        self, grid: EntryGrid, sheet: Sheet, header: tuple[int, dict[int, Cell]], originals: Originals
    ) -> None:
        self.grid = grid
        self.sheet = sheet
        self.header_row = header[0]
        self.originals = originals
        self.result = GridImport(grid, {})
        self.columns = self._columns(header[1])
        self.forms = {key: (number, form) for number, (key, form) in enumerate(grid.rows())}
        self.next_form = len(grid.formset.initial_forms)

    def _columns(self, header: Mapping[int, Cell]) -> dict[int, EntryColumn]:
        known = {column.heading.casefold(): column for column in self.grid.columns}
        found: dict[int, EntryColumn] = {}
        for place, cell in sorted(header.items()):
            heading = str(cell.value).strip()
            if place == 0:
                continue
            if heading.casefold() not in known:
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”: kolumnen ”{heading[:60]}” finns inte i tabellen."
                )
            elif known[heading.casefold()] in found.values():
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”: kolumnen ”{heading[:60]}” står två gånger."
                )
            else:
                found[place] = known[heading.casefold()]
        return found

    def read(self) -> GridImport:
        met: set[str] = set()
        for line in sorted(number for number in self.sheet.rows if number > self.header_row):
            cells = self.sheet.rows[line]
            self._check_width(line, cells)
            key = str(cells[0].value).strip() if 0 in cells else ""
            if not key:
                self._new_row(line, cells)
            elif key in met or key not in self.forms:
                why = "står två gånger" if key in met else "finns inte i rapporten"
                self.result.unknown.append(
                    f"Bladet ”{self.sheet.name}”, rad {line}: nyckeln ”{key[:60]}” {why}."
                )
            else:
                met.add(key)
                self._row(line, key, cells)
        self.result.data[f"{self.grid.prefix}-TOTAL_FORMS"] = str(
            max(self.next_form, self.grid.formset.total_form_count())
        )
        return self.result

    def _check_width(self, line: int, cells: Mapping[int, Cell]) -> None:
        for place in sorted(set(cells) - set(self.columns) - {0}):
            value = str(cells[place].value)[:40]
            self.result.faults.append(
                Refusal(
                    self.sheet.name,
                    line,
                    f"kolumn {place + 1}",
                    value,
                    "Kolumnen saknar känd rubrik. Ta bort värdet.",
                )
            )

    def _row(self, line: int, key: str, cells: Mapping[int, Cell]) -> None:
        number, form = self.forms[key]
        self.result.lines[number] = line
        for place, column in self.columns.items():
            bound = form[column.name]
            self._put(line, column, bound.html_name, cells.get(place))
            opened_with = self.originals.get((self.sheet.name, key, column.name))
            if opened_with is not None and bound.field.show_hidden_initial:
                self.result.data[bound.html_initial_name] = self._as_original(column, opened_with)

    def _as_original(self, column: EntryColumn, text: str) -> str:
        from django import forms

        return str(text == "on") if isinstance(column.field, forms.BooleanField) else text

    def _new_row(self, line: int, cells: Mapping[int, Cell]) -> None:
        if not {place for place in cells if place in self.columns}:
            return
        number, self.next_form = self.next_form, self.next_form + 1
        self.result.lines[number] = line
        for bound in self.grid.formset.empty_form:
            name = bound.html_name.replace("__prefix__", str(number))
            text = submitted(bound)
            if text is not None:
                self.result.data[name] = text
            if bound.field.show_hidden_initial:
                self.result.data[bound.html_initial_name.replace("__prefix__", str(number))] = text or ""
        for place, column in self.columns.items():
            if place in cells:
                self._put(line, column, f"{self.grid.prefix}-{number}-{column.name}", cells[place])

    def _put(self, line: int, column: EntryColumn, name: str, cell: Cell | None) -> None:
        text, fault = typed(column, cell)
        self.result.data[name] = text
        if fault:
            self.result.faults.append(
                Refusal(self.sheet.name, line, column.heading, (text or "")[:80], fault)
            )


def _formset(each: GridImport) -> Any:
    """The bound formset of a grid, within its section's form."""
    from reporting.entry_grids import formsets_of

    return next(formset for formset in formsets_of(each.form) if formset.prefix == each.grid.prefix)


def _changes(each: GridImport) -> list[Change]:
    formset = _formset(each)
    now = dict(enumerate(form for _, form in each.grid.rows()))
    found = []
    for number, form in enumerate(formset.forms):
        if number not in each.lines:
            continue
        for column in each.grid.columns:
            if column.name not in form.changed_data:
                continue
            old = shown_text(column, submitted(now[number][column.name])) if number in now else ""
            new = shown_text(column, form.data.get(form.add_prefix(column.name), ""))
            if old != new:
                found.append(
                    Change(each.grid.sheet_name, _row_name(form, number in now), column.heading, old, new)
                )
    return found


def _row_name(form: Any, is_saved: bool) -> str:
    return str(form.row_name) if is_saved else "ny rad"


def _refusals(each: GridImport) -> list[Refusal]:
    formset = _formset(each)
    headings = {column.name: column.heading for column in each.grid.columns}
    found = [Refusal(each.grid.sheet_name, None, "", "", str(error)) for error in formset.non_form_errors()]
    for number, form in enumerate(formset.forms):
        if number not in each.lines and not form.errors:
            continue
        for name, errors in form.errors.items():
            value = form.data.get(form.add_prefix(name), "") if name in form.fields else ""
            found += [
                Refusal(
                    each.grid.sheet_name,
                    each.lines.get(number),
                    headings.get(name, ""),
                    value[:80],
                    str(error),
                )
                for error in errors
            ]
    told = {(fault.row, fault.column) for fault in each.faults}
    return [refusal for refusal in found if (refusal.row, refusal.column) not in told]
