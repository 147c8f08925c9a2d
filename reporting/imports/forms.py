"""Forms that map a table of the nämnd's own: its place, its columns and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.imports.any_table import ReadTable, UnknownRow
from reporting.imports.grids import DELETE_FIELD, EntryGrid
from reporting.imports.saved_tables import grids_of
from reporting.imports.spreadsheets.cells import MAX_ROWS, Sheet, UploadRefused, shown_value
from reporting.imports.table_layout import (
    find_sheet,
    is_accumulated,
    is_sum,
    letter,
    likely_header,
    likely_row,
    likely_use,
)
from reporting.imports.uploaded_file import OpenedFile
from reporting.models import Report
from reporting.models.imported_file import ImportedFile
from reporting.models.saved_table import TableMapping
from reporting.models.table_layout import LONGEST_TEXT, ROW_NAME, RowPlacement, Signs, folded

MOST_COLUMNS = 40  # that are asked about
SHOWN_ROWS = 12
ROWS_ASKED = 100
LONGEST_SHOWN = 60
LONGEST_SHEET = 200
SKIP, NEW = "skip:", "new:"  # no row's key has a colon


class PlaceForm(forms.Form):
    """Which sheet, which table of the report, which row of headings."""

    blad = forms.ChoiceField(label="Blad i filen", required=False)
    mal = forms.ChoiceField(label="Läses in i rapportens tabell")
    rad = forms.IntegerField(label="Rad med rubriker", min_value=1, max_value=MAX_ROWS)

    def __init__(
        self, *args: Any, sheets: Sequence[str], grids: Mapping[str, EntryGrid], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choose("blad", [(name, name or "Filen") for name in sheets])
        self._choose("mal", [(key, grid.sheet_name) for key, grid in grids.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class ColumnsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """What each column is, and how amounts are written. Saves the mapping."""

    class Meta:
        model = TableMapping
        fields = ["name", "unit", "signs", "blank_means", "dash", "rounding"]
        labels = {
            "name": "Namn på den sparade tabellen",
            "unit": "Belopp utan enhet är i",
            "signs": "Tecken",
            "blank_means": "En tom cell betyder",
            "dash": "Ett ensamt streck betyder",
            "rounding": "Avrunda beloppen",
        }

    def __init__(self, *args: Any, grid: EntryGrid, sheet: Sheet, header_row: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.sheet, self.header_row = grid, sheet, header_row
        self.uses = {column.name: column.heading for column in grid.columns if column.name != DELETE_FIELD}
        self.headings = {place: _heading(sheet, header_row, place) for place in _places(sheet, header_row)}
        known = {use: place for place, _, use in self.instance.columns or []}
        self.proposed = {} if known else self._proposed()
        for place, heading in self.headings.items():
            self.fields[f"column_{place}"] = self._column(place, heading, known)

    def _proposed(self) -> dict[int, str]:
        """The likely use of each column. Of several with the same use, the accumulated one."""
        names = names_column(self.sheet, self.grid)
        proposed: dict[str, int] = {}
        for place, heading in self.headings.items():
            use = likely_use(heading, self.uses)
            if place != names and use and (use not in proposed or is_accumulated(heading)):
                proposed[use] = place
        return {names: ROW_NAME} | {place: use for use, place in proposed.items()}

    def _column(self, place: int, heading: str, known: Mapping[str, int]) -> forms.ChoiceField:
        choices = [("", "Läses inte"), (ROW_NAME, "Radens namn eller nyckel"), *self.uses.items()]
        initial = next((use for use, at in known.items() if at == place), "")
        if not known:
            initial = self.proposed.get(place, "")
        named = f"Kolumn {letter(place)}" + (f": {heading[:LONGEST_SHOWN]}" if heading else "")
        return forms.ChoiceField(label=named, choices=choices, required=False, initial=initial)

    def _get_validation_exclusions(self) -> set[str]:
        """Keeps the committee, which is no field, in the check that names are unique."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # Django's, without a stub
        return excluded - {"committee"}

    def column_fields(self) -> list[tuple[forms.BoundField, str]]:
        """Each column's question, with a few of its values."""
        return [(self[f"column_{place}"], self._examples(place)) for place in self.headings]

    def setting_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._meta.fields or ()]

    def _examples(self, place: int) -> str:
        below = [self.sheet.rows[row].get(place) for row in sorted(self.sheet.rows) if row > self.header_row]
        return " · ".join([shown_value(cell)[:30] for cell in below if cell][:3])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        used = [use for place in self.headings if (use := cleaned.get(f"column_{place}"))]
        for place in self.headings:
            use = cleaned.get(f"column_{place}")
            if use and used.count(use) > 1:
                self.add_error(f"column_{place}", "Det valet står på flera kolumner. Behåll det på en.")
        if ROW_NAME not in used:
            raise ValidationError("Välj vilken kolumn som har radens namn eller nyckel.")
        if used == [ROW_NAME]:
            raise ValidationError("Välj minst en kolumn med uppgifter, till exempel utfall.")
        self._refuse_kinds_with_ledger_signs(cleaned, used)
        return cleaned

    def _refuse_kinds_with_ledger_signs(self, cleaned: Mapping[str, Any], used: Sequence[str]) -> None:
        chosen = [column for column in self.grid.columns if column.name in used and column.choices]
        if chosen and cleaned.get("signs") in {Signs.LEDGER, Signs.PLAIN}:
            self.add_error(
                "signs",
                f"Tecknet beror på om raden är intäkt eller kostnad, så {chosen[0].heading} kan inte läsas i "
                "samma tabell. Välj ett annat tecken, eller läs inte den kolumnen.",
            )

    def save(self, commit: bool = True) -> TableMapping:
        self.instance.section_key, self.instance.grid = self.grid.section.key, self.grid.prefix
        self.instance.sheet, self.instance.header_row = self.sheet.name, self.header_row
        self.instance.columns = [
            [place, heading, use]
            for place, heading in self.headings.items()
            if (use := self.cleaned_data[f"column_{place}"])
        ]
        saved: TableMapping = super().save(commit)
        return saved


