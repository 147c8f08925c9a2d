"""Form fields of amounts, weights and dates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.models import AMOUNT_LIMIT
from reporting.document.ambiguity import DecimalComma, ask_which_number, commas_are_decimal
from reporting.document.amounts import format_number
from reporting.document.parsing import AmountError, parse_number
from reporting.entry.forms import AmountField

MOST_WEIGHT = Decimal(10) ** 9
WEIGHT_DECIMALS = 4


class SummedAmountField(AmountField):
    """An amount below AMOUNT_LIMIT."""

    def to_python(self, value: Any) -> Any:
        amount: Decimal | None = super().to_python(value)
        if amount is not None and abs(amount) >= AMOUNT_LIMIT:
            raise ValidationError(
                "Beloppet är hundra miljarder kronor eller mer. Kontrollera antalet siffror och enheten."
            )
        return amount


class WeightField(forms.CharField):
    """An allocation key's weight: zero or more; None if blank."""

    decimal_comma: DecimalComma = staticmethod(commas_are_decimal)

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "amount"})
        super().__init__(required=False, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        exponent = value.normalize().as_tuple().exponent
        return format_number(value, max(0, -exponent) if isinstance(exponent, int) else 0)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip().removesuffix("%")
        try:
            weight = parse_number(text)
            ask_which_number(value or "", self.decimal_comma)
        except AmountError as error:
            raise ValidationError(str(error)) from None
        if weight is None:
            return None
        if not 0 <= weight < MOST_WEIGHT or weight != round(weight, WEIGHT_DECIMALS):
            raise ValidationError(
                "En andel är noll eller mer, högst en miljard och med högst fyra decimaler. "
                "Skriv till exempel 27,6."
            )
        return weight

    def run_validators(self, value: Any) -> None:
        """None: a text field's validators don't take numbers."""
