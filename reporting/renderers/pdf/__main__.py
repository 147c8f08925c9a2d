"""``python -m reporting.renderers.pdf``: render one PDF. Started by ``separate_process``.

Reads the arguments of ``html_to_pdf`` as JSON from stdin, writes the file to stdout; libraries print to stderr.
"""

import base64
import datetime
import json
import os
import resource
import sys

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.errors import WITHOUT_PANGO, PdfUnavailable
from reporting.renderers.pdf.html_to_pdf import html_to_pdf, load_renderer

NICENESS = 5  # pages first; a PDF still gets a quarter of a busy core


def main(memory: int) -> None:
    """``memory``: limit in bytes."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    arguments = json.load(sys.stdin)
    arguments["created"] = datetime.datetime.fromisoformat(arguments["created"])
    arguments["attachments"] = [Attachment.from_plain(plain) for plain in arguments["attachments"]]
    arguments["pictures"] = {name: base64.b64decode(png) for name, png in arguments["pictures"].items()}
    arguments["profile"] = PdfProfile(arguments["profile"])
    try:
        load_renderer()  # before the limit: short of memory, a native library seems to be missing
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        content = html_to_pdf(**arguments)
    except PdfUnavailable:
        sys.exit(WITHOUT_PANGO)
    with os.fdopen(out, "wb") as file:
        file.write(content)


if __name__ == "__main__":
    main(int(sys.argv[1]))
