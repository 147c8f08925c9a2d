"""Several grids of one section, validated and saved together."""

from __future__ import annotations

from typing import Any

from reporting.entry.row_formset import RowFormSet
from reporting.journal.writing import Batch


class FormGroup:
    """``formsets`` in the order they are shown and saved."""

    def __init__(self, *formsets: RowFormSet) -> None:
        self.formsets = formsets
        self.is_bound = formsets[0].is_bound
        self._is_valid: bool | None = None

    @property
    def batch(self) -> Batch | None:
        return self.formsets[0].batch

    @batch.setter
    def batch(self, batch: Batch | None) -> None:
        for formset in self.formsets:
            formset.batch = batch

    def orphans(self) -> list[tuple[Any, str]]:
        """Forms of rows that can't be deleted because other rows belong to them, each with the reason."""
        return []

    def is_valid(self) -> bool:
        """Validates every form, to show all errors at once."""
        if self._is_valid is None:
            verdicts = [formset.is_valid() for formset in self.formsets]
            refused = self.orphans()
            for form, reason in refused:
                form.add_error("DELETE", reason)
            self._is_valid = all(verdicts) and not refused
        return self._is_valid

    def save(self) -> None:
        for formset in self.formsets:
            formset.save()
