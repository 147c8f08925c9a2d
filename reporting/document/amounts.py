"""Swedish figures as they are printed, and the units of money. Decimal only, never float. Pure.

Money is kept in kronor with at most two decimals (öre). A figure is printed with U+2212 as minus, U+00A0
between thousands and before a unit, and a decimal comma. ``parsing`` is the inverse.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"

# Kronor per unit, by the name the unit is printed with.
UNITS: dict[str, Decimal] = {
    "kr": Decimal(1),
    "tkr": Decimal(1_000),
    "mnkr": Decimal(1_000_000),
    "mdkr": Decimal(1_000_000_000),
}

_SPELLINGS: dict[str, str] = {
    **dict.fromkeys(("kr", "kronor", "krona", "sek", ":-", ",-"), "kr"),
    **dict.fromkeys(("tkr", "kkr", "tsek", "ksek", "tusen kr", "tusen kronor"), "tkr"),
    **dict.fromkeys(
        ("mkr", "mnkr", "msek", "mn kr", "milj kr", "milj kronor", "miljoner kr", "miljoner kronor"), "mnkr"
    ),
    **dict.fromkeys(("mdkr", "mdsek", "md kr", "mdr kr", "miljarder kr", "miljarder kronor"), "mdkr"),
}


@dataclass(frozen=True)
class Quantity:
    """A value with its unit as written: "", "tkr", "%", "st", "dagar"."""

    value: Decimal
    unit: str = ""


def money_unit(written: str) -> str | None:
    """The key of UNITS for a spelling ("Mkr" and "mSEK" are "mnkr"); None if not money."""
    return _SPELLINGS.get(written.lower().replace(".", "").strip())


def format_number(value: Decimal, decimals: int = 0) -> str:
    """Print with thousands spaces and decimal comma, rounded half up; zero never carries a minus."""
    exact = rounded(value, decimals)
    printed = f"{abs(exact):,f}".replace(",", NO_BREAK_SPACE).replace(".", ",")
    return MINUS + printed if exact < 0 else printed


def rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, however large."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, Context(prec=99))


def format_quantity(quantity: Quantity) -> str:
    """Print the value with as many decimals as it has, a no-break space and the unit: "98,53 %"."""
    printed = format_number(quantity.value, exact_decimals(quantity.value))
    unit = quantity.unit.replace(" ", NO_BREAK_SPACE)
    return f"{printed}{NO_BREAK_SPACE}{unit}" if unit else printed


def exact_decimals(value: Decimal) -> int:
    """How many decimals print the value exactly."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
