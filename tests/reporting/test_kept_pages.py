"""A kept page of a report that is not adopted is the same as one made anew, whatever is changed in the database.

By introspection: every field of every table of the portal is given another value, rows are added and removed. How
that is done doesn't matter, for what is kept is compared with what is stored: saves, bulk writes, the admin and other
programs are alike. What the portal's own steps change is compared after each of them in tests/edits/portal.py.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import Error, connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.assembly import document_of
from reporting.document.places import places_of
from reporting.journal import triggers
from reporting.models import Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.questions.writing import answer, ask
from reporting.workflow.moves import move
from tests.factories import fresh, make_report, make_user, section

pytestmark = pytest.mark.django_db
DRAFT = "sydnarke-2024-04-delarsrapport"
# The chapters, with the tables no change of which is seen on the pages below: they hold nothing that a page says, or
# the demo has no row of them for a draft. A new table is seen, or is named here by one who knows why not.
UNSEEN = {
    "reporting": {
        *(
            "User_groups",
            "User_user_permissions",
            "PublishedText",
            "StatusChange",
            "JournalEntry",
            "AdoptedDocument",
        ),
        *("HandedInDocument", "ImportedFile", "Note", "AcceptedFinding", "TableMapping", "TableRowChoice"),
        *("JournalHead", "AdoptedFile", "TemporaryAccess", "SectionAssignment", "DoneMark"),
        *("DeclinedNotice", "OutgoingMail", "Worker"),
        *("ReturnAnswer", "HandInAnswer", "Comment", "Comment_mentioned"),
        *("Round", "RoundCommittee"),
        *("Committee_members", "AdministrationChange", "FirstRun", "MunicipalityAdministrator"),
        "GroupRole",
    },
    "budgets": {"AccountRule", "LedgerOwner", "LedgerAmount", "Measure"},
    "goals": {"SteeringModel"},  # its versions are never changed
    "internal_control": {"ControlMeasure"},
}
STRUCTURE = {"level"}  # of a template: what else could not be read
Model = type[models.Model]
Field = Any  # a field of a model, of any kind
TOKEN = re.compile(r"\b[A-Za-z0-9]{64}\b")  # another at each reading


class Readers:
    """Of the draft with most rows in a table; of the core's, also a ledamot at a report with questions."""

    def __init__(self, model: Model) -> None:
        draft = with_most_rows(model)
        readers = [(make_user(draft.committee), draft.slug)]
        if model._meta.app_label == "reporting":
            readers.append(asked_and_answered())
        self.addresses = [(session_of(user), reverse("report_page", args=[slug])) for user, slug in readers]

    def read(self) -> list[tuple[int, str]]:
        return [page_read(session, address) for session, address in self.addresses]

    def read_anew(self) -> list[tuple[int, str]]:
        caches["unchanged"].clear()
        return self.read()


def with_most_rows(model: Model) -> Report:
    drafts = Report.objects.filter(status=Status.DRAFT)
    if "report" in {field.name for field in model._meta.concrete_fields}:
        rows = model._base_manager.filter(report__in=drafts)
        counted = rows.values_list("report").annotate(rows=models.Count("pk")).order_by("-rows")
        for report, _ in counted[:1]:
            return drafts.get(pk=report)
    return drafts.get(slug=DRAFT)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def page_read(session: str, address: str) -> tuple[int, str]:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = session
    response = client.get(address)
    return response.status_code, TOKEN.sub("", response.content.decode())


def asked_and_answered() -> tuple[User, str]:
    report = make_report(section("inledning", has_prose=True), slug="med-fragor")
    report.texts.create(section_key="inledning", markdown="Det kom fler.")
    controller, ledamot = (
        make_user(report.committee, role) for role in (Role.CONTROLLER, Role.REPRESENTATIVE)
    )
    move(fresh(report), Action.HAND_IN, by=controller)
    report = fresh(report)
    place = next(iter(places_of(document_of(report))))
    question = ask(report, place, "Varför?", by=ledamot)
    answer(report, question.pk, "Därför.", is_public=True, seen="", by=controller)
    return ledamot, report.slug


