"""``manage.py verify_journal``: proves that the journal and the stored values say the same."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.journal.verify import faults


class Command(BaseCommand):
    help = "Kontrollerar att varje värde är det som journalen sist skrev, och att ingen post saknas."

    def handle(self, *args: Any, **options: Any) -> None:
        checked, found = faults()
        for fault in found:
            self.stderr.write(fault)
        if found:
            raise CommandError(f"Journalen stämmer inte: {len(found)} fel.")
        self.stdout.write(f"Journalen stämmer: {checked} uppgifter kontrollerade.")
