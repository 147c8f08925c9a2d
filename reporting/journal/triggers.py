"""Append-only tables, enforced by triggers whatever program writes: journal, frozen documents, status changes,
steering models.

SQLite drops the triggers of a table that Django rebuilds to alter a column, so they are installed after every
``migrate``. ``manage.py verify_journal`` reports a missing one.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "reporting_journalentry"
REFUSED = "Rows of this table are only added"

# table -> short name, unique columns: SQLite's INSERT OR REPLACE deletes without firing DELETE triggers.
GUARDED = {
    TABLE: (
        "journal",
        ("id", "report_id, number", "report_id, model, row_key, field, version"),
    ),
    "reporting_adopteddocument": ("adopted", ("id", "report_id")),
    "reporting_handedindocument": ("handed_in", ("id",)),
    "reporting_statuschange": ("status_change", ("id",)),
    "goals_steeringmodel": ("steering", ("id", "municipality_id, name, version")),
    "reporting_administrationchange": ("administration", ("id",)),
}
FUNCTION = f"""
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
FIND = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
}


def _sqlite(table: str, name: str, unique: tuple[str, ...]) -> dict[str, str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE ({columns}) = ({new}))"
        for columns in unique
        for new in [", ".join(f"NEW.{column}" for column in columns.split(", "))]
    )
    return {
        f"{name}_no_update": f"BEFORE UPDATE ON {table} {refuse}",
        f"{name}_no_delete": f"BEFORE DELETE ON {table} {refuse}",
        f"{name}_no_replace": f"BEFORE INSERT ON {table} WHEN {taken} {refuse}",
    }


def _postgresql(table: str, name: str, _: tuple[str, ...]) -> dict[str, str]:
    refuse = "EXECUTE FUNCTION journal_refuse()"
    return {
        f"{name}_no_update": f"BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
        f"{name}_no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        f"{name}_no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    }


def triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name -> SQL, for the tables as they are now: a migration may be halfway."""
    return {name: sql for table in _present(connection) for name, sql in _of_table(connection, table).items()}


def _of_table(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    of_table = {"sqlite": _sqlite, "postgresql": _postgresql}[connection.vendor]
    return of_table(table, *GUARDED[table])


def _present(connection: BaseDatabaseWrapper) -> list[str]:
    """Guarded tables that have all their columns."""
    tables = set(connection.introspection.table_names())
    return [
        table
        for table, (_, unique) in GUARDED.items()
        if table in tables and set(", ".join(unique).split(", ")) <= _columns(connection, table)
    ]


def _columns(connection: BaseDatabaseWrapper, table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


def install(connection: BaseDatabaseWrapper) -> None:
    wanted = triggers(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in missing(connection):
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name]}")


def install_after_migrate(using: str, **_: Any) -> None:
    install(connections[using])


def remove(connection: BaseDatabaseWrapper) -> None:
    """For migrations that rewrite guarded tables, and tests that empty the database."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in GUARDED.keys() & tables:
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            for name in _of_table(connection, table):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in triggers(connection) if name not in found]
