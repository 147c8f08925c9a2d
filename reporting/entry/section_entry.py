"""What a person types into one section: its text and its figures, saved together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from reporting.assembly import text_block
from reporting.document.blocks import Block
from reporting.entry.forms import CarefulForm, ProseForm
from reporting.entry.rows import GridCell, RowForm
from reporting.models import ProseText
from reporting.review.findings import Finding
from reporting.sections import Section


def careful_forms(form: Any) -> Iterator[CarefulForm]:
    """The forms of single rows in a section's form, however they lie."""
    if isinstance(form, CarefulForm):
        yield form
        return
    for part in _parts(form):
        yield from careful_forms(part)


def _parts(form: Any) -> Iterable[Any]:
    """The formsets of a hat, the forms of a formset."""
    parts: Iterable[Any] = getattr(form, "formsets", None) or getattr(form, "forms", None) or ()
    return parts


def _as_posted(form: Any) -> dict[str, str]:
    if isinstance(form, CarefulForm):
        return form.as_posted()
    data: dict[str, str] = {}
    if hasattr(form, "management_form"):
        management = form.management_form
        data |= {management.add_prefix(name): str(management.initial[name]) for name in management.fields}
    for part in _parts(form):
        data |= _as_posted(part)
    return data


class EntryRefused(Exception):
    """Something typed has to be mended first. Nothing was saved; the forms say what and where."""


class SectionEntry:
    """The forms of a section under one hat."""

    def __init__(self, section: Section, data: Mapping[str, Any] | None = None) -> None:
        self.section = section
        self.data = data
        self.text = self._text_form(data) if section.spec.has_prose else None
        self.form = section.form(data)

    def _text_form(self, data: Mapping[str, Any] | None) -> ProseForm:
        report, key = self.section.report, self.section.key
        text = ProseText.objects.filter(report=report, section_key=key).first() or ProseText(section_key=key)
        text.report = report
        return ProseForm(data, instance=text, prefix="text")

    def is_valid(self) -> bool:
        """Whether all of it may be saved. Every form is judged, so that every fault is shown at once."""
        verdicts = [form.is_valid() for form in self.forms()]
        return all(verdicts)

    def forms(self) -> list[Any]:
        return [form for form in (self.text, self.form) if form is not None]

    def save(self) -> None:
        if not self.is_valid():
            raise EntryRefused
        for form in self.forms():
            form.save()

    def as_posted(self) -> dict[str, str]:
        """What a browser would send if nothing were changed. For forms that are not bound."""
        return {name: value for form in self.forms() for name, value in _as_posted(form).items()}

    def messages(self) -> list[str]:
        """All that is wrong, once each."""
        found = [
            str(error)
            for part in self.forms()
            for form in careful_forms(part)
            for errors in form.errors.values()
            for error in errors
        ]
        return list(dict.fromkeys(found)) or ["Uppgiften går inte ihop med resten av avsnittet."]

    def faults(self) -> list[str]:
        """What has to be mended in the figures, one sentence each with its row and column."""
        formsets = getattr(self.form, "formsets", [self.form] if self.form is not None else [])
        rows = [row for formset in formsets for row in getattr(formset, "forms", [formset])]
        return [
            f"{_place(row, name)}: {message}"
            for row in rows
            for name, messages in row.errors.items()
            for message in messages
        ]

    def proposed_cells(self) -> list[GridCell]:
        """The cells that have proposals, computed on what stands in the form now."""
        rows = [row for form in self.forms() for row in careful_forms(form) if isinstance(row, RowForm)]
        return [cell for row in rows for cell in row.cells() if cell.proposals is not None]

    def needs(self) -> list[str]:
        """What may be saved as it is, but not handed in."""
        if self.form is None:
            return []
        self.form.is_valid()
        return self.section.needs(self.form)

    def typed_text(self) -> str:
        """The section's text as it would be saved; "" when it has none."""
        form = self.text
        if form is None:
            return ""
        if not form.is_bound or "markdown" not in form.changed_data:
            return str(form.initial.get("markdown", ""))
        return str(form.data.get(form.add_prefix("markdown"), "")).replace("\r\n", "\n").strip()

    def preview(self) -> list[Block]:
        """The section's tables as they would be with what stands in the form now."""
        if self.form is None:
            return []
        self.form.is_valid()
        return self.section.preview(self.form)

    def blocks(self, tables: list[Block]) -> list[Block]:
        """All of the section as it would be with what stands in the forms now; ``tables`` is its preview."""
        text = text_block(self.section, self.typed_text())
        return text + (self.section.blocks() if self.form is None else tables)

    def mark(self, findings: Iterable[Finding]) -> dict[str, list[Finding]]:
        """Puts each finding about a row of the grid at its field; the findings by the fields' ids."""
        marked: dict[str, list[Finding]] = {}
        rows = {form.instance.key: form for form in self._grid_rows()}
        for finding in findings:
            form = rows.get(finding.row) if finding.row else None
            if form is not None and (name := form.field_of(finding.column)):
                form.findings.setdefault(name, []).append(finding)
                marked.setdefault(form[name].auto_id, []).append(finding)
        return marked

    def _grid_rows(self) -> Iterator[RowForm]:
        """The saved rows of the grids."""
        for form in careful_forms(self.form):
            if isinstance(form, RowForm) and form.instance.pk:
                yield form


def _place(row: Any, name: str) -> str:
    """Where a fault is, in words: the row and the column."""
    label = str(row.fields[name].label or "") if name in row.fields else ""
    return ", ".join(part for part in (getattr(row, "row_name", ""), label) if part)
