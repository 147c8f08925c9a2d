"""Filters for ledger amounts and accounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from reporting.document.amounts import format_number

register = template.Library()


@register.filter
def kronor(value: Decimal | None) -> str:
    """Kronor and öre, or "saknas"."""
    return "saknas" if value is None else format_number(value, 2)


@register.filter
def account_label(row: Any, plan: Any) -> str:
    """An account with its object and name, if the file has them: 5010 / 450 Löner."""
    number = f"{row.account} / {row.object}" if getattr(row, "object", "") else str(row.account)
    return f"{number} {plan.account_name(row.account)}".strip()
