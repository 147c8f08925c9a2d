"""The chapter's file format: a line per association, "Idrott: 77", in kronor."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from reporting.document.amounts import format_number
from reporting.imports.uploaded_file import OpenedFile
from reporting.journal.writing import Batch, save_rows
from reporting.models import ImportedFile, Report
from tests.tiny_chapter.grants_file import read_grants
from tests.tiny_chapter.models import Grant


class GrantsPlan:
    is_ready = True
    doubts: ClassVar[list[str]] = []

    def __init__(self, report: Report, amounts: Mapping[str, Decimal | None]) -> None:
        self.grants = list(Grant.objects.filter(report=report, label__in=amounts))
        self.changed = [grant for grant in self.grants if grant.amount != amounts[grant.label]]
        for grant in self.changed:
            grant.amount = amounts[grant.label]

    @property
    def changes_nothing(self) -> bool:
        return not self.changed

    @property
    def lines(self) -> list[str]:
        return [f"{grant.label}: {format_number(grant.amount or Decimal(0), 0)} kr" for grant in self.changed]

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self.lines).encode()).hexdigest()

    def apply(self, file: ImportedFile, batch: Batch) -> int:
        save_rows(batch, self.changed)
        return len(self.changed)


class GrantsImporter:
    kind = "grants"
    name = "bidragsfil"
    extensions = (".bid",)
    offer = "bidragsfil (.bid)"
    template_name = "tiny_chapter/import.html"
    help_template_name = "tiny_chapter/import_help.html"

    def recognises(self, content: bytes) -> bool:
        return content.startswith(b"BIDRAG")

    def plan(self, report: Report, reading: OpenedFile) -> GrantsPlan:
        return GrantsPlan(report, reading.once(read_grants))
