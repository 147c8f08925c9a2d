"""Who may do what with a report, and in which status: one table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from django.conf import settings
from django.db import models

from reporting.models import Committee, Municipality, Report, ReportTemplate, StatusChange, User
from reporting.models.choices import Role, Status
from reporting.models.steps import last_round


class Action(StrEnum):
    READ = "read"
    INSPECT = "inspect"  # how it came about: status, journal, review, earlier versions
    ASK = "ask"
    ANSWER = "answer"
    COMMENT = "comment"  # read by those who may inspect
    WRITE = "write"
    HAND_IN = "hand_in"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    ANSWER_RETURN = "answer_return"  # why it was sent back, while it is a draft again
    ADOPT = "adopt"
    DISCARD = "discard"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    LET_IN = "let_in"  # a person who writes, until a set time, in what is handed in
    ASSIGN = "assign"  # sections to those who write them


ANYONE_IN_COMMITTEE = frozenset(Role.values)
OFFICIALS = ANYONE_IN_COMMITTEE - {Role.REPRESENTATIVE}
WRITERS = frozenset({Role.REPORTER, Role.CONTROLLER})
CREATORS = frozenset({Role.CONTROLLER, Role.ADMINISTRATOR})
LET_IN = frozenset({"let_in"})  # no role: a rapportör or controller of the nämnd whom a controller has let in
NO_ONE: frozenset[str] = frozenset()
KEPT = set(Status.values) - {Status.DISCARDED}
HANDED_ON = KEPT - {Status.DRAFT}

# action -> status -> roles. Nobody may do what is not here.
ALLOWED: Mapping[Action, Mapping[str, frozenset[str]]] = {
    Action.READ: {**dict.fromkeys(HANDED_ON, ANYONE_IN_COMMITTEE), Status.DRAFT: OFFICIALS},
    Action.INSPECT: dict.fromkeys(KEPT, OFFICIALS),
    Action.ASK: dict.fromkeys(HANDED_ON, ANYONE_IN_COMMITTEE),
    Action.ANSWER: dict.fromkeys(KEPT, WRITERS),
    Action.COMMENT: dict.fromkeys(KEPT - {Status.ADOPTED}, OFFICIALS - {Role.READER}),
    Action.WRITE: {Status.DRAFT: WRITERS, Status.HANDED_IN: LET_IN, Status.APPROVED: LET_IN},
    Action.LET_IN: dict.fromkeys((Status.HANDED_IN, Status.APPROVED), frozenset({Role.CONTROLLER})),
    Action.ASSIGN: {Status.DRAFT: CREATORS},
    Action.HAND_IN: {Status.DRAFT: frozenset({Role.CONTROLLER})},
    Action.APPROVE: {Status.HANDED_IN: frozenset({Role.APPROVER})},
    Action.SEND_BACK: {
        Status.HANDED_IN: frozenset({Role.CONTROLLER, Role.APPROVER}),
        Status.APPROVED: frozenset({Role.APPROVER, Role.ADMINISTRATOR}),
    },
    Action.ANSWER_RETURN: {Status.DRAFT: frozenset({Role.CONTROLLER})},
    Action.ADOPT: {Status.APPROVED: frozenset({Role.ADMINISTRATOR})},
    Action.DISCARD: {Status.DRAFT: CREATORS},
    Action.PUBLISH: {Status.ADOPTED: frozenset({Role.ADMINISTRATOR})},
    Action.WITHDRAW: {Status.ADOPTED: frozenset({Role.ADMINISTRATOR})},
    Action.CORRECT: {Status.ADOPTED: CREATORS},
}

# Where each move leads, in the order of the flow.
LEADS_TO: Mapping[Action, Status] = {
    Action.HAND_IN: Status.HANDED_IN,
    Action.APPROVE: Status.APPROVED,
    Action.SEND_BACK: Status.DRAFT,
    Action.ADOPT: Status.ADOPTED,
    Action.DISCARD: Status.DISCARDED,
}
MOVE_NAMES: Mapping[Action, str] = {
    Action.HAND_IN: "Lämna in",
    Action.APPROVE: "Godkänn",
    Action.SEND_BACK: "Återta till utkast",
    Action.ADOPT: "Fastställ",
    Action.DISCARD: "Ta bort utkastet",
}


# Whose turn it is in a status: those who may do this. In the order of the flow.
TURN_OF: Mapping[str, Action] = {
    Status.DRAFT: Action.HAND_IN,
    Status.HANDED_IN: Action.APPROVE,
    Status.APPROVED: Action.ADOPT,
}
TO_DO: Mapping[Action, str] = {
    Action.HAND_IN: "lämna in",
    Action.APPROVE: "godkänna",
    Action.ADOPT: "fastställa",
}


class Subject(StrEnum):
    """What is administered outside reports."""

    MUNICIPALITY = "municipality"  # its facts, its kommunadministratörer, its log
    COMMITTEES = "committees"  # makes and changes them
    PEOPLE = "people"  # makes and changes accounts
    GROUPS = "groups"  # which roles the groups of the kommun's own log-in give
    ROUNDS = "rounds"  # opens them, and sees how far each nämnd has come
    ROLES = "roles"  # who has which role in a nämnd, from when to when


# Beside the roles in a nämnd: kommunadministratör, a role in a kommun. It gives no right to any report.
MUNICIPALITY_ADMINISTRATOR = "municipality_administrator"

# subject -> who, in the kommun or in the nämnd. A superuser may what a kommunadministratör may, in every kommun.
ADMINISTERS: Mapping[Subject, frozenset[str]] = {
    Subject.MUNICIPALITY: frozenset({MUNICIPALITY_ADMINISTRATOR}),
    Subject.COMMITTEES: frozenset({MUNICIPALITY_ADMINISTRATOR}),
    Subject.PEOPLE: frozenset({MUNICIPALITY_ADMINISTRATOR}),
    Subject.GROUPS: frozenset({MUNICIPALITY_ADMINISTRATOR}),
    Subject.ROUNDS: frozenset({MUNICIPALITY_ADMINISTRATOR}),
    Subject.ROLES: frozenset({MUNICIPALITY_ADMINISTRATOR, Role.ADMINISTRATOR}),
}


def may(user: User, action: Action, report: Report) -> bool:
    allowed = allows(action, report.status, held_in(user, action, report))
    return allowed and not must_be_another(user, action, report)


def held_in(user: User, action: Action, report: Report) -> frozenset[str]:
    """A user's roles in the report's nämnd, and LET_IN where that is asked for."""
    roles = user.roles_in(report.committee)
    if not LET_IN & ALLOWED[action].get(report.status, NO_ONE) or not roles & WRITERS:
        return roles
    is_let_in = report.accesses.open().filter(person=user).exists()
    return roles | LET_IN if is_let_in else roles


def allows(action: Action, status: str, roles: frozenset[str]) -> bool:
    """Whether any of the roles may, two persons aside."""
    return bool(ALLOWED[action].get(status, NO_ONE) & roles)


def closed_sections(user: User, report: Report) -> dict[str, User]:
    """The sections left to others, with who answers for each. One query, none unless the rapportmall says so."""
    if not report.template.assignees_only or Role.CONTROLLER in user.roles_in(report.committee):
        return {}
    others = report.assignments.exclude(person=user).select_related("person")
    return {assignment.section_key: assignment.person for assignment in others}


def may_write_section(user: User, report: Report, key: str) -> bool:
    return may(user, Action.WRITE, report) and key not in closed_sections(user, report)


def may_mark(user: User, report: Report, assignee: User | None) -> bool:
    """Whether a person may say that a section is done, and open it again. ``assignee``: who answers for it."""
    answers = assignee in (None, user) or Role.CONTROLLER in user.roles_in(report.committee)
    return answers and may(user, Action.WRITE, report)


def writers_of(committee: Committee) -> models.QuerySet[User]:
    """Those who may write the nämnd's reports today, by name."""
    held = committee.memberships.current().filter(role__in=WRITERS)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return people.order_by("first_name", "last_name", "username")


