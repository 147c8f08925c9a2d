"""How figures of a ledger are printed in templates."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from reporting.amounts import format_number

register = template.Library()


@register.filter
def kronor(value: Decimal | None) -> str:
    """Kronor with öre; "saknas" when there is no value."""
    return "saknas" if value is None else format_number(value, 2)


@register.filter
def account_name(plan: Any, number: str) -> str:
    return str(plan.account_name(number))
