from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from goals.forms.fields import FigureField, decimals_typed, figure_text
from goals.models import EMPTY_GROUP, FIGURES, KeyFigure
from goals.models.key_figures import MOST_DECIMALS
from reporting.document.ambiguity import is_share
from reporting.entry.forms import SOMEONE_ELSE
from reporting.entry.rows import RowForm

POSSIBLE_DECIMALS = {str(number) for number in range(MOST_DECIMALS + 1)}
SIZES = ("group_size_women", "group_size_men")


class KeyFigureForm(RowForm):
    """``headings``: figure -> label; ``asks_for_sizes``: whether small groups are hidden."""

    number_fields = FIGURES
    total = FigureField()
    women = FigureField()
    men = FigureField()
    decimals_read = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the page's; sent with its figures

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
        self.initial["decimals_read"] = str(self.instance.decimals)
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
        figure.widget.attrs["data-with"] = "decimals_read"
        seen = self._decimals_seen()
        figure.decimals = self.instance.decimals if seen is None else seen

    def is_decimal_number(self, name: str, smaller: Decimal) -> bool:
        unit = self.data.get(self.add_prefix("unit"), "") if self.is_bound else ""
        return is_share(f"{unit} {self.instance.unit}") or super().is_decimal_number(name, smaller)

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
        """As stated, else as many as the figures are typed with, if no one else has stated them meanwhile."""
        stated: int | None = cleaned.get("decimals")
        if stated is not None:
            return stated
        changed = set(self.changed_data).intersection(FIGURES)
        typed = max((decimals_typed(str(self[name].data or "")) for name in changed), default=0)
        is_kept = self.instance.pk and "decimals" not in self.changed_data
        if is_kept and self._are_decimals_another_persons():
            return int(self.instance.decimals)
        return max(typed, self.instance.decimals) if is_kept else typed

    def _decimals_seen(self) -> int | None:
        """As the page had them; None if it doesn't say, or of a new row."""
        names = (self[name].html_initial_name for name in ("decimals_read", "decimals"))
        said = [text for name in names if self.is_bound and (text := self.data.get(name))]
        return int(said[-1]) if self.instance.pk and said and said[-1] in POSSIBLE_DECIMALS else None

    def _are_decimals_another_persons(self) -> bool:
        if self._decimals_seen() in (None, self.instance.decimals):
            return False
        return self.batch_to_save_in() is None or self._who_saved("decimals") == SOMEONE_ELSE

    def _has_empty_group(self, cleaned: Mapping[str, Any], sex: str) -> bool:
        return self.value_now(cleaned, f"group_size_{sex}") == 0 and bool(self.value_now(cleaned, sex))

    def previous_text(self, name: str) -> str:
        value = getattr(self.previous, name, None)
        if value is None:
            return ""
        if name in FIGURES:
            return figure_text(value, getattr(self.previous, "decimals", 0))
        return str(value) if name in SIZES else ""
