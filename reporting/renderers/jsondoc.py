"""Document -> JSON as open data: canonical, so that the file's SHA-256 is the document's, which the report prints."""

from __future__ import annotations

from reporting.document.document import Document


def render_json(document: Document) -> bytes:
    return document.canonical.encode()
