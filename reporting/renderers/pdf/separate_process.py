"""Render a PDF in a separate process: pages are served meanwhile, and a crash of the engine ends that process alone.

One process per file: half a second to start, but its memory is freed and no pool needs care.
"""

import base64
import datetime
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.errors import (
    WITHOUT_PANGO,
    WITHOUT_PANGO_SENTENCE,
    PdfUnavailable,
    RenderingFailed,
)

BASE = Path(__file__).resolve().parents[3]
SECONDS = 120
MEMORY = 2 * 1024**3  # bytes; a report of 100 pages takes a quarter of it
LAST_OUTPUT = 2000  # characters of a failed process's output


def html_to_pdf_in_own_process(
    html: str,
    *,
    title: str,
    author: str,
    created: datetime.date | datetime.datetime,
    attachments: Sequence[Attachment] = (),
    pictures: Mapping[str, bytes] | None = None,
    profile: PdfProfile = PdfProfile.UA1,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> bytes:
    """As ``html_to_pdf``, with the same bytes.

    Raises PdfUnavailable; RenderingFailed for any fault of the page or engine, or past ``seconds`` or ``memory`` bytes.
    """
    if not isinstance(created, datetime.datetime):
        created = datetime.datetime.combine(created, datetime.time(), datetime.UTC)
    arguments = {
        "html": html,
        "title": title,
        "author": author,
        "created": created.isoformat(),
        "attachments": [attachment.to_plain() for attachment in attachments],
        "pictures": {name: base64.b64encode(png).decode() for name, png in (pictures or {}).items()},
        "profile": profile,
    }
    return _made_from(arguments, seconds=seconds, memory=memory)


def _made_from(arguments: Mapping[str, object], *, seconds: float, memory: int) -> bytes:
    command = [sys.executable, "-m", "reporting.renderers.pdf", str(memory)]
    try:
        process = subprocess.run(
            command,
            input=json.dumps(arguments).encode(),
            capture_output=True,
            cwd=BASE,
            env=environment(),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RenderingFailed(f"more than {seconds} seconds") from error
    if process.returncode == WITHOUT_PANGO:
        raise PdfUnavailable(WITHOUT_PANGO_SENTENCE)
    if process.returncode:
        raise RenderingFailed(process.stderr.decode(errors="replace")[-LAST_OUTPUT:])
    return process.stdout


def environment() -> dict[str, str]:
    """The portal's environment without its secrets."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
