"""A short kill run; in full: ``python -m tests.faults.killing web import adopt --kills 100``."""

from __future__ import annotations

import os
import random
import subprocess
import sys

from tests.faults.databases import ROOT


def test_a_killed_server_has_lost_nothing_acknowledged(published: str) -> None:
    seed = random.randrange(1000)
    options = ["--kills", "1", "--seed", str(seed), "--copied", published]
    command = [sys.executable, "-m", "tests.faults.killing", "web", "import", "adopt", *options]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"seed {seed}: {done.stdout}"
