"""The HTML of a grid's fields: formatted strings, without a widget template for each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from reporting.entry.forms import AmountField
from reporting.review.findings import Finding

GRID_KINDS: dict[type[forms.Field], str] = {
    AmountField: "amount",
    forms.IntegerField: "number",
    forms.ChoiceField: "choice",
    forms.BooleanField: "check",
}


def findings_id(auto_id: str) -> str:
    """The id of the element with the review's findings about a field."""
    return f"{auto_id}_granskning"


class GridCell:
    """A field of a grid, named by column and row and described by its annotations. The field has no id, for nothing
    refers to it; those of its annotations begin with ``id``.

    ``need``: what blocks handing in; ``proposals``: (source, figure).
    """

    def __init__(
        self,
        bound: forms.BoundField,
        name: str,
        *,
        need: str = "",
        proposals: Sequence[tuple[str, str]] | None = None,
    ) -> None:
        self.bound = bound
        self.name = name
        self.need = need
        self.proposals = proposals
        self.form: Any = bound.form  # a RowForm
        self.id = f"id_{bound.html_name}"

    @cached_property
    def previous(self) -> str:
        """The last report's value: its rows are not read until a cell is drawn."""
        return str(self.form.previous_text(self.bound.name))

    @cached_property
    def error(self) -> str:
        return " ".join(str(error) for error in self.form.errors.get(self.bound.name, ()))

    @property
    def kind(self) -> str:
        """The CSS class of the column: amount, number, choice, check or text."""
        for field_class, kind in GRID_KINDS.items():
            if isinstance(self.bound.field, field_class):
                return kind
        return str(getattr(self.bound.field, "grid_kind", "text"))

    @property
    def findings(self) -> Sequence[Finding]:
        """Findings when the page was drawn; later ones come with the answers."""
        findings: Sequence[Finding] = self.form.findings.get(self.bound.name, ())
        return findings

    @property
    def previous_id(self) -> str:
        """Short: most fields have one."""
        return f"{self.bound.html_name}_was"

    @property
    def proposals_id(self) -> str:
        return f"{self.id}_proposals"

    @property
    def field(self) -> SafeString:
        described_by = [
            f"{self.id}_error" if self.error else "",
            findings_id(self.id) if self.findings else "",
            f"{self.id}_need" if self.need else "",
            self.previous_id if self.previous else "",
            self.proposals_id if self.proposals is not None else "",
        ]
        labels = {"aria-label": self.name}
        if any(described_by):
            labels["aria-describedby"] = " ".join(filter(None, described_by))
        return SafeString(field_html(self.form, self.bound.name, labels))

    @property
    def html(self) -> SafeString:
        """The field and its annotations."""
        parts = [
            self.field,
            self.form.history_html(self.bound.name),
        ]
        if self.findings:
            marks = mark_html(self.findings)
            parts.append(f'<span class="cell-findings" id="{findings_id(self.id)}">{marks}</span>')
        if address := self.form.comments.get(self.bound.name):
            parts.append(f'<a class="cell-comment" href="{escape(address)}">Kommentar</a>')
        if self.previous:
            parts.append(
                f'<span class="previous" id="{self.previous_id}">Förra: {escape(self.previous)}</span>'
            )
        if self.need:
            parts.append(f'<p class="cell-need" id="{self.id}_need">{escape(self.need)}</p>')
        if self.proposals is not None:
            parts.append(f'<ol class="proposals" id="{self.proposals_id}">{proposals_html(self)}</ol>')
        if self.error:
            parts.append(f'<p class="field-error" id="{self.id}_error">{escape(self.error)}</p>')
        return SafeString("".join(parts))


def mark_html(findings: Iterable[Finding]) -> str:
    """A mark for each finding, its message visually hidden."""
    return "".join(
        f'<a class="cell-finding severity-{finding.severity}" href="#fynd-{finding.fingerprint}" '
        f'title="{escape(finding.message)}">'
        f'<span aria-hidden="true">!</span>'
        f'<span class="visually-hidden">{finding.severity.label}: {escape(finding.message)}</span></a>'
        for finding in findings
    )


def proposals_html(cell: GridCell) -> str:
    """List items."""
    return "".join(
        f'<li data-proposal="{escape(text)}">{escape(source)}: <span class="figure">{escape(text)}</span></li>'
        for source, text in cell.proposals or ()
    )


def row_html(cells: Iterable[GridCell], hidden: str, *, kind: str = "") -> SafeString:
    """The cells of a row, with its hidden fields in the first."""
    drawn = [
        f'<td class="{kind or cell.kind}" data-label="{escape(str(cell.bound.label))}">'
        f"{'' if index else hidden}{cell.html}</td>"
        for index, cell in enumerate(cells)
    ]
    return SafeString("".join(drawn))


def field_html(form: forms.BaseForm, name: str, labels: Mapping[str, str]) -> str:
    """A field as Django would draw it, without an id."""
    field, widget = form.fields[name], form.fields[name].widget
    html_name, value = form.add_prefix(name), form[name].value()
    attributes: dict[str, Any] = {**widget.attrs, **labels}
    named = f'name="{escape(html_name)}"'
    if form.is_bound and name in form.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(widget, forms.CheckboxInput):
        is_ticked = value not in (None, False, "", "False", "false")
        return f'<input type="checkbox" {named}{_attributes(attributes)}{" checked" if is_ticked else ""}>'
    if isinstance(widget, forms.Select):
        options = _options(field, "" if value is None else str(value))
        return f"<select {named}{_attributes(attributes)}>{options}</select>"
    text = widget.format_value(value)
    if isinstance(widget, forms.Textarea):
        return f"<textarea {named}{_attributes(attributes)}>\n{escape(text or '')}</textarea>"
    kind = attributes.pop("type", getattr(widget, "input_type", "text"))
    typed = "" if kind == "text" else f'type="{kind}" '  # text is what a field is without
    held = f' value="{escape(str(text))}"' if text not in (None, "") else ""
    return f"<input {typed}{named}{held}{_attributes(attributes)}>"


def _options(field: Any, chosen: str) -> str:
    options = (
        (escape(str(value)), escape(str(label)), str(value) == chosen) for value, label in field.choices
    )
    return "".join(
        f'<option value="{value}"{" selected" if is_chosen else ""}>{label}</option>'
        for value, label, is_chosen in options
    )


def _attributes(attributes: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )


def json_attribute(value: Any) -> SafeString:
    """JSON for an attribute in single quotes, since JSON has many double ones."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return SafeString(text.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;"))
