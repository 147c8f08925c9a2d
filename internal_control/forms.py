from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from internal_control.calculations import CONSEQUENCE, LIKELIHOOD
from internal_control.models import (
    HIGHEST_NUMBER,
    Control,
    ControlCategory,
    ControlMeasure,
    FollowUp,
    Risk,
    step_choices,
)
from reporting.document.prose import problems as prose_problems
from reporting.entry.form_group import FormGroup
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm
from reporting.measurements import measurements

STANDARD_CATEGORIES = ("Administration", "Ekonomi", "Personal", "Verksamhet")
DATE_MESSAGE = "Skriv datumet som år-månad-dag, till exempel 2020-12-31."


def area(rows: int = 2, kind: str = "label") -> forms.Textarea:
    """``kind``: "long" for running text."""
    return forms.Textarea(attrs={"rows": rows, "class": kind})


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        messages = {"invalid": DATE_MESSAGE}
        super().__init__(required=False, widget=widget, error_messages=messages, **kwargs)


class ControlRowForm(RowForm):
    """``shown_before``: fields with the last period's value beside them."""

    shown_before: ClassVar[tuple[str, ...]] = ()

    def previous_text(self, name: str) -> str:
        if self.previous is None or name not in self.shown_before:
            return ""
        display = getattr(self.previous, f"get_{name}_display", None)
        value = display() if display else getattr(self.previous, name)
        return "" if value is None else str(value)


class ParentForm(ControlRowForm):
    """A row under another row of the report, chosen among ``parents`` (option value -> row)."""

    parent_name: ClassVar[str]
    parent_label: ClassVar[str]
    is_parent_required: ClassVar[bool] = True
    chosen_rows = ("parent",)
    parent = forms.ChoiceField()

    def __init__(self, *args: Any, parents: Mapping[str, models.Model], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parents = parents
        field = self.fields["parent"]
        assert isinstance(field, forms.ChoiceField)
        field.label, field.required = self.parent_label, self.is_parent_required
        field.choices = [("", "Välj" if self.is_parent_required else "Ingen"), *self._options()]
        if self.instance.pk:
            self.initial["parent"] = self.parent_value(self.instance)
            self._place_under(self.initial["parent"])

    @classmethod
    def place_unseen(cls, row: Any, **options: Any) -> None:
        parents: Mapping[str, models.Model] = options["parents"]
        parent = parents.get(cls.parent_value(row))
        if parent is not None or not cls.is_parent_required:
            setattr(row, cls.parent_name, parent)

    @classmethod
    def parent_value(cls, row: Any) -> str:
        """The option of the row's parent, as it is stored."""
        return str(getattr(row, f"{cls.parent_name}_id") or "")

    def _options(self) -> Iterable[tuple[str, str]]:
        return [(value, getattr(row, "name", str(row))) for value, row in self.parents.items()]

    def _place_under(self, value: str) -> None:
        """Parents are read already: no query per row."""
        if value in self.parents or (not value and not self.is_parent_required):
            setattr(self.instance, self.parent_name, self.parents.get(value))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "parent" in cleaned:
            self._place_under(cleaned["parent"])
        return cleaned


def parents_of(rows: Iterable[models.Model]) -> dict[str, models.Model]:
    """Rows by option value."""
    return {str(row.pk): row for row in rows}


# Categories and risks ---------------------------------------------------------------------------


class CategoryForm(RowForm):
    class Meta:
        model = ControlCategory
        fields = ["label", "position"]
        labels = {"label": "Kategori"}


def category_choices(categories: Sequence[ControlCategory]) -> dict[str, models.Model]:
    """By key: the report's categories, then the standard ones it lacks, which are saved with the first risk that
    picks one. A key is the same before that and after."""
    taken = {category.key for category in categories}
    missing = [
        ControlCategory(key=slugify(label), label=label, position=len(categories) + place)
        for place, label in enumerate(STANDARD_CATEGORIES, start=1)
        if slugify(label) not in taken
    ]
    return {category.key: category for category in (*categories, *missing)}


class RiskForm(ParentForm):
    parent_name = "category"
    parent_label = "Kategori"
    named_by = ("number", "label")
    shown_before = ("likelihood", "consequence")

    class Meta:
        model = Risk
        fields = ["number", "label", "description", "likelihood", "consequence", "position"]
        labels = {"number": "Nr", "label": "Risk", "description": "Beskrivning"}
        widgets = {"label": area(), "description": area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(
            ["parent", "number", "label", "description", "likelihood", "consequence", "position"]
        )
        for name, scale in (("likelihood", LIKELIHOOD), ("consequence", CONSEQUENCE)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "Ej bedömd"), *step_choices(scale)]

    @classmethod
    def parent_value(cls, row: Any) -> str:
        return str(row.category.key) if row.category_id else ""

    def clean_number(self) -> int | None:
        number: int | None = self.cleaned_data["number"]
        if number is not None and not 1 <= number <= HIGHEST_NUMBER:
            raise ValidationError(f"Numret ska vara 1–{HIGHEST_NUMBER}. Lämna tomt för nästa lediga nummer.")
        return number

    def save(self, commit: bool = True) -> Any:
        """Save a standard category with the first risk in it."""
        category = self.instance.category
        if category.pk is None:
            category.report = self.report
            category.save()
            self.note_new(category)
            self.instance.category = category
        return super().save(commit)


class RiskFormSet(RowFormSet):
    """Numbers are unique; a scored risk without one gets the next free."""

    def clean(self) -> None:
        super().clean()
        self._refuse_same_numbers()
        self._refuse_to_orphan()

    def rows(self) -> list[Any]:
        rows = super().rows()
        number = max((row.number or 0 for row in rows), default=0)
        for row in rows:
            if row.number is None and row.score is not None:
                number += 1
                row.number = number
        return sorted(rows, key=lambda row: self._category_place(row))

    def _category_place(self, row: Risk) -> tuple[int, int]:
        if not Risk.category.is_cached(row):
            return HIGHEST_NUMBER, 0
        return row.category.position, row.category.pk or 0

    def save(self, commit: bool = True) -> Any:
        """Swapped numbers are moved out of the way first: they are unique in the database."""
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed() and form.instance.pk]
        moved = Risk.objects.filter(report=self.report, pk__in=changed)
        moved.update(number=models.F("number") + HIGHEST_NUMBER + 1)
        return super().save(commit)

    def _refuse_same_numbers(self) -> None:
        numbers = [row.number for row in super().rows() if row.number is not None]
        for form in self.placed_forms():
            number = form.instance.number
            if number is not None and numbers.count(number) > 1 and "number" not in form.errors:
                form.add_error("number", f"Två risker har nummer {number}. Ge dem olika nummer.")

    def _refuse_to_orphan(self) -> None:
        going = self.rows_taken_away()
        if not going:
            return
        controlled = set(Control.objects.filter(risk__in=going).values_list("risk_id", flat=True))
        for form in self.initial_forms:
            if form.instance in going and form.instance.pk in controlled:
                form.add_error("DELETE", "Risken har kontrollmoment. Ta bort dem först, under uppföljningen.")