def _heading(sheet: Sheet, header_row: int, place: int) -> str:
    """A column's heading as it is stored."""
    text = shown_value(sheet.rows.get(header_row, {}).get(place))
    return " ".join(text.replace("\x00", "").split())[:LONGEST_TEXT]


def _places(sheet: Sheet, header_row: int) -> list[int]:
    """The columns that hold something in the table's first rows."""
    rows = [sheet.rows[row] for row in sorted(sheet.rows) if row >= header_row][: SHOWN_ROWS + 1]
    return sorted({place for row in rows for place in row})[:MOST_COLUMNS]


def texts_of(sheet: Sheet) -> Counter[tuple[int, str]]:
    """How many cells of each column hold each text."""
    return Counter(
        (place, folded(cell.value))
        for cells in sheet.rows.values()
        for place, cell in cells.items()
        if isinstance(cell.value, str)
    )


def name_counts(texts: Counter[tuple[int, str]], grid: EntryGrid) -> Counter[int]:
    """How many cells of each column are the name or key of a row of the grid."""
    names = {folded(text) for key, form in grid.rows() for text in (key, str(form.row_name))}
    found: Counter[int] = Counter()
    for (place, text), times in texts.items():
        if text in names:
            found[place] += times
    return found


def names_column(sheet: Sheet, grid: EntryGrid) -> int:
    """The column with the most known names, else the first."""
    counts = name_counts(texts_of(sheet), grid)
    return max(counts, key=lambda place: counts[place], default=min(min(row) for row in sheet.rows.values()))


