"""Rows with a place among the others, as they are typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms

from reporting.entry.rows import RowForm, RowFormSet

LAST = 32_767  # the place of a new row whose place is not typed


class PlacedForm(RowForm):
    """A row with a place among the others."""

    number = 1  # among the blank rows

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._refuse_what_no_column_holds()
        self.fields["position"].required = False
        self.fields["position"].label = "Ordning"
        if not self.instance.pk:
            self.initial["position"] = None

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
        name = str(self.instance._meta.verbose_name).capitalize()
        return f"{name}, ny rad {self.number}" if self.number > 0 else f"{name}, borttagen rad"

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


class PlacedFormSet(RowFormSet):
    """Rows in the order they are to stand. ``more`` goes to each form."""

    def __init__(self, *args: Any, title: str, blank: int, **kwargs: Any) -> None:
        self.more_kwargs: dict[str, Any] = kwargs.pop("more", {})
        super().__init__(*args, **kwargs)
        self.title = title
        self.extra = blank

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | self.more_kwargs

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)
        form.number = self._number(form, i)
        return form

    def _number(self, form: Any, i: int) -> int:
        """A blank row's place among the blank rows; 0 for a row that is gone."""
        if not self.has_only_sent_rows:
            return i - self.initial_form_count() + 1
        return 0 if form.was_saved else i - len(self.get_queryset()) + 1

    def placed_forms(self) -> list[Any]:
        """The forms of the rows that stay, in the order the rows are to stand."""
        kept = {id(row) for row in super().rows()}
        forms_kept: list[Any] = [form for form in self.forms if id(form.instance) in kept]
        return sorted(forms_kept, key=lambda form: form.place())

    def rows(self) -> list[Any]:
        """Also those that someone else has added since the page was opened: they are part of the sums, and keep
        their places."""
        placed = [(form.place(), form.instance) for form in self.placed_forms()]
        placed += [((row.position, 1), row) for row in self._rows_not_on_the_page()]
        return [row for _, row in sorted(placed, key=lambda each: each[0])]

    def _rows_not_on_the_page(self) -> list[Any]:
        shown: set[Any] = {form.instance.pk for form in self.forms}
        return [row for row in self.get_queryset() if row.pk not in shown]

    def rows_taken_away(self) -> list[Any]:
        """The saved rows that are to be deleted."""
        return [form.instance for form in self.initial_forms if form.instance.pk and self._is_deleted(form)]

    def save(self, commit: bool = True) -> Any:
        rows = self.rows()
        saved = super().save(commit)
        if self._has_changed_places(rows):
            self._renumber(rows)
        return saved

    def _has_changed_places(self, rows: Sequence[Any]) -> bool:
        """A figure that is saved while one types leaves the places that the page shows."""
        places = [row.position for row in rows]
        moved = any("position" in form.changed_data for form in self.initial_forms)
        return bool(moved or self.new_objects or self.deleted_objects or places != sorted(set(places)))

    def _renumber(self, rows: Sequence[Any]) -> None:
        """Places are 1, 2, 3 … after each move, so that any place can be typed next time."""
        moved: list[Any] = []
        for place, row in enumerate(rows, start=1):
            if row.position != place:
                row.position = place
                moved.append(row)
        if moved:
            type(moved[0])._default_manager.bulk_update(moved, ["position"])


MOST_ROWS = 500  # of one grid; a forged post can't ask for more


def placed_formset(
    form: type[PlacedForm], formset: type[PlacedFormSet] = PlacedFormSet
) -> type[PlacedFormSet]:
    made = forms.modelformset_factory(
        form._meta.model,
        form=form,
        formset=formset,
        can_delete=True,
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )
    return cast("type[PlacedFormSet]", made)
