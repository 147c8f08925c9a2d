"""A role not begun, or ended, gives nothing: wherever roles are read."""

from __future__ import annotations

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.models import Committee, Membership, MunicipalityAdministrator, Report, Role, Status
from reporting.models.adopted import adopted_to
from reporting.models.committee import NO_LONGER_A_MEMBER
from reporting.models.current import current_to
from reporting.permissions import Action, administered_by, may
from reporting.questions.reading import open_questions, own_questions
from tests.factories import fresh, make_committee, make_municipality, make_report, make_user

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
DAY = dt.timedelta(days=1)


@pytest.fixture(params=["not begun", "ended"])
def held(request: pytest.FixtureRequest) -> Membership:
    """Every role in a nämnd, none of which holds today."""
    report = make_report()
    user = make_user(role=None)
    today = timezone.localdate()
    dates = {"valid_from": today + DAY} if request.param == "not begun" else {"valid_to": today - DAY}
    for role in Role.values:
        Membership.objects.create(user=user, committee=report.committee, role=role, **dates)
    return Membership.objects.filter(user=user).earliest("pk")


def test_only_the_roles_that_hold_are_read_with_a_draft(held: Membership) -> None:
    Membership.objects.filter(user=held.user, role=Role.READER).update(valid_from=None, valid_to=None)
    found = current_to(held.user, Report.objects.get().slug)
    assert found is not None
    assert (found.status, sorted(found.roles)) == ("draft", ["reader"])


def test_it_gives_nothing(held: Membership, client: Client) -> None:
    user, committee = held.user, held.committee
    report = fresh(Report.objects.get())
    assert user.roles_in(committee) == frozenset()
    assert [action for action in Action if may(user, action, report)] == []
    assert list(Committee.objects.visible_to(user)) == []
    assert list(Report.objects.visible_to(user)) == []
    assert list(administered_by(user)) == []
    assert committee.functions_of([user.pk]) == {user.pk: NO_LONGER_A_MEMBER}
    client.force_login(user)
    assert current_to(user, report.slug) is None
    assert client.get(reverse("report_page", args=[report.slug])).status_code == 404
    assert client.get(reverse("report_workspace", args=[report.slug])).status_code == 404
    assert committee.name not in client.get(reverse("report_list")).content.decode()
    page = client.get(reverse("account_page")).content.decode()
    assert ">gäller" not in page  # it lists one's own roles, each with its dates
    assert page.count(">avslutad") + page.count(">kommande") == len(Role.values)


def test_it_shows_no_questions(held: Membership) -> None:
    report = Report.objects.get()
    Report.objects.update(status=Status.HANDED_IN)
    report.questions.create(asked_by=held.user, text="Varför?", section_key="inledning", place="Inledning")
    assert list(open_questions(held.user)) == []
    assert list(own_questions(held.user)) == []


def test_an_adopted_report_is_read_as_by_anyone_else(held: Membership) -> None:
    Report.objects.update(status=Status.ADOPTED)
    assert list(Report.objects.adopted_by_others(held.user)) == [Report.objects.get()]
    facts = adopted_to(held.user, Report.objects.get().slug)
    assert facts is None or (facts.is_member, facts.is_official) == (False, False)


@pytest.mark.parametrize(("before", "after"), [(0, 0), (1, 1), (None, 0), (0, None)])
def test_the_first_and_last_days_count(before: int | None, after: int | None) -> None:
    today = timezone.localdate()
    user = make_user(role=None)
    Membership.objects.create(
        user=user,
        committee=make_committee(),
        role=Role.READER,
        valid_from=None if before is None else today - before * DAY,
        valid_to=None if after is None else today + after * DAY,
    )
    assert user.memberships.current().count() == 1


def test_dates_are_in_order() -> None:
    today = timezone.localdate()
    dates = {"user": make_user(role=None), "valid_from": today, "valid_to": today - DAY}
    with pytest.raises(IntegrityError, match="membership_dates_in_order"), transaction.atomic():
        Membership.objects.create(committee=make_committee(), role=Role.READER, **dates)
    with (
        pytest.raises(IntegrityError, match="municipality_administrator_dates_in_order"),
        transaction.atomic(),
    ):
        MunicipalityAdministrator.objects.create(municipality=make_municipality(), **dates)


# Where roles are read whether they hold or not, and why.
WHENEVER = {
    "reporting/permissions.py": 1,  # may_manage_account: an ended role may come back
    "reporting/admin.py": 1,  # own_people, likewise
    "reporting/management/commands/load_demo.py": 2,  # the demo's own people
    "reporting/administration/people.py": 1,  # lists them all, with their dates
    "reporting/administration/roles.py": 1,
    "reporting/views/account.py": 1,  # one's own, with their dates
    "reporting/views/people.py": 3,  # likewise
    "reporting/views/municipalities.py": 1,  # counts those that hold
}


def reads_without_current(path: Path) -> int:
    """How often a module reads ``memberships`` or ``Membership.objects`` with no ``.current(`` after it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    followed = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr in ("current", "create")
    }
    lookups = [n for n in nodes if isinstance(n, ast.keyword) and (n.arg or "").startswith("memberships")]
    return len(lookups) + sum(is_read(node) and id(node) not in followed for node in nodes)


def is_read(node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    manager = node.attr == "objects" and isinstance(node.value, ast.Name) and node.value.id == "Membership"
    return manager or node.attr == "memberships"


def test_every_read_asks_for_those_that_hold() -> None:
    paths = [
        path
        for app in ("reporting", "budgets", "goals", "internal_control")
        for path in (ROOT / app).rglob("*.py")
    ]
    counts = {str(path.relative_to(ROOT)): reads_without_current(path) for path in paths}
    assert {name: count for name, count in counts.items() if count} == {
        name: count for name, count in WHENEVER.items() if (ROOT / name).exists()
    }
