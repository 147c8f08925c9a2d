"""How a live figure is written in a text: ``{{ekonomisk-rapport: summa, forecast; resultat tkr}}``. Pure.

The section's key, with ``/`` and the table's key where two of its tables have the row and column; a
colon; the keys of row and column; a semicolon and the form. Without a form the figure prints as in the
table. A form is up to three of

* the wording of the sign: ``belopp`` without sign, ``resultat`` as "underskott om" or "överskott om"
* the unit as printed (``tkr``, ``mnkr``, ``%``), or ``utan enhet``
* the number of decimals: ``mnkr 2``

Keys survive renamed headings. Anything else between braces is ordinary text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

Saying = Literal["", "belopp", "resultat"]
SAYINGS: tuple[str, ...] = tuple(saying for saying in get_args(Saying) if saying)
BARE = "utan enhet"
MOST_DECIMALS = 6

_KEY = r"[\w.-]{1,120}"
_ROW_OR_COLUMN = r"[\w.:-]{1,120}"  # "variance:budget:forecast"
WRITTEN = re.compile(
    rf"(?<!\\)\{{\{{[ ]*(?P<section>{_KEY})(?:/(?P<table>{_KEY}))?[ ]*:[ ]*(?P<row>{_ROW_OR_COLUMN})[ ]*,"
    rf"[ ]*(?P<column>{_ROW_OR_COLUMN})[ ]*(?:;(?P<form>[^{{}};\n]{{0,60}}))?\}}\}}"
)
_FORM = re.compile(
    rf"(?:(?P<saying>{'|'.join(SAYINGS)})(?:[ ]|\Z))?"
    rf"[ ]*(?P<unit>{BARE}|%|[^\W\d_]+(?:[ ](?:kr|kronor))?)?[ ]*(?P<decimals>[0-{MOST_DECIMALS}])?"
)


@dataclass(frozen=True, kw_only=True)
class Form:
    """``unit`` "" and ``decimals`` None: as in the table. ``is_bare``: without a unit."""

    saying: Saying = ""
    unit: str = ""
    decimals: int | None = None
    is_bare: bool = False

    @classmethod
    def parse(cls, text: str) -> Form | None:
        """None for anything but a form."""
        match = _FORM.fullmatch(" ".join(text.split()))
        if match is None:
            return None
        saying: Saying = "belopp" if match["saying"] == "belopp" else "resultat" if match["saying"] else ""
        is_bare = match["unit"] == BARE
        decimals = int(match["decimals"]) if match["decimals"] else None
        return cls(
            saying=saying, unit="" if is_bare else match["unit"] or "", decimals=decimals, is_bare=is_bare
        )

    def __str__(self) -> str:
        unit = BARE if self.is_bare else self.unit
        return " ".join(
            filter(None, [self.saying, unit, "" if self.decimals is None else str(self.decimals)])
        )


@dataclass(frozen=True, kw_only=True)
class Reference:
    """``table`` is "" where row and column are unique in the section."""

    section: str
    row: str
    column: str
    table: str = ""
    form: Form = Form()

    def __str__(self) -> str:
        table = f"{self.section}/{self.table}" if self.table else self.section
        form = f"; {self.form}" if str(self.form) else ""
        return f"{{{{{table}: {self.row}, {self.column}{form}}}}}"


@dataclass(frozen=True)
class ReferenceSpan:
    """A reference between ``start`` and ``end`` of a text."""

    start: int
    end: int
    written: str
    reference: Reference


def references(text: str) -> Iterator[ReferenceSpan]:
    for match in WRITTEN.finditer(text):
        form = Form.parse(match["form"] or "")
        if form is not None:
            reference = Reference(
                section=match["section"],
                table=match["table"] or "",
                row=match["row"],
                column=match["column"],
                form=form,
            )
            yield ReferenceSpan(match.start(), match.end(), match[0], reference)


def parse(written: str) -> Reference | None:
    """A text that is one reference and nothing else; None otherwise."""
    span = next(references(written), None)
    return span.reference if span and span.written == written else None


def has_references(text: str) -> bool:
    return "{{" in text and next(references(text), None) is not None
