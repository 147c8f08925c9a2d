"""Worlds for tests, made once per process by the portal's own steps, then copied row by row into each test."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import override_settings

# Filled by migrate, in every database.
OF_EVERY_DATABASE = {
    "django_migrations",
    "django_content_type",
    "django_site",
    "auth_permission",
    "sqlite_sequence",
    "reporting_journalhead",  # by the database, with the journal
}
REPORTS = "reporting_report"  # last: the database takes no rows of a report that is handed in  # fmt: skip

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class World:
    """``inserts``: statement -> its rows. ``files``: the kept ones, by setting and name."""

    inserts: dict[str, Rows]
    files: dict[tuple[str, str], bytes]

    def enter(self) -> None:
        """Into an empty database; no unique value of the world may be there."""
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, rows in self.inserts.items():
                cursor.executemany(statement, rows)
        for (setting, name), content in self.files.items():
            directory = Path(getattr(settings, setting))
            directory.mkdir(parents=True, exist_ok=True)
            (directory / name).write_bytes(content)

    def pass_sequences(self) -> None:
        """Of a database that did not make this world: PostgreSQL would number new rows from 1."""
        if connection.vendor != "postgresql":
            return
        with transaction.atomic(), connection.cursor() as cursor:
            self.enter()
            for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                cursor.execute(statement)
            transaction.set_rollback(True)  # but for the sequences


def made_by(make: Callable[[], object]) -> World:
    """The database must be empty, and is left so."""
    with tempfile.TemporaryDirectory() as directory, override_settings(**_directories(Path(directory))):
        with transaction.atomic():
            make()
            inserts = dict(_inserts())
            transaction.set_rollback(True)
        return World(inserts, dict(_files(Path(directory))))


def _directories(directory: Path) -> dict[str, Path]:
    return {setting: directory / setting for setting in ("RENDERED_DIR", "ADOPTED_DIR")}


def _files(directory: Path) -> Iterator[tuple[tuple[str, str], bytes]]:
    for setting, pattern in (("RENDERED_DIR", "*.pdf"), ("ADOPTED_DIR", "*")):
        for path in (directory / setting).glob(pattern):
            yield (setting, path.name), path.read_bytes()


def load_demo() -> None:
    """With the command itself: three seconds."""
    call_command("load_demo", stdout=io.StringIO())


def _inserts() -> Iterator[tuple[str, Rows]]:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - OF_EVERY_DATABASE
        for table in sorted(tables, key=lambda name: (name == REPORTS, name)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
            columns = [connection.ops.quote_name(column[0]) for column in cursor.description]
            places = ", ".join(["%s"] * len(columns))
            if rows := cursor.fetchall():
                yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows
