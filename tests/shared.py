"""What is slow to make is made once in a run, by the first process that asks; the others wait for it and read it.

A run is one of pytest with all its processes, or one of bin/test with all its steps.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def directory_of_run(temporary: pytest.TempPathFactory) -> Path:
    """bin/test gives its steps one directory, empty when they begin."""
    if given := os.environ.get("PORTAL_TEST_SHARED"):
        Path(given).mkdir(parents=True, exist_ok=True)
        return Path(given)
    own = temporary.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(path: Path, make: Callable[[Path], None]) -> Path:
    """``make`` writes to the path it is given; what it leaves there when it fails is made anew by the next."""
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            half = path.with_name(f"half-{path.name}")
            half.unlink(missing_ok=True)
            make(half)
            half.rename(path)
    return path


def value_made_once(path: Path, make: Callable[[], Any]) -> Any:
    return pickle.loads(made_once(path, lambda half: _write(half, make())).read_bytes())


def _write(path: Path, value: Any) -> None:
    path.write_bytes(pickle.dumps(value))
