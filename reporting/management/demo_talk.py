"""What the people of the demo have written to each other: comments, and why a report came back."""

from __future__ import annotations

from reporting.comments.places import places_for
from reporting.comments.writing import comment, reply, resolve
from reporting.entry.history import Editors
from reporting.models import Report, User
from reporting.permissions import Action
from reporting.workflow.moves import move

COMMENTED = "sydnarke-2024-04-delarsrapport"
TELECOM = ("telekommunikation", "forecast")  # row and field
RETURNED = "ludvika-2022-08-rapportering"
REASON = (
    "Texten om driftkostnaderna säger både att de var 3,2 mnkr högre än budgeterat och att nettokostnaderna var "
    "4,1 mnkr lägre. Skriv hur de hänger ihop med intäkterna, så att nämnden förstår det vid första läsningen."
)


def write_to_each_other() -> None:
    """With the portal's own acts; in reports that are drafts."""
    report = Report.objects.with_context().get(slug=COMMENTED)
    controller, reporter = _person("controller"), _person("rapportor")
    row, field = TELECOM
    (model,) = {model for model, key in Editors(report).rows if key == row}
    cell, *_ = places_for(report, cell_path=f"{model}/{row}/{field}")
    first = comment(
        report,
        cell,
        "Prognosen är mer än dubbelt så hög som budgeten. Är hela WAN-kostnaden för året med, eller bara det som är "
        "fakturerat?",
        by=controller,
        mentioned=[reporter.pk],
    )
    reply(
        report,
        first.pk,
        "Hela året. Det står i avtalet med Telia, jag skriver en mening om det.",
        by=reporter,
    )
    section, *_ = places_for(report, "verksamhetsrapport")
    done = comment(report, section, "Ta med driftstoppen i mars.", by=controller)
    reply(report, done.pk, "De står nu i andra stycket.", by=reporter)
    resolve(report, done.pk, is_resolved=True, by=controller)
    returned = Report.objects.with_context().get(slug=RETURNED)
    move(returned, Action.HAND_IN, by=_person("controller-ludvika"))
    move(returned, Action.SEND_BACK, by=_person("godkannare-ludvika"), reason=REASON)


def _person(username: str) -> User:
    found: User = User.objects.get(username=username)
    return found
