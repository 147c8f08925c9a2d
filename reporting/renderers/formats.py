"""File formats of a document. Slow ones are rendered in a separate process and kept on disk."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings

from reporting.assembly import Edition
from reporting.document.document import Document, SectionContent
from reporting.models.section_spec import COVER_MEMO
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.jsondoc import render_json
from reporting.renderers.kept import FileName, keep_for_good, kept_or_made, kept_size
from reporting.renderers.look import look_digest
from reporting.renderers.open_data import METADATA, render_csv, render_metadata
from reporting.renderers.page import ARMS, memo_html, print_html
from reporting.renderers.pdf import Attachment, PdfUnavailable, html_to_pdf, html_to_pdf_in_own_process
from reporting.renderers.word import render_word

log = logging.getLogger(__name__)


class FileUnavailable(Exception):
    """A report's file can't be rendered. The message is Swedish and names the section at fault."""

    def __init__(self, extension: str, section: SectionContent | None) -> None:
        where = (
            f"Det som hindrar det står i avsnittet ”{section.title}”. Skriv om texten eller tabellen där."
            if section
            else "Inget avsnitt hindrar det ensamt. Försök igen om en stund."
        )
        super().__init__(
            f"Rapporten kan inte göras som {NAMES[extension]}. {where} "
            "Hjälper inte det: tala med den som sköter portalen, där felet är antecknat."
        )


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {
    "pdf": "PDF",
    "memo.pdf": "PDF",
    "review.pdf": "PDF",
    "xlsx": "Excel-fil",
    "docx": "Word-fil",
    "json": "JSON",
    "csv": "CSV-fil",
    "csv" + METADATA: "beskrivning av CSV-filen",
    "html": "webbsida",
}


def render_pdf(document: Document, to_pdf: Callable[..., bytes] = html_to_pdf) -> bytes:
    """The report, with its content as JSON and its tables as a workbook attached."""
    return to_pdf(print_html(document), **_facts(document), attachments=_attachments(document))


def render_review(document: Document, to_pdf: Callable[..., bytes] = html_to_pdf) -> bytes:
    """A review, which is about a document and never adopted."""
    return to_pdf(print_html(document, has_colophon=False), **_facts(document))


def render_memo(document: Document, to_pdf: Callable[..., bytes] = html_to_pdf) -> bytes:
    """The tjänsteskrivelse alone. Raises LookupError if there is none."""
    memo = memo_alone(document)
    if memo is None:
        raise LookupError("the report has no tjänsteskrivelse")
    return to_pdf(memo_html(memo), **_facts(memo) | {"title": f"Tjänsteskrivelse: {document.name}"})


def render_html(document: Document) -> bytes:
    """The printed page, which holds its picture itself."""
    return print_html(document, png_address=document.identity.arms).encode()


def _facts(document: Document) -> dict[str, Any]:
    png = document.identity.png_arms
    return {
        "title": document.name,
        "author": document.committee,
        "created": document.dated,
        "pictures": {ARMS: png} if png else {},
        "profile": document.pdf_profile,
    }


def _attachments(document: Document) -> list[Attachment]:
    """The SHA-256 of the JSON file is the document's digest."""
    return [
        Attachment(
            name=f"{document.slug}.json",
            media_type="application/json",
            relationship="Source",
            description="Rapportens innehåll som JSON. Filens SHA-256 är rapportens kontrollsumma.",
            content=document.canonical.encode(),
        ),
        Attachment(
            name=f"{document.slug}.xlsx",
            media_type=XLSX,
            relationship="Data",
            description="Rapportens tabeller som arbetsbok, med tal och summor.",
            content=render_workbook(document),
        ),
    ]


def _pdf_in_own_process(html: str, **facts: Any) -> bytes:
    return html_to_pdf_in_own_process(html, seconds=settings.RENDER_SECONDS, **facts)


def memo_alone(document: Document) -> Document | None:
    """The document with its tjänsteskrivelse only; None if there is none."""
    memos = tuple(section for section in document.sections if section.kind == COVER_MEMO)
    return dataclasses.replace(document, sections=memos) if memos else None


@dataclass(frozen=True)
class FileFormat:
    """``is_slow``: kept on disk."""

    extension: str
    media_type: str
    render: Callable[[Document], bytes]
    is_slow: bool = False


