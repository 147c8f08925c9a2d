"""Kill ``migrate`` and run it again: python -m tests.faults.migrating --kills 100

A new SQLite file for each kill. Exit code 1 if the second run fails.
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
# Dies as in a power cut, between a migration's tables and the row that records it.
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
    """Exit code and stderr."""
    process = start(url, "manage.py", "migrate", "--verbosity", "0")
    _, errors = process.communicate()
    return process.returncode, errors


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
    """Number of kills after which ``migrate`` fails."""
    chance = random.Random(seed)
    stuck = 0
    with tempfile.TemporaryDirectory() as directory:
        start_time = time.monotonic()
        assert migrate(f"sqlite:///{directory}/whole.sqlite3")[0] == 0
        duration = time.monotonic() - start_time
        for number in range(kills):
            url = f"sqlite:///{directory}/{number}.sqlite3"
            after = chance.uniform(0, duration)
            kill_after(url, after)
            code, errors = migrate(url)
            stuck += code != 0
            print(f"{number + 1}: killed after {after:.2f} s, then {'ok' if code == 0 else errors[-200:]}")
    return stuck


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(bool(run(options.kills, options.seed)))