class TwoGrids(FormGroup):
    """Rows and the rows under them."""

    def __init__(self, parents: RowFormSet, children: RowFormSet, parent_name: str, refusal: str) -> None:
        super().__init__(parents, children)
        self.parents, self.children = parents, children
        self.parent_name = parent_name
        self.refusal = refusal

    def save(self) -> None:
        """Children first: no child is ever without its parent."""
        self.children.save()
        self.parents.save()

    def orphans(self) -> list[tuple[Any, str]]:
        taken = {getattr(row, f"{self.parent_name}_id") for row in self.children.rows()}
        going = [row.pk for row in self.parents.rows_taken_away() if row.pk in taken]
        return [(form, self.refusal) for form in self.parents.initial_forms if form.instance.pk in going]


# Controls and follow-ups ------------------------------------------------------------------------


class ControlForm(ParentForm):
    parent_name = "risk"
    parent_label = "Risk"
    measurement = forms.ChoiceField(label="Räknas av portalen", required=False)

    class Meta:
        model = Control
        fields = ["label", "method", "frequency", "owner", "reported_to", "measurement", "position"]
        labels = {"label": "Kontrollmoment", "owner": "Ansvarig (funktion)"}
        widgets = {"label": area(3), "method": area(3)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["measurement"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Inget"), *((each.key, each.name) for each in measurements().values())]
        self.order_fields(
            ["parent", "label", "method", "frequency", "owner", "reported_to", "measurement", "position"]
        )


class FollowUpForm(ParentForm):
    parent_name = "control"
    parent_label = "Kontrollmoment"
    shown_before = ("status", "ends_on")
    ends_on = DayField(label="Slutdatum")

    class Meta:
        model = FollowUp
        fields = ["label", "status", "ends_on", "owner", "comment", "position"]
        labels = {"label": "Uppföljning", "owner": "Ansvarig (funktion)"}
        widgets = {"label": area(2), "comment": area(6, "long")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["parent", "label", "status", "ends_on", "owner", "comment", "position"])

    def clean_comment(self) -> str:
        comment: str = self.cleaned_data["comment"].replace("\r\n", "\n")
        if found := prose_problems(comment):
            raise ValidationError(found)
        return comment


# Measures ---------------------------------------------------------------------------------------


class MeasureForm(ParentForm):
    parent_name = "risk"
    parent_label = "Risk"
    is_parent_required = False
    shown_before = ("status", "comment")
    due_on = DayField(label="Klar senast")

    class Meta:
        model = ControlMeasure
        fields = ["label", "owner", "due_on", "status", "comment", "position"]
        labels = {"label": "Åtgärd", "owner": "Ansvarig (funktion)"}
        widgets = {"label": area(3), "comment": area(3, "long")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["label", "parent", "owner", "due_on", "status", "comment", "position"])
