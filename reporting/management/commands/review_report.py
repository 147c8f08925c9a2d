"""``manage.py review_report SLUG --format json|text``."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.models import Report
from reporting.review.dictionary import dictionary_note
from reporting.review.findings import Finding
from reporting.review.of_report import findings_of


class Command(BaseCommand):
    help = "Granskar en rapport: summor, tecken, mål, perioder och siffror i text."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="rapportens adress, till exempel sydnarke-2023-07-delarsrapport")
        parser.add_argument("--format", default="text", choices=["json", "text"])

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report.objects.with_context().filter(slug=options["slug"]).first()
        if report is None:
            known = ", ".join(Report.objects.values_list("slug", flat=True)) or "inga"
            raise CommandError(f"Rapporten {options['slug']} finns inte. De som finns: {known}.")
        findings = findings_of(report)
        if options["format"] == "json":
            notes = [note] if (note := dictionary_note()) else []
            data = {
                "report": report.slug,
                "findings": [finding.to_dict() for finding in findings],
                "notes": notes,
            }
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for finding in findings:
            self.stdout.write(as_text(finding))
        self.stdout.write(f"{len(findings)} iakttagelser.")
        if note := dictionary_note():
            self.stdout.write(note)


def as_text(finding: Finding) -> str:
    """On one or more lines: severity, code, section and message; sentence; computation."""
    lines = [f"{finding.severity.label} [{finding.code}] {finding.section_key}: {finding.message}"]
    lines += [f"    Meningen: {finding.sentence}"] if finding.sentence else []
    lines += [f"    Uträkning: {finding.computation}"] if finding.computation else []
    return "\n".join(lines)
