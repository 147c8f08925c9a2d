"""How a table of somebody's own workbook is laid out: which sheet, row and columns, unit and sign. Pure.

Described once and found again next period, when dates in headings and names of sheets have moved on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from difflib import SequenceMatcher

from reporting.document.ambiguity import DecimalComma, ask_which, comma_is_unclear
from reporting.document.amounts import UNITS, format_number, money_unit
from reporting.document.parsing import AmountError, parse_amount, parse_quantity
from reporting.document.signs import DASHES, EM_DASH, plain
from reporting.imports.spreadsheets.cells import Sheet, SheetCell, UploadRefused, shown_value
from reporting.models.table_layout import Blank, ColumnUse, Rounding, TableLayout, folded

HEADER_WITHIN = 20  # rows
TOO_LARGE = Decimal(10) ** 15  # kronor; the forms' own limit is lower, but decimals are counted before them
_MONTHS = "jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec"
_MOVES_ON = re.compile(rf"\b(?:{_MONTHS})[a-zåäö]*|[0-9]+|[\W_]+", re.IGNORECASE)


# Words before the word that says what a column is: "Ackumulerat utfall".
_HOW_COUNTED = re.compile(
    r"acku\w*|total\w*|aktuell\w*|faktisk\w*|verklig\w*|årets|hela|summa|period|periodens|redovisa\w*"
)
_EARLIER_YEAR = re.compile(r"\b(föreg\w*|förra|fjol\w*|fg|f\.å)\b")
_SUM = re.compile(r"(del)?summa\b|(grand )?total(t|er|summa)?\b|s:a\b|sa\b|summering\b")
NEAR, CLEARLY_NEARER = 0.8, 0.05  # how alike two names are, of 1


def stem(text: str) -> str:
    """A heading or sheet name without figures and months, which differ between periods."""
    return _MOVES_ON.sub("", text).casefold()


def letter(place: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name, rest = "", place + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def find_sheet(names: Collection[str], layout: TableLayout) -> str | None:
    """The sheet with the saved name; else the only one that differs in figures and months alone."""
    if layout.sheet in names:
        return layout.sheet
    alike = [name for name in names if stem(name) == stem(layout.sheet)]
    if len(alike) == 1:
        return alike[0]
    return next(iter(names)) if len(names) == 1 else None


def headings(sheet: Sheet, row: int) -> dict[int, str]:
    return {place: folded(shown_value(cell)) for place, cell in sheet.rows.get(row, {}).items()}


def find_columns(sheet: Sheet, layout: TableLayout) -> tuple[int, dict[int, ColumnUse]]:
    """The row of headings and where each column is now. Raises UploadRefused naming those that are not there.

    In the row and place it had, with the same heading but for figures and months; else at that heading,
    if it occurs once. The row may have moved, if all columns are in another of the first rows.
    """
    for row in (layout.header_row, *sorted(sheet.rows)[:HEADER_WITHIN]):
        found, missing = _columns_in(sheet, row, layout)
        if not missing:
            return row, found
    names = ", ".join(
        f"”{c.heading or letter(c.place)}”" for c in _columns_in(sheet, layout.header_row, layout)[1]
    )
    raise UploadRefused(
        f"Kolumnen {names} finns inte på rad {layout.header_row} i {sheet.shown}. Visa var den står nu."
    )


def _columns_in(sheet: Sheet, row: int, layout: TableLayout) -> tuple[dict[int, ColumnUse], list[ColumnUse]]:
    now = headings(sheet, row)
    found: dict[int, ColumnUse] = {}
    missing = []
    for column in layout.columns:
        place = _place_now(now, column)
        if place is None or place in found:
            missing.append(column)
        else:
            found[place] = column
    return found, missing


def _place_now(now: Mapping[int, str], column: ColumnUse) -> int | None:
    heading, there = folded(column.heading), now.get(column.place, "")
    if bool(there) == bool(heading) and stem(there) == stem(heading):
        return column.place
    same = [place for place, text in now.items() if text == heading]
    return same[0] if len(same) == 1 and heading else None


def likely_header(sheet: Sheet, known: Iterable[str]) -> int:
    """The row with most words of the report's own headings, then with most texts."""
    words = {word for text in known for word in _words(text)}

    def score(number: int) -> tuple[int, int]:
        texts = [str(cell.value) for cell in sheet.rows[number].values() if isinstance(cell.value, str)]
        return sum(bool(words & set(_words(text))) for text in texts), len(texts)

    first = sorted(sheet.rows)[:HEADER_WITHIN]
    return max(first, key=score, default=1)


