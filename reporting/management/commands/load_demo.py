"""``manage.py load_demo [--export DIR] [--round]``: published reports, users to log in as, and a round to follow."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from reporting.assembly import Edition, document_of
from reporting.document.decision import Decision
from reporting.document.places import place_at
from reporting.journal.writing import open_journal
from reporting.management.demo_round import CHIEF, load_round
from reporting.management.demo_talk import write_to_each_other
from reporting.models import (
    AdoptedDocument,
    Committee,
    MunicipalityAdministrator,
    Report,
    SectionAssignment,
    User,
)
from reporting.permissions import Action
from reporting.questions.writing import answer, ask
from reporting.renderers.adopted_files import DamagedFile, file_of
from reporting.renderers.formats import FORMATS, FileUnavailable
from reporting.renderers.kept import write_atomically
from reporting.renderers.pdf import PdfUnavailable
from reporting.review.of_report import open_errors
from reporting.workflow.acceptance import accept
from reporting.workflow.assignments import assign, mark_done, open_again
from reporting.workflow.moves import adopt, move
from reporting.workflow.publication import publish

COMMITTEES = ("sydnarke", "herrljunga", "ludvika")
PEOPLE = "demo_people"
# The reports of Herrljunga and Ludvika bring their nämnd and users.
FIXTURES = {
    "sydnarke-2020-12-arsredovisning": "demo_sydnarke_2020_12_arsredovisning",
    "sydnarke-2020-12-internkontroll": "demo_sydnarke_2020_12_internkontroll",
    "ludvika-2022-08-rapportering": "demo_ludvika_2022_08",
    "sydnarke-2023-07-delarsrapport": "demo_sydnarke_2023_07",
    "herrljunga-2023-08-delarsrapport": "demo_herrljunga_2023_08",
    "sydnarke-2024-04-delarsrapport": "demo_sydnarke_2024_04",
}
REPORTS = tuple(FIXTURES)
# One adopted and published report; the others are drafts.
ADOPTED = "sydnarke-2023-07-delarsrapport"
WAY_TO_APPROVED = (
    (Action.HAND_IN, "controller"),
    (Action.APPROVE, "godkannare"),
)
DECISION = Decision(
    on=dt.date(2023, 9, 13), paragraph="34"
)  # not that of the published report, which tells none
# Asked by the ledamot about the adopted report: row -> question and its published answer, "" while it is open.
QUESTIONS = {
    "rad-resultat-telekommunikation": (
        "Prognosen är mer än dubbelt så hög som budgeten. Vad är det som har blivit dyrare?",
        "Telias WAN. Verksamheterna ställer högre krav på snabb internetaccess, och WAN byggs ut där kommunen inte "
        "gräver ned fiber. De kostnaderna fanns inte med i budgeten.",
    ),
    "rad-resultat-summa": ("Vad händer med underskottet om åtgärdsplanen inte räcker?", ""),
}
# A draft whose sections are given to people; some are done, and one is opened again.
SHARED = "sydnarke-2024-04-delarsrapport"
WRITERS = {
    **dict.fromkeys(("beslut", "mal", "verksamhetsrapport"), "rapportor"),
    **dict.fromkeys(("ekonomisk-rapport", "investeringar", "atgardsplan", "avvikelser"), "controller"),
}
DONE = {"beslut": "rapportor", "ekonomisk-rapport": "controller", "mal": "rapportor"}
OPENED = "mal", "Säg också vad som görs åt de mål som inte nås."
AS_PUBLISHED = "Så står det i den publicerade rapporten, som återges oförändrad."
EXPORTED = ("pdf", "xlsx", "json")
PASSWORD = "demo-sydnarke-2024"


class Command(BaseCommand):
    help = "Läser in de publicerade rapporterna om de inte redan finns. Det som skrivits in ligger kvar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--export", type=Path, help="mapp att skriva varje rapport till")
        parser.add_argument("--round", action="store_true", help="öppna en omgång med tre nämnder till")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("Demon har kända lösenord och läses aldrig in när PORTAL_MODE är production.")
        self._load()
        if options["round"]:
            load_round(PASSWORD)
        if options["export"]:
            self._export(options["export"])
        self._print_people()
        if options["round"]:
            self.stdout.write(f"  {CHIEF}: controller i omgångens andra nämnder")

    @transaction.atomic
    def _load(self) -> None:
        """Load only what is missing, all or nothing."""
        if not Committee.objects.filter(slug=COMMITTEES[0]).exists():
            call_command("loaddata", PEOPLE, verbosity=0)
        for slug, fixture in FIXTURES.items():
            if not Report.objects.filter(slug=slug).exists():
                call_command("loaddata", fixture, verbosity=0)
        for report in Report.objects.filter(journal=None):  # fixtures bypass the journal
            open_journal(report)
        self._give_passwords()
        administrator = User.objects.get(username="administrator")
        host = Committee.objects.select_related("municipality").get(slug=COMMITTEES[0]).municipality
        MunicipalityAdministrator.objects.get_or_create(user=administrator, municipality=host)
        if not SectionAssignment.objects.exists():
            self._share(SHARED)
        if not AdoptedDocument.objects.filter(report__slug=ADOPTED).exists():
            self._adopt(ADOPTED)
            report = Report.objects.with_context().get(slug=ADOPTED)
            publish(report, by=User.objects.get(username="administrator"))
            self._ask(ADOPTED)
            write_to_each_other()

    def _give_passwords(self) -> None:
        """Users in fixtures have no password and no address."""
        for user in demo_people():
            if not user.has_usable_password():
                user.set_password(PASSWORD)
                user.email = user.email or f"{user.username}@kommun.example"
                user.save(update_fields=["password", "email"])

    def _adopt(self, slug: str) -> None:
        """With the portal's own moves and checks; accepts the review's errors first."""
        report = Report.objects.with_context().get(slug=slug)
        controller = User.objects.get(username="controller")
        for finding in open_errors(report):
            accept(report, finding.fingerprint, reason=AS_PUBLISHED, by=controller)
        for action, username in WAY_TO_APPROVED:
            move(report, action, by=User.objects.get(username=username))
        adopt(report, DECISION, by=User.objects.get(username="administrator"))

    def _share(self, slug: str) -> None:
        report = Report.objects.with_context().get(slug=slug)
        people = {user.username: user for user in demo_people()}
        controller = people["controller"]
        assign(report, {key: people[name] for key, name in WRITERS.items()}, by=controller)
        for key, name in DONE.items():
            mark_done(report, key, by=people[name])
        key, note = OPENED
        open_again(report, key, note=note, by=controller)

    def _ask(self, slug: str) -> None:
        report = Report.objects.with_context().get(slug=slug)
        document = document_of(report)
        ledamot, controller = (User.objects.get(username=name) for name in ("ledamot", "controller"))
        for anchor, (text, answered) in QUESTIONS.items():
            place = place_at(document, anchor)
            assert place is not None
            question = ask(report, place, text, by=ledamot)
            if answered:
                answer(report, question.pk, answered, is_public=True, seen="", by=controller)

    def _export(self, directory: Path) -> None:
        for report in Report.objects.with_context().filter(slug__in=REPORTS).order_by("slug"):
            edition = Edition(report)
            for extension in EXPORTED:
                path = directory / f"{report.slug}.{extension}"
                try:
                    write_atomically(path.absolute(), file_of(edition, FORMATS[extension]))
                except (DamagedFile, FileUnavailable, PdfUnavailable) as error:
                    self.stderr.write(str(error))
                else:
                    self.stdout.write(f"Skrev {path}")

    def _print_people(self) -> None:
        self.stdout.write("Logga in som (lösenord " + PASSWORD + "):")
        for user in demo_people():
            roles = sorted({membership.get_role_display() for membership in user.memberships.all()})
            self.stdout.write(f"  {user.username}: {', '.join(roles)}")


def demo_people() -> list[User]:
    """Members of the demo's nämnder, in the fixtures' order."""
    return list(User.objects.filter(memberships__committee__slug__in=COMMITTEES).distinct().order_by("pk"))
