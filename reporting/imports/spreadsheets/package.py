"""What may be uploaded: size, kind and parts of a file, judged before anything in it is parsed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from reporting.document.amounts import format_number
from reporting.imports.spreadsheets.cells import MAX_BYTES, MAX_PARTS, MAX_UNPACKED, ODS_TYPE, UploadRefused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


def received(upload: UploadedFile[Any]) -> bytes:
    """The content of an upload that is not too large and not empty."""
    size = upload.size or 0
    if size > MAX_BYTES:
        megabytes = format_number(
            Decimal(-(-size // 100_000)) / 10, 1
        )  # rounded up: never as small as the limit
        raise UploadRefused(
            f"Filen är {megabytes} MB, och portalen tar emot högst {MAX_BYTES // 1_000_000} MB. "
            "Ta bort blad och bilder som inte behövs, eller dela upp filen."
        )
    if not size:
        raise UploadRefused("Filen är tom. Spara den igen och välj den på nytt.")
    content: bytes = upload.read()
    return content


def is_workbook(content: bytes) -> bool:
    return content.startswith((b"PK", b"\xd0\xcf\x11\xe0"))


def check_package(content: bytes) -> str:
    """Looks at the zip directory before anything is parsed; the extension it should have: .xlsx or .ods."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise UploadRefused(
            "Filen är skyddad med lösenord eller sparad i det gamla formatet .xls. "
            "Ta bort lösenordet och spara den som .xlsx."
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:
        raise UploadRefused(_not_a_workbook(content)) from error
    with package:
        return _check_parts(package)


def _not_a_workbook(content: bytes) -> str:
    if content.lstrip()[:1] == b"<":
        return (
            "Filen är en webbsida eller XML som heter något annat. "
            "Öppna den i Excel eller LibreOffice och spara den som .xlsx."
        )
    return "Filen är ingen Excel-arbetsbok (.xlsx). Spara den som .xlsx eller .csv och välj den på nytt."


def _check_parts(package: zipfile.ZipFile) -> str:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > MAX_PARTS:
        raise UploadRefused(
            f"Arbetsboken har {len(parts)} delar, fler än {MAX_PARTS}. Spara bara bladen som behövs."
        )
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise UploadRefused(
            f"Arbetsboken blir {unpacked / 1_000_000:.0f} MB uppackad, mer än {MAX_UNPACKED // 1_000_000} MB. "
            "Ta bort blad, bilder och tomma formaterade rader, och spara den på nytt."
        )
    if any(part.flag_bits & 0x1 for part in parts) or _is_encrypted_ods(package, names):
        raise UploadRefused("Arbetsboken är skyddad med lösenord. Ta bort lösenordet och spara den på nytt.")
    if any(name.endswith(("vbaproject.bin", ".bas")) or "/macrosheets/" in name for name in names):
        raise UploadRefused("Arbetsboken har makron. Spara den som .xlsx, utan makron, och välj den på nytt.")
    if "xl/workbook.xml" in names:
        return ".xlsx"
    if "content.xml" in names and _is_ods(package, names):
        if any(name.startswith(("basic/", "scripts/")) for name in names):
            raise UploadRefused("Arbetsboken har makron. Ta bort dem, spara den på nytt och välj den igen.")
        return ".ods"
    raise UploadRefused("Filen är ett zip-arkiv men ingen Excel-arbetsbok. Spara den som .xlsx.")


def _is_ods(package: zipfile.ZipFile, names: Collection[str]) -> bool:
    return "mimetype" in names and _start_of(package, "mimetype").strip() == ODS_TYPE


def _is_encrypted_ods(package: zipfile.ZipFile, names: Collection[str]) -> bool:
    if "meta-inf/manifest.xml" not in names or not _is_ods(package, names):
        return False
    return "encrypted-package" in names or b"encryption-data" in _start_of(package, "META-INF/manifest.xml")


def _start_of(package: zipfile.ZipFile, name: str) -> bytes:
    """A part's first 100 000 bytes; nothing when it can't be read."""
    try:
        with package.open(name) as part:
            return part.read(100_000)
    except Exception:  # a broken part: reading the book then says so
        return b""
