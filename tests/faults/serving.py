"""A real server with its own database, and a person who saves on it."""

from __future__ import annotations

import http.cookiejar
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import uuid
from pathlib import Path
from typing import Any

from reporting.management.commands.load_demo import PASSWORD
from tests.faults.databases import ROOT, environment
from tests.html import Page
from tests.patches import as_patch

REPORT = "sydnarke-2024-04-delarsrapport"
EDITOR = f"/rapporter/{REPORT}/arbeta/ekonomisk-rapport/"
FIELD = "ekonomisk-rapport-0-actual"


class Server:
    def __init__(self, database: str) -> None:
        """``database``: its PORTAL_DATABASE_URL."""
        self.database = database
        self.environment = environment(database)
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
            [*command, "--preload", "-w", "2", "--threads", "8", "--log-level", "critical"],
            cwd=ROOT, env=self.environment, start_new_session=True,
        )  # fmt: skip
        for _ in range(150):
            try:
                urllib.request.urlopen(f"{self.url}/konto/logga-in/").close()
                return
            except OSError:
                time.sleep(0.1)
        raise TimeoutError(self.url)

    def limit(self, most_written: int) -> None:
        """Limit the size, in bytes, of files the server writes; 0 is a full disk."""
        assert self.process is not None
        pids = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        for pid in map(int, pids):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most_written, resource.RLIM_INFINITY))

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


class Person:
    """Logged in, with the form open."""

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

    @property
    def token(self) -> str:
        return self.form["csrfmiddlewaretoken"]

    def get(self, path: str) -> str:
        return self.read(path).decode()

    def read(self, path: str) -> bytes:
        with self.opener.open(self.url + path) as response:
            return bytes(response.read())

    def upload(self, path: str, content: bytes) -> tuple[str, str]:
        """Send a workbook. Returns the path redirected to, and its page."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="bok.xlsx"\r\n\r\n'
        body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-CSRFToken": self.token}
        with self.opener.open(urllib.request.Request(self.url + path, body, headers)) as response:
            return urllib.parse.urlsplit(response.url).path, response.read().decode()

    def post(self, path: str, data: dict[str, str]) -> bytes:
        with self.opener.open(self.url + path, urllib.parse.urlencode(data).encode()) as response:
            return response.read()

    def save(self, text: str) -> dict[str, Any]:
        patch = as_patch(self.form | {FIELD: text}, batch=str(uuid.uuid4()))
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token}
        request = urllib.request.Request(f"{self.url}{EDITOR}celler/", json.dumps(patch).encode(), headers)
        with self.opener.open(request) as response:
            answer: dict[str, Any] = json.loads(response.read())
        if FIELD in answer["conflicts"]:
            self.form[f"initial-{FIELD}"] = answer["conflicts"][FIELD]["theirs"]
        elif answer["saved"]:
            self.form[f"initial-{FIELD}"] = answer["values"][FIELD]
        return answer
