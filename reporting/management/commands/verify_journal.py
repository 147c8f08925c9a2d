"""``manage.py verify_journal``: check that the journal agrees with the stored values."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.journal.verify import faults


class Command(BaseCommand):
    help = "Kontrollerar att varje värde är det som journalen sist skrev, och att ingen post saknas."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, sentences = faults()
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            raise CommandError(f"Journalen stämmer inte: {len(sentences)} fel.")
        self.stdout.write(f"Journalen stämmer: {checked} uppgifter kontrollerade.")
