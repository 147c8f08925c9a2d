"""The rows of a grid as forms: cells named by column and row, with what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.formsets import (
    INITIAL_FORM_COUNT,
    MAX_NUM_FORM_COUNT,
    TOTAL_FORM_COUNT,
    ManagementForm,
)
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from reporting.document.amounts import UNITS, format_number
from reporting.document.conventions import Convention
from reporting.entry.cells import GridCell, field_html, row_html
from reporting.entry.forms import AmountField, CarefulForm
from reporting.entry.patch import SENT_ROWS_ONLY
from reporting.models import Report
from reporting.models.rows import free_key
from reporting.review.findings import Finding


class RowIdField(forms.Field):
    """Which saved row a form is about. Asks the database nothing.

    ``pk`` is that of the row the formset gave the form, None for a new row and for what it has no row for: one
    that is gone or another report's, or one that another form has.
    """

    widget = forms.HiddenInput

    def __init__(self, *, pk: Any, is_saved: bool, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.pk = pk
        self.is_saved = is_saved  # whether the form stands among those of saved rows

    def clean(self, value: Any) -> Any:
        if self.is_saved and value in self.empty_values:
            raise ValidationError("Det framgår inte vilken rad det här är. Läs in sidan på nytt.")
        if str(value or "") != str(self.pk or ""):
            raise ValidationError(
                "Raden finns inte i rapporten. Någon annan kan ha tagit bort den medan du skrev. "
                "Kryssa i ”Ta bort” här för att spara det andra, och skriv raden på nytt om den behövs."
            )
        return self.pk

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class RowForm(CarefulForm):
    """One row of a grid."""

    amount_fields: ClassVar[tuple[str, ...]] = ()
    formset: RowFormSet | None = None
    was_saved = False

    def __init__(self, *args: Any, report: Report, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.convention = convention
        self.findings: dict[str, list[Finding]] = {}  # field -> what the review says of it
        for name in self.amount_fields:
            self._print_amount(name)

    def _print_amount(self, name: str) -> None:
        field = self.fields.get(name)
        if not isinstance(field, AmountField):
            return
        field.unit = self.convention.unit
        stored = getattr(self.instance, name)
        if stored is not None:
            self.initial[name] = self.as_printed(stored)

    def as_printed(self, kronor: Decimal) -> Decimal:
        """A stored amount with the sign the row is printed and typed with."""
        return self.convention.printed(kronor, is_revenue=self.is_revenue())

    def as_stored(self, kronor: Decimal) -> Decimal:
        """The inverse: what was typed, as it is stored."""
        return self.convention.stored(kronor, is_revenue=self.is_revenue())

    def value_in_form(self, name: str, value: Any) -> Any:
        if name not in self.amount_fields or value is None:
            return value
        return self.as_printed(value)

    def is_revenue(self) -> bool:
        """Whether the row's amounts are printed with the sign of a revenue."""
        return False

    @cached_property
    def previous(self) -> models.Model | None:
        """The same row in the last report."""
        return self.formset.previous.get(cast(Any, self.instance).key) if self.formset else None

    def fresh(self) -> Any:
        return self.formset.fresh(self) if self.formset else super().fresh()

    def previous_text(self, name: str) -> str:
        """What the same field of the same row said in the last report, as it is printed there."""
        value = getattr(self.previous, name, None)
        if name not in self.amount_fields or value is None:
            return ""
        return format_number(self.as_printed(value) / UNITS[self.convention.unit], self.convention.decimals)

    @property
    def row_name(self) -> str:
        """What the row is called in the labels of its fields."""
        return str(self.instance) if self.instance.pk else "ny rad"

    def cells(self) -> Iterable[GridCell]:
        """The visible fields in order, for a grid."""
        for bound in self.visible_fields():
            name = bound.name
            yield GridCell(
                bound,
                self.previous_text(name),
                f"{bound.label}, {self.row_name}",
                need=self.need(name),
                proposals=self.proposals(name),
            )

    @property
    def cells_html(self) -> SafeString:
        return row_html(self.cells(), self.hidden_html)

    @property
    def hidden_html(self) -> SafeString:
        return SafeString("".join(field_html(self, bound.name, {}) for bound in self.hidden_fields()))

    def history_html(self, name: str) -> str:
        """A link to what a cell has held, named by the cell's headings; nothing where there is no journal."""
        cell = self.cell_key(name)
        if cell is None or self.formset is None:
            return ""
        address = "/".join((self.formset.history_address, *cell, ""))
        return f'<a class="cell-history" href="{escape(address)}">Historik</a>'

    def need(self, name: str) -> str:
        """What a field still needs before the report can be handed in; "" for nothing."""
        return ""

    def proposals(self, name: str) -> Sequence[tuple[str, str]] | None:
        """What can be taken as a field's value: where it comes from, and the text to type. None for a field
        that nothing is ever proposed for."""
        return None

    def grid_fields(self) -> list[str]:
        """The fields that are cells of a grid, in order."""
        return [bound.name for bound in self.visible_fields()]

    def field_of(self, column: str) -> str:
        """The cell where a finding about a column stands: the column's own, else the row's first; "" for none."""
        names = self.grid_fields()
        return column if column in names else next(iter(names), "")

    def row_errors(self) -> list[str]:
        """The errors that belong to no field one can see."""
        hidden = [error for bound in self.hidden_fields() for error in bound.errors]
        return [str(error) for error in (*self.non_field_errors(), *hidden)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.amount_fields:
            if cleaned.get(name) is not None:
                cleaned[name] = self.as_stored(cleaned[name])
        return cleaned


class RowFormSet(forms.BaseModelFormSet):  # type: ignore[type-arg]  # Django's takes none at runtime
    """The rows of one report. A new row gets its report and a key made from its label."""

    label_field: ClassVar[str] = "label"
    reserved_keys: ClassVar[frozenset[str]] = frozenset()  # keys a table gives rows of its own

    def __init__(
        self, *args: Any, report: Report, convention: Convention, previous: Iterable[Any] = (), **kwargs: Any
    ) -> None:
        kwargs["form_kwargs"] = {"report": report, "convention": convention}
        super().__init__(*args, **kwargs)
        self._taken: set[Any] = set()  # the rows that have a form
        self.report = report
        self.convention = convention
        self._previous_rows = previous

    @cached_property
    def previous(self) -> dict[str, Any]:
        """The rows of the last report by their keys, asked for when one is shown."""
        return {row.key: row for row in self._previous_rows}

    @cached_property
    def has_only_sent_rows(self) -> bool:
        """Whether the forms are those of the rows that were sent, wherever they stand in the page."""
        return bool(self.is_bound and SENT_ROWS_ONLY in self.data)

    @cached_property
    def management_form(self) -> Any:
        if not self.has_only_sent_rows:
            return super().management_form
        counts = {TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0}
        made = ManagementForm(
            {f"{self.prefix}-{name}": count for name, count in counts.items()}, prefix=self.prefix
        )
        made.full_clean()
        return made

    @cached_property
    def forms(self) -> list[Any]:
        """As Django does, or of the rows that were sent."""
        if not self.has_only_sent_rows:
            return cast("list[Any]", super().forms)
        return [self._construct_form(i, **self.get_form_kwargs(i)) for i in self._sent_numbers()]

    def _held_a_name(self, index: int) -> bool:
        """Whether a row that was sent alone had a name before: then it is no new one."""
        return bool(
            self.has_only_sent_rows and self.data.get(f"initial-{self.add_prefix(index)}-{self.label_field}")
        )

    @property
    def counts_html(self) -> SafeString:
        """How many rows there are, as Django reads it, and how many there may be."""
        form = self.management_form
        counts = (
            (name, form[name].value()) for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT)
        )
        return format_html_join(
            "", '<input type="hidden" name="{}-{}" value="{}">', ((self.prefix, *count) for count in counts)
        )

    def _sent_numbers(self) -> list[int]:
        """The places in the page of the rows that were sent."""
        name = re.compile(rf"{re.escape(str(self.prefix))}-([0-9]{{1,5}})-id\Z")
        return sorted(int(found[1]) for key in self.data if (found := name.match(key)))

    def fresh(self, form: Any) -> Any:
        """The form of a row as it is stored now, under the same name in the page."""
        made: Any = self.form(instance=form.instance, prefix=form.prefix, **self.get_form_kwargs(None))
        made.was_saved = True
        return made

    @property
    def has_proposals(self) -> bool:
        """Whether anything is ever proposed in the grid: what is for one row is for all."""
        return any(cell.proposals is not None for cell in self.header)

    @cached_property
    def history_address(self) -> str:
        """Where the histories of the report's cells are, seen from the editor: a grid has many such links."""
        return "../../historik"

    @cached_property
    def header(self) -> list[GridCell]:
        """A cell of each column, for a grid's heading row."""
        rows: list[Any] = self.forms
        return list(rows[0].cells()) if rows else []

    def add_fields(self, form: Any, index: int | None) -> None:
        """As Django does, but a form without a row of its own is refused beside the row."""
        super().add_fields(form, index)
        form.formset = self
        is_saved = index is not None and (index < self.initial_form_count() or self._held_a_name(index))
        form.fields["id"] = RowIdField(
            pk=form.instance.pk, is_saved=is_saved, initial=form.fields["id"].initial
        )
        if self.can_delete:
            form.fields["DELETE"].label = "Ta bort"

    def _existing_object(self, pk: Any) -> Any:
        """Each row once: a second form that names it gets none."""
        found = super()._existing_object(pk)  # type: ignore[misc]  # Django's, without a stub
        if pk in self._taken:
            return None
        self._taken.add(pk)
        return found

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """As Django does, but a form is about the row whose id it carries wherever it stands: a row that was saved
        while one typed keeps its place among the blank ones of the page."""
        stands_among_saved = i < self.initial_form_count()
        if self.is_bound and not stands_among_saved and (row := self._row_named(i)):
            kwargs["instance"] = row
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django's, without a stub
        is_named = self.has_only_sent_rows and bool(self.data.get(f"{self.add_prefix(i)}-id"))
        form.was_saved = stands_among_saved or bool(form.instance.pk) or is_named
        form.instance.report = self.report
        return form

    def _row_named(self, i: int) -> Any:
        """The row whose id is sent with a form; None for a new row."""
        assert self.model is not None
        sent = self.data.get(f"{self.add_prefix(i)}-id")
        try:
            return self._existing_object(self.model._meta.pk.to_python(sent)) if sent else None
        except ValidationError:
            return None

    @property
    def initial_forms(self) -> list[Any]:
        """Those of the rows that were saved, also since the page was opened."""
        return [form for form in cast("list[RowForm]", self.forms) if form.was_saved]

    @property
    def extra_forms(self) -> list[Any]:
        return [form for form in cast("list[RowForm]", self.forms) if not form.was_saved]

    def save_new(self, form: Any, commit: bool = True) -> Any:
        label = str(getattr(form.instance, self.label_field))
        form.instance.key = free_key(label, self._taken_keys)
        self._taken_keys.add(form.instance.key)
        return super().save_new(form, commit)

    @cached_property
    def _taken_keys(self) -> set[str]:
        """The keys that the report's rows have, asked for once for all new rows."""
        assert self.model is not None
        keys = self.model._default_manager.filter(report=self.report).values_list("key", flat=True)
        return {*keys, *self.reserved_keys}

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        forms: list[Any] = self.forms
        form = next(form for form in forms if form.instance is obj)
        form.note(is_gone=True)
        super().delete_existing(obj, commit)

    def rows(self) -> list[Any]:
        """The rows as they stand in the form, saved or not, without those taken away."""
        return [
            form.instance
            for form in self.forms
            if (form.instance.pk or (form.is_bound and form.has_changed())) and not self._is_deleted(form)
        ]

    def _is_deleted(self, form: Any) -> bool:
        """Whether the row is to be taken away; ``deleted_forms`` knows only when all forms are valid."""
        return bool(self.can_delete and form.is_bound and self._should_delete_form(form))  # type: ignore[attr-defined]
