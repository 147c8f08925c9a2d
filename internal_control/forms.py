from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from internal_control.calculations import CONSEQUENCE, LIKELIHOOD
from internal_control.models import (
    HIGHEST_NUMBER,
    Control,
    ControlMeasure,
    FollowUp,
    Risk,
    step_choices,
)
from internal_control.row_forms import ParentForm
from reporting.document.prose import problems as prose_problems
from reporting.entry.fields import DayField, area
from reporting.entry.row_formset import RowFormSet
from reporting.measurements import measurements

# Risks ------------------------------------------------------------------------------------------


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
