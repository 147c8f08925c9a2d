"""The entry of one section: its text and its rows, saved together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.forms import BaseModelFormSet

from reporting.assembly import text_block
from reporting.document.blocks import Block
from reporting.entry.cells import GridCell
from reporting.entry.forms import CellForm, ProseForm
from reporting.entry.patch import SENT_ROWS_ONLY
from reporting.entry.rows import RowForm
from reporting.journal.writing import Batch
from reporting.models import ProseText
from reporting.review.findings import Finding
from reporting.sections import Section


def cell_forms(form: Any) -> Iterator[CellForm]:
    """The row forms in a section's form, at any depth."""
    if isinstance(form, CellForm):
        yield form
        return
    for part in _parts(form):
        yield from cell_forms(part)


def _parts(form: Any) -> Iterable[Any]:
    """The formsets of a group, the forms of a formset."""
    parts: Iterable[Any] = getattr(form, "formsets", None) or getattr(form, "forms", None) or ()
    return parts


def _as_posted(form: Any) -> dict[str, str]:
    if isinstance(form, CellForm):
        return form.as_posted()
    data: dict[str, str] = {}
    if hasattr(form, "management_form"):
        management = form.management_form
        data |= {management.add_prefix(name): str(management.initial[name]) for name in management.fields}
    for part in _parts(form):
        data |= _as_posted(part)
    return data


Place = tuple[str, str, str]  # grid prefix, row pk, field


def formsets_of(form: Any) -> list[Any]:
    """The grids of a section's form."""
    if isinstance(form, BaseModelFormSet):
        return [form]
    return list(getattr(form, "formsets", ()))


