"""For a timer, some times an hour: write the digests and reminders that are due, and send what waits."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reporting.mail.deadlines import write_deadlines
from reporting.mail.digests import write_digests
from reporting.mail.sending import send_waiting


class Command(BaseCommand):
    help = "Write digests and reminders that are due, and send the mail that waits."

    def handle(self, *args: Any, **options: Any) -> None:
        digests, reminders = write_digests(), write_deadlines()
        sent = send_waiting()
        self.stdout.write(f"{digests} digests due, {reminders} reminders due, {sent} sent")
