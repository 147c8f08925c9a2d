"""A real server on an SQLite file: twenty and fifty savers at once, and a kill during a save."""

from __future__ import annotations

import http.client
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.faults.databases import file_of
from tests.faults.serving import REPORT, Person, Server

pytestmark = pytest.mark.sqlite


JOURNALED = """
SELECT new FROM reporting_journalentry AS entry JOIN reporting_report AS report ON report.id = report_id
WHERE slug = ? AND field = 'actual' AND how = 'typed' ORDER BY entry.version
"""


def journaled(server: Server) -> list[str]:
    """The figure's values by the journal, in kronor."""
    with closing(sqlite3.connect(file_of(server.database))) as database:
        return [new.lstrip("-") for (new,) in database.execute(JOURNALED, [REPORT])]


def all_at_once(server: Server, writers: int, *, until_saved: bool) -> None:
    """Each with its own figure for the same cell. An error answer raises HTTPError."""
    person = Person(server)

    def write(number: int) -> None:
        mine = Person.__new__(Person)
        mine.url, mine.opener, mine.form = person.url, person.opener, dict(person.form)
        while mine.save(str(10_000 + number))["errors"] and until_saved:
            pass

    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(write, range(writers)))
    assert server.manage("verify_journal").startswith("Journalen stämmer")


def test_no_update_of_twenty_writers_is_lost_on_sqlite_in_a_file(server: Server) -> None:
    all_at_once(server, 20, until_saved=True)
    assert sorted(journaled(server)) == [f"{10_000 + number}000" for number in range(20)]


def test_fifty_savers_at_once_get_no_error_on_sqlite_in_a_file(server: Server) -> None:
    all_at_once(server, 50, until_saved=False)
    assert len(journaled(server)) == 1  # the first; the others get a conflict


def test_a_kill_during_saving_loses_nothing_acknowledged(server: Server) -> None:
    person = Person(server)
    acknowledged: list[str] = []
    killer = threading.Timer(1, server.kill)
    with pytest.raises((OSError, http.client.HTTPException)):  # noqa: PT012  # whichever way it broke
        for number in range(20_000, 90_000):
            if not person.save(str(number))["errors"]:
                acknowledged.append(f"{number}000")
            if len(acknowledged) > 3 and killer.ident is None:
                killer.start()
    killer.join()
    server.start()
    found = journaled(server)
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) - len(acknowledged) in (0, 1)  # what was stored as the server died, before it answered
    assert server.manage("verify_journal").startswith("Journalen stämmer")
