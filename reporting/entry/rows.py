"""The form of a grid's row: its cells, amounts and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property, partial
from html import escape
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString

from reporting.document.ambiguity import commas_are_decimal, is_nearer
from reporting.document.amounts import NO_BREAK_SPACE, UNITS, format_number
from reporting.document.conventions import Convention, Side
from reporting.document.parsing import AmountError, parse_amount, parse_number
from reporting.document.visible import validate_line, validate_lines
from reporting.entry.cells import GridCell, field_html, row_html
from reporting.entry.forms import AmountField, CellForm
from reporting.journal.writing import Batch
from reporting.models import Report
from reporting.review.findings import Finding

LAST = 32_767  # the place of a new row without one


class RowIdField(forms.Field):
    """The saved row of a form. No queries.

    ``pk``: of the row that the formset gave the form; None for a new row, and for one that is deleted, another
    report's or another form's.
    """

    widget = forms.HiddenInput

    def __init__(self, *, pk: Any, is_saved: bool, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.pk = pk
        self.is_saved = is_saved  # whether the form must have a row

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
    """A row of a grid, with a place among the others."""

    amount_fields: ClassVar[tuple[str, ...]] = ()
    number_fields: ClassVar[tuple[str, ...]] = ()  # of numbers that are no money
    shown_before: ClassVar[tuple[str, ...]] = ()  # other fields with the last report's value beside them
    chosen_rows: ClassVar[tuple[str, ...]] = ()  # fields whose options are rows of the report
    named_by: ClassVar[tuple[str, ...]] = ("label",)  # fields that a row is called by where it is chosen
    formset: Any = None  # its RowFormSet
    was_saved = False
    number = 1  # among the blank rows

    def __init__(self, *args: Any, report: Report, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = report
        self.convention = convention
        self.findings: dict[str, list[Finding]] = {}  # by field
        self.comments: dict[str, str] = {}  # address of the open ones by field
        for name in self.amount_fields:
            self._print_amount(name)
        for name in set(self.number_fields).intersection(self.fields):
            self.fields[name].decimal_comma = partial(self.is_decimal_number, name)  # type: ignore[attr-defined]
        self._add_column_limits()
        self.fields["position"].required = False
        self.fields["position"].label = "Ordning"
        if not self.instance.pk:
            self.initial["position"] = None

    @classmethod
    def place_unseen(cls, row: Any, **options: Any) -> None:
        """Prepare a row that has no form as its form would. ``options``: the arguments of each form."""

    def _print_amount(self, name: str) -> None:
        field = self.fields.get(name)
        if not isinstance(field, AmountField):
            return
        field.unit = self.convention.unit
        field.decimal_comma = partial(self.is_decimal_comma, name)
        stored = getattr(self.instance, name)
        if stored is not None:
            self.initial[name] = self.as_printed(stored)

    def is_decimal_comma(self, name: str, smaller: Decimal) -> bool:
        """Whether an amount, rather than a thousand times it, is what the cell held or is of the size of what it held,
        of the row's other amounts and of the column's. ``smaller`` is in kronor."""
        held = self._cell_amounts(name)
        if any(abs(amount) == smaller for amount in held):
            return True
        row = [getattr(self.instance, other) for other in self.amount_fields if other != name]
        rows = self.formset.get_queryset() if self.formset else ()
        column = [getattr(other, name) for other in rows if other.pk != self.instance.pk]
        return is_nearer(smaller, [held, filter(None, row), filter(None, column)])

    def _cell_amounts(self, name: str) -> list[Decimal]:
        """What a cell held, now and when the page was opened."""
        opened = self._submitted_initial(name) if self.is_bound else None
        try:
            seen = parse_amount(opened or "", unit=self.convention.unit, decimal_comma=commas_are_decimal)
        except AmountError:
            seen = None
        return [amount for amount in (self.initial.get(name), seen) if isinstance(amount, Decimal)]

    def is_decimal_number(self, name: str, smaller: Decimal) -> bool:
        """As ``is_decimal_comma``, by what the cell held, the row's other numbers and the last report's."""
        opened = self._submitted_initial(name) if self.is_bound else None
        held = [*self.numbers_of(self.instance, name), *self.numbers_in(opened or "")]
        if any(abs(number) == smaller for number in held):
            return True
        rest = [other for other in self.number_fields if other != name]
        row = [number for other in rest for number in self.numbers_of(self.instance, other)]
        before = self.numbers_of(self.previous, name) if self.previous else []
        return is_nearer(smaller, [held, row, self.numbers_beside(name), before])

    def numbers_beside(self, name: str) -> list[Decimal]:
        """Of the column's other rows, if they are of one kind."""
        return []

    def numbers_of(self, row: Any, name: str) -> list[Decimal]:
        return self.numbers_in(getattr(row, name))

    def numbers_in(self, value: Any) -> list[Decimal]:
        """Of a stored value, or of a text; none of what can't be parsed."""
        if not isinstance(value, str):
            return [] if value is None else [value]
        with suppress(AmountError):
            return [number for number in (parse_number(value),) if number is not None]
        return []

    def as_printed(self, kronor: Decimal) -> Decimal:
        """A stored amount with the sign it is printed and typed with."""
        return self.sign(self.side()) * kronor

    def as_stored(self, kronor: Decimal) -> Decimal:
        """The inverse of ``as_printed``."""
        return self.sign(self.side()) * kronor

    def words(self, name: str, text: str) -> str:
        """An amount with its unit."""
        words, field = super().words(name, text), self.fields[name]
        return f"{words}{NO_BREAK_SPACE}{field.unit}" if isinstance(field, AmountField) and text else words

    def value_in_form(self, name: str, value: Any) -> Any:
        if name not in self.amount_fields or value is None:
            return value
        return self.as_printed(value)

    def batch_to_save_in(self) -> Batch | None:
        return self.formset.batch if self.formset else self.batch

    def side(self) -> Side:
        """Which of the convention's signs the row's amounts take."""
        return "cost"

    def sign(self, side: Side) -> int:
        return self.convention.sign(side)

    @cached_property
    def previous(self) -> models.Model | None:
        """The same row in the last report."""
        return self.formset.previous.get(cast(Any, self.instance).key) if self.formset else None

    def fresh(self) -> Any:
        return self.formset.fresh(self) if self.formset else super().fresh()

    def previous_text(self, name: str) -> str:
        """The value of the same cell in the last report, an amount as printed in this one; "" where none is shown."""
        value = getattr(self.previous, name, None)
        if value is None:
            return ""
        if name in self.amount_fields:
            return format_number(
                self.as_printed(value) / UNITS[self.convention.unit], self.convention.decimals
            )
        display = getattr(self.previous, f"get_{name}_display", None)
        return str(display() if display else value) if name in self.shown_before else ""

    def cells(self) -> Iterable[GridCell]:
        for bound in self.visible_fields():
            name = bound.name
            yield GridCell(
                bound,
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
        """A link to a cell's history; "" for what is not journaled."""
        cell = self.cell_key(name)
        if cell is None or self.formset is None:
            return ""
        address = "/".join((self.formset.history_address, *cell, ""))
        return f'<a href="{escape(address)}">Historik</a>'

    def need(self, name: str) -> str:
        """What a field needs before handing in; "" for nothing."""
        return ""

    def proposals(self, name: str) -> Sequence[tuple[str, str]] | None:
        """(Source, text to type) for a field's value; None for a field that never has proposals."""
        return None

    def grid_fields(self) -> list[str]:
        """Fields that are cells, in order."""
        return [bound.name for bound in self.visible_fields()]

    def field_of(self, column: str) -> str:
        """The field to mark with a finding about a column: the column's, else the row's first; "" for none."""
        names = self.grid_fields()
        return column if column in names else next(iter(names), "")

    def row_errors(self) -> list[str]:
        """Errors of no visible field."""
        hidden = [error for bound in self.hidden_fields() for error in bound.errors]
        return [str(error) for error in (*self.non_field_errors(), *hidden)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in self.amount_fields:
            if cleaned.get(name) is not None:
                cleaned[name] = self.as_stored(cleaned[name])
        return cleaned

    def _add_column_limits(self) -> None:
        """The limits of integer and text columns: the model itself is not validated. A place is clamped instead."""
        for stored in self._meta.model._meta.fields:
            field = self.fields.get(stored.name)
            if isinstance(field, forms.CharField) and isinstance(stored, models.CharField | models.TextField):
                field.validators.append(
                    validate_lines if isinstance(stored, models.TextField) else validate_line
                )
            if isinstance(field, forms.IntegerField) and stored.name != "position":
                field.validators += [limit for limit in stored.validators if limit not in field.validators]

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
        """On one line."""
        return " ".join(self.cleaned_data["label"].split())

    def _get_validation_exclusions(self) -> set[str]:
        """All fields: validating a constraint is a query for each row. The form's fields refuse what a user can
        break, the database the rest."""
        return {field.name for field in self._meta.model._meta.fields}

    def place(self) -> tuple[int, int]:
        """Sort key: a row moved up or added goes before the row at that place, a row moved down after it."""
        was, now = self.initial.get("position"), self.instance.position
        if was is None or now < was:
            return now, 0
        return now, 1 if now == was else 2

    def value_now(self, cleaned: Mapping[str, Any], name: str) -> Any:
        """A field's value once saved: as typed if changed, else as stored."""
        return cleaned[name] if name in cleaned else getattr(self.instance, name)
