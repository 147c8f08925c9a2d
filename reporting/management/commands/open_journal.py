"""``manage.py open_journal``: first entries for values older than the journal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from reporting.journal.writing import open_journal
from reporting.models import Report


class Command(BaseCommand):
    help = (
        "Ger de uppgifter som saknar journalpost en första. Körs en gång, när en äldre databas uppgraderas."
    )

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        opened = sum(open_journal(report) for report in Report.objects.all())
        self.stdout.write(f"{opened} uppgifter fick sin första journalpost.")
