"""A killed ``migrate`` can always be run again; in full: ``python -m tests.faults.migrating --kills 100``."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.databases import file_of, new_database, new_sqlite
from tests.faults.migrating import KILLED, LONGEST, die_before_record, kill_after, migrate


def test_a_killed_migrate_can_be_run_again() -> None:
    with new_database() as url:
        for app in ("auth", "goals"):  # a run that was stuck would not reach the next
            assert die_before_record(url, app, "0001_initial") == KILLED
        number, seconds = random.randrange(5), random.uniform(0, LONGEST)
        assert kill_after(url, number, seconds)[0] == KILLED, (number, seconds)
        assert migrate(url) == (0, "")


@pytest.fixture
def migrated(published: str) -> Iterator[sqlite3.Connection]:
    """Opened without Django's SQLite functions."""
    with new_sqlite(published) as url:
        connection = sqlite3.connect(file_of(url))
        yield connection
        connection.close()


@pytest.mark.sqlite
def test_a_plain_sqlite_restores_a_dump(migrated: sqlite3.Connection, tmp_path: Path) -> None:
    restored = sqlite3.connect(tmp_path / "restored.sqlite3")
    restored.executescript("\n".join(migrated.iterdump()))
    for database in (migrated, restored):
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for table in ("reporting_reportingperiod", "reporting_journalentry", "reporting_adopteddocument"):
        (rows,) = {
            database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
            for database in (migrated, restored)
        }
        assert rows > 0
    with pytest.raises(sqlite3.IntegrityError, match="period_within_year"):
        restored.execute("INSERT INTO reporting_reportingperiod VALUES (99, 2023, '2024-04-30', 'interim')")
    restored.close()


@pytest.mark.sqlite
def test_no_rule_names_a_function_of_django(migrated: sqlite3.Connection) -> None:
    rules = migrated.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    assert [name for name, sql in rules if re.search(r"\bdjango_\w+\(|\bREGEXP\b", sql)] == []
