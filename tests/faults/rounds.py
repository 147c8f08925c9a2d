"""Saves during which the server is killed: typing, importing, adopting. Needs Django set up."""

from __future__ import annotations

import datetime as dt
import http.client
import io
import random
import re
import threading
import urllib.error
from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

import openpyxl
from django.db import connection

from reporting.journal.verify import faults
from reporting.journal.writing import open_journal
from reporting.models import AdoptedDocument, Committee, Membership, Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.workflow.moves import move
from tests.factories import decision, fresh, make_report, make_template, section
from tests.faults.serving import REPORT, Person, Server

HEADINGS = 3  # row of the entry workbook
MOST_TRIES = 20


class Kind:
    """``acknowledged``: saves the server has confirmed. ``longest``: seconds from the first save of a round to the
    kill, longer than a save takes."""

    longest = 1.0

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.numbers = count(20_000)

    def prepare(self) -> None:
        """Called before each round, with the server down."""

    def save(self, person: Person) -> None:
        """Save once, and note it when acknowledged. Raises OSError or HTTPException when cut off."""
        raise NotImplementedError

    def lost(self) -> list[str]:
        """Acknowledged saves that are missing or half done."""
        raise NotImplementedError


class Figures(Kind):
    """Saves a new figure in one cell each time."""

    how: ClassVar[str]

    def lost(self) -> list[str]:
        entries = Report.objects.get(slug=REPORT).journal.filter(how=self.how, field="actual").order_by("pk")
        found = [entry.new.lstrip("-").removesuffix("000") for entry in entries]
        return sorted(set(self.acknowledged) - set(found))


class Typing(Figures):
    how = "typed"

    def save(self, person: Person) -> None:
        figure = str(next(self.numbers))
        if not person.save(figure)["errors"]:
            self.acknowledged.append(figure)


class Importing(Figures):
    how = "imported"
    longest = 2.0

    def save(self, person: Person) -> None:
        figure = next(self.numbers)
        preview, page = person.upload(f"/rapporter/{REPORT}/filer/", with_figure(person, figure))
        person.post(preview, {"csrfmiddlewaretoken": person.token, "seen": hidden(page, "seen"), "yes": "on"})
        self.acknowledged.append(str(figure))


def with_figure(person: Person, figure: int) -> bytes:
    """The report's entry workbook with a figure in the first row of the statement."""
    book = openpyxl.load_workbook(io.BytesIO(person.read(f"/rapporter/{REPORT}/inmatning.xlsx")))
    sheet = book["Ekonomiskt resultat"]
    column = next(cell.column for cell in sheet[HEADINGS] if str(cell.value).startswith("Utfall"))
    sheet.cell(HEADINGS + 1, column).value = figure
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, page
    return found[1]


class Adopting(Kind):
    """Adopts reports approved beforehand."""

    at_once = 12

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[str] = []

    def prepare(self) -> None:
        user = User.objects.get(username="controller")
        committee = Committee.objects.filter(memberships__user=user).first()
        for role in Role.values:
            Membership.objects.get_or_create(user=user, committee=committee, role=role)
        template = make_template(section("inledning", has_prose=True), committee=committee)
        while len(self.waiting) < self.at_once:
            self.waiting.append(approved(template, user))

    def save(self, person: Person) -> None:
        if not self.waiting:
            raise ConnectionError  # all adopted before the kill
        slug = self.waiting.pop()
        decided = {"on": decision().on.isoformat(), "paragraph": decision().paragraph}
        person.post(f"/rapporter/{slug}/faststall/", {"csrfmiddlewaretoken": person.token, **decided})
        self.acknowledged.append(slug)

    def lost(self) -> list[str]:
        adopted = set(Report.objects.filter(status=Status.ADOPTED).values_list("slug", flat=True))
        documents = AdoptedDocument.objects.select_related("report")
        readable = {frozen.report.slug for frozen in documents if frozen.document()}
        return sorted((set(self.acknowledged) - adopted) | (adopted ^ readable))


def approved(template: Any, user: User) -> str:
    """The slug of an approved report with a day to itself."""
    number = Report.objects.filter(slug__startswith="dodad-").count()
    day = dt.date(1950, 1, 1) + dt.timedelta(days=number)
    report = make_report(template=template, actuals_through=day, slug=f"dodad-{number}")
    report.texts.create(section_key="inledning", markdown="Verksamheten har gått bra.")
    open_journal(report, by=user)
    for action in (Action.HAND_IN, Action.APPROVE):
        move(fresh(report), action, by=User.objects.get(pk=user.pk))
    return report.slug


KINDS: dict[str, type[Kind]] = {"web": Typing, "import": Importing, "adopt": Adopting}


def run(url: str, names: list[str], kills: int, seed: int) -> Iterator[str]:
    """Faults after each kill, in words."""
    chance = random.Random(seed)
    server = Server(url)
    person = None
    for name, kind in [(name, KINDS[name]()) for name in names]:
        for number in range(1, kills + 1):
            kind.prepare()
            connection.close()  # an open connection would keep the WAL from being recovered as after a crash
            server.start()
            person = person or Person(server)
            person.get(f"/rapporter/{REPORT}/")
            before = len(kind.acknowledged)
            after = chance.uniform(0, kind.longest)
            errors = save_until_killed(server, kind, person, after)
            wrong = [*errors, *(f"lost: {save}" for save in kind.lost()), *faults()[1]]
            saved = len(kind.acknowledged) - before
            print(f"{name} {number}: killed after {after:.2f} s, {saved} saved, {wrong or 'ok'}", flush=True)
            yield from wrong
    server.start()
    assert person is not None
    person.get(f"/rapporter/{REPORT}/")
    server.kill()


def save_until_killed(server: Server, kind: Kind, person: Person, after: float) -> list[str]:
    """Save again and again until the server is gone. Returns its HTTP errors."""
    killer = threading.Timer(after, server.kill)
    before = len(kind.acknowledged)
    try:
        for _ in range(MOST_TRIES):  # a new server may be slow to acknowledge the first
            kind.save(person)
            if len(kind.acknowledged) > before:
                break
        killer.start()
        while True:
            kind.save(person)
    except urllib.error.HTTPError as error:
        return [f"{error.url}: {error.code}"]
    except (OSError, http.client.HTTPException):
        return []
    finally:
        if not killer.is_alive():
            server.kill()
        else:
            killer.join()