def likely_use(heading: str, fields: Mapping[str, str]) -> str:
    """The only field whose heading begins like the column's, leaving out how it is counted ("Ackumulerat"); else "".

    A column of an earlier year is no figure of this year.
    """
    words = _naming_words(heading)[:1]
    alike = [
        name
        for name, text in fields.items()
        if words
        and any(words[0] in word or word in words[0] for word in _naming_words(text)[:1])
        and _is_of_earlier_year(text) == _is_of_earlier_year(heading)
    ]
    return alike[0] if len(alike) == 1 else ""


def is_accumulated(heading: str) -> bool:
    return bool(re.search(r"\back", heading.casefold()))


def _naming_words(text: str) -> list[str]:
    return [word for word in _words(text) if not _HOW_COUNTED.fullmatch(word)]


def _is_of_earlier_year(text: str) -> bool:
    return bool(_EARLIER_YEAR.search(text.casefold()))


def is_sum(text: str) -> bool:
    """Whether a row's name says that it is a sum."""
    return bool(_SUM.match(text.strip().casefold()))


def likely_row(text: str, names: Mapping[str, str]) -> str:
    """The choice whose name is clearly nearest to a row's ("Taxor o avgifter"), or ""."""
    wanted = _spelled_out(text)
    ratios = sorted(
        (
            (SequenceMatcher(None, wanted, _spelled_out(name)).ratio(), choice)
            for choice, name in names.items()
        ),
        reverse=True,
    )
    near = [(ratio, choice) for ratio, choice in ratios if ratio >= NEAR]
    if not near or (len(near) > 1 and near[0][0] - near[1][0] < CLEARLY_NEARER):
        return ""
    return near[0][1]


def _spelled_out(text: str) -> str:
    """A name with its signs and short words written out."""
    words = re.findall(r"\w+|[&+]", text.casefold())
    return " ".join("och" if word in {"o", "&", "+"} else word for word in words)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-zåäöé]+", text.casefold()) if len(word) > 3]


def kronor(
    cell: SheetCell, layout: TableLayout, decimal_comma: DecimalComma = comma_is_unclear
) -> Decimal | Blank | None:
    """A cell's amount in kronor, None for "saknas", or KEEP. Raises AmountError in Swedish."""
    if cell.fault:
        raise AmountError(cell.fault)
    if isinstance(cell.value, str):
        return _typed(cell.value, layout, decimal_comma)
    if not isinstance(cell.value, Decimal):
        raise AmountError("Här väntas ett belopp, men cellen är ett datum eller sant/falskt. Skriv ett tal.")
    return _kept(cell.value * UNITS[layout.unit], shown_value(cell), layout)


def _typed(text: str, layout: TableLayout, decimal_comma: DecimalComma) -> Decimal | Blank | None:
    if text.strip() in {*DASHES, EM_DASH}:
        if layout.dash is Blank.KEEP:
            raise AmountError(
                f"”{text.strip()}” är bara ett streck, som kan betyda noll eller att värdet saknas. "
                "Välj vad det betyder, under ”Ändra kolumner och tecken”."
            )
        return Decimal(0) if layout.dash is Blank.ZERO else None
    if layout.rounding is Rounding.EXACT:
        return parse_amount(text, unit=layout.unit, decimal_comma=decimal_comma)
    quantity = parse_quantity(text)
    if quantity is None:
        return layout.blank
    unit = money_unit(quantity.unit) if quantity.unit else layout.unit
    if unit is None:
        return parse_amount(text, unit=layout.unit)  # raises: not an amount of money
    if not quantity.unit:
        ask_which(plain(text), quantity.value, unit, text, decimal_comma)
    return _kept(quantity.value * UNITS[unit], text, layout)


def _kept(value: Decimal, shown: str, layout: TableLayout) -> Decimal:
    """An amount rounded as the nämnd has chosen, or exact."""
    if abs(value) >= TOO_LARGE:
        raise AmountError(
            f"{shown[:40]} {layout.unit} är för stort för att vara ett belopp. Kontrollera enheten."
        )
    if layout.rounding is not Rounding.EXACT:
        step = Decimal(layout.rounding.value)
        return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
    if value != value.quantize(Decimal("0.01")):
        raise AmountError(
            f"{shown} {layout.unit} blir {format_number(value, 4)} kr, och delar av ett öre går inte att spara. "
            "Välj avrundning för tabellen, eller avrunda i filen."
        )
    return value
