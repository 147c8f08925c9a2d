"""How a table prints amounts: unit, decimals and signs. Pure.

Amounts are stored in kronor with the ledger's sign (debit +, so cost + and revenue −). Municipalities
print them in at least seven ways; a ReportTemplate chooses one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal, get_args, get_type_hints

Unit = Literal["kr", "tkr", "mnkr"]
Sign = Literal["+", "-"]
Side = Literal["revenue", "cost", "appropriation", "result"]


@dataclass(frozen=True, kw_only=True)
class Convention:
    """``revenue``, ``cost``: the sign of an ordinary revenue and cost.

    ``surplus``: the sign of a surplus in a result row. ``better``: the sign of a variance better than
    budget. ``zero_variance``: the text of a line's zero variance.
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
        """From untrusted data. Raises ValueError in Swedish."""
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
        """A table's own convention: its template's, with overrides."""
        return Convention.from_dict(self.to_dict() | overrides)

    def sign(self, side: Side, *, appropriation: Sign = "+") -> int:
        """1 where a stored amount (debit +) keeps its sign in print and entry, −1 where it is turned.

        ``appropriation``: the printed sign of an ordinary kommunbidrag, which is a credit.
        """
        keeps: dict[Side, bool] = {
            "revenue": self.revenue == "-",
            "cost": self.cost == "+",
            "appropriation": appropriation == "-",
            "result": self.surplus == "-",
        }
        return 1 if keeps[side] else -1

    def printed(self, kronor: Decimal, side: Side) -> Decimal:
        """A stored amount (kr, debit +; a result: + is a deficit) with its printed sign."""
        return kronor if self.sign(side) == 1 else -kronor

    def printed_variance(self, effect: Decimal) -> Decimal:
        """An effect on the result (kr, + is better) with its printed sign."""
        return effect if self.better == "+" else -effect

    def note(self) -> str:
        """The convention in Swedish."""
        return (
            f"Intäkter skrivs med {_sign_word(self.revenue)} och kostnader med {_sign_word(self.cost)}. "
            f"Ett överskott skrivs med {_sign_word(self.surplus)} på resultatraden. "
            f"En avvikelse som är bättre än budget skrivs med {_sign_word(self.better)}."
        )


def _sign_word(sign: Sign) -> str:
    return "plus" if sign == "+" else "minus"
