"""Forms in which nothing typed is lost.

A bad value gets its error beside the field and everything else stays as typed. What someone else has
saved since the page was opened is never overwritten unseen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from reporting.document.amounts import UNITS, AmountError, format_number, parse_amount
from reporting.document.prose import problems as prose_problems
from reporting.journal.writing import Batch
from reporting.models import JournalEntry, ProseText
from reporting.models.journal import CellKey, journal_key, journaled_fields, snapshot, stored_value


class AmountField(forms.CharField):
    """An amount as Swedes and their spreadsheets write it, read in a unit. Cleans to kronor or None."""

    def __init__(self, *, unit: str = "tkr", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "class": "amount"}))
        super().__init__(**kwargs)
        self.unit = unit

    def prepare_value(self, value: Any) -> Any:
        return exact_text(value, self.unit) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Any:
        try:
            return parse_amount(value or "", unit=self.unit)
        except AmountError as error:
            raise ValidationError(str(error)) from None

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise ValidationError("Skriv ett belopp.")

    def run_validators(self, value: Any) -> None:
        """None of a text field's: the value is an amount."""


def exact_text(kronor: Decimal, unit: str) -> str:
    """A stored amount with all its decimals, so that what is shown in a field is what is stored."""
    value = (kronor / UNITS[unit]).normalize()
    exponent = value.as_tuple().exponent
    return format_number(value, max(0, -exponent) if isinstance(exponent, int) else 0)


ALWAYS_SENT = ("id", "DELETE")
SOMEONE_ELSE = "Någon annan"
ONESELF = "Du själv, kanske i en annan flik,"  # or by a saving whose answer never came


class CellForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """A form that saves only what its user changed, and tells when someone else changed it too.

    Each field carries what it held when the page was opened. Build the form inside
    ``writing()``: the instance is then what is in the database now. A form built outside it is only
    looked at, as by the preview: one's own save may be on its way just then, and is no one else's.
    """

    was_saved = True  # what the form is about, before what is sent now

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, str] = {}  # field -> what someone else has saved in it
        self.conflict_words: dict[
            str, str
        ] = {}  # field -> the question, where it is not of the field's own value
        self.before = snapshot(self.instance) if self.instance.pk else {}
        for field in self.fields.values():
            field.show_hidden_initial = True

    def is_sent(self, name: str) -> bool:
        """Whether a field came with what was sent. A saved row's field that did not is untouched: the page
        never drew it, or the browser sends what was typed alone."""
        if not self.is_bound or not self.was_saved or name in ALWAYS_SENT:
            return True
        return self.add_prefix(name) in self.data or self.add_initial_prefix(name) in self.data

    def _bound_items(self) -> Iterator[tuple[str, forms.BoundField]]:
        """What Django cleans and looks for changes in."""
        return ((name, self[name]) for name in self.fields if self.is_sent(name))

    def save(self, commit: bool = True) -> Any:
        saved = super().save(commit)
        if commit:
            self.note()
        return saved

    def fresh(self) -> Any:
        """The form of the same row as it is stored now."""
        return type(self)(instance=self.instance, prefix=self.prefix)

    def note(self, *, is_gone: bool = False) -> None:
        """What the save changed, for the journal."""
        labels = {name: str(field.label or "") for name, field in self.fields.items()}
        self._batch().note(self.instance, self.before, labels=labels, is_gone=is_gone)

    @property
    def row_key(self) -> tuple[str, str]:
        """What names the row in the journal: its model and its key."""
        model = type(self.instance)
        return model._meta.label_lower, str(getattr(self.instance, journal_key(model)))

    def cell_key(self, name: str) -> CellKey | None:
        """A field of a saved row in the journal; None for what is not journaled."""
        model: type[models.Model] = type(self.instance)
        if not self.instance.pk or name not in journaled_fields(model):
            return None
        return *self.row_key, name

    def cell_label(self, name: str) -> str:
        """What a cell is called: its field and its row."""
        return f"{self.fields[name].label}, {self.instance}"

    def typed_text(self, name: str, text: str) -> str:
        """A value as the journal keeps it, as it would be typed in its field."""
        return self._as_typed(name, self.value_in_form(name, stored_value((*self.row_key, name), text)))

    def value_in_form(self, name: str, value: Any) -> Any:
        """A stored value as the field has it."""
        return value

    def words(self, name: str, text: str) -> str:
        """A value as the journal keeps it, for people to read."""
        if isinstance(self.fields[name], forms.BooleanField):
            return "ja" if text else "nej"
        choices = dict(getattr(self.fields[name], "choices", ()))
        typed = self.typed_text(name, text)
        return str(choices.get(typed, choices.get(text, typed))) or "saknas"

    def as_read(self, name: str, text: str, beside: str = "") -> str:
        """What stands in a field, quoted: an option's name; of a long text what is not so ``beside`` it."""
        choices = {str(value): str(label) for value, label in getattr(self.fields[name], "choices", ())}
        shown = excerpt(choices.get(text, text) if text else "", beside)
        return f"”{shown}”" if shown else ""

    def drawn(self) -> Iterable[str]:
        """The fields that the editor draws at once."""
        return self.fields

    def held(self) -> dict[str, str]:
        """What each field that is drawn holds when the page is opened; of one that was refused, what the page
        had, or what someone else has saved since."""
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
        """What a browser would send if nothing were changed."""
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
        """The same of another row that the save made."""
        self._batch().note(row, {})

    def _batch(self) -> Batch:
        batch: Batch | None = self.instance.report.batch
        if batch is None:
            raise RuntimeError("Save inside writing(): every change is written in the journal.")
        return batch

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk:
            if self.instance.report.batch is not None:  # only who saves can be in another's way
                self._refuse_conflicts()
            for name in set(cleaned) - self.names_to_save():
                del cleaned[name]
        return cleaned

    def names_to_save(self) -> set[str]:
        """The fields whose values go to the database: those the user changed."""
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
        """What the fields held that a conflict is about, as a page that knew of it would have them."""
        return {name: self.conflicts[name]}

    def last_entry(self, name: str) -> JournalEntry | None:
        """What was written last of a field in the journal."""
        cell = self.cell_key(name)
        return (
            JournalEntry.objects.of_cell(cell).filter(report=self.instance.report).first() if cell else None
        )

    def _who_saved(self, name: str) -> str:
        last = self.last_entry(name)
        is_own = last is not None and last.by_id is not None and last.by == self._batch().by
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


LONG, AROUND, MOST_SHOWN = 120, 40, 300  # characters: shown whole; beside what differs; of that


def excerpt(text: str, beside: str) -> str:
    """A text that is long: from where it begins to differ from another to where it ends to, with some words around."""
    text, beside = (each.replace("\r\n", "\n").strip() for each in (text, beside))
    if len(text) <= LONG:
        return text
    start = _same_start(text, beside)
    end = len(text) - _same_start(text[start:][::-1], beside[start:][::-1])
    start, end = max(0, start - AROUND), min(len(text), end + AROUND, start + MOST_SHOWN)
    before, after = text[:start].rpartition(" ")[2], text[end:].partition(" ")[0]  # whole words
    return f"{'… ' if start else ''}{before}{text[start:end]}{after}{' …' if end < len(text) else ''}"


def _same_start(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def posted_text(data: Mapping[str, str], name: str) -> str:
    """What a request says without a form; the sign that PostgreSQL takes in no text is left out."""
    return data.get(name, "").replace("\x00", "")


class ProseForm(CellForm):
    """A section's text, in Markdown."""

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
