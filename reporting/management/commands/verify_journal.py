"""``manage.py verify_journal [--head HEX] [--heads]``: check the journal against the stored values, or a print."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.journal.verify import faults, place_in_chain
from reporting.models import JournalHead


class Command(BaseCommand):
    help = "Kontrollerar att varje värde är det som journalen sist skrev, och att ingen post saknas."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", help="journalens kontrollsumma, som den står i en fastställd rapport")
        parser.add_argument(
            "--heads", action="store_true", help="skriv också varje journals sista post, att spara"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["head"]:
            self._look_up(options["head"])
            return
        checked, sentences = faults()
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            raise CommandError(f"Journalen stämmer inte: {len(sentences)} fel.")
        self.stdout.write(f"Journalen stämmer: {checked} uppgifter kontrollerade.")
        if options["heads"]:
            for head in JournalHead.objects.select_related("report").order_by("report__slug"):
                self.stdout.write(f"{head.report.slug} {head.number} {head.digest}")

    def _look_up(self, head: str) -> None:
        found = place_in_chain(head)
        if found is None:
            raise CommandError(
                "Ingen hel journal i databasen innehåller kontrollsumman. Antingen är den fel avskriven, eller så är "
                "databasen inte den som handlingen kommer ur."
            )
        report, number, last = found
        self.stdout.write(f"Journalen innehåller den: {report.slug}, post {number} av {last}. Kedjan är hel.")
