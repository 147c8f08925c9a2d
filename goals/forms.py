"""Rows with a place among the others, and the fields that goals and key figures are typed in.

A value is kept as it is typed, and refused when it can't be understood.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError

from goals.judgements import Judgement
from goals.models import CommitteeDecision
from goals.targets import parse_value
from reporting.amounts import AmountError, format_number, parse_number
from reporting.forms import GridCell, RowForm, RowFormSet

LAST = 32_767  # the place of a new row whose place is not typed
NEVER_BEHIND = ("id", "DELETE")


class ValueField(forms.CharField):
    """A value with its unit, or Ja or Nej, kept as typed. Refuses what can't be understood."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "quantity"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            parse_value(text)
        except AmountError as error:
            raise ValidationError(str(error)) from None
        return text


class FigureField(forms.CharField):
    """A plain figure as Swedes write it. Cleans to a Decimal or None.

    It is shown with at least ``decimals`` decimals; zero has none.
    """

    decimals = 0

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "quantity"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return figure_text(value, self.decimals) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        try:
            return parse_number(value or "")
        except AmountError as error:
            raise ValidationError(str(error)) from None

    def run_validators(self, value: Any) -> None:
        """None of a text field's: the value is a figure."""


def figure_text(value: Decimal, decimals: int = 0) -> str:
    """A figure with all the decimals it has, and at least so many: 19.5 with two is "19,50"."""
    return format_number(value, max(decimals, decimals_needed(value)) if value else 0)


def decimals_typed(text: str) -> int:
    """How many decimals a figure is typed with: 2 in "19,50"."""
    _, separator, decimals = text.strip().rpartition("," if "," in text else ".")
    return len(decimals) if separator else 0


def decimals_needed(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class PlacedForm(RowForm):
    """A row with a place among the others."""

    number = 1  # among the blank rows
    judgement: Judgement | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False
        self.fields["position"].label = "Ordning"
        if not self.instance.pk:
            self.initial["position"] = None

    @property
    def row_name(self) -> str:
        if self.instance.pk:
            return str(self.initial.get("label") or self.instance)
        name = str(self.instance._meta.verbose_name).capitalize()
        return f"{name}, ny rad {self.number}" if self.number > 0 else f"{name}, borttagen rad"

    @property
    def is_new(self) -> bool:
        return not self.instance.pk

    def clean_position(self) -> int:
        typed: int | None = self.cleaned_data["position"]
        if typed is not None:
            return typed
        return self.instance.position if self.instance.pk else LAST

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

    def cell(self, name: str) -> GridCell:
        bound = self[name]
        return GridCell(bound, self.previous_text(name), f"{bound.label}, {self.row_name}")

    def errors_in(self, names: Sequence[str]) -> bool:
        return any(name in self.errors for name in names)

    def more(self) -> list[forms.BoundField]:
        """The fields that stand behind the row."""
        return [self[name] for name in self.names_behind()]

    def names_behind(self) -> list[str]:
        return [name for name in self.fields if name not in NEVER_BEHIND]

    @property
    def has_errors_behind(self) -> bool:
        """Whether what stands behind the row has to be shown at once."""
        return self.is_bound and self.errors_in([*self.names_behind(), "DELETE"])

    def clean_label(self) -> str:
        """A name is one line."""
        return " ".join(self.cleaned_data["label"].split())


class DecisionForm(PlacedForm):
    class Meta:
        model = CommitteeDecision
        fields = ["label", "status", "comment", "position"]
        labels = {"label": "Beslut"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("label", "comment")}

    def previous_text(self, name: str) -> str:
        if not isinstance(self.previous, CommitteeDecision):
            return ""
        return {"status": self.previous.get_status_display(), "comment": self.previous.comment}.get(name, "")


class PlacedFormSet(RowFormSet):
    """Rows in the order they are to stand."""

    def __init__(self, *args: Any, title: str, blank: int, **kwargs: Any) -> None:
        self.more_kwargs: dict[str, Any] = kwargs.pop("more", {})
        super().__init__(*args, **kwargs)
        self.title = title
        self.extra = blank

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | self.more_kwargs

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.number = i - self.initial_form_count() + 1
        return form

    def rows(self) -> list[Any]:
        kept = {id(row) for row in super().rows()}
        forms_kept: list[Any] = [form for form in self.forms if id(form.instance) in kept]
        return [form.instance for form in sorted(forms_kept, key=lambda form: form.place())]

    def save(self, commit: bool = True) -> Any:
        rows = self.rows()
        saved = super().save(commit)
        self._renumber(rows)
        return saved

    def _renumber(self, rows: Sequence[Any]) -> None:
        """Places are 1, 2, 3 … after each save, so that any place can be typed next time."""
        moved: list[Any] = []
        for place, row in enumerate(rows, start=1):
            if row.position != place:
                row.position = place
                moved.append(row)
        if moved:
            type(moved[0])._default_manager.bulk_update(moved, ["position"])


def placed_formset(
    form: type[PlacedForm], formset: type[PlacedFormSet] = PlacedFormSet
) -> type[PlacedFormSet]:
    made = forms.modelformset_factory(form._meta.model, form=form, formset=formset, can_delete=True)
    return cast("type[PlacedFormSet]", made)
