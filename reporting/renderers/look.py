"""What rendered things look like, as a digest: no cache or ETag outlives a change of template, style or code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

SHAPED_BY = (
    "reporting",
    "templates",
    "static",
    "requirements.lock",
)  # whole folders, so that nothing is missed
NOT_READ = {"__pycache__", "migrations"}


@cache
def look_digest() -> str:
    """The same as long as the portal's files and the kommun's Word template are; read once per process."""
    return digest_of_files(Path(settings.BASE_DIR), Path(settings.WORD_TEMPLATE))


def digest_of_files(base: Path, template: Path) -> str:
    """Of the names and contents of all files below ``base`` that may shape what is rendered, and a template's."""
    look = hashlib.sha256(template.read_bytes() if template.is_file() else b"")
    for path in shaping_files(base):
        look.update(f"{path.relative_to(base).as_posix()}\0{path.stat().st_size}\0".encode())
        look.update(path.read_bytes())
    return look.hexdigest()[:16]


def shaping_files(base: Path) -> Iterator[Path]:
    """In an order that is the same everywhere."""
    for place in SHAPED_BY:
        below = [base / place] if (base / place).is_file() else sorted((base / place).rglob("*"))
        yield from (path for path in below if path.is_file() and not NOT_READ.intersection(path.parts))
