"""A PDF made in a process of its own: pages are served meanwhile, and a fault of the engine ends that process alone.

A new one for each file: half a second of starting, for memory given back and nothing to look after.
"""

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

from reporting.renderers.pdf.errors import (
    WITHOUT_PANGO,
    WITHOUT_PANGO_SENTENCE,
    PdfUnavailable,
    RenderingFailed,
)

BASE = Path(__file__).resolve().parents[3]
SECONDS = 120
MEMORY = 2 * 1024**3  # bytes; a report of 100 pages takes a quarter
LAST_LINES = 2000  # signs of what a failed process printed


def html_to_pdf_apart(
    html: str,
    *,
    title: str,
    author: str,
    created: datetime.date | datetime.datetime,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """As ``html_to_pdf``, with the same bytes. RenderingFailed for any fault of the page or the engine, and
    for who takes more than ``seconds`` or ``memory`` bytes."""
    if not isinstance(created, datetime.datetime):
        created = datetime.datetime.combine(created, datetime.time(), datetime.UTC)
    asked = {"html": html, "title": title, "author": author, "created": created.isoformat()}
    command = [sys.executable, "-m", "reporting.renderers.pdf", str(memory)]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asked).encode(),
            capture_output=True,
            cwd=BASE,
            env=environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(f"more than {seconds} seconds") from error
    if done.returncode == WITHOUT_PANGO:
        raise PdfUnavailable(WITHOUT_PANGO_SENTENCE)
    if done.returncode:
        raise RenderingFailed(done.stderr.decode(errors="replace")[-LAST_LINES:])
    return done.stdout


def environment() -> dict[str, str]:
    """That of the portal without its secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
