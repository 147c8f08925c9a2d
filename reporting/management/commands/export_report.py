"""``manage.py export_report SLUG --format pdf|xlsx|docx|json|html --output FILE``."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.assembly import Edition
from reporting.models import Report
from reporting.renderers.adopted_files import DamagedFile, file_of
from reporting.renderers.formats import FORMATS, FileUnavailable
from reporting.renderers.kept import write_atomically
from reporting.renderers.pdf import PdfUnavailable


class Command(BaseCommand):
    help = "Skriver en rapport till en fil: samma innehåll som portalen visar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="rapportens adress, till exempel sydnarke-2023-07-delarsrapport")
        parser.add_argument("--format", required=True, choices=sorted(FORMATS))
        parser.add_argument("--output", required=True, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.with_context().filter(slug=options["slug"]).first()
        if report is None:
            known = ", ".join(Report.objects.values_list("slug", flat=True)) or "inga"
            raise CommandError(f"Rapporten {options['slug']} finns inte. De som finns: {known}.")
        try:
            content = file_of(Edition(report), FORMATS[options["format"]])
        except (DamagedFile, FileUnavailable, PdfUnavailable) as error:
            raise CommandError(str(error)) from error
        write_atomically(options["output"].absolute(), content)
        self.stdout.write(f"Skrev {options['output']}")
