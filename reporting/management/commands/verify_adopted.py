"""``manage.py verify_adopted``: recompute everything that has been adopted."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.workflow.proof import adoption_faults


class Command(BaseCommand):
    help = "Räknar om varje fastställd handling: innehåll, filer, beslut, steg och databasens spärrar."

    def handle(self, *args: Any, **options: Any) -> None:
        number, sentences = adoption_faults()
        for sentence in sentences:
            self.stderr.write(sentence)
        if sentences:
            raise CommandError(f"Det fastställda stämmer inte: {len(sentences)} fel.")
        self.stdout.write(f"Det fastställda stämmer: {number} rapporter kontrollerade.")