FORMATS = {
    file_format.extension: file_format
    for file_format in (
        FileFormat("pdf", "application/pdf", partial(render_pdf, to_pdf=_pdf_in_own_process), is_slow=True),
        FileFormat("xlsx", XLSX, render_workbook),
        FileFormat(
            "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", render_word
        ),
        FileFormat("json", "application/json; charset=utf-8", render_json),
        FileFormat("csv", "text/csv; charset=utf-8; header=present", render_csv),
        FileFormat("csv" + METADATA, "application/csvm+json; charset=utf-8", render_metadata),
        FileFormat("html", "text/html; charset=utf-8", render_html),
    )
}


MEMO, REVIEW = (
    FileFormat(extension, "application/pdf", partial(render, to_pdf=_pdf_in_own_process), is_slow=True)
    for extension, render in (("memo.pdf", render_memo), ("review.pdf", render_review))
)


def rendered(edition: Edition, file_format: FileFormat) -> bytes:
    """The file; of an adopted report, or a slow one, from disk if kept. Raises FileUnavailable or PdfUnavailable."""
    if not _is_kept(file_format, is_adopted=edition.is_adopted):
        return made(edition.document, file_format)
    name = file_name(edition.digest, file_format, is_adopted=edition.is_adopted)
    return kept_or_made(name, lambda: made(edition.document, file_format))


def known_size(digest: str, file_format: FileFormat, *, is_adopted: bool) -> int | None:
    """Bytes of a kept file of a document; None if it is not made yet, or is never kept."""
    if not _is_kept(file_format, is_adopted=is_adopted):
        return None
    return kept_size(file_name(digest, file_format, is_adopted=is_adopted))


def _is_kept(file_format: FileFormat, *, is_adopted: bool) -> bool:
    return file_format.is_slow or is_adopted


def file_name(digest: str, file_format: FileFormat, *, is_adopted: bool) -> FileName:
    return FileName(digest, look_digest(), file_format.extension, is_adopted)


def make_all(document: Document) -> None:
    """Render every file; without Pango, all but the PDFs. Raises FileUnavailable."""
    for file_format in formats_of(document):
        with suppress(PdfUnavailable):
            kept_or_rendered(document, file_format)


def kept_or_rendered(document: Document, file_format: FileFormat) -> bytes:
    """As ``make_all`` left it, or made anew. Raises FileUnavailable or PdfUnavailable."""
    name = file_name(document.digest, file_format, is_adopted=False)
    return kept_or_made(name, partial(made, document, file_format))


def keep_all(document: Document) -> None:
    """Keep the files of ``make_all`` for good: the report is adopted."""
    for file_format in formats_of(document):
        keep_for_good(file_name(document.digest, file_format, is_adopted=False))


def formats_of(document: Document) -> Iterator[FileFormat]:
    yield from FORMATS.values()
    if memo_alone(document):
        yield MEMO


def made(document: Document, file_format: FileFormat) -> bytes:
    """The file, rendered anew. Raises FileUnavailable or PdfUnavailable."""
    try:
        return file_format.render(document)
    except PdfUnavailable:
        raise
    except Exception as error:  # from any library
        log.exception("%s can't be made as %s", document.slug, file_format.extension)
        raise FileUnavailable(file_format.extension, stopping_section(document, file_format)) from error


def stopping_section(document: Document, file_format: FileFormat) -> SectionContent | None:
    """The first section that fails on its own, found by halving. None if none does, or an empty document fails."""
    sections = document.sections
    if file_format is MEMO:
        sections = tuple(section for section in sections if section.kind == COVER_MEMO)
    elif not _can_be_made(document, (), file_format):
        return None
    while len(sections) > 1:
        middle = len(sections) // 2
        halves = (sections[:middle], sections[middle:])
        sections = next((half for half in halves if not _can_be_made(document, half, file_format)), ())
    return sections[0] if sections else None


def _can_be_made(document: Document, sections: tuple[SectionContent, ...], file_format: FileFormat) -> bool:
    try:
        file_format.render(dataclasses.replace(document, sections=sections))
    except Exception:  # as above
        return False
    return True
