"""Several grids of one section, validated and saved together."""

from __future__ import annotations

from typing import Any

from reporting.entry.row_formset import RowFormSet


class FormGroup:
    """``formsets`` in the order they are shown and saved: what lies under a row goes before the row itself.

    A subclass says with ``orphans`` which rows can't go, and what is said beside their boxes.
    """

    def __init__(self, *formsets: RowFormSet) -> None:
        self.formsets = formsets
        self.is_bound = formsets[0].is_bound
        self._is_valid: bool | None = None

    def orphans(self) -> list[tuple[Any, str]]:
        """The forms of rows that are to go though others lie under them, each with why it can't."""
        return []

    def is_valid(self) -> bool:
        """Judges every form, so that every fault is shown at once."""
        if self._is_valid is None:
            verdicts = [formset.is_valid() for formset in self.formsets]
            refused = self.orphans()
            for form, why in refused:
                form.add_error("DELETE", why)
            self._is_valid = all(verdicts) and not refused
        return self._is_valid

    def save(self) -> None:
        for formset in self.formsets:
            formset.save()
