"""The files a document is given out as, each rendered once and kept by the document's digest."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from pathlib import Path

from django.conf import settings
from django.utils.crypto import salted_hmac

from reporting.assembly import Edition
from reporting.document.blocks import Document
from reporting.models.section_spec import COVER_MEMO
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.jsondoc import render_json
from reporting.renderers.look import look_digest
from reporting.renderers.page import memo_html, print_html
from reporting.renderers.pdf import html_to_pdf
from reporting.renderers.word import render_word


def render_pdf(document: Document) -> bytes:
    return html_to_pdf(
        print_html(document), title=document.title, author=document.committee, created=document.dated
    )


def render_memo(document: Document) -> bytes:
    """The tjänsteskrivelse alone; LookupError when the report has none."""
    memo = memo_alone(document)
    if memo is None:
        raise LookupError("the report has no tjänsteskrivelse")
    title = f"Tjänsteskrivelse: {document.title}"
    return html_to_pdf(memo_html(memo), title=title, author=document.committee, created=document.dated)


def memo_alone(document: Document) -> Document | None:
    """The document of the tjänsteskrivelse by itself; None when the report has none."""
    memos = tuple(section for section in document.sections if section.kind == COVER_MEMO)
    return dataclasses.replace(document, sections=memos) if memos else None


@dataclass(frozen=True)
class FileFormat:
    """A kind of file: its extension, media type and renderer. ``is_slow``: worth keeping on disk."""

    extension: str
    media_type: str
    render: Callable[[Document], bytes]
    is_slow: bool = False


FORMATS = {
    file_format.extension: file_format
    for file_format in (
        FileFormat("pdf", "application/pdf", render_pdf, is_slow=True),
        FileFormat(
            "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", render_workbook
        ),
        FileFormat(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", render_word
        ),
        FileFormat("json", "application/json; charset=utf-8", render_json),
        FileFormat("html", "text/html; charset=utf-8", lambda document: print_html(document).encode()),
    )
}


MEMO = FileFormat("memo.pdf", "application/pdf", render_memo, is_slow=True)


def rendered(edition: Edition, file_format: FileFormat) -> bytes:
    """The file. A slow one is read from disk when the same document has been rendered before."""
    if not file_format.is_slow:
        return file_format.render(edition.document)
    name = f"{look_digest()}-{edition.digest}.{file_format.extension}"
    path = Path(settings.RENDERED_DIR) / name
    kept = unsealed(path)
    if kept is not None:
        return kept
    content = file_format.render(edition.document)
    write_atomically(path, content + seal(name, content))
    return content


SEAL_LENGTH = 67  # "\n%", a SHA-256 in hex, "\n"


def seal(name: str, content: bytes) -> bytes:
    """What stands last in a kept file, as a comment of a PDF: only the portal can make it, for this name alone."""
    return b"\n%" + salted_hmac(name, content, algorithm="sha256").hexdigest().encode() + b"\n"


def unsealed(path: Path) -> bytes | None:
    """A kept file; None for one that is not there, or is not as it was written."""
    try:
        kept = path.read_bytes()
    except FileNotFoundError:
        return None
    content = kept[:-SEAL_LENGTH]
    return content if compare_digest(kept[-SEAL_LENGTH:], seal(path.name, content)) else None


def write_atomically(path: Path, content: bytes) -> None:
    """A file is there whole or not at all, also after a power cut: temp, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        os.fchmod(descriptor, 0o644)  # mkstemp keeps it to its owner
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
