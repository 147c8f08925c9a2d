"""A short kill run; in full: ``python -m tests.faults.killing web import adopt --kills 100``."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("kind", ["web", "import", "adopt"])
def test_a_killed_server_has_lost_nothing_acknowledged(kind: str) -> None:
    seed = random.randrange(1000)
    command = [sys.executable, "-m", "tests.faults.killing", kind, "--kills", "1", "--seed", str(seed)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"seed {seed}: {done.stdout}"
