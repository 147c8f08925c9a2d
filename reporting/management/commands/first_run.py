"""Say how the first person of an empty portal comes in."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from reporting.administration.first_run import announcement, is_open, logger


class Command(BaseCommand):
    help = "Print the address, with its one-time token, where the first person of an empty portal begins."

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_open():
            self.stdout.write("The portal has been begun: log in instead.")
            return
        logger.warning("The way into the empty portal was asked for on the server.")
        self.stdout.write(announcement())
