"""How a table prints amounts: unit, decimals and signs. Pure.

Amounts are stored in kronor with the ledger's sign (debit +, so cost + and revenue −). Municipalities
print them in at least seven ways; which one is data in the ReportTemplate.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal, get_args, get_type_hints

Unit = Literal["kr", "tkr", "mnkr"]
Sign = Literal["+", "-"]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """``revenue`` and ``cost``: the sign an ordinary revenue or cost is printed with.

    ``surplus`` and ``better``: the sign of a surplus in a result row, and of a variance that is
    better for the result than budgeted. ``zero_variance``: what is printed where a line has no variance.
    """

    unit: Unit = "tkr"
    decimals: Literal[0, 1, 2] = 0
    revenue: Sign = "-"
    cost: Sign = "+"
    surplus: Sign = "-"
    better: Sign = "+"
    zero_variance: Literal["0", "-", ""] = "0"

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Convention:
        """The convention of validated or hostile data; ValueError says in Swedish what is wrong."""
        if not isinstance(data, dict):
            raise ValueError('Enhet och tecken anges som namn och värde, till exempel {"unit": "tkr"}.')
        hints = get_type_hints(cls)
        for key, value in data.items():
            if key not in hints:
                raise ValueError(f"Inställningen ”{key}” finns inte. Välj bland {', '.join(hints)}.")
            allowed = get_args(hints[key])
            if value not in allowed or isinstance(value, bool | float):
                choices = ", ".join(repr(choice) for choice in allowed)
                raise ValueError(f"”{value}” kan inte vara {key}. Välj bland {choices}.")
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    def merged(self, overrides: dict[str, Any]) -> Convention:
        """The convention of one table that differs from its template's."""
        return Convention.from_dict(self.to_dict() | overrides)

    def printed(self, kronor: Decimal, *, is_revenue: bool) -> Decimal:
        """A stored amount (kr, debit +) with the sign its row is printed with (kr)."""
        if is_revenue:
            return kronor if self.revenue == "-" else -kronor
        return kronor if self.cost == "+" else -kronor

    def printed_result(self, kronor: Decimal) -> Decimal:
        """A stored sum of revenue and cost (kr, + is a deficit) as its row prints it."""
        return kronor if self.surplus == "-" else -kronor

    def printed_variance(self, effect: Decimal) -> Decimal:
        """An effect on the result (kr, + is better) as the variance column prints it."""
        return effect if self.better == "+" else -effect

    def stored(self, kronor: Decimal, *, is_revenue: bool) -> Decimal:
        """The inverse of ``printed``: what a person typed as the table prints it, as stored."""
        return self.printed(kronor, is_revenue=is_revenue)

    def note(self) -> str:
        """The convention in plain Swedish, for the first sheet of a workbook and for tables."""
        return (
            f"Intäkter skrivs med {_sign_word(self.revenue)} och kostnader med {_sign_word(self.cost)}. "
            f"Ett överskott skrivs med {_sign_word(self.surplus)} på resultatraden. "
            f"En avvikelse som är bättre än budget skrivs med {_sign_word(self.better)}."
        )


def _sign_word(sign: Sign) -> str:
    return "plus" if sign == "+" else "minus"
