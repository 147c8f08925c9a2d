"""The published reports in the test database: loaded once per process by ``load_demo``, then copied row by row."""

import io
from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

# Filled by migrate, in every database.
OF_EVERY_DATABASE = (
    "django_migrations",
    "django_content_type",
    "django_site",
    "auth_permission",
    "sqlite_sequence",
)

Rows = list[tuple[Any, ...]]


def load_demo() -> None:
    """With the command itself: three seconds."""
    call_command("load_demo", stdout=io.StringIO())


def rows_of_the_demo() -> dict[str, Rows]:
    """Statement that inserts -> its rows. The database must be empty, and is left so."""
    with transaction.atomic():
        load_demo()
        found = dict(_inserts())
        transaction.set_rollback(True)
    return found


def _inserts() -> Iterator[tuple[str, Rows]]:
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(OF_EVERY_DATABASE)):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT * FROM {name} ORDER BY 1")
            columns = [connection.ops.quote_name(column[0]) for column in cursor.description]
            places = ", ".join(["%s"] * len(columns))
            if rows := cursor.fetchall():
                yield f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows


def insert(inserts: dict[str, Rows]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, rows in inserts.items():
            cursor.executemany(statement, rows)
