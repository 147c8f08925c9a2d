"""``python -m reporting.renderers.pdf``: one PDF in a process of its own. Started by ``apart``.

Reads the arguments of ``html_to_pdf`` as JSON, writes the file. What libraries print goes to the error stream.
"""

import datetime
import json
import os
import resource
import sys

from reporting.renderers.pdf.errors import WITHOUT_PANGO, PdfUnavailable
from reporting.renderers.pdf.html_to_pdf import html_to_pdf

KINDER = 5  # nice: pages are served first, and a PDF still has a fourth of a busy core


def main(memory: int) -> None:
    """``memory``: the most that may be taken, in bytes."""
    os.nice(KINDER)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    asked = json.load(sys.stdin)
    asked["created"] = datetime.datetime.fromisoformat(asked["created"])
    try:
        content = html_to_pdf(**asked)
    except PdfUnavailable:
        sys.exit(WITHOUT_PANGO)
    with os.fdopen(out, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    main(int(sys.argv[1]))
