"""The files of an adopted report: made once of its document, kept in ``settings.ADOPTED_DIR``, their SHA-256 in the
database. What is read is what was adopted, byte for byte, or nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from reporting.assembly import Edition
from reporting.document.document import Document
from reporting.models import AdoptedFile, Report
from reporting.renderers.formats import FileFormat, formats_of, kept_or_rendered, rendered
from reporting.renderers.kept import write_atomically
from reporting.renderers.pdf import PdfUnavailable
from reporting.renderers.pdf.seal import sealed

PROVED = ("pdf", "xlsx", "docx", "json", "memo.pdf")
REMEDY = (
    "Rapportens innehåll finns kvar och läses som vanligt. Den som sköter portalen kan lägga tillbaka filen ur "
    "säkerhetskopian, eller göra den på nytt med manage.py make_adopted_files; då står det vid filen."
)
GONE = "Filen finns inte på servern, där den ska ligga sedan rapporten fastställdes."
ALTERED = "Filen på servern är inte den som fastställdes: dess kontrollsumma är en annan."


class DamagedFile(Exception):
    """An adopted file is gone or another. The message is Swedish."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} {REMEDY}")
        self.what = what


def made_for_proof(document: Document) -> dict[str, bytes]:
    """The files to be proved, by extension, sealed if that is set. Without Pango, all but the PDFs. Before the lock:
    slow. Raises FileUnavailable or SealFailed."""
    return dict(_made(document))


def keep_for_proof(report: Report, contents: dict[str, bytes], *, at: dt.datetime) -> list[AdoptedFile]:
    """Write each file and store its digest."""
    return [keep(report, extension, content, at=at) for extension, content in contents.items()]


def keep(report: Report, extension: str, content: bytes, *, at: dt.datetime, reason: str = "") -> AdoptedFile:
    """Its next version. On disk before it is in the database: what isn't committed leaves a file that no one reads."""
    version = report.adopted_files.filter(extension=extension).count() + 1
    sha256 = hashlib.sha256(content).hexdigest()
    write_atomically(_path(sha256, extension), content)
    kept: AdoptedFile = report.adopted_files.create(
        extension=extension, version=version, sha256=sha256, size=len(content), made_at=at, reason=reason
    )
    return kept


def put_back(file: AdoptedFile, content: bytes) -> bool:
    """Whether the content is that of the file; then it is on disk again."""
    if hashlib.sha256(content).hexdigest() != file.sha256:
        return False
    write_atomically(_path(file.sha256, file.extension), content)
    return True


def _made(document: Document) -> Iterator[tuple[str, bytes]]:
    for file_format in proved_formats(document):
        try:
            yield file_format.extension, sealed_if_pdf(kept_or_rendered(document, file_format), file_format)
        except PdfUnavailable:
            continue


def sealed_if_pdf(content: bytes, file_format: FileFormat) -> bytes:
    return sealed(content) if file_format.media_type == "application/pdf" else content


def proved_formats(document: Document) -> list[FileFormat]:
    return [file_format for file_format in formats_of(document) if file_format.extension in PROVED]


def adopted_file(report_id: int, extension: str) -> AdoptedFile | None:
    """The newest version."""
    found: AdoptedFile | None = (
        AdoptedFile.objects.filter(report_id=report_id, extension=extension).order_by("-version").first()
    )
    return found


def read(file: AdoptedFile) -> bytes:
    """Raises DamagedFile."""
    try:
        content = _path(file.sha256, file.extension).read_bytes()
    except FileNotFoundError as error:
        raise DamagedFile(GONE) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise DamagedFile(ALTERED)
    return content


def file_of(edition: Edition, file_format: FileFormat) -> bytes:
    """As adopted, if it is; else rendered. Raises DamagedFile, FileUnavailable or PdfUnavailable."""
    file = proved_file(edition, file_format)
    return read(file) if file else rendered(edition, file_format)


def proved_file(edition: Edition, file_format: FileFormat) -> AdoptedFile | None:
    """None of a draft, of other formats, and of reports adopted before files were kept for proof."""
    if not edition.is_adopted or file_format.extension not in PROVED:
        return None
    return adopted_file(edition.report_id, file_format.extension)


def _path(sha256: str, extension: str) -> Path:
    return Path(settings.ADOPTED_DIR) / f"{sha256}.{extension}"
