"""How a live figure is written in a text: ``{{ekonomisk-rapport: summa, forecast; resultat tkr}}``. Pure.

Before the colon the section's key, and after a slash the table's where two tables of the section have
the row and the column. Then the keys of row and column, and after a semicolon the form: none (as the
table prints it), or up to three of

* how the sign is said: ``belopp`` without it, ``resultat`` as "underskott om" or "överskott om"
* the unit, spelled as it is to be printed (``tkr``, ``mnkr``, ``%``), or ``utan enhet``
* the number of decimals: ``mnkr 2``

Keys never change when a heading is renamed. What is not written just so is ordinary text.
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
    """How a figure is to be printed. ``unit`` "" and ``decimals`` None: as the table prints them."""

    saying: Saying = ""
    unit: str = ""
    decimals: int | None = None
    is_bare: bool = False

    @classmethod
    def parse(cls, text: str) -> Form | None:
        """None when the text asks for something that is no form."""
        found = _FORM.fullmatch(" ".join(text.split()))
        if found is None:
            return None
        saying: Saying = "belopp" if found["saying"] == "belopp" else "resultat" if found["saying"] else ""
        is_bare = found["unit"] == BARE
        decimals = int(found["decimals"]) if found["decimals"] else None
        return cls(
            saying=saying, unit="" if is_bare else found["unit"] or "", decimals=decimals, is_bare=is_bare
        )

    def __str__(self) -> str:
        unit = BARE if self.is_bare else self.unit
        return " ".join(
            filter(None, [self.saying, unit, "" if self.decimals is None else str(self.decimals)])
        )


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A cell by keys and the form to print it in. ``table`` is "" where row and column say enough."""

    section: str
    row: str
    column: str
    table: str = ""
    form: Form = Form()

    def __str__(self) -> str:
        place = f"{self.section}/{self.table}" if self.table else self.section
        form = f"; {self.form}" if str(self.form) else ""
        return f"{{{{{place}: {self.row}, {self.column}{form}}}}}"


@dataclass(frozen=True)
class Found:
    """A reference in a text, between ``start`` and ``end``."""

    start: int
    end: int
    written: str
    reference: Reference


def references(text: str) -> Iterator[Found]:
    """The references in a text, in order."""
    for found in WRITTEN.finditer(text):
        form = Form.parse(found["form"] or "")
        if form is not None:
            reference = Reference(
                section=found["section"],
                table=found["table"] or "",
                row=found["row"],
                column=found["column"],
                form=form,
            )
            yield Found(found.start(), found.end(), found[0], reference)


def parse(written: str) -> Reference | None:
    """The reference that a text is, from brace to brace; None when it is anything else."""
    found = next(references(written), None)
    return found.reference if found and found.written == written else None


def has_references(text: str) -> bool:
    return "{{" in text and next(references(text), None) is not None
