"""The colours of static/css/tokens.css, and of schemes.css on a dark screen, measured as WCAG 2.2 does."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"


def colours(name: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / name).read_text()))


TOKENS = colours("tokens.css")
DARK = colours("schemes.css")


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


@pytest.mark.parametrize("tokens", [TOKENS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "surface"])
@pytest.mark.parametrize(
    ("token", "least"),
    [
        *((name, 7) for name in ("ink", "muted", "accent", "link", "focus")),
        *((f"tone-{tone}", 7) for tone in ("good", "partly", "bad", "neutral")),
        ("field-border", 4),
    ],
)
def test_contrast(token, ground, least, tokens):
    assert contrast(tokens[token], tokens[ground]) >= least


@pytest.mark.parametrize("tokens", [TOKENS, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("on-accent", "accent"),
        ("ink", "target"),
        ("muted", "target"),
        ("ink", "found"),
        ("ink", "surface-strong"),
    ],
)
def test_text_on_colour(text, ground, tokens):
    assert contrast(tokens[text], tokens[ground]) >= 4.5


def test_dark_has_every_colour_of_light():
    assert set(DARK) == set(TOKENS)


def test_print_uses_no_colours_of_its_own():
    """Page margin boxes can't read custom properties, so the colour is literal there."""
    used = set(re.findall(r"#[0-9a-f]{3,6}\b", (CSS / "print.css").read_text()))
    assert used - set(TOKENS.values()) == set()
