"""The categories of risks: a report's own, and standard ones proposed until it has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.text import slugify

from internal_control.models import ControlCategory
from reporting.entry.exchanged_names import folded_name
from reporting.entry.named_rows import NamedRowFormSet
from reporting.entry.rows import RowForm
from reporting.models.journal import snapshot

STANDARD_CATEGORIES = ("Administration", "Ekonomi", "Personal", "Verksamhet")


def category_choices(categories: Sequence[ControlCategory]) -> dict[str, models.Model]:
    """By key: the report's categories, then the standard ones it lacks, which are saved with the first risk that
    picks one. A key is the same before that and after."""
    keys = {category.key for category in categories}
    names = {folded_name(category.label) for category in categories}
    missing = [
        ControlCategory(key=slugify(label), label=label, position=len(categories) + place)
        for place, label in enumerate(STANDARD_CATEGORIES, start=1)
        if slugify(label) not in keys and folded_name(label) not in names
    ]
    return {category.key: category for category in (*categories, *missing)}


class CategoryForm(RowForm):
    class Meta:
        model = ControlCategory
        fields = ["label", "position"]
        labels = {"label": "Kategori"}


class CategoryFormSet(NamedRowFormSet):
    namesake = "Kategorin ”{}” finns redan. Välj den vid risken, eller skriv ett annat namn."

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Typed in the same save as a risk that picked the proposed one by that name: one category."""
        saved = ControlCategory.objects.filter(report=self.report)
        name = folded_name(form.instance.label)
        made = next((category for category in saved if folded_name(category.label) == name), None)
        if made is None:
            return super().save_new(form, commit)
        form.instance.pk, form.instance.key = made.pk, made.key
        form.instance._state.adding = False
        form.before = snapshot(made)
        return form.save(commit)
