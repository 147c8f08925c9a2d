"""Forms that map a table of the nämnd's own: its place, its columns and its rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.imports.any_table import ReadTable, UnknownRow
from reporting.imports.grids import DELETE_FIELD, EntryGrid
from reporting.imports.known_names import names_column
from reporting.imports.spreadsheets.cells import MAX_ROWS, Sheet, shown_value
from reporting.imports.table_layout import is_accumulated, is_sum, letter, likely_row, likely_use
from reporting.models.saved_table import TableMapping
from reporting.models.table_layout import LONGEST_TEXT, ROW_NAME, RowPlacement, Signs

MOST_COLUMNS = 40  # that are asked about
SHOWN_ROWS = 12
ROWS_ASKED = 100
LONGEST_SHOWN = 60
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


class RowsForm(forms.Form):
    """Assigns the file's unknown rows to rows of the report."""

    def __init__(
        self,
        *args: Any,
        grid: EntryGrid,
        mapping: TableMapping,
        texts: Sequence[str],
        in_file: Collection[str] = (),
        **kwargs: Any,
    ):
        """``in_file``: keys of the rows that the file has by name; they are not proposed."""
        super().__init__(*args, **kwargs)
        self.texts = list(texts)[:ROWS_ASKED]
        rows = [(f"row:{key}", str(form.row_name)) for key, form in grid.rows()]
        names = {choice: name for choice, name in rows if choice.removeprefix("row:") not in in_file}
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
        in_file = {keys[number] for number in table.result.lines if number < len(keys)}
        form = RowsForm(
            grid=table.result.grid, mapping=table.source, texts=[row.text for row in rows], in_file=in_file
        )
        if rows:
            fields = [(form[f"row_{number}"], row) for number, row in enumerate(rows)]
            found.append((table, fields, len(table.unknown_rows) - len(rows)))
    return found