def choices_of(form: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The options that are rows of the report: grid, field, value and name of each."""
    return [
        (formset.prefix, name, [(str(value), str(label)) for value, label in blank.fields[name].choices])
        for formset in formsets_of(form)
        if formset.form.chosen_rows
        for blank in [formset.empty_form]
        for name in formset.form.chosen_rows
    ]


class EntryRefused(Exception):
    """Nothing was saved. The forms of ``entry`` have the errors."""

    def __init__(self, entry: Any = None) -> None:
        super().__init__()
        self.entry = entry


class SectionEntry:
    """The section's forms, validated and saved together. ``batch``: of ``writing()``, to save them in."""

    def __init__(
        self, section: Section, data: Mapping[str, Any] | None = None, *, batch: Batch | None = None
    ) -> None:
        self.section = section
        self.data = data
        self.batch = batch
        self.text = self._text_form(data) if section.spec.has_prose and self._has_text(data) else None
        self.form = section.form(data)
        for form in self.forms():
            form.batch = batch

    def _has_text(self, data: Mapping[str, Any] | None) -> bool:
        """Not in a patch without the text."""
        return data is None or SENT_ROWS_ONLY not in data or "text-markdown" in data

    def _text_form(self, data: Mapping[str, Any] | None) -> ProseForm:
        report, key = self.section.report, self.section.key
        text = ProseText.objects.filter(report=report, section_key=key).first() or ProseText(section_key=key)
        text.report = report
        return ProseForm(data, instance=text, prefix="text")

    def is_valid(self) -> bool:
        """Validates every form, to show all errors at once."""
        verdicts = [form.is_valid() for form in self.forms()]
        return all(verdicts)

    def forms(self) -> list[Any]:
        return [form for form in (self.text, self.form) if form is not None]

    def save(self) -> None:
        if not self.is_valid():
            raise EntryRefused(self)
        for form in self.forms():
            form.save()

    def as_posted(self) -> dict[str, str]:
        """What a browser would send of an unchanged page. For unbound forms."""
        return {name: value for form in self.forms() for name, value in _as_posted(form).items()}

    def row(self, prefix: str, row_id: str) -> Any:
        """The form of a row whose fields are drawn when opened; ``row_id`` "" is a new row. None for no such row."""
        for grid in formsets_of(self.form):
            if grid.prefix == prefix and hasattr(grid.form, "row_id"):
                forms = {form.row_id: form for form in grid.initial_forms} | {"": grid.empty_form}
                return forms.get(row_id)
        return None

    def open_row(self, row_id: str) -> None:
        """Draw all fields of a row, as without JavaScript."""
        for formset in formsets_of(self.form) if row_id else ():
            for form in formset:
                if getattr(form, "row_id", "") == row_id:
                    form.is_opened = True

    def opened(self) -> dict[str, str]:
        """Stored values of the drawn fields, by name in the page; without empty fields of blank rows."""
        return {
            form.add_prefix(name): held
            for part in self.forms()
            for form in cell_forms(part)
            for name, held in form.held().items()
        }

    def messages(self) -> list[str]:
        """Each error once."""
        errors = [
            str(error)
            for part in self.forms()
            for form in cell_forms(part)
            for errors_of_field in form.errors.values()
            for error in errors_of_field
        ]
        return list(dict.fromkeys(errors)) or ["Uppgiften går inte ihop med resten av avsnittet."]

    def faults(self) -> list[str]:
        """Errors of the rows, with row and column."""
        formsets = getattr(self.form, "formsets", [self.form] if self.form is not None else [])
        rows = [row for formset in formsets for row in getattr(formset, "forms", [formset])]
        return [
            f"{_cell_name(row, name)}: {message}"
            for row in rows
            for name, messages in row.errors.items()
            for message in messages
        ]

    def proposed_cells(self) -> list[GridCell]:
        """Cells with proposals in the typed rows, computed on the forms' current contents."""
        if self.data is None:
            return []
        rows = [row for row in cell_forms(self.form) if isinstance(row, RowForm) and row.has_changed()]
        return [cell for row in rows for cell in row.cells() if cell.proposals is not None]

    @property
    def has_proposals(self) -> bool:
        return any(formset.has_proposals for formset in formsets_of(self.form))

    def needs(self) -> list[str]:
        """What may be saved but not handed in."""
        if self.form is None:
            return []
        self.form.is_valid()
        return self.section.needs(self.form)

    def typed_text(self) -> str:
        """The section's text as it would be saved; "" for none."""
        form = self.text
        if form is None:
            return ""
        if not form.is_bound or "markdown" not in form.changed_data:
            return str(form.initial.get("markdown", ""))
        return str(form.data.get(form.add_prefix("markdown"), "")).replace("\r\n", "\n").strip()

    def preview(self) -> list[Block]:
        """The section's tables with the form's current contents."""
        if self.form is None:
            return []
        self.form.is_valid()
        return self.section.preview(self.form)

    def blocks(self, tables: list[Block]) -> list[Block]:
        """The whole section with the forms' current contents; ``tables`` is its preview."""
        text = text_block(self.section, self.typed_text())
        return text + (self.section.blocks() if self.form is None else tables)

    def pieces(self) -> dict[str, str]:
        """Computed parts of the editor: HTML by element id."""
        return self.section.pieces(self.form) if self.form is not None else {}

    def marks(self, findings: Iterable[Finding]) -> dict[Place, list[Finding]]:
        """Findings by the field they mark; also in rows without a form."""
        by_row: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.row:
                by_row.setdefault(finding.row, []).append(finding)
        marked: dict[Place, list[Finding]] = {}
        for formset in formsets_of(self.form) if by_row else ():
            model_form: Any = formset.forms[0] if formset.forms else formset.empty_form
            for row in formset.rows():
                for finding in by_row.get(row.key, ()) if row.pk else ():
                    if name := model_form.field_of(finding.column):
                        marked.setdefault((formset.prefix, str(row.pk), name), []).append(finding)
        return marked

    def mark(self, marks: Mapping[Place, list[Finding]]) -> None:
        """Give each form the findings about its fields, to draw."""
        forms = {
            (formset.prefix, str(form.instance.pk)): form
            for formset in formsets_of(self.form)
            for form in formset.forms
        }
        for (prefix, pk, name), findings in marks.items():
            if form := forms.get((prefix, pk)):
                form.findings[name] = findings


def row_forms(entry: SectionEntry) -> list[CellForm]:
    return [form for part in entry.forms() for form in cell_forms(part)]


def _cell_name(row: Any, name: str) -> str:
    """Row and column in words."""
    label = str(row.fields[name].label or "") if name in row.fields else ""
    return ", ".join(part for part in (getattr(row, "row_name", ""), label) if part)
