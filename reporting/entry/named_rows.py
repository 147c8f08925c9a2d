"""Rows of which no two beside each other have the same name."""

from __future__ import annotations

from typing import Any, ClassVar

from reporting.entry.exchanged_names import folded_name
from reporting.entry.row_formset import RowFormSet


class NamedRowFormSet(RowFormSet):
    """Refuses rows that are new, renamed or moved. Those stored stay as they are."""

    namesake: ClassVar[str]  # the error, with {} for the name

    def beside(self, row: Any) -> Any:
        """What rows have in common that stand beside each other: here the whole table."""
        return True

    def clean(self) -> None:
        super().clean()
        form: Any = self.form  # a RowForm, which Django's stubs can't know
        named = {self.label_field, *form.chosen_rows}
        changed = [form for form in self.placed_forms() if named.intersection(form.changed_data)]
        if changed:
            self._refuse_namesakes(changed)

    def _refuse_namesakes(self, changed: list[Any]) -> None:
        mine = {id(form.instance) for form in changed}
        met = {self._place_and_name(row) for row in self.rows() if id(row) not in mine}
        for form in changed:
            name = self._place_and_name(form.instance)
            if name in met and self.label_field not in form.errors:
                label = getattr(form.instance, self.label_field)
                form.add_error(self.label_field, self.namesake.format(label))
            met.add(name)

    def _place_and_name(self, row: Any) -> tuple[Any, str]:
        return self.beside(row), folded_name(getattr(row, self.label_field))
