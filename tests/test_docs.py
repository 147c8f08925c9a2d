"""The developer documents name files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
TOP = {path.name for path in ROOT.iterdir()}
MADE = ("var/", ".venv/")  # not in the repository
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for package in ("reporting", "budgets", "goals", "internal_control")
    for path in (ROOT / package).rglob("*.py")
)


def named_paths(text: str) -> set[str]:
    """Code spans that begin like a path of the repository; of a test, its file."""
    words = {
        word.split("::")[0].strip("/") for code in re.findall(r"`([^`\n]+)`", text) for word in code.split()
    }
    return {
        word
        for word in words
        if "/" in word and word.split("/")[0] in TOP and not word.startswith(MADE) and "*" not in word
    }


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_named_files_exist(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert [path for path in sorted(named_paths(text)) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    assert [target for target in targets if not (document.parent / target.split("#")[0]).exists()] == []


def test_words_of_the_glossary_are_in_the_code() -> None:
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("## Words not used")[0]
    words = {
        part for code in re.findall(r"`([^`\n]+)`", text) for part in re.findall(r"\b[A-Za-z_]+\b", code)
    }
    unknown = {word for word in words if word[0].isupper() and not re.search(rf"\b{word}\b", CODE)}
    assert unknown == set()
