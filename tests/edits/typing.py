"""What people type: amounts in any way that has one meaning, what is no amount, and texts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

KRONOR = {"kr": 1, "tkr": 1_000, "mnkr": 1_000_000}
NO_BREAK, NARROW = "\u00a0", "\u202f"
MINUSES = ("-", "\u2212", "\u2013")
NO_AMOUNTS = ("abc", "1,2,3", "12 34", "41.391", "=1+1", "1e5", "--5", "-", "5 st", "99999999999999")


@dataclass(frozen=True)
class Typed:
    """A text and the number it means, in ``unit`` or, with "", the table's. No number is blank."""

    text: str
    number: Decimal | None = None
    unit: str = ""
    is_amount: bool = True

    def kronor(self, unit: str) -> Decimal | None:
        return None if self.number is None else self.number * KRONOR[self.unit or unit]


@st.composite
def amounts(draw: st.DrawFn) -> Typed:
    whole = draw(st.integers(0, 99_999))
    decimals = draw(st.sampled_from(["", "", "", "5", "25"]))
    separator = draw(st.sampled_from(["", " ", NO_BREAK, NARROW]))
    text = f"{whole:,}".replace(",", separator)
    if decimals:
        text += draw(st.sampled_from([",", "."])) + decimals
    number = Decimal(f"{whole}.{decimals or 0}")
    if draw(st.booleans()):
        minus, number = draw(st.sampled_from(MINUSES)), -number
        text = draw(st.sampled_from([f"{minus}{text}", f"{text}-", f"({text})"]))
    unit = draw(st.sampled_from(["", "", "", "kr", "tkr", "mnkr"]))
    return Typed(f"{text} {unit}".strip(), number, unit)


AMOUNTS = st.one_of(amounts(), amounts(), amounts(), st.just(Typed("")))
ANYTHING = st.one_of(AMOUNTS, AMOUNTS, st.sampled_from([Typed(text, is_amount=False) for text in NO_AMOUNTS]))

SENTENCES = st.sampled_from(
    [
        "Året har gått bra.",
        "Vi prognosticerar ett underskott om 1 956 tkr.",
        "Utfallet för Rad 1 är {actual} och prognosen {forecast}.",
        "- en punkt\n- en till",
        "## En rubrik\n\nMed text.",
        "Summan är {{ekonomi: summa, actual}}.",
        "Budgeten för Rad 2 är {{ekonomi: rad-2, budget}}.",
        "",
    ]
)
TEXTS = st.one_of(
    SENTENCES,
    SENTENCES,
    st.text("abcåäö 123,.-*_#>|[]()`<&{}\n\t\u2212\u00a0", max_size=60),
)
WORDS = st.sampled_from(
    [
        "",
        "True",
        "1",
        "2",
        "3",
        "70 %",
        "minst 45 st",
        "2023-05-01",
        "Ett ord",
        "planned",
        "yes",
        "4",
        "A" * 201,
    ]
)
