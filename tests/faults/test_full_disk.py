"""On a full disk the portal can still be read, and says why it can't save."""

from __future__ import annotations

import json
import urllib.error
from pathlib import Path

import pytest

from reporting.views import outage
from tests.faults.databases import file_of
from tests.faults.serving import EDITOR, REPORT, Person, Server
from tests.html import Page

pytestmark = pytest.mark.sqlite
PAGE = f"/rapporter/{REPORT}/"


def refused(person: Person) -> str:
    with pytest.raises(urllib.error.HTTPError) as raised:
        person.save("12 345")
    assert raised.value.code == 503
    return str(json.loads(raised.value.read())["message"])


def read(person: Person) -> list[str]:
    return [Page(person.get(address)).texts("h1")[0] for address in ("/", PAGE, EDITOR)]


def test_a_disk_that_fills_up_while_the_portal_runs(server: Server) -> None:
    person = Person(server)
    assert person.save("11 000")["saved"]
    shown = read(person)
    server.limit(0)
    for _ in range(6):
        assert refused(person) in (outage.FULL, outage.BROKEN)
        assert read(person) == shown
    server.limit(2**40)
    assert person.save("12 000")["saved"]


def test_a_portal_that_starts_on_a_full_disk(server: Server) -> None:
    person = Person(server)
    assert person.save("11 000")["saved"]
    shown = read(person)
    server.stop()
    server.start()
    server.limit(0)  # before any query
    assert read(person) == shown
    assert "11\u00a0000" in person.get(PAGE)
    assert refused(person) in (outage.FULL, outage.BROKEN, outage.READ_ONLY)
    server.limit(2**40)
    assert person.save("12 000")["saved"]


def test_a_portal_that_was_killed_before_the_disk_fills_up(server: Server) -> None:
    person = Person(server)
    assert person.save("11 000")["saved"]
    shown = read(person)
    server.kill()
    assert log_of(server).stat().st_size > 0
    server.start()
    server.limit(0)  # before any query
    assert read(person) == shown
    assert "11\u00a0000" in person.get(PAGE)


def test_a_killed_portal_that_starts_on_a_full_disk(server: Server) -> None:
    """What it had saved is in the write-ahead log alone: a page without it is never shown."""
    person = Person(server)
    assert person.save("11 000")["saved"]
    shown = read(person)
    server.kill()
    log = log_of(server)
    aside = log.rename(log.with_suffix(".aside"))
    server.start()
    server.limit(0)  # before any query
    aside.rename(log)  # as if the disk had been full at the start, which no gunicorn survives
    for address in ("/", PAGE):
        with pytest.raises(urllib.error.HTTPError) as raised:
            person.get(address)
        assert (raised.value.code, outage.BROKEN in raised.value.read().decode()) == (503, True)
    server.limit(2**40)
    assert read(person) == shown
    assert "11\u00a0000" in person.get(PAGE)


def log_of(server: Server) -> Path:
    """The write-ahead log."""
    return Path(f"{file_of(server.database)}-wal")
