"""A real server on an SQLite file: twenty and fifty savers at once, and a kill during a save."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from reporting.management.commands.load_demo import PASSWORD
from tests.html import Page
from tests.patches import as_patch

pytestmark = pytest.mark.sqlite

ROOT = Path(__file__).resolve().parents[1]
EDITOR = "/rapporter/sydnarke-2024-04-delarsrapport/arbeta/ekonomisk-rapport/"
FIELD = "ekonomisk-rapport-0-actual"


class Server:
    def __init__(self, database: Path) -> None:
        self.environment = os.environ | {
            "PORTAL_MODE": "demo",
            "PORTAL_DATABASE_URL": f"sqlite:///{database}",
        }
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "reporting.wsgi", "-b", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            [*command, "-w", "2", "--threads", "8", "--log-level", "critical"],
            cwd=ROOT, env=self.environment, start_new_session=True,
        )  # fmt: skip
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{self.url}/konto/logga-in/").close()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.url)

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Person:
    """A logged-in person with the form open."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        page = Page(self.get("/konto/logga-in/")).values()
        self.post("/konto/logga-in/", page | {"login": "controller", "password": PASSWORD})
        html = self.get(EDITOR)
        form = html[html.index('<form method="post" class="entry"') :]
        self.form = Page(form[: form.index("</form>") + 7]).values()
        for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
            chosen = re.search(r'value="([^"]*)" selected', options)
            self.form[name] = chosen[1] if chosen else ""
        self.form = {name: text for name, text in self.form.items() if not name.endswith("-DELETE")}

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path) as response:
            return response.read().decode()

    def post(self, path: str, data: dict[str, str]) -> bytes:
        with self.opener.open(self.url + path, urllib.parse.urlencode(data).encode()) as response:
            return response.read()

    def save(self, text: str) -> dict[str, Any]:
        patch = as_patch(self.form | {FIELD: text}, batch=str(uuid.uuid4()))
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.form["csrfmiddlewaretoken"]}
        request = urllib.request.Request(f"{self.url}{EDITOR}celler/", json.dumps(patch).encode(), headers)
        with self.opener.open(request) as response:
            answer: dict[str, Any] = json.loads(response.read())
        if FIELD in answer["conflicts"]:
            self.form[f"initial-{FIELD}"] = answer["conflicts"][FIELD]["theirs"]
        elif answer["saved"]:
            self.form[f"initial-{FIELD}"] = answer["values"][FIELD]
        return answer


@pytest.fixture
def server(tmp_path: Path) -> Any:
    made = Server(tmp_path / "portal.sqlite3")
    made.manage("migrate", "-v0")
    made.manage("load_demo")
    made.start()
    yield made
    made.kill()


def journaled(server: Server) -> list[str]:
    """The figure's values by the journal, in kronor."""
    asked = (
        "from reporting.models import JournalEntry as J; e = J.objects.filter(report__slug__contains='2024');"
        "e = e.filter(field='actual', how='typed'); print(*(x.new.lstrip('-') for x in e.order_by('version')))"
    )
    return server.manage("shell", "-v0", "-c", asked).split()


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
    killer = threading.Timer(2, server.kill)
    killer.start()
    with pytest.raises((OSError, http.client.HTTPException)):  # noqa: PT012  # whichever way it broke
        for number in range(20_000, 90_000):
            if not person.save(str(number))["errors"]:
                acknowledged.append(f"{number}000")  # noqa: PERF401  # those before the break count
    killer.join()
    server.start()
    found = journaled(server)
    assert len(acknowledged) > 3
    assert found[: len(acknowledged)] == acknowledged
    assert len(found) - len(acknowledged) in (0, 1)  # what was stored as the server died, before it answered
    assert server.manage("verify_journal").startswith("Journalen stämmer")
