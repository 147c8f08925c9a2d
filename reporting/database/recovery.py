"""What a killed server left in SQLite's write-ahead log."""

from contextlib import suppress
from pathlib import Path

from django.db import DatabaseError, connection


def recover() -> None:
    """Move it into the database, which can then be read on a disk that fills up later. Waits for no one; does nothing
    without room. Closing the only connection removes the log."""
    if connection.vendor == "sqlite" and Path(connection.settings_dict["NAME"]).exists():
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        connection.close()
