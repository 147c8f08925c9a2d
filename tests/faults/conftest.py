"""A database with the published reports, and a server with a copy of it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.faults import databases
from tests.faults.serving import Server


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The PORTAL_DATABASE_URL of one that is copied and never opened."""
    if connection.vendor == "postgresql":
        with databases.new_database() as url:
            databases.load_published(url)
            yield url
        return
    directory = tmp_path_factory.getbasetemp()
    is_shared = "PYTEST_XDIST_WORKER" in os.environ
    yield f"sqlite:///{made_once(directory.parent if is_shared else directory)}"


def made_once(directory: Path) -> Path:
    """Made by the first process of the run to ask; the others wait."""
    path = directory / "published.sqlite3"
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            half = path.with_name("half.sqlite3")
            half.unlink(missing_ok=True)
            databases.load_published(f"sqlite:///{half}")
            half.rename(path)
    return path


@pytest.fixture
def server(published: str) -> Iterator[Server]:
    with databases.new_sqlite(published) as url:
        made = Server(url)
        made.start()
        yield made
        made.kill()
