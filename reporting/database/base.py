"""Django's SQLite backend, readable on a full or read-only disk.

Opening a database in WAL mode writes its -shm and -wal files. Where that fails, the file is opened as immutable. SQLite
would then ignore what a killed server left in the WAL, so a database with a WAL that isn't empty is refused.

Such a WAL can be read with ``mode=ro&readonly_shm=1``, where SQLite indexes it in memory. But SQLite shares the -shm of
a file among the connections of a process: while one thread reads so, every new connection of the others gets the same,
believes that it can write, and is kept. The portal could then stay read-only after the disk has room again. So it is
not done: the answer is 503 with the cause, nothing saved is hidden, and the first opening with room recovers the WAL.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db.backends.sqlite3 import base

CANNOT_WRITE = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY}


class DatabaseWrapper(base.DatabaseWrapper):
    is_only_read = False  # opened as immutable
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
        """Around each request. Also closes an immutable connection (the disk may have room again) and one to a file
        since replaced."""
        is_old = self.is_only_read or self.inode != _inode(Path(self.settings_dict["NAME"]))
        if self.connection is not None and is_old and not self.in_atomic_block:
            self.close()
        super().close_if_unusable_or_obsolete()


def _inode(path: Path) -> int | None:
    return path.stat().st_ino if path.exists() else None


def _is_whole(path: Path) -> bool:
    """The file exists, and its WAL holds nothing."""
    wal = Path(f"{path}-wal")
    return path.exists() and not (wal.exists() and wal.stat().st_size)
