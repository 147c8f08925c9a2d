"""New databases for servers that are to fail: empty, or a copy of one with the published reports."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


def environment(url: str) -> dict[str, str]:
    """Of a portal with this database. In mode ``test`` passwords are quick to check; the rest is as in ``demo``."""
    return os.environ | {"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": url}


def load_published(url: str) -> None:
    """In an empty database."""
    manage(url, "migrate")
    manage(url, "load_demo")


def manage(url: str, command: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", command, "--skip-checks", "-v0"],
        cwd=ROOT, env=environment(url), check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


@contextmanager
def new_database(copied: str = "") -> Iterator[str]:
    """Yields the PORTAL_DATABASE_URL of an empty database, or of a copy of another, which nobody may have open.

    In the PostgreSQL of PORTAL_DATABASE_URL, if that is one; else an SQLite file.
    """
    given = os.environ.get("PORTAL_DATABASE_URL", "")
    with new_postgresql(given, copied) if given.startswith("postgres") else new_sqlite(copied) as url:
        yield url


@contextmanager
def new_sqlite(copied: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "portal.sqlite3")
        if copied:
            shutil.copyfile(file_of(copied), path)
        yield f"sqlite:///{path}"


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def new_postgresql(given: str, copied: str) -> Iterator[str]:
    import psycopg  # noqa: PLC0415  # for PostgreSQL alone

    name = f"faults_{uuid.uuid4().hex}"
    template = f"TEMPLATE {urlsplit(copied).path[1:]}" if copied else ""
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} {template}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
