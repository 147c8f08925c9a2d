"""Read uploaded files in a separate process: one per person and MOST_AT_ONCE in all.

A file that takes too much time or memory is refused. Pages are served meanwhile.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from django.conf import settings
from django.db import connection

from reporting.imports.limited_process import READ, REFUSED, SECONDS, TOO_MUCH
from reporting.imports.spreadsheets.cells import UploadRefused

LONGEST_WAIT = 3 * SECONDS  # seconds of wall clock, on a busy machine
MOST_AT_ONCE = 2  # files, for all persons
PATIENCE = 2  # seconds to wait for a place
INHERITED = ("PATH", "PYTHONPATH", "LANG", "LC_ALL")  # environment variables; no secrets
SAFE = {("decimal", "Decimal"), ("datetime", "date")}

TAKES_TOO_MUCH = (
    "Filen tar för lång tid eller för mycket minne att läsa. Spara bara det blad eller de rader som behövs i en ny "
    "fil, och välj den i stället."
)
BROKEN = (
    "Filen går inte att läsa. Öppna den i programmet den kommer från, spara den på nytt och välj den igen."
)
ONE_AT_A_TIME = "Portalen läser redan en fil åt dig. Vänta tills den är klar, och ladda sedan om sidan."
OTHERS_READ = "Portalen läser andras filer just nu. Vänta en stund, och ladda sedan om sidan."

logger = logging.getLogger(__name__)
Parsed = TypeVar("Parsed")


def read_in_own_process(
    read: Callable[..., Parsed], *arguments: object, person: int, seconds: int = SECONDS
) -> Parsed:
    """Call a function in a separate process. Raises UploadRefused, in Swedish.

    ``seconds``: processor time.
    """
    with _turn(person), tempfile.TemporaryFile() as answer:
        _run(pickle.dumps((seconds, f"{read.__module__}.{read.__qualname__}", arguments)), answer)
        answer.seek(0)
        try:
            outcome, content = _Answer(answer, read.__module__).load()
        except Exception as error:  # truncated, or of a class that isn't ours
            raise UploadRefused(BROKEN) from error
    if outcome == READ:
        parsed: Parsed = content
        return parsed
    raise UploadRefused(content if outcome == REFUSED else TAKES_TOO_MUCH)


def _run(question: bytes, answer: IO[bytes]) -> None:
    try:
        reader = subprocess.run(
            [sys.executable, "-m", "reporting.imports.limited_process"],
            input=question,
            stdout=answer,
            stderr=subprocess.PIPE,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in INHERITED if name in os.environ},
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UploadRefused(TAKES_TOO_MUCH) from error
    if reader.returncode:
        logger.error(
            "Reading a file failed: exit code %s, %s", reader.returncode, reader.stderr.decode()[-2000:]
        )
        too_much = {-signal.SIGXCPU, -signal.SIGXFSZ, -signal.SIGKILL, TOO_MUCH}
        raise UploadRefused(TAKES_TOO_MUCH if reader.returncode in too_much else BROKEN)


class _Answer(pickle.Unpickler):
    """Loads the portal's classes only, whatever a compromised parser writes."""

    def __init__(self, answer: IO[bytes], module: str) -> None:
        super().__init__(answer)
        self.roots = {"reporting", module.partition(".")[0]}

    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name)
        is_own = module.partition(".")[0] in self.roots and isinstance(found, type)
        if is_own or (module, name) in SAFE:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is not allowed in an answer")


@contextmanager
def _turn(person: int) -> Iterator[None]:
    """Hold the person's lock and one of the places. Raises UploadRefused after PATIENCE."""
    room = (
        settings.READING_DIR / hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()[:16]
    )
    room.mkdir(parents=True, exist_ok=True)
    places = [room / f"place-{number}" for number in range(MOST_AT_ONCE)]
    with _one_of([room / f"person-{person}"], ONE_AT_A_TIME), _one_of(places, OTHERS_READ):
        yield


@contextmanager
def _one_of(paths: list[Path], refusal: str) -> Iterator[None]:
    """Lock one of the files. The system frees the lock of a dead process."""
    until = time.monotonic() + PATIENCE
    files = [path.open("a") for path in paths]
    try:
        while not any(_locked(file) for file in files):
            if time.monotonic() > until:
                raise UploadRefused(refusal)
            time.sleep(0.05)
        yield
    finally:
        for file in files:
            file.close()


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
