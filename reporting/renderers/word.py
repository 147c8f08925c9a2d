"""Document -> Word: what the PDF has, to go on writing in. The same document gives the same bytes."""

from __future__ import annotations

from reporting.document.blocks import Document


def render_word(document: Document) -> bytes:
    """A .docx file."""
    from reporting.renderers.word_file import write  # noqa: PLC0415  # python-docx is slow to import

    return write(document)
