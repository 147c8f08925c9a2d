"""``manage.py migrate`` that can be killed at any time and run again.

Django commits a migration's tables before the row that records it. Killed between the two, the next run creates the
tables again and fails. Here both are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


class WholeExecutor(MigrationExecutor):
    def apply_migration(self, state: Any, migration: Migration, *args: Any, **kwargs: Any) -> Any:
        with whole(self.connection, migration):
            return super().apply_migration(state, migration, *args, **kwargs)

    def unapply_migration(self, state: Any, migration: Migration, *args: Any, **kwargs: Any) -> Any:
        with whole(self.connection, migration):
            return super().unapply_migration(state, migration, *args, **kwargs)


@contextmanager
def whole(connection: BaseDatabaseWrapper, migration: Migration) -> Iterator[None]:
    """One transaction, unless the migration isn't atomic. SQLite alters tables with foreign keys unchecked, which can
    only be set before a transaction; they are checked at the end of each migration."""
    if not migration.atomic:
        yield
        return
    with connection.constraint_checks_disabled(), transaction.atomic(using=connection.alias):
        yield


migrate.MigrationExecutor = WholeExecutor  # type: ignore[attr-defined]  # the name Django's command uses


class Command(migrate.Command):
    pass