class TableQuestion:
    """The page with questions about a table of a file. Raises UploadRefused if the file can't be read.

    The table's position is in the address, so that its rows are shown before its columns are chosen.
    """

    def __init__(
        self, report: Report, file: ImportedFile, asked: Mapping[str, str], data: Any = None
    ) -> None:
        self.mapping = _mapping(report, asked.get("tabell", ""))
        reading = OpenedFile(file)
        names, self.grids = reading.sheet_names, grids_of(report)
        self.sheets: dict[str, Sheet] = {}  # that have been read
        if not self.grids:
            raise UploadRefused("Rapporten har ingen tabell att läsa in i.")
        self.place = PlaceForm(
            {**self._proposed(names), **{key: value for key, value in asked.items() if value}},
            sheets=names, grids=self.grids,
        )  # fmt: skip
        if "blad" not in asked and "rad" not in asked:
            self._find_header(reading)
        self.form = self._form(reading, data) if self.place.is_valid() else None

    def _proposed(self, names: Sequence[str]) -> dict[str, Any]:
        found = find_sheet(names, self.mapping.layout) if self.mapping.pk else None
        grid = self.mapping.grid_id if self.mapping.grid_id in self.grids else next(iter(self.grids))
        return {"blad": found or names[0], "mal": grid, "rad": self.mapping.header_row or 1}

    def _find_header(self, reading: OpenedFile) -> None:
        """Selects the report's table that shares most names and headings with the sheet, and the heading row."""
        if self.mapping.pk:
            return
        sheet = self._sheet(reading, self.place.data["blad"])
        scores, found = {}, texts_of(sheet)
        for key, grid in self.grids.items():
            headings = [column.heading for column in grid.columns]
            row = likely_header(sheet, headings)
            texts = [shown_value(cell) for cell in sheet.rows.get(row, {}).values()]
            fields = {column.name: column.heading for column in grid.columns}
            known = sum(bool(likely_use(text, fields)) for text in texts)
            scores[key] = (name_counts(found, grid).total(), known, row)
        best = max(scores, key=lambda key: scores[key][:2])
        self.place.data = {**self.place.data, "mal": best, "rad": scores[best][-1]}

    def _sheet(self, reading: OpenedFile, name: str) -> Sheet:
        if name not in self.sheets:
            self.sheets |= reading.sheets([name])
        found = self.sheets.get(name)
        if len(name) > LONGEST_SHEET:
            raise UploadRefused(f"Bladets namn är längre än {LONGEST_SHEET} tecken. Ge det ett kortare namn.")
        if found is None or not found.rows:
            raise UploadRefused(
                f"Bladet ”{name}” är tomt. Välj ett annat blad." if name else "Filen har inga rader."
            )
        return found

    def _form(self, reading: OpenedFile, data: Any) -> ColumnsForm:
        chosen = self.place.cleaned_data
        self.sheet = self._sheet(reading, chosen["blad"])
        if not self.mapping.name:
            self.mapping.name = self._free_name(reading)
        return ColumnsForm(
            data,
            instance=self.mapping,
            grid=self.grids[chosen["mal"]],
            sheet=self.sheet,
            header_row=chosen["rad"],
        )

    def _free_name(self, reading: OpenedFile) -> str:
        """The file's name, with the sheet's when that is taken."""
        name = (reading.name.rpartition(".")[0] or reading.name)[:60]
        taken = self.mapping.committee.table_mappings.filter(name=name).exists()
        return f"{name}, {self.sheet.name[:30]}" if taken and self.sheet.name else name

    def first_rows(self) -> list[tuple[int, list[str]]]:
        """The sheet's first rows as texts, with their numbers."""
        rows = sorted(self.sheet.rows)[:SHOWN_ROWS]
        return [
            (row, [shown_value(self.sheet.rows[row].get(place))[:LONGEST_SHOWN] for place in self.all_places])
            for row in rows
        ]

    @property
    def all_places(self) -> list[int]:
        rows = sorted(self.sheet.rows)[:SHOWN_ROWS]
        return sorted({place for row in rows for place in self.sheet.rows[row]})[:MOST_COLUMNS]

    @property
    def is_cut(self) -> bool:
        """Whether the sheet has more columns than are shown."""
        return any(len(row) > MOST_COLUMNS for row in self.sheet.rows.values())

    @property
    def letters(self) -> list[str]:
        return [letter(place) for place in self.all_places]


def _mapping(report: Report, pk: str) -> TableMapping:
    """The nämnd's saved table, or a new one."""
    found = TableMapping.objects.filter(committee=report.committee, pk=pk) if pk.isdecimal() else []
    return next(iter(found), None) or TableMapping(committee=report.committee)


class RowsForm(forms.Form):
    """Assigns the file's unknown rows to rows of the report."""

    def __init__(
        self,
        *args: Any,
        grid: EntryGrid,
        mapping: TableMapping,
        texts: Sequence[str],
        met: Collection[str] = (),
        **kwargs: Any,
    ):
        """``met``: keys of rows that the file has by name; they are not proposed."""
        super().__init__(*args, **kwargs)
        self.texts = list(texts)[:ROWS_ASKED]
        rows = [(f"row:{key}", str(form.row_name)) for key, form in grid.rows()]
        names = {choice: name for choice, name in rows if choice.removeprefix("row:") not in met}
        more = [(SKIP, "Läses inte (summa, rubrik eller annat)")]
        if mapping.signs in {Signs.AS_REPORT, Signs.TURNED}:
            more.append((NEW, "Ny rad i rapporten"))
        for number, text in enumerate(self.texts):
            self.fields[f"row_{number}"] = forms.ChoiceField(
                label=text or "(rad utan namn)",
                required=False,
                choices=[("", "Välj …"), *more, *rows],
                initial=SKIP if is_sum(text) else likely_row(text, names),
            )

    def chosen(self) -> list[tuple[str, RowPlacement, str]]:
        found = []
        for number, text in enumerate(self.texts):
            choice = self.cleaned_data[f"row_{number}"]
            if choice:
                place, _, key = choice.partition(":")
                found.append((text, RowPlacement(place), key))
        return found


RowQuestion = tuple[ReadTable, list[tuple[forms.BoundField, UnknownRow]], int]


def row_questions(plan: Any) -> list[RowQuestion]:
    """For each table with unknown rows: the choices, and the number of rows left for later."""
    found: list[RowQuestion] = []
    for table in getattr(plan, "tables", ()):
        rows = table.unknown_rows[:ROWS_ASKED]
        keys = [key for key, _ in table.result.grid.rows()]
        met = {keys[number] for number in table.result.lines if number < len(keys)}
        form = RowsForm(
            grid=table.result.grid, mapping=table.source, texts=[row.text for row in rows], met=met
        )
        if rows:
            fields = [(form[f"row_{number}"], row) for number, row in enumerate(rows)]
            found.append((table, fields, len(table.unknown_rows) - len(rows)))
    return found
