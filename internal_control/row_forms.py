"""What the forms of internal control share: rows, and rows under another row of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db import models

from reporting.entry.form_group import FormGroup
from reporting.entry.row_formset import RowFormSet
from reporting.entry.rows import RowForm


class ParentForm(RowForm):
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
