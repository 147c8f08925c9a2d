"""Kills ``migrate`` and runs it again: python -m tests.faults.migrating --kills 100

Each kill on a new SQLite file. Exit code 1 when one left a database that could not be migrated on.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9
# Dies as a power cut would, between a migration's tables and the line that says that it is done.
DIE_BEFORE_RECORD = """
import os, signal, sys
from django.core.management import execute_from_command_line
from django.db.migrations.recorder import MigrationRecorder

record = MigrationRecorder.record_applied

def die(self, app, name):
    if [app, name] == sys.argv[1:]:
        os.kill(os.getpid(), signal.SIGKILL)
    record(self, app, name)

MigrationRecorder.record_applied = die
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reporting.settings")
execute_from_command_line(["manage.py", "migrate", "--verbosity", "0"])
"""


def environment(url: str) -> dict[str, str]:
    return os.environ | {"PORTAL_MODE": "test", "PORTAL_DATABASE_URL": url}


def start(url: str, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment(url), stderr=subprocess.PIPE, text=True
    )


def migrate(url: str) -> tuple[int, str]:
    """The exit code and what was said on stderr."""
    process = start(url, "manage.py", "migrate", "--verbosity", "0")
    _, said = process.communicate()
    return process.returncode, said


def die_before_record(url: str, app: str, name: str) -> int:
    process = start(url, "-c", DIE_BEFORE_RECORD, app, name)
    process.communicate()
    return process.returncode


def kill_after(url: str, seconds: float) -> int:
    process = start(url, "manage.py", "migrate", "--verbosity", "0")
    time.sleep(seconds)
    process.kill()
    process.communicate()
    return process.returncode


def run(kills: int, seed: int) -> int:
    """How many of the kills left a database that can't be migrated on."""
    chance = random.Random(seed)
    stuck = 0
    with tempfile.TemporaryDirectory() as directory:
        whole = time.monotonic()
        assert migrate(f"sqlite:///{directory}/whole.sqlite3")[0] == 0
        whole = time.monotonic() - whole
        for number in range(kills):
            url = f"sqlite:///{directory}/{number}.sqlite3"
            after = chance.uniform(0, whole)
            kill_after(url, after)
            code, said = migrate(url)
            stuck += code != 0
            print(f"{number + 1}: killed after {after:.2f} s, then {'ok' if code == 0 else said[-200:]}")
    return stuck


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(bool(run(options.kills, options.seed)))
