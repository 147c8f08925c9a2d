from __future__ import annotations

from reporting.document.document import Document


def render_word(document: Document) -> bytes:
    """A .docx file; the same document and template give the same bytes."""
    from reporting.renderers.word.file import write  # noqa: PLC0415  # python-docx is slow to import

    return write(document)
