"""A kommun's identity: arms, colour, numbers and addresses. Pure."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from html import escape

LEAST_CONTRAST = 7.0  # against white: WCAG 2.2 AAA for text
COLOR = re.compile(r"#[0-9a-f]{6}")
PNG = "data:image/png;base64,"


@dataclass(frozen=True, kw_only=True)
class Identity:
    """``arms``: an SVG without scripts, references and styles, or a PNG as a data: address; the picture itself, so that
    a frozen document is whole by itself. ``accent``: "#rrggbb".
    """

    arms: str = ""
    arms_text: str = ""
    accent: str = ""
    organisation_number: str = ""
    municipality_code: str = ""
    contact: str = ""
    accessibility_statement: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether the arms are an SVG."""
        return self.arms.startswith("<svg ")

    def drawn_arms(self) -> str:
        """The SVG with its text as title, to stand in a page."""
        head, end, rest = self.arms.partition(">")
        return f"{head}{end}<title>{escape(self.arms_text)}</title>{rest}"

    @property
    def png_arms(self) -> bytes:
        """b"" for arms that are drawn, or none."""
        return base64.b64decode(self.arms.removeprefix(PNG)) if self.arms.startswith(PNG) else b""


NO_IDENTITY = Identity()


def contrast_to_white(color: str) -> float:
    """WCAG contrast of "#rrggbb", 1 to 21."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def accent_problem(color: str) -> str:
    """Why a colour can't be the accent, in Swedish; "" if it can."""
    if not COLOR.fullmatch(color):
        return "Skriv färgen som # och sex tecken, 0–9 och a–f, till exempel #0f3d5e."
    contrast = contrast_to_white(color)
    if contrast >= LEAST_CONTRAST:
        return ""
    measured = f"{int(contrast * 100) / 100:.2f}".replace(".", ",")  # down: 6,999 is not 7
    return (
        f"Färgen är för ljus: kontrasten mot vitt är {measured}:1, och text i färgen behöver minst 7:1 för att alla "
        "ska kunna läsa den. Välj en mörkare färg."
    )


def organisation_number_problem(number: str) -> str:
    """Why it is no organisationsnummer, in Swedish; "" if it is one. Source: Skatteverket SKV 709, Luhn's checksum."""
    if not re.fullmatch(r"[0-9]{6}-[0-9]{4}", number):
        return "Skriv organisationsnumret med tio siffror, till exempel 212000-0142."
    digits = [int(sign) for sign in number.replace("-", "")]
    doubled = [digit * (2 - place % 2) for place, digit in enumerate(digits)]
    if sum(value - 9 if value > 9 else value for value in doubled) % 10:
        return "Organisationsnumrets sista siffra stämmer inte med de andra. Se efter om någon siffra är fel."
    return ""
