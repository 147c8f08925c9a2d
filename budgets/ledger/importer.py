"""The importer of SIE files."""

from __future__ import annotations

from budgets.ledger.plan import LedgerPlan
from budgets.ledger.sie import is_sie, read_sie
from reporting.imports.uploaded_file import OpenedFile
from reporting.models import Report


class SieImporter:
    kind = "sie"
    name = "SIE-fil"
    extensions = (".se", ".si", ".sie")
    offer = "SIE (.se, .si)"
    template_name = "budgets/import_sie.html"
    help_template_name = "budgets/_sie_help.html"

    def recognises(self, content: bytes) -> bool:
        return is_sie(content)

    def plan(self, report: Report, reading: OpenedFile) -> LedgerPlan:
        return LedgerPlan(report, reading.once(read_sie))
