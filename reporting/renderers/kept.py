"""Files that take long to make, kept on disk in ``settings.RENDERED_DIR``, which may be emptied at any time.

Those of adopted reports stay; of all others the newest do. What a file is of is in its name, by digest.
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

MOST_OTHERS = 200  # files that are not of an adopted report
AT_ONCE = 2  # files made at the same time on this machine, however many ask
SEAL_LENGTH = 67  # "\n%", a SHA-256 in hex, "\n"
ADOPTED, LOCK = "adopted-", ".making-"  # how names begin

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileName:
    """``digest`` is the document's, ``look`` that of the portal which makes it."""

    digest: str
    look: str
    extension: str
    is_adopted: bool

    def __str__(self) -> str:
        start = ADOPTED if self.is_adopted else ""
        return f"{start}{self.digest}-{self.look}.{self.extension}"


def kept_or_made(name: FileName, make: Callable[[], bytes]) -> bytes:
    """The file. Where there is none one maker makes it, in whatever process, and the others wait."""
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
            log.exception("%s can't be kept", path)  # a full disk: the reader has the file all the same
    return content


def seal(name: str, content: bytes) -> bytes:
    """What stands last in a kept file, as a comment of a PDF: only the portal can make it, for this name alone."""
    of_name = name.removeprefix(ADOPTED)
    return b"\n%" + salted_hmac(of_name, content, algorithm="sha256").hexdigest().encode() + b"\n"


def unsealed(path: Path) -> bytes | None:
    """A kept file; None for one that is not there, or is not as it was written."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    content = kept[:-SEAL_LENGTH]
    return content if compare_digest(kept[-SEAL_LENGTH:], seal(path.name, content)) else None


def keep_for_good(name: FileName) -> None:
    """The file is of a report that has been adopted since it was made."""
    path = Path(settings.RENDERED_DIR) / str(name)
    with suppress(OSError):
        path.rename(path.with_name(str(replace(name, is_adopted=True))))


def prune(directory: Path, new: FileName) -> None:
    """Removes what the new file takes the place of: of an adopted report its file of an earlier look, of others
    all but the newest files. What a killed process left half written goes with these."""
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
    """One at a time for each document, few at a time for all. A process that dies gives its turn up."""
    place = zlib.crc32(digest.encode()) % AT_ONCE
    path = Path(settings.RENDERED_DIR) / f"{LOCK}{place}"
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
    """A file is there whole or not at all, also after a power cut: temp, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        os.fchmod(descriptor, 0o644)  # mkstemp keeps it to its owner
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
