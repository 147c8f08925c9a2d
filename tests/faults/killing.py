"""Kill the server at random during saves: python -m tests.faults.killing web import adopt --kills 100

Uses a new SQLite file, or a new database in the PostgreSQL of PORTAL_DATABASE_URL (see bin/with_postgres.py). After
each kill every acknowledged save is there, the journal verifies and the report can be read; if not, exit code 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import django


@contextmanager
def new_database() -> Iterator[str]:
    """Yields its PORTAL_DATABASE_URL."""
    given = os.environ.get("PORTAL_DATABASE_URL", "")
    if given.startswith("postgres"):
        with new_postgresql(given) as url:
            yield url
        return
    with tempfile.TemporaryDirectory() as directory:
        yield f"sqlite:///{directory}/killed.sqlite3"


@contextmanager
def new_postgresql(given: str) -> Iterator[str]:
    import psycopg  # noqa: PLC0415  # for PostgreSQL alone

    name = f"killed_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kinds", nargs="+", choices=["web", "import", "adopt"])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with new_database() as url:
        os.environ |= {"PORTAL_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "reporting.settings"}
        os.environ["PORTAL_MODE"] = "demo"
        django.setup()
        from tests.faults.rounds import run  # noqa: PLC0415  # needs Django set up

        faults = [fault for kind in options.kinds for fault in run(url, kind, options.kills, options.seed)]
    print(f"{len(faults)} faults in {options.kills * len(options.kinds)} kills")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
