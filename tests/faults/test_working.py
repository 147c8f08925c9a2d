"""A short run; in full: ``python -m tests.faults.working mail pdf --kills 20``."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from tests.faults.databases import ROOT


def test_a_killed_worker_sends_no_mail_twice_and_loses_no_work(published: str) -> None:
    seed = random.randrange(1000)
    options = ["--kills", "1", "--seed", str(seed), "--copied", published]
    command = [sys.executable, "-m", "tests.faults.working", "mail", "pdf", *options]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"seed {seed}: {done.stdout}{done.stderr}"
