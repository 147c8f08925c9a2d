"""``manage.py make_adopted_files``: make the files of adopted reports that are missing or damaged, and say so."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.renderers.formats import FileUnavailable
from reporting.renderers.pdf import PdfUnavailable
from reporting.renderers.pdf.seal import SealFailed
from reporting.workflow.proof import make_missing_files


class Command(BaseCommand):
    help = "Gör de fastställda rapporternas filer som saknas eller är skadade. Det står sedan vid filen."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for sentence in make_missing_files():
                self.stdout.write(sentence)
        except (FileUnavailable, PdfUnavailable, SealFailed) as error:
            raise CommandError(str(error)) from error