def must_be_another(user: User, action: Action, report: Report) -> bool:
    """Whether this one may not take the step, whatever the roles: see ``barred``."""
    if not may_bar(action, report.template):
        return False
    return user.pk in barred(action, report.template, report.status_changes.order_by("at", "pk"))


def may_bar(action: Action, template: ReportTemplate) -> bool:
    if action is Action.APPROVE and template.approvals > 1:
        return True
    return action in (Action.APPROVE, Action.ADOPT) and template.demands_two


def barred(action: Action, template: ReportTemplate, steps: Iterable[StatusChange]) -> set[int]:
    """Who may not approve or adopt: who handed the report in, if the template demands two persons; and who has
    approved it since, if it demands several approvals. ``steps``: all of the report's."""
    if not may_bar(action, template):
        return set()
    found = {step.by_id for step in last_round(steps) if template.demands_two and step.is_hand_in}
    if action is Action.APPROVE and template.approvals > 1:
        found |= {step.by_id for step in last_round(steps) if step.is_approval}
    return found


def leads_to(action: Action, report: Report) -> Status:
    """Of several approvals all but the last leave the report handed in. Asks the database."""
    if action is Action.APPROVE and report.template.approvals > 1:
        given = [step for step in last_round(report.status_changes.order_by("at", "pk")) if step.is_approval]
        if len(given) + 1 < report.template.approvals:
            return Status.HANDED_IN
    return LEADS_TO[action]


