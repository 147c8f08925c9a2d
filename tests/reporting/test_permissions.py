"""The table of who may do what: complete, and true to a nämnd's work."""

from __future__ import annotations

import pytest

from reporting.models import Report, Role
from reporting.models.choices import Status
from reporting.permissions import ALLOWED, LEADS_TO, MOVE_NAMES, Action, may, may_start_report, moves_open_to
from tests.factories import make_committee, make_report, make_user

pytestmark = pytest.mark.django_db

READER, REPRESENTATIVE, REPORTER, CONTROLLER, APPROVER, ADMINISTRATOR = Role.values
ALL = set(Role.values)
OFFICIALS = ALL - {REPRESENTATIVE}

# Every action × status, written out once more: a change of the table must be meant.
EXPECTED: dict[tuple[Action, Status], set[str]] = {
    (Action.READ, Status.DRAFT): OFFICIALS,
    (Action.READ, Status.HANDED_IN): ALL,
    (Action.READ, Status.APPROVED): ALL,
    (Action.READ, Status.ADOPTED): ALL,
    **{(Action.INSPECT, status): OFFICIALS for status in Status},
    (Action.ASK, Status.DRAFT): set(),
    (Action.ASK, Status.HANDED_IN): ALL,
    (Action.ASK, Status.APPROVED): ALL,
    (Action.ASK, Status.ADOPTED): ALL,
    **{(Action.ANSWER, status): {REPORTER, CONTROLLER} for status in Status},
    (Action.WRITE, Status.DRAFT): {REPORTER, CONTROLLER},
    (Action.WRITE, Status.HANDED_IN): set(),
    (Action.WRITE, Status.APPROVED): set(),
    (Action.WRITE, Status.ADOPTED): set(),
    (Action.HAND_IN, Status.DRAFT): {CONTROLLER},
    (Action.HAND_IN, Status.HANDED_IN): set(),
    (Action.HAND_IN, Status.APPROVED): set(),
    (Action.HAND_IN, Status.ADOPTED): set(),
    **{(Action.COMMENT, status): OFFICIALS - {READER} for status in Status},
    (Action.COMMENT, Status.ADOPTED): set(),
    **{(Action.ANSWER_RETURN, status): set() for status in Status},
    (Action.ANSWER_RETURN, Status.DRAFT): {CONTROLLER},
    (Action.APPROVE, Status.DRAFT): set(),
    (Action.APPROVE, Status.HANDED_IN): {APPROVER},
    (Action.APPROVE, Status.APPROVED): set(),
    (Action.APPROVE, Status.ADOPTED): set(),
    (Action.SEND_BACK, Status.DRAFT): set(),
    (Action.SEND_BACK, Status.HANDED_IN): {CONTROLLER, APPROVER},
    (Action.SEND_BACK, Status.APPROVED): {APPROVER, ADMINISTRATOR},
    (Action.SEND_BACK, Status.ADOPTED): set(),
    (Action.ADOPT, Status.DRAFT): set(),
    (Action.ADOPT, Status.HANDED_IN): set(),
    (Action.ADOPT, Status.APPROVED): {ADMINISTRATOR},
    (Action.ADOPT, Status.ADOPTED): set(),
    (Action.DISCARD, Status.DRAFT): {CONTROLLER, ADMINISTRATOR},
    (Action.DISCARD, Status.HANDED_IN): set(),
    (Action.DISCARD, Status.APPROVED): set(),
    (Action.DISCARD, Status.ADOPTED): set(),
    **{
        (action, status): set()
        for action in (Action.PUBLISH, Action.WITHDRAW, Action.CORRECT)
        for status in Status
    },
    **{(Action.LET_IN, status): set() for status in Status},
    **{(Action.ASSIGN, status): set() for status in Status},
    (Action.ASSIGN, Status.DRAFT): {CONTROLLER, ADMINISTRATOR},
    (Action.LET_IN, Status.HANDED_IN): {CONTROLLER},
    (Action.LET_IN, Status.APPROVED): {CONTROLLER},
    (Action.PUBLISH, Status.ADOPTED): {ADMINISTRATOR},
    (Action.WITHDRAW, Status.ADOPTED): {ADMINISTRATOR},
    (Action.CORRECT, Status.ADOPTED): {CONTROLLER, ADMINISTRATOR},
    **{(action, Status.DISCARDED): set() for action in Action},
}