def other_values(field: Field) -> Iterator[Any]:
    if field.null:
        yield None
    if field.choices:
        yield from (value for value, _label in field.choices)
    elif isinstance(field, models.ForeignKey):
        target: Any = field.related_model
        yield from target._base_manager.order_by("-pk").values_list(field.target_field.attname, flat=True)[:3]
    elif isinstance(field, models.BooleanField):
        yield from (True, False)
    elif isinstance(field, models.DateTimeField):
        yield timezone.now()
    elif isinstance(field, models.DateField):
        yield dt.date(2001, 1, 1)
    elif isinstance(field, models.UUIDField):
        yield uuid.uuid4()
    elif isinstance(field, models.BinaryField):
        yield b"annat"
    elif isinstance(field, models.CharField | models.TextField):
        yield from (Concat(F(field.name), Value("x")), "")
    else:
        yield from (F(field.name) + 1, F(field.name) - 1)


def other_json(stored: Any, key: str = "") -> Any:
    """JSON with other headings, verdicts and numbers."""
    if isinstance(stored, dict):
        return {name: other_json(value, name) for name, value in stored.items()} or {"unit": "kr"}
    if isinstance(stored, list):
        return [other_json(value) for value in stored]
    if key in ("heading", "verdict"):
        return f"{stored} x" if key == "heading" else "partial"
    return stored + 1 if isinstance(stored, int | float) and key not in STRUCTURE else stored


def changes_of(field: Field) -> Iterator[Callable[[], object]]:
    """Ways to store something else in a field: in all its rows, or in one."""
    rows = field.model._base_manager.order_by("-pk")
    for some in (rows, *(rows.filter(pk=pk) for pk in rows.values_list("pk", flat=True)[:2])):
        if isinstance(field, models.JSONField):
            stored = some.values_list(field.attname, flat=True).first()
            values: Iterable[Any] = [Value(other_json(stored), field)]
        else:
            values = other_values(field)
        yield from (partial(some.order_by().update, **{field.attname: value}) for value in values)


def additions_to(model: Model) -> Iterator[Callable[[], object]]:
    """A copy of the last row, with a key of its own."""
    row = model._base_manager.order_by("-pk").first()
    if row is not None:
        for field in model._meta.concrete_fields:
            if field.unique or field.name == "key":
                setattr(row, field.attname, field.get_default() if field.has_default() else None)
            elif field.name == "position":
                setattr(row, field.attname, 999)
        yield lambda: row.save_base(raw=True, force_insert=True)


def removals_from(model: Model) -> Iterator[Callable[[], object]]:
    rows: Any = model._base_manager
    yield lambda: rows.all()._raw_delete("default")


def stored_in(model: Model) -> list[Any]:
    return list(model._base_manager.order_by("pk").values_list())


@contextmanager
def first_of(ways: Iterable[Callable[[], object]], model: Model) -> Iterator[bool]:
    """The first that the database takes, and that stores something else; undone afterwards. Whether there is one."""
    before = stored_in(model)
    with transaction.atomic():
        yield any(is_taken(way) and stored_in(model) != before for way in ways)
        transaction.set_rollback(True)


def is_taken(way: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            way()
    except Error:
        return False
    return True


def seen_on_pages_of(model: Model) -> set[str]:
    """The fields whose changes are seen, each kept page compared with one made anew."""
    readers, seen = Readers(model), set()
    unchanged = readers.read()
    assert {status for status, _ in unchanged} == {200}
    ways = {field.name: changes_of(field) for field in model._meta.concrete_fields if not field.primary_key}
    for name, some in (ways | {"+": additions_to(model), "-": removals_from(model)}).items():
        with first_of(some, model) as is_changed:
            kept = readers.read() if is_changed else unchanged
            assert (model, name, kept == readers.read_anew()) == (model, name, True)
        if kept != unchanged:
            seen.add(name)
        assert (model, name, readers.read() == unchanged) == (model, name, True)
    return seen


@pytest.mark.parametrize("app", UNSEEN)
def test_a_kept_page_is_as_one_made_anew(demo: None, app: str) -> None:
    triggers.remove_locks(connection)  # another program's write
    seen: dict[str, set[str]] = {}
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        with transaction.atomic():
            seen[model.__name__] = seen_on_pages_of(model)
            transaction.set_rollback(True)
    assert {name for name, fields in seen.items() if not fields} == UNSEEN[app]
