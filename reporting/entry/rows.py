"""The rows of a grid as forms: cells named by column and row, with what stands beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString

from reporting.document.amounts import UNITS, format_number
from reporting.document.conventions import Convention
from reporting.entry.cells import GridCell, field_html, row_html
from reporting.entry.forms import AmountField, CellForm
from reporting.models import Report
from reporting.review.findings import Finding

LAST = 32_767  # the place of a new row whose place is not typed


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


class RowForm(CellForm):
    """One row of a grid, with a place among the others."""

    amount_fields: ClassVar[tuple[str, ...]] = ()
    chosen_rows: ClassVar[tuple[str, ...]] = ()  # fields whose options are rows of the report
    named_by: ClassVar[tuple[str, ...]] = ("label",)  # fields that a row is called by where it is chosen
    formset: Any = None  # the RowFormSet that it is of
    was_saved = False
    number = 1  # among the blank rows

    def __init__(self, *args: Any, report: Report, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.convention = convention
        self.findings: dict[str, list[Finding]] = {}  # field -> what the review says of it
        for name in self.amount_fields:
            self._print_amount(name)
        self._refuse_what_no_column_holds()
        self.fields["position"].required = False
        self.fields["position"].label = "Ordning"
        if not self.instance.pk:
            self.initial["position"] = None

    @classmethod
    def place_unseen(cls, row: Any, **options: Any) -> None:
        """Gives a row that gets no form what a form would give it; ``options``: what each form is told."""

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

    def _refuse_what_no_column_holds(self) -> None:
        """The model's own limits of whole numbers, which are not validated with the row. A place is clamped."""
        for stored in self._meta.model._meta.fields:
            field = self.fields.get(stored.name)
            if isinstance(field, forms.IntegerField) and stored.name != "position":
                field.validators += [each for each in stored.validators if each not in field.validators]

    @property
    def row_name(self) -> str:
        if self.instance.pk:
            return str(self.initial.get("label") or self.instance)
        if self.number > 0 and (typed := self._typed_name()):
            return typed
        name = str(self.instance._meta.verbose_name).capitalize()
        return f"{name}, ny rad {self.number}" if self.number > 0 else f"{name}, borttagen rad"

    def _typed_name(self) -> str:
        return " ".join(str(self.data.get(self.add_prefix("label"), "")).split()) if self.is_bound else ""

    def clean_position(self) -> int:
        typed: int | None = self.cleaned_data["position"]
        if typed is not None:
            return min(typed, LAST)
        return self.instance.position if self.instance.pk else LAST

    def clean_label(self) -> str:
        """A name is one line."""
        return " ".join(self.cleaned_data["label"].split())

    def _get_validation_exclusions(self) -> set[str]:
        """All fields: a constraint that is validated asks the database, once for each row. What a person
        can break here the form's own fields refuse, and the database refuses the rest."""
        return {each.name for each in self._meta.model._meta.fields}

    def place(self) -> tuple[int, int]:
        """A row moved or added to a place goes before the one that had it, a row moved down goes after."""
        was, now = self.initial.get("position"), self.instance.position
        if was is None or now < was:
            return now, 0
        return now, 1 if now == was else 2

    def value_now(self, cleaned: Mapping[str, Any], name: str) -> Any:
        """What a field will hold once saved: as typed when it was changed, else as stored."""
        return cleaned[name] if name in cleaned else getattr(self.instance, name)
