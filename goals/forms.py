"""The fields that goals and key figures are typed in.

A value is kept as it is typed, and refused when it can't be understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.http import urlencode

from goals.judgements import Judgement
from goals.models import CommitteeDecision
from goals.targets import parse_value
from reporting.document.amounts import format_number
from reporting.document.parsing import AmountError, parse_number
from reporting.entry.cells import GridCell
from reporting.entry.rows import RowForm

NEVER_BEHIND = ("id", "DELETE")


class ValueField(forms.CharField):
    """A value with its unit, or Ja or Nej, kept as typed. Refuses what can't be understood."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "quantity"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            parse_value(text)
        except AmountError as error:
            raise ValidationError(str(error)) from None
        return text


class FigureField(forms.CharField):
    """A plain figure as Swedes write it. Cleans to a Decimal or None.

    It is shown with at least ``decimals`` decimals; zero has none.
    """

    grid_kind = "quantity"
    decimals = 0

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "quantity"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return figure_text(value, self.decimals) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        try:
            return parse_number(value or "")
        except AmountError as error:
            raise ValidationError(str(error)) from None

    def run_validators(self, value: Any) -> None:
        """None of a text field's: the value is a figure."""


def figure_text(value: Decimal, decimals: int = 0) -> str:
    """A figure with all the decimals it has, and at least so many: 19.5 with two is "19,50"."""
    return format_number(value, max(decimals, decimals_needed(value)) if value else 0)


def decimals_typed(text: str) -> int:
    """How many decimals a figure is typed with: 2 in "19,50"."""
    _, separator, decimals = text.strip().rpartition("," if "," in text else ".")
    return len(decimals) if separator else 0


def decimals_needed(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class GoalRowForm(RowForm):
    """A row of which some fields stand behind it, and that may have a verdict."""

    judgement: Judgement | None = None
    details_template_name = "goals/_goal_fields.html"
    is_opened = False  # whether what stands behind the row is drawn at once

    @property
    def is_new(self) -> bool:
        return not self.instance.pk

    def grid_fields(self) -> list[str]:
        """None but where a form says so: goals are changed behind a heading."""
        return []

    def cell(self, name: str) -> GridCell:
        bound = self[name]
        return GridCell(bound, self.previous_text(name), f"{bound.label}, {self.row_name}")

    def errors_in(self, names: Sequence[str]) -> bool:
        return any(name in self.errors for name in names)

    def more(self) -> list[forms.BoundField]:
        """The fields that stand behind the row."""
        return [self[name] for name in self.names_behind()]

    def drawn(self) -> Iterable[str]:
        """What stands behind a saved row is drawn when it is opened."""
        behind = set() if self.shows_all else set(self.names_behind())
        return [name for name in self.fields if name not in behind]

    @property
    def shows_all(self) -> bool:
        return self.is_opened or self.has_sent_behind

    @property
    def has_sent_behind(self) -> bool:
        """Whether what stands behind the row was sent: it is drawn again, as it was typed."""
        return self.is_bound and any(self.is_sent(name) for name in self.names_behind())

    @property
    def row_id(self) -> str:
        """The row's own part of the ids of what is computed about it."""
        return f"{self.instance._meta.model_name}-{self.instance.pk or self.prefix}"

    @property
    def details_address(self) -> str:
        """Where the fields behind the row are had, named as in this page; seen from the editor."""
        prefix, _, number = str(self.prefix).rpartition("-")
        query = urlencode({"rad": "" if self.is_new else self.row_id, "grid": prefix, "nummer": number})
        return f"rad/?{query}"

    def names_behind(self) -> list[str]:
        return [name for name in self.fields if name not in NEVER_BEHIND]

    @property
    def has_errors_behind(self) -> bool:
        """Whether what stands behind the row has to be shown at once."""
        return self.is_bound and self.errors_in([*self.names_behind(), "DELETE"])


class DecisionForm(RowForm):
    class Meta:
        model = CommitteeDecision
        fields = ["label", "status", "comment", "position"]
        labels = {"label": "Beslut"}
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("label", "comment")}

    def previous_text(self, name: str) -> str:
        if not isinstance(self.previous, CommitteeDecision):
            return ""
        return {"status": self.previous.get_status_display(), "comment": self.previous.comment}.get(name, "")