NOT_MOVES = {  # the status stays
    Action.READ, Action.INSPECT, Action.WRITE, Action.ASK, Action.ANSWER, Action.PUBLISH, Action.WITHDRAW,
    Action.CORRECT, Action.LET_IN, Action.ANSWER_RETURN, Action.COMMENT, Action.ASSIGN,
}  # fmt: skip


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == {(action, status) for action in Action for status in Status}
    assert set(ALLOWED) == set(Action)
    assert set(LEADS_TO) == set(MOVE_NAMES) == set(Action) - NOT_MOVES


@pytest.mark.parametrize(("action", "status"), EXPECTED)
def test_who_may(action: Action, status: Status) -> None:
    report = make_report(status=status)
    may_do = {role for role in Role.values if may(make_user(report.committee, role), action, report)}
    assert may_do == EXPECTED[action, status]


def test_every_status_can_be_reached() -> None:
    reached = {Status.DRAFT} | {LEADS_TO[a] for (a, _), roles in EXPECTED.items() if a in LEADS_TO and roles}
    assert reached == set(Status)


@pytest.mark.parametrize("action", Action)
def test_a_role_elsewhere_gives_nothing(action: Action) -> None:
    report, elsewhere = make_report(), make_committee()
    user = make_user(role=None)
    for role in Role.values:
        user.memberships.create(committee=elsewhere, role=role)
    assert not may(user, action, report)
    assert not may_start_report(user, report.committee)


def test_several_roles_add_up() -> None:
    report = make_report(status=Status.HANDED_IN)
    user = make_user(report.committee, Role.READER)
    user.memberships.create(committee=report.committee, role=Role.APPROVER)
    assert user.roles_in(report.committee) == {READER, APPROVER}
    assert moves_open_to(user, report) == [Action.APPROVE, Action.SEND_BACK]


@pytest.mark.parametrize("role", Role.values)
def test_who_may_start_a_report(role: str) -> None:
    committee = make_committee()
    assert may_start_report(make_user(committee, role), committee) == (role in {CONTROLLER, ADMINISTRATOR})


def test_visible_to() -> None:
    """One's own nämnder's reports in any status but discarded, and what others have adopted; each once."""
    own = {status: make_report(status=status) for status in Status.values}
    others = {status: make_report(status=status) for status in Status.values}
    user = make_user(role=None)
    for report in own.values():
        for role in Role.values:
            user.memberships.create(committee=report.committee, role=role)
    visible = Report.objects.visible_to(user).order_by("pk")
    kept = [report for status, report in own.items() if status != Status.DISCARDED]
    assert list(visible) == [*kept, others[Status.ADOPTED]]


@pytest.mark.parametrize("status", Status)
def test_a_ledamot_sees_what_is_handed_in(status: Status) -> None:
    report = make_report(status=status)
    user = make_user(report.committee, Role.REPRESENTATIVE)
    is_seen = status not in {Status.DRAFT, Status.DISCARDED}
    for seen in (Report.objects.visible_to(user), Report.objects.of_own_committees(user)):
        assert list(seen) == ([report] if is_seen else [])


def test_a_ledamot_who_also_works_with_reports_sees_drafts() -> None:
    report = make_report()
    user = make_user(report.committee, Role.REPRESENTATIVE)
    user.memberships.create(committee=report.committee, role=Role.READER)
    assert list(Report.objects.visible_to(user)) == [report]
