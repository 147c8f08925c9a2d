"""What the database itself refuses and keeps, whatever program writes: every table concerned is named here.

- GUARDED: rows are only added (journal, frozen documents, files, status changes, the answers to them, steering models).
- ``heads``: the last entry of each report's journal, so that its end can't be cut off unseen.
- ``locks``: what a report says is written while it is a draft, or by whom a controller has let in.

SQLite drops the triggers of a table that Django rebuilds to alter a column, so they are installed after every
``migrate``. ``manage.py verify_journal`` reports one that is missing, altered or unknown.
"""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from reporting.journal import heads, locks
from reporting.journal.trigger import REFUSE, REFUSED, Trigger, refuses_replacing, sqlite_refusal

__all__ = ["GUARDED", "REFUSED", "TABLE"]

TABLE = "reporting_journalentry"

# table -> short name, unique columns: SQLite's INSERT OR REPLACE deletes without firing DELETE triggers.
GUARDED = {
    TABLE: (
        "journal",
        ("id", "report_id, number", "report_id, model, row_key, field, version"),
    ),
    "reporting_adopteddocument": ("adopted", ("id", "report_id")),
    "reporting_adoptedfile": ("adopted_file", ("id", "report_id, extension, version")),
    "reporting_handedindocument": ("handed_in", ("id",)),
    "reporting_statuschange": ("status_change", ("id",)),
    "reporting_returnanswer": ("return_answer", ("id", "change_id")),
    "reporting_handinanswer": ("hand_in_answer", ("id", "change_id, position")),
    "goals_steeringmodel": ("steering", ("id", "municipality_id, name, version")),
    "reporting_administrationchange": ("administration", ("id",)),
}
FIND = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": """
        SELECT tgname, relname, replace(pg_get_triggerdef(trigger.oid), ' ON ' || nspname || '.', ' ON ')
        FROM pg_trigger trigger JOIN pg_class ON pg_class.oid = tgrelid
        JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND nspname = current_schema()""",
}
COLUMNS = {
    "sqlite": """
        SELECT tables.name || '.' || columns.name FROM sqlite_master tables, pragma_table_info(tables.name) columns
        WHERE tables.type = 'table'""",
    "postgresql": """
        SELECT table_name || '.' || column_name FROM information_schema.columns
        WHERE table_schema = current_schema()""",
}
SOURCES = "SELECT proname, prosrc FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace WHERE nspname = current_schema()"  # noqa: E501
FUNCTIONS = REFUSE | heads.FUNCTIONS | locks.FUNCTIONS


def _guards(vendor: str) -> dict[str, Trigger]:
    return {
        f"{name}_{what}": Trigger(table, sql, frozenset(", ".join(unique).split(", ")))
        for table, (name, unique) in GUARDED.items()
        for what, sql in _of_table(vendor, table, unique).items()
    }


def _of_table(vendor: str, table: str, unique: tuple[str, ...]) -> dict[str, str]:
    if vendor == "sqlite":
        refuse = sqlite_refusal(REFUSED)
        return {
            "no_update": f"BEFORE UPDATE ON {table} {refuse}",
            "no_delete": f"BEFORE DELETE ON {table} {refuse}",
            "no_replace": refuses_replacing(table, unique),
        }
    refuse = "EXECUTE FUNCTION journal_refuse()"
    return {
        "no_update": f"BEFORE UPDATE ON {table} FOR EACH ROW {refuse}",
        "no_delete": f"BEFORE DELETE ON {table} FOR EACH ROW {refuse}",
        "no_truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}",
    }


def triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name -> SQL, for the tables as they are now: a migration may be halfway."""
    return {name: trigger.sql for name, trigger in _wanted(connection).items()}


def _wanted(connection: BaseDatabaseWrapper, *, with_locks: bool = True) -> dict[str, Trigger]:
    found = _guards(connection.vendor) | heads.triggers(connection.vendor)
    if with_locks:
        found |= locks.triggers(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        columns = {column for (column,) in cursor.fetchall()}
    return {name: trigger for name, trigger in found.items() if trigger.needed <= columns}


def install(connection: BaseDatabaseWrapper, *, with_locks: bool = True) -> None:
    """``with_locks``: not within a migration. They read other tables, which SQLite can't rebuild meanwhile."""
    wanted = _wanted(connection, with_locks=with_locks)
    wrong = [*(wanted.keys() - _found(connection).keys()), *_altered(connection, wanted)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for function in _functions_of(wanted):
                cursor.execute(FUNCTIONS[function])
        for name in wrong:
            _drop(cursor, connection, name, wanted[name].table)
            cursor.execute(f"CREATE TRIGGER {name} {wanted[name].sql}")


def _functions_of(wanted: dict[str, Trigger]) -> list[str]:
    """Those that the triggers call, and what these call."""
    called = {name for name in FUNCTIONS for trigger in wanted.values() if f" {name}()" in trigger.sql}
    return [name for name in FUNCTIONS if name in called or (name == locks.ASKS and locks.REFUSES in called)]


def install_guards(connection: BaseDatabaseWrapper) -> None:
    """For migrations."""
    install(connection, with_locks=False)


def install_after_migrate(using: str, **_: Any) -> None:
    install(connections[using])


def remove_before_migrate(using: str, plan: list[Any], **_: Any) -> None:
    if plan:
        remove_locks(connections[using])


def remove_locks(connection: BaseDatabaseWrapper) -> None:
    """Also for tests of what another program writes."""
    _remove(connection, locks.triggers(connection.vendor))


def remove(connection: BaseDatabaseWrapper) -> None:
    """For migrations that rewrite guarded tables, and tests that empty the database."""
    vendor = connection.vendor
    _remove(connection, _guards(vendor) | heads.triggers(vendor) | locks.triggers(vendor))


def _remove(connection: BaseDatabaseWrapper, unwanted: dict[str, Trigger]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor])
        for name, table, _ in cursor.fetchall():
            if name in unwanted:
                _drop(cursor, connection, name, table)


def _drop(cursor: Any, connection: BaseDatabaseWrapper, name: str, table: str) -> None:
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    found = _found(connection)
    return [name for name in _wanted(connection) if name not in found]


def altered(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of those that are not as the portal makes them, or whose function isn't."""
    return _altered(connection, _wanted(connection))


def _altered(connection: BaseDatabaseWrapper, wanted: dict[str, Trigger]) -> list[str]:
    broken = _altered_functions(connection)
    return [
        name
        for name, (table, sql) in _found(connection).items()
        if (trigger := wanted.get(name))
        and (
            (table, sql) != (trigger.table, f"CREATE TRIGGER {name} {trigger.sql}")
            or any(f" {function}()" in trigger.sql for function in broken)
        )
    ]


def unknown(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers on the same tables that the portal has not made."""
    wanted = _wanted(connection)
    tables = {trigger.table for trigger in wanted.values()}
    return sorted(
        name for name, (table, _) in _found(connection).items() if table in tables and name not in wanted
    )


def _found(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(FIND[connection.vendor])
        return {name: (table, sql) for name, table, sql in cursor.fetchall()}


def _altered_functions(connection: BaseDatabaseWrapper) -> list[str]:
    """PostgreSQL's functions that are missing or not as the portal made them; a helper of locks breaks all of them."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(SOURCES)
        found = dict(cursor.fetchall())
    altered = [name for name, sql in FUNCTIONS.items() if found.get(name) != sql.split("$$")[1]]
    return [*altered, locks.REFUSES] if locks.ASKS in altered else altered
