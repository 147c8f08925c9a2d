"""The kinds of file that chapters read, named in ``settings.REPORT_IMPORTERS`` as sections are."""

from __future__ import annotations

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from reporting.imports.uploaded_file import OpenedFile
from reporting.journal.writing import Batch
from reporting.models import FileKind, ImportedFile, Report


class Plan(Protocol):
    """What an import would change: previewed, then applied as a whole."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be applied as it is."""

    @property
    def changes_nothing(self) -> bool:
        """Whether the report has all of it already."""

    @property
    def doubts(self) -> list[str]:
        """Warnings that a person has to accept before the import."""

    @property
    def digest(self) -> str:
        """Digest of the previewed changes, checked again on confirm."""

    def apply(self, file: ImportedFile, batch: Batch) -> int:
        """Saves everything and returns the number of changed figures. Inside ``writing()``."""


class Importer(Protocol):
    """A kind of file with a reader of its own.

    It is never asked about a workbook: zip and OLE files are the core's. ``offer``: its name on the page for
    choosing a file.
    """

    kind: str  # as stored, for ever
    name: str  # in Swedish
    extensions: tuple[str, ...]
    offer: str
    template_name: str  # of the preview
    help_template_name: str  # its help on the page for choosing a file

    def recognises(self, content: bytes) -> bool: ...

    def plan(self, report: Report, reading: OpenedFile) -> Plan: ...  # reads by ``reading.once()``


@cache
def importers() -> tuple[Importer, ...]:
    return tuple(import_string(path)() for path in settings.REPORT_IMPORTERS)


def kind_name(kind: str) -> str:
    """In Swedish: what a person calls a kind of file."""
    importer = importer_of(kind)
    return importer.name if importer else FileKind(kind).label


def importer_of(kind: str) -> Importer | None:
    """None for a workbook or a CSV file, which the core reads itself."""
    return next((importer for importer in importers() if importer.kind == kind), None)