def may_administer(user: User, subject: Subject, municipality: Municipality) -> bool:
    """Whether a person may administer the subject in the whole kommun."""
    return user.is_superuser or (
        MUNICIPALITY_ADMINISTRATOR in ADMINISTERS[subject] and user.administers(municipality)
    )


def may_administer_in(user: User, subject: Subject, committee: Committee) -> bool:
    """Whether a person may administer the subject in one nämnd."""
    is_of_committee = bool(ADMINISTERS[subject] & user.roles_in(committee))
    return is_of_committee or may_administer(user, subject, committee.municipality)


def municipalities_administered_by(user: User) -> models.QuerySet[Municipality]:
    if user.is_superuser:
        return Municipality.objects.all()
    return Municipality.objects.filter(pk__in=user.administrations.current().values("municipality"))


def may_make_municipality(user: User) -> bool:
    """Who administers one may make another, and administers it then."""
    return municipalities_administered_by(user).exists()


def may_manage_account(user: User, person: User) -> bool:
    """Whether a user may rename a person, close the account or set its password. Who sets a password can log in with
    it: so it takes the right to every kommun where the person has anything, and accounts of superusers are left to
    superusers."""
    if user.is_superuser:
        return True
    if person.is_superuser or person.is_staff:
        return False
    reach = {person.municipality_id} if person.municipality_id else set()
    reach |= set(person.memberships.values_list("committee__municipality", flat=True))
    reach |= set(person.administrations.values_list("municipality", flat=True))
    own = set(municipalities_administered_by(user).values_list("pk", flat=True))
    return bool(reach) and reach <= own


def may_open_without_sso(user: User) -> bool:
    """Whether a person may log in with a password where the kommun's own log-in is demanded; for emergencies."""
    return user.is_superuser or user.administrations.current().exists()


def must_have_second_factor(user: User) -> bool:
    """By the installation's setting. An administratör of a kommun or a nämnd is one, and so is staff."""
    if settings.SECOND_FACTOR != "administrators":
        return settings.SECOND_FACTOR == "everyone"
    is_of_portal = user.is_superuser or user.is_staff or user.administrations.current().exists()
    return is_of_portal or user.memberships.current().filter(role=Role.ADMINISTRATOR).exists()


