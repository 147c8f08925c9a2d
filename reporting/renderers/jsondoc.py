"""Document -> JSON as open data: indented, in the document's order."""

from __future__ import annotations

from reporting.document.document import Document
from reporting.document.json_writing import to_json


def render_json(document: Document) -> bytes:
    return (to_json(document, indent=2) + "\n").encode()
