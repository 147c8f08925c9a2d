"""A database with the published reports, and a server with a copy of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.faults import databases
from tests.faults.serving import Server
from tests.shared import made_once


@pytest.fixture(scope="session")
def published(request: pytest.FixtureRequest, shared_directory: Path) -> Iterator[str]:
    """The PORTAL_DATABASE_URL of one that is copied and never opened."""
    if connection.vendor == "postgresql":
        with databases.new_database() as url:
            databases.load_published(url)
            yield url
        return

    def make(path: Path) -> None:
        shutil.copyfile(request.getfixturevalue("migrated"), path)
        databases.manage(f"sqlite:///{path}", "load_demo")

    yield f"sqlite:///{made_once(shared_directory / 'published.sqlite3', make)}"


@pytest.fixture
def server(published: str) -> Iterator[Server]:
    with databases.new_sqlite(published) as url:
        made = Server(url)
        made.start()
        yield made
        made.kill()