def administered_by(user: User) -> models.QuerySet[Committee]:
    """The nämnder whose drafts a user may administer; a superuser needs the role too."""
    held = user.memberships.current().filter(role=Role.ADMINISTRATOR)
    return Committee.objects.filter(pk__in=held.values("committee"))


def may_start_report(user: User, committee: Committee) -> bool:
    return bool(CREATORS & user.roles_in(committee))


def opens_rounds_for(user: User, municipality: Municipality) -> models.QuerySet[Committee]:
    """The kommun's nämnder whose reports a person may begin in a round, and whose dates she may set."""
    return _committees_in_rounds(user, municipality, CREATORS)


def follows_rounds_of(user: User, municipality: Municipality) -> models.QuerySet[Committee]:
    """The kommun's nämnder of which a person sees how far they have come."""
    return _committees_in_rounds(user, municipality, OFFICIALS)


def _committees_in_rounds(
    user: User, municipality: Municipality, roles: frozenset[str]
) -> models.QuerySet[Committee]:
    committees = Committee.objects.filter(municipality=municipality)
    if may_administer(user, Subject.ROUNDS, municipality):
        return committees
    return committees.filter(pk__in=user.memberships.current().filter(role__in=roles).values("committee"))


def municipalities_with_rounds(user: User) -> models.QuerySet[Municipality]:
    """The kommuner whose rounds a person sees, or may open."""
    held = user.memberships.current().filter(role__in=OFFICIALS).values("committee__municipality")
    own = models.Q(pk__in=municipalities_administered_by(user).values("pk")) | models.Q(pk__in=held)
    return Municipality.objects.filter(own)


def may_change_facts(user: User, report: Report) -> bool:
    """Whether a person may change a report's title, kind and dates, while it is a draft."""
    return report.status == Status.DRAFT and bool(CREATORS & user.roles_in(report.committee))


def may_edit_templates(user: User, committee: Committee) -> bool:
    return bool(CREATORS & user.roles_in(committee))


def may_edit_steering(user: User, committee: Committee) -> bool:
    """Whether a person may write the rules that goals of the nämnd's kommun are judged by, in new versions."""
    return bool(CREATORS & user.roles_in(committee))


def templates_edited_by(user: User) -> models.QuerySet[Committee]:
    """The nämnder whose rapportmallar a person may edit."""
    held = user.memberships.current().filter(role__in=CREATORS)
    return Committee.objects.filter(pk__in=held.values("committee"))


def may_move_to_version(user: User, report: Report) -> bool:
    """Whether a user may give a report another rapportmall."""
    return report.status == Status.DRAFT and Role.CONTROLLER in user.roles_in(report.committee)


def may_demand_less(user: User, committee: Committee) -> bool:
    """Of two persons and several approvals. Not a controller, whom they hold back: she hands in."""
    return Role.ADMINISTRATOR in user.roles_in(committee)


def may_change_identity(user: User, committee: Committee) -> bool:
    """Whether a person may change what the nämnd's kommun looks like and how it is reached."""
    return Role.ADMINISTRATOR in user.roles_in(committee)


def demands_less(now: ReportTemplate, template: ReportTemplate) -> bool:
    """Whether another template, or what this one becomes, lets fewer people take a report to adopted."""
    return (now.demands_two and not template.demands_two) or template.approvals < now.approvals


def keeps_demands(user: User, report: Report, template: ReportTemplate) -> bool:
    """Whether as many people would be demanded of a report as now, or someone who may has said that they needn't be: in
    a later version of its template, or now."""
    now = report.template
    is_later = template.name == now.name and template.version > now.version
    if is_later or not demands_less(now, template):
        return True
    return may_demand_less(user, report.committee)


def moves_open_to(user: User, report: Report) -> list[Action]:
    """The moves a user may make now, in the order of the flow."""
    return [action for action in LEADS_TO if may(user, action, report)]
