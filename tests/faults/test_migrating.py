"""A killed ``migrate`` can always be run again."""

from __future__ import annotations

import random
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.migrating import KILLED, die_before_record, kill_after, migrate

pytestmark = pytest.mark.sqlite  # a new file for each kill


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/killed.sqlite3"


@pytest.mark.parametrize(("app", "name"), [("auth", "0001_initial"), ("goals", "0001_initial")])
def test_killed_before_a_migration_is_recorded(url: str, app: str, name: str) -> None:
    assert die_before_record(url, app, name) == KILLED
    assert migrate(url) == (0, "")


def test_killed_at_random(url: str) -> None:
    assert kill_after(url, random.uniform(1, 4)) in (0, KILLED)
    assert migrate(url) == (0, "")


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Opened without Django's SQLite functions."""
    path = tmp_path_factory.mktemp("migrated") / "portal.sqlite3"
    assert migrate(f"sqlite:///{path}") == (0, "")
    connection = sqlite3.connect(path)
    yield connection
    connection.close()


def test_a_plain_sqlite_restores_a_dump(migrated: sqlite3.Connection, tmp_path: Path) -> None:
    migrated.execute("INSERT INTO reporting_reportingperiod VALUES (1, 2024, '2024-08-31', 'interim')")
    restored = sqlite3.connect(tmp_path / "restored.sqlite3")
    restored.executescript("\n".join(migrated.iterdump()))
    for database in (migrated, restored):
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert restored.execute("SELECT COUNT(*) FROM reporting_reportingperiod").fetchone() == (1,)
    with pytest.raises(sqlite3.IntegrityError, match="period_within_year"):
        restored.execute("INSERT INTO reporting_reportingperiod VALUES (2, 2023, '2024-04-30', 'interim')")
    restored.close()


def test_no_rule_names_a_function_of_django(migrated: sqlite3.Connection) -> None:
    rules = migrated.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    assert [name for name, sql in rules if re.search(r"\bdjango_\w+\(|\bREGEXP\b", sql)] == []
