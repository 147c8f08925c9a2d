"""The database without rows, after a test that commits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import TransactionTestCase

from reporting.journal import triggers
from tests.faults import databases


def migrate(path: Path) -> None:
    """Make an SQLite file with the tables, and the rows of the migrations."""
    databases.manage(f"sqlite:///{path}", "migrate")
    with closing(sqlite3.connect(path)) as made:
        made.execute("PRAGMA journal_mode=DELETE")  # WAL can't be copied into memory


def copying(migrated: Path) -> Callable[[], None]:
    """What gives the database in memory the content of the file: a hundredth of the time of migrating."""
    source = sqlite3.connect(":memory:", check_same_thread=False)
    with closing(sqlite3.connect(migrated)) as file:
        file.backup(source)

    def copy() -> None:
        connection.ensure_connection()
        source.backup(connection.connection)

    return copy


@contextmanager
def emptying(lock: Any, copy: Callable[[], None] | None) -> Iterator[None]:
    """Django's way deletes rows, which the triggers refuse."""
    case_class: Any = TransactionTestCase  # a hook of Django's that no stub knows
    teardown = case_class._fixture_teardown

    def empty(case: TransactionTestCase) -> None:
        with lock:
            if copy:
                copy()
                return
            triggers.remove(connection)
            teardown(case)
            triggers.install(connection)

    case_class._fixture_teardown = empty
    yield
    case_class._fixture_teardown = teardown
