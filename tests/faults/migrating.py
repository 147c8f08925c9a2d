"""Kill ``migrate`` at random and run it again: python -m tests.faults.migrating --kills 100

Kills it again and again until a database is whole, then begins with a new one: an SQLite file, or a database in the
PostgreSQL of PORTAL_DATABASE_URL (see bin/with_postgres.py). Exit code 1 if a run after a kill fails.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import threading

from tests.faults.databases import ROOT, environment, new_database

KILLED = -9
LONGEST = 0.4  # seconds, longer than most migrations take
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
execute_from_command_line(["manage.py", "migrate", "--skip-checks", "--verbosity", "0"])
"""
RUNNING, APPLYING = "Running migrations:", "  Applying "
MIGRATE = ("-u", "manage.py", "migrate", "--skip-checks")


def start(url: str, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, env=environment(url), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def migrate(url: str) -> tuple[int, str]:
    """Exit code and stderr."""
    process = start(url, *MIGRATE, "--verbosity", "0")
    _, errors = process.communicate()
    return process.returncode, errors


def die_before_record(url: str, app: str, name: str) -> int:
    process = start(url, "-c", DIE_BEFORE_RECORD, app, name)
    process.communicate()
    return process.returncode


def kill_after(url: str, number: int, seconds: float) -> tuple[int, str, str]:
    """``seconds`` after ``number`` migrations have been applied. Exit code, the last line printed, and stderr."""
    process = start(url, *MIGRATE)
    assert process.stdout is not None
    for line in process.stdout:
        number -= line.endswith("... OK\n")
        if number <= 0 and line.startswith((RUNNING, APPLYING)):
            break
    killer = threading.Timer(seconds, process.kill)
    killer.start()
    output, errors = process.communicate()
    killer.cancel()
    return process.returncode, (line + output).strip().rpartition("\n")[2].strip(), errors


def run(kills: int, seed: int) -> int:
    """Number of runs after a kill that failed."""
    chance = random.Random(seed)
    done = stuck = 0
    while done < kills:
        with new_database() as url:
            code = KILLED
            while code == KILLED:
                code, last, errors = kill_after(url, chance.randint(0, 4), chance.uniform(0, LONGEST))
                done += code == KILLED
                print(f"{done}: {'killed' if code == KILLED else code}: {last} {errors}", flush=True)
            stuck += code != 0
    print(f"{stuck} faults in {done} kills")
    return stuck


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.exit(bool(run(options.kills, options.seed)))
