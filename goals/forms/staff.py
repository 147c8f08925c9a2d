from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from goals.forms.fields import FigureField, decimals_typed, figure_text
from goals.models import EMPTY_GROUP, FIGURES, KeyFigure
from reporting.entry.rows import RowForm

SIZES = ("group_size_women", "group_size_men")


class KeyFigureForm(RowForm):
    """``headings``: figure -> label; ``asks_for_sizes``: whether small groups are hidden."""

    total = FigureField()
    women = FigureField()
    men = FigureField()

    class Meta:
        model = KeyFigure
        fields = ["label", "group", "unit", *FIGURES, *SIZES, "decimals", "position"]
        labels = {"label": "Nyckeltal", "group": "Under rubriken", "decimals": "Decimaler"}
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 2, "class": "label"}) for name in ("label", "group")},
            "unit": forms.TextInput(attrs={"class": "short"}),
        }

    def __init__(self, *args: Any, headings: Mapping[str, str], asks_for_sizes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIGURES:
            self._show_figure(name, headings)
        if not asks_for_sizes:
            for name in SIZES:
                del self.fields[name]
        self.fields["decimals"].required = False
        if not self.instance.pk:
            self.initial["decimals"] = None

    def _show_figure(self, name: str, headings: Mapping[str, str]) -> None:
        if name not in headings:
            del self.fields[name]
            return
        figure = self.fields[name]
        assert isinstance(figure, FigureField)
        figure.label = headings[name]
        figure.decimals = self.instance.decimals

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        cleaned["decimals"] = self._decimals(cleaned)
        for sex in ("women", "men"):
            if self._has_empty_group(cleaned, sex):
                self.add_error(sex if sex in self.fields else None, EMPTY_GROUP)
        return cleaned

    def clean_group(self) -> str:
        return " ".join(self.cleaned_data["group"].split())

    def _decimals(self, cleaned: Mapping[str, Any]) -> int:
        """As stated, else as many as the figures are typed with."""
        stated: int | None = cleaned.get("decimals")
        if stated is not None:
            return stated
        changed = set(self.changed_data).intersection(FIGURES)
        typed = max((decimals_typed(str(self[name].data or "")) for name in changed), default=0)
        is_kept = self.instance.pk and "decimals" not in self.changed_data
        return max(typed, self.instance.decimals) if is_kept else typed

    def _has_empty_group(self, cleaned: Mapping[str, Any], sex: str) -> bool:
        return self.value_now(cleaned, f"group_size_{sex}") == 0 and bool(self.value_now(cleaned, sex))

    def previous_text(self, name: str) -> str:
        value = getattr(self.previous, name, None)
        if value is None:
            return ""
        if name in FIGURES:
            return figure_text(value, getattr(self.previous, "decimals", 0))
        return str(value) if name in SIZES else ""
