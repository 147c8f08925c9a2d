"""Forms that lose nothing typed.

A bad value gets its error at the field and everything else stays as typed. What another user saved since the
page was opened is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from reporting.document.ambiguity import DecimalComma, comma_is_unclear
from reporting.document.amounts import UNITS, exact_decimals, format_number
from reporting.document.parsing import AmountError, parse_amount
from reporting.document.prose import problems as prose_problems
from reporting.entry.field_copies import RowFields
from reporting.journal.writing import Batch
from reporting.models import JournalEntry, ProseText
from reporting.models.journal import CellKey, journal_key, journaled_fields, snapshot, stored_value


class AmountField(forms.CharField):
    """An amount in ``unit`` unless the text has its own. Cleans to kronor or None."""

    def __init__(self, *, unit: str = "tkr", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "class": "amount"}))
        super().__init__(**kwargs)
        self.unit = unit
        self.decimal_comma: DecimalComma = comma_is_unclear

    def prepare_value(self, value: Any) -> Any:
        return exact_text(value, self.unit) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        try:
            return parse_amount(value or "", unit=self.unit, decimal_comma=self.decimal_comma)
        except AmountError as error:
            raise ValidationError(str(error)) from None

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise ValidationError("Skriv ett belopp.")

    def run_validators(self, value: Any) -> None:
        """Not those of CharField: the value is no text."""


def exact_text(kronor: Decimal, unit: str) -> str:
    """A stored amount with all its decimals: a field shows exactly what is stored."""
    value = kronor / UNITS[unit]
    return format_number(value, exact_decimals(value))


ALWAYS_SENT = ("id", "DELETE")
SOMEONE_ELSE = "Någon annan"
ONESELF = "Du själv, kanske i en annan flik,"  # or by a save whose answer was lost


class CellForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """Saves only what its user changed, and refuses what another user changed meanwhile.

    Each field is sent with its value when the page was opened. To save it, build the form inside
    ``writing()``, where its instance is current, and give it the batch before it is validated. A form without a
    batch, as for a preview, ignores conflicts: the user's own save may be under way.
    """

    batch: Batch | None = None
    was_saved = True  # whether the row existed before this request

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.base_fields = RowFields(type(self).base_fields)  # type: ignore[misc]  # read by Django of the instance
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, str] = {}  # field -> the other user's value
        self.conflict_words: dict[str, str] = {}  # field -> the question, if not about its own value
        self.before = snapshot(self.instance) if self.instance.pk else {}
        for field in self.fields.values():
            field.show_hidden_initial = True

    def is_sent(self, name: str) -> bool:
        """Whether the request has the field. A saved row's missing field is untouched: the page never drew it, or
        the browser sends only what was typed."""
        if not self.is_bound or not self.was_saved or name in ALWAYS_SENT:
            return True
        return self.add_prefix(name) in self.data or self.add_initial_prefix(name) in self.data

    def _bound_items(self) -> Iterator[tuple[str, forms.BoundField]]:
        """The fields that Django cleans and compares."""
        return ((name, self[name]) for name in self.fields if self.is_sent(name))

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if commit:
            self.note()
        return saved

    def fresh(self) -> Any:
        """An unbound form of the same row as stored now."""
        return type(self)(instance=self.instance, prefix=self.prefix)

    def note(self, *, is_gone: bool = False) -> None:
        """Journal what the save changed."""
        labels = {name: str(field.label or "") for name, field in self.fields.items()}
        self._open_batch().note(self.instance, self.before, labels=labels, is_gone=is_gone)

    @property
    def row_key(self) -> tuple[str, str]:
        """The row in the journal: model and key."""
        model = type(self.instance)
        return model._meta.label_lower, str(getattr(self.instance, journal_key(model)))

    def cell_key(self, name: str) -> CellKey | None:
        """The cell of a field in the journal; None if not journaled."""
        model: type[models.Model] = type(self.instance)
        if not self.instance.pk or name not in journaled_fields(model):
            return None
        return *self.row_key, name

    def cell_label(self, name: str) -> str:
        return f"{self.fields[name].label}, {self.instance}"

    def typed_text(self, name: str, text: str) -> str:
        """A journaled value as typed in its field."""
        return self._as_typed(name, self.value_in_form(name, stored_value((*self.row_key, name), text)))

    def value_in_form(self, name: str, value: Any) -> Any:
        """A stored value as the field's initial value."""
        return value

    def words(self, name: str, text: str) -> str:
        """A journaled value in words."""
        if isinstance(self.fields[name], forms.BooleanField):
            return "ja" if text else "nej"
        choices = {str(value): label for value, label in getattr(self.fields[name], "choices", ())}
        typed = self.typed_text(name, text)
        return str(choices.get(typed, choices.get(text, typed))) or "saknas"

    def as_read(self, name: str, text: str, other: str = "") -> str:
        """A field's value in quotes: an option's label; of a long text the part that differs from ``other``."""
        choices = {str(value): str(label) for value, label in getattr(self.fields[name], "choices", ())}
        shown = excerpt(choices.get(text, text) if text else "", other)
        return f"”{shown}”" if shown else ""

    def drawn(self) -> Iterable[str]:
        """The fields that the editor draws with the page."""
        return self.fields

    def held(self) -> dict[str, str]:
        """Each drawn field's value when the page was opened; after a conflict, the other user's value."""
        texts = {name: self._held(name) for name in self.drawn() if self.fields[name].show_hidden_initial}
        return {name: text for name, text in texts.items() if self.was_saved or text not in ("", "False")}

    def _held(self, name: str) -> str:
        sent = self._submitted_initial(name) if self.is_bound else None
        return (
            self._as_typed(name, self.get_initial_for_field(self.fields[name], name))
            if sent is None
            else sent
        )

    def as_posted(self) -> dict[str, str]:
        """What a browser would send of an unchanged row."""
        data: dict[str, str] = {}
        for name, field in self.fields.items():
            value = self._as_typed(name, self.get_initial_for_field(field, name))
            if field.show_hidden_initial:
                data[self[name].html_initial_name] = value
            if not isinstance(field, forms.BooleanField):
                data[self.add_prefix(name)] = value
            elif value == "True":
                data[self.add_prefix(name)] = "on"
        return data

    def note_new(self, row: models.Model) -> None:
        """Journal another row that the save made."""
        self._open_batch().note(row, {})

    def batch_to_save_in(self) -> Batch | None:
        return self.batch

    def _open_batch(self) -> Batch:
        batch = self.batch_to_save_in()
        if batch is None:
            raise RuntimeError("Save with the batch of writing(): every change is journaled.")
        return batch

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            if self.batch_to_save_in() is not None:  # only a save can conflict
                self._refuse_conflicts()
            for name in set(cleaned) - self.names_to_save():
                del cleaned[name]
        return cleaned

    def names_to_save(self) -> set[str]:
        return set(self.changed_data)

    def _refuse_conflicts(self) -> None:
        for name in self.changed_data:
            bound = self[name]
            now = self._as_typed(name, self.get_initial_for_field(self.fields[name], name))
            opened_with = self._submitted_initial(name)
            typed = self._as_typed(
                name, self.cleaned_data.get(name, bound.data)
            )  # "4322" is the saved "4 322"
            if opened_with is None or now in (opened_with, typed, self._as_typed(name, bound.data)):
                continue
            self._remember_initial(name, now)
            self.conflicts[name] = now
            theirs = self.as_read(name, now, str(bound.data or ""))
            self.add_error(
                name,
                f"{self._who_saved(name)} har {f'sparat {theirs} här' if theirs else 'tömt fältet'} medan du skrev. "
                "Det du skrev står kvar: spara igen om det ska gälla.",
            )

    def as_known(self, name: str) -> dict[str, str]:
        """The values a conflict is about, as a page that knew of it would hold them."""
        return {name: self.conflicts[name]}

    def last_entry(self, name: str) -> JournalEntry | None:
        """The latest journal entry of a field."""
        cell = self.cell_key(name)
        return (
            JournalEntry.objects.of_cell(cell).filter(report=self.instance.report).first() if cell else None
        )

    def _who_saved(self, name: str) -> str:
        last = self.last_entry(name)
        is_own = last is not None and last.by_id is not None and last.by == self._open_batch().by
        return ONESELF if is_own else SOMEONE_ELSE

    def _as_typed(self, name: str, value: Any) -> str:
        prepared = self.fields[name].prepare_value(value)
        return "" if prepared is None else str(prepared).replace("\r\n", "\n").strip()

    def _submitted_initial(self, name: str) -> str | None:
        value = self.data.get(self[name].html_initial_name)
        return None if value is None else str(value).replace("\r\n", "\n").strip()

    def _remember_initial(self, name: str, value: str) -> None:
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict or a dict
        data[self[name].html_initial_name] = value
        self.data = data


