"""Slow files, kept in ``settings.RENDERED_DIR``, which may be emptied at any time.

Files of adopted reports stay; of the others the newest MOST_OTHERS. A file is named by its document's digest.
"""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

MOST_OTHERS = 200  # files of reports not adopted
AT_ONCE = 2  # renders at a time on this machine
SEAL_LENGTH = 67  # "\n%", a SHA-256 in hex, "\n"
ADOPTED, LOCK = "adopted-", ".making-"  # prefixes of names

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileName:
    """``digest``: the document's. ``look``: look_digest() of the portal that renders it."""

    digest: str
    look: str
    extension: str
    is_adopted: bool

    def __str__(self) -> str:
        start = ADOPTED if self.is_adopted else ""
        return f"{start}{self.digest}-{self.look}.{self.extension}"


def kept_or_made(name: FileName, make: Callable[[], bytes]) -> bytes:
    """The file. If there is none, one process makes it while the others wait."""
    path = Path(settings.RENDERED_DIR) / str(name)
    if (kept := unsealed(path)) is not None:
        return kept
    with _turn(name.digest):
        if (kept := unsealed(path)) is not None:
            return kept
        content = make()
        try:
            write_atomically(path, content + seal(path.name, content))
            prune(path.parent, name)
        except OSError:
            log.exception("%s can't be kept", path)  # a full disk: the reader still gets the file
    return content


def kept_size(name: FileName) -> int | None:
    """Bytes of the kept file without its seal; None if there is none."""
    try:
        return (Path(settings.RENDERED_DIR) / str(name)).stat().st_size - SEAL_LENGTH
    except OSError:
        return None


def seal(name: str, content: bytes) -> bytes:
    """Signature at the end of a kept file, as a PDF comment: needs the portal's key, and holds for this name alone."""
    of_name = name.removeprefix(ADOPTED)
    return b"\n%" + salted_hmac(of_name, content, algorithm="sha256").hexdigest().encode() + b"\n"


def unsealed(path: Path) -> bytes | None:
    """The content of a kept file; None if missing or altered."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    content = kept[:-SEAL_LENGTH]
    return content if compare_digest(kept[-SEAL_LENGTH:], seal(path.name, content)) else None


def keep_for_good(name: FileName) -> None:
    """Rename the file: its report has been adopted."""
    path = Path(settings.RENDERED_DIR) / str(name)
    with suppress(OSError):
        path.rename(path.with_name(str(replace(name, is_adopted=True))))


def prune(directory: Path, new: FileName) -> None:
    """Remove what the new file replaces: an adopted report's file of an earlier look, else all but the newest files,
    with what killed processes left half written."""
    if new.is_adopted:
        looks = "?" * len(new.look)
        old = [path for path in directory.glob(str(replace(new, look=looks))) if path.name != str(new)]
    else:
        others = [path for path in directory.iterdir() if not path.name.startswith((ADOPTED, LOCK))]
        old = sorted(others, key=_age)[MOST_OTHERS:]
    for path in old:
        path.unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:  # removed meanwhile
        return 0.0


@contextmanager
def _turn(digest: str) -> Iterator[None]:
    """One at a time per document, AT_ONCE in all. A dead process loses its turn."""
    number = zlib.crc32(digest.encode()) % AT_ONCE
    path = Path(settings.RENDERED_DIR) / f"{LOCK}{number}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:  # a read-only disk: nothing is kept, so nothing to wait for
        lock = -1
    if lock < 0:
        yield
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write_atomically(path: Path, content: bytes) -> None:
    """All or nothing, even in a power cut: temporary file, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        os.fchmod(descriptor, 0o644)  # mkstemp makes it private
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
