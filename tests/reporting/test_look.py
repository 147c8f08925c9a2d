"""The digest of the look: any changed template, style, font or renderer changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reporting.renderers.look import digest_of_files

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "reporting/renderers/word/template.docx"
SHAPING = sorted(
    path.relative_to(ROOT)
    for pattern in (
        "templates/**/*",
        "static/css/*",
        "static/fonts/*",
        "static/img/*",
        "reporting/renderers/**/*",
    )
    for path in ROOT.glob(pattern)
    if path.is_file() and "__pycache__" not in path.parts
)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portal's files, to be changed."""
    base = tmp_path_factory.mktemp("portal")
    for folder in ("reporting", "templates", "static"):
        shutil.copytree(ROOT / folder, base / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.lock", base)
    return base


def test_a_changed_file_gives_another_digest(portal: Path) -> None:
    before = digest_of_files(portal, TEMPLATE)
    unnoticed = []
    for name in [*SHAPING, Path("requirements.lock"), Path("reporting/document/blocks.py")]:
        content = (portal / name).read_bytes()
        (portal / name).write_bytes(content + b"\n")
        if digest_of_files(portal, TEMPLATE) == before:
            unnoticed.append(str(name))
        (portal / name).write_bytes(content)
    assert unnoticed == []
    assert digest_of_files(portal, TEMPLATE) == before


@pytest.mark.parametrize("name", ["templates/reporting/blocks/new.html", "reporting/renderers/word/new.docx"])
def test_a_file_in_a_new_place_gives_another_digest(portal: Path, name: str) -> None:
    before = digest_of_files(portal, TEMPLATE)
    (portal / name).parent.mkdir(parents=True, exist_ok=True)
    (portal / name).write_text("")
    assert digest_of_files(portal, TEMPLATE) != before
    (portal / name).unlink()
    assert digest_of_files(portal, TEMPLATE) == before


def test_compiled_files_and_migrations_change_nothing(portal: Path) -> None:
    before = digest_of_files(portal, TEMPLATE)
    for name in ("reporting/__pycache__/document.pyc", "reporting/migrations/9999_new.py"):
        (portal / name).parent.mkdir(exist_ok=True)
        (portal / name).write_text("x")
    assert digest_of_files(portal, TEMPLATE) == before