LONG, AROUND, MOST_SHOWN = 120, 40, 300  # characters: shown whole; around a difference; in all


def excerpt(text: str, other: str) -> str:
    """The part of a long text that differs from ``other``, with some words around. A short text whole."""
    text, other = (version.replace("\r\n", "\n").strip() for version in (text, other))
    if len(text) <= LONG:
        return text
    start = _same_start(text, other)
    end = len(text) - _same_start(text[start:][::-1], other[start:][::-1])
    start, end = max(0, start - AROUND), min(len(text), end + AROUND, start + MOST_SHOWN)
    before, after = text[:start].rpartition(" ")[2], text[end:].partition(" ")[0]  # whole words
    return f"{'… ' if start else ''}{before}{text[start:end]}{after}{' …' if end < len(text) else ''}"


def _same_start(text: str, other: str) -> int:
    """The length of the common prefix."""
    pairs = enumerate(zip(text, other, strict=False))
    return next((index for index, (a, b) in pairs if a != b), min(len(text), len(other)))


def posted_text(data: Mapping[str, str], name: str) -> str:
    """A parameter of a request without a form. Without NUL, which PostgreSQL refuses."""
    return data.get(name, "").replace("\x00", "")


class ProseForm(CellForm):
    class Meta:
        model = ProseText
        fields = ["markdown"]
        labels = {"markdown": "Text"}
        widgets = {"markdown": forms.Textarea(attrs={"rows": 14, "class": "prose-input"})}

    def clean_markdown(self) -> str:
        markdown: str = self.cleaned_data["markdown"].replace("\r\n", "\n")
        if problems := prose_problems(markdown):
            raise ValidationError(problems)
        return markdown
