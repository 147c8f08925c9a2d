"""The colours of static/css/tokens.css, measured as WCAG 2.2 does."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / "tokens.css").read_text()))


def luminance(colour: str) -> float:
    """Relative luminance, 0–1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize(
    ("token", "least"),
    [
        *((name, 7) for name in ("ink", "muted", "accent", "link", "focus")),
        *((f"tone-{tone}", 7) for tone in ("good", "partly", "bad", "neutral")),
        ("field-border", 4),
    ],
)
def test_contrast(token, ground, least):
    assert contrast(TOKENS[token], TOKENS[ground]) >= least


def test_text_on_the_accent_colour():
    assert contrast(TOKENS["on-accent"], TOKENS["accent"]) >= 7


def test_print_uses_no_colours_of_its_own():
    """Page margin boxes can't read custom properties, so the colour is literal there."""
    used = set(re.findall(r"#[0-9a-f]{3,6}\b", (CSS / "print.css").read_text()))
    assert used - set(TOKENS.values()) == set()
