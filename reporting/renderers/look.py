"""Digest of the look, so that no cache or ETag outlives a change of template, style or code."""

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
)  # whole folders: a list of files would miss one
NOT_READ = {"__pycache__", "migrations"}


@cache
def look_digest() -> str:
    """Digest of the portal's files and the kommun's Word template, read once per process."""
    return digest_of_files(Path(settings.BASE_DIR), Path(settings.WORD_TEMPLATE))


def digest_of_files(base: Path, template: Path) -> str:
    """Digest of names and contents of the shaping files below ``base``, and of the Word template."""
    look = hashlib.sha256(template.read_bytes() if template.is_file() else b"")
    for path in shaping_files(base):
        look.update(f"{path.relative_to(base).as_posix()}\0{path.stat().st_size}\0".encode())
        look.update(path.read_bytes())
    return look.hexdigest()[:16]


def shaping_files(base: Path) -> Iterator[Path]:
    """Sorted, so that the digest is the same on every machine."""
    for name in SHAPED_BY:
        paths = [base / name] if (base / name).is_file() else sorted((base / name).rglob("*"))
        yield from (path for path in paths if path.is_file() and not NOT_READ.intersection(path.parts))
