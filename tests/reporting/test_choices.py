"""A choice in a workbook is found by the words that find it in the browser (``tests/js/editor.test.js``)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reporting.imports.choices import choices_meant

CASES = json.loads((Path(__file__).parents[1] / "choices.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES)
def test_a_choice_is_found_by_what_identifies_it(case: dict[str, Any]) -> None:
    choices = [(f"v{place}" if place else "", label) for place, label in enumerate(case["labels"])]
    expected = {
        text: [found] if isinstance(found, str) else found or [] for text, found in case["texts"].items()
    }
    assert {text: [label for _, label in choices_meant(choices, text)] for text in expected} == expected
