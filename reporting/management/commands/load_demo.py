"""``manage.py load_demo [--export DIR]``: the published reports, and people to log in as."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from reporting.assembly import Edition
from reporting.models import Report, User
from reporting.renderers.pdf import PdfUnavailable
from reporting.rendering import FORMATS, rendered, write_atomically

FIXTURES = ("demo_people", "demo_sydnarke_2023_07", "demo_sydnarke_2024_04")
REPORTS = ("sydnarke-2023-07-delarsrapport", "sydnarke-2024-04-delarsrapport")
EXPORTED = ("pdf", "xlsx", "json")
PASSWORD = "demo-sydnarke-2024"


class Command(BaseCommand):
    help = "Läser in de publicerade rapporterna om de inte redan finns. Det som skrivits in ligger kvar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, help="mapp att skriva varje rapport till")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("Demon har kända lösenord och läses aldrig in när PORTAL_MODE är production.")
        if not Report.objects.filter(slug__in=REPORTS).exists():
            self._load()
        if options["export"]:
            self._export(options["export"])
        self._print_people()

    @transaction.atomic
    def _load(self) -> None:
        call_command("loaddata", *FIXTURES, verbosity=0)
        for user in User.objects.filter(memberships__committee__slug="sydnarke").distinct():
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])

    def _export(self, directory: Path) -> None:
        for report in Report.objects.with_context().filter(slug__in=REPORTS).order_by("slug"):
            edition = Edition(report)
            for ending in EXPORTED:
                path = directory / f"{report.slug}.{ending}"
                try:
                    write_atomically(path.absolute(), rendered(edition, FORMATS[ending]))
                except PdfUnavailable as error:
                    self.stderr.write(str(error))
                else:
                    self.stdout.write(f"Skrev {path}")

    def _print_people(self) -> None:
        self.stdout.write("Logga in som (lösenord " + PASSWORD + "):")
        for user in User.objects.filter(memberships__isnull=False).distinct().order_by("pk"):
            roles = sorted({membership.get_role_display() for membership in user.memberships.all()})
            self.stdout.write(f"  {user.username}: {', '.join(roles)}")
