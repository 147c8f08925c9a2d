"""System checks of this machine, at start and by ``manage.py check``."""

import ctypes
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from reporting.renderers.word.styles import NoTemplate, lacking

# Library, the file names WeasyPrint loads (Linux, macOS), the Debian package.
PDF_LIBRARIES = (
    ("Pango", ("libpango-1.0.so.0", "libpango-1.0.0.dylib"), "libpango-1.0-0"),
    ("PangoFT2", ("libpangoft2-1.0.so.0", "libpangoft2-1.0.0.dylib"), "libpangoft2-1.0-0"),
    ("HarfBuzz Subset", ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"), "libharfbuzz-subset0"),
)


def can_load(file_names: Iterable[str]) -> bool:
    """Whether the dynamic linker finds one of the files. Takes milliseconds; obeys LD_LIBRARY_PATH."""
    for name in file_names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def missing_library_warning(library: str, package: str) -> Warning:
    return Warning(
        f"PDF files can't be made: the library {library} is missing. Everything else works.",
        hint=f"Install it, on Debian and Ubuntu: apt-get install {package}",
        id="reporting.W001",
    )


@register("pdf")
def check_pdf_libraries(**_options: Any) -> list[CheckMessage]:
    """A warning for each missing native library of the PDF engine.

    Without importing WeasyPrint, which takes more than half a second.
    """
    return [
        missing_library_warning(library, package)
        for library, file_names, package in PDF_LIBRARIES
        if not can_load(file_names)
    ]


@register("word")
def check_word_template(**_options: Any) -> list[CheckMessage]:
    """One warning for all that the Word template lacks; an error when it can't be used at all."""
    try:
        missing = list(lacking(Path(settings.WORD_TEMPLATE)))
    except NoTemplate as fault:
        return [unusable_template_error(settings.WORD_TEMPLATE, str(fault))]
    return [incomplete_template_warning(settings.WORD_TEMPLATE, missing)] if missing else []


def unusable_template_error(path: str, reason: str) -> Error:
    return Error(
        f"Word files can't be made: the template {path} can't be read: {reason}.",
        hint="Set PORTAL_WORD_TEMPLATE to a changed copy of reporting/renderers/word/template.docx, or leave it out.",
        id="reporting.E001",
    )


def incomplete_template_warning(path: str, missing: Iterable[str]) -> Warning:
    return Warning(
        f"The Word template {path} lacks {', '.join(missing)}. Reports are made, and look plainer there.",
        hint="Copy what is missing from reporting/renderers/word/template.docx.",
        id="reporting.W002",
    )
