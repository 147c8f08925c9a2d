"""The fields of goals and key figures: a value is kept as typed, and refused when it can't be parsed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goals.target_parsing import parse_value
from reporting.document.ambiguity import DecimalComma, ask_which_number, commas_are_decimal
from reporting.document.amounts import format_number
from reporting.document.parsing import AmountError, parse_number


class ValueField(forms.CharField):
    """A value with its unit, or Ja or Nej. Kept as typed; unparsable text is refused."""

    decimal_comma: DecimalComma = staticmethod(commas_are_decimal)

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "quantity"})
        super().__init__(required=False, max_length=60, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        try:
            parse_value(text)
            ask_which_number(value or "", self.decimal_comma)
        except AmountError as error:
            raise ValidationError(str(error)) from None
        return text


class FigureField(forms.CharField):
    """A number in Swedish print -> Decimal or None. Shown with at least ``decimals`` decimals; zero with none."""

    grid_kind = "quantity"
    decimals = 0
    decimal_comma: DecimalComma = staticmethod(commas_are_decimal)

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"class": "quantity"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return figure_text(value, self.decimals) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        try:
            number = parse_number(value or "")
            ask_which_number(value or "", self.decimal_comma)
            return number
        except AmountError as error:
            raise ValidationError(str(error)) from None

    def run_validators(self, value: Any) -> None:
        """None: those of a CharField are for text."""


def figure_text(value: Decimal, decimals: int = 0) -> str:
    """A figure with all its decimals, at least ``decimals``: 19.5 with two is "19,50"."""
    return format_number(value, max(decimals, decimals_needed(value)) if value else 0)


def decimals_typed(text: str) -> int:
    """2 for "19,50"."""
    _, separator, decimals = text.strip().rpartition("," if "," in text else ".")
    return len(decimals) if separator else 0


def decimals_needed(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
