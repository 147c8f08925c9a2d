"""SQLite that can be read when nothing can be written: Django's own backend, with another way to open the file.

An ordinary connection to a database in WAL mode has to write beside the file. On a full or read-only disk it is
opened as one that no one writes in. What a killed server left in a WAL would be left out then, so such a file is not
opened.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base

CANNOT_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


class DatabaseWrapper(base.DatabaseWrapper):
    is_only_read = False  # opened as a file that no one writes in
    inode: int | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        path = Path(conn_params["database"])
        self.is_only_read, self.inode = False, _inode(path)
        try:
            return super().get_new_connection(conn_params)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in CANNOT_WRITE or not _is_whole(path):
                raise
        self.is_only_read = True
        self.init_commands: list[str] = []
        address = f"file:{quote(str(path))}?mode=ro&immutable=1"
        return super().get_new_connection(conn_params | {"database": address})

    def close_if_unusable_or_obsolete(self) -> None:
        """Before and after each request: also when the disk may have room again, or the file was replaced."""
        is_old = self.is_only_read or self.inode != _inode(Path(self.settings_dict["NAME"]))
        if self.connection is not None and is_old and not self.in_atomic_block:
            self.close()
        super().close_if_unusable_or_obsolete()


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _is_whole(path: Path) -> bool:
    """Whether the file is there, with nothing in a WAL beside it."""
    wal = Path(f"{path}-wal")
    return path.exists() and not (wal.exists() and wal.stat().st_size)
