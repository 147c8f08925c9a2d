"""Whose hands a report needs to be adopted: who takes the next step, and what no one can take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reporting.models import Membership, MunicipalityAdministrator, Report, Role, User
from reporting.models.choices import Status
from reporting.models.steps import last_round
from reporting.permissions import ALLOWED, TO_DO, TURN_OF, Action, barred

TWO_NEEDED = "Rapportmallen kräver två personer: du lämnade in rapporten, så någon annan godkänner och fastställer den."
SEVERAL = "Rapportmallen kräver {} godkännanden av olika personer"


@dataclass(frozen=True)
class NextStep:
    """``name``: "godkänna (2 av 3)". ``people``: who may take it now."""

    action: Action
    name: str
    people: tuple[User, ...]

    @property
    def names(self) -> str:
        """Anna, Bo eller Cia."""
        *others, last = [person.display_name() for person in self.people]
        return f"{', '.join(others)} eller {last}" if others else last


@dataclass(frozen=True)
class Hands:
    """The people of a report's nämnd with an open account, by role. One query."""

    report: Report
    by_role: dict[str, list[User]]

    @classmethod
    def of(cls, report: Report) -> Hands:
        held = Membership.objects.current().filter(committee=report.committee_id, user__is_active=True)
        by_role: dict[str, list[User]] = {}
        for one in held.select_related("user").order_by("user__first_name", "user__username"):
            by_role.setdefault(one.role, []).append(one.user)
        return cls(report, by_role)

    def next_step(self) -> NextStep | None:
        """None for an adopted report."""
        action = TURN_OF.get(Status(self.report.status))
        if action is None:
            return None
        shut_out = barred(action, self.report.template, self.report.history)
        people = tuple(person for person in self._able(action) if person.pk not in shut_out)
        return NextStep(action, TO_DO[action] + count_of(self.report, action), people)

    def lacking(self, viewer: User) -> list[str]:
        """What no one can do of all that is left, in Swedish. Of a draft as if ``viewer`` hands it in, or else whoever
        leaves the least lacking."""
        if self.report.status not in TURN_OF:
            return []
        if self.report.status != Status.DRAFT:
            return list(self._lacking_after_hand_in(None))
        able = self._able(Action.HAND_IN)
        ways = [
            list(self._lacking_after_hand_in(person)) for person in ([viewer] if viewer in able else able)
        ]
        fewest = min(ways, key=len) if ways else list(self._lacking_after_hand_in(None))
        return [*([] if able else [self._no_one(Action.HAND_IN, Status.DRAFT)]), *fewest]

    def _lacking_after_hand_in(self, by: User | None) -> Iterator[str]:
        """``by``: who would hand in a draft."""
        _, *way = list(TURN_OF)
        for status in way[way.index(Status(self.report.status)) if self.report.status in way else 0 :]:
            action = TURN_OF[status]
            shut_out = self._barred(action, by)
            people = [person for person in self._able(action, status) if person.pk not in shut_out]
            if not self._able(action, status):
                yield self._no_one(action, status)
            elif len(people) < self._needed(action):
                yield self._too_few(action, len(people))

    def _barred(self, action: Action, by: User | None) -> set[int]:
        template = self.report.template
        if self.report.status == Status.DRAFT:
            return {by.pk} if by and template.demands_two else set()
        return barred(action, template, self.report.history)

    def _needed(self, action: Action) -> int:
        """How many different people are still to take the step."""
        if action is not Action.APPROVE:
            return 1
        given = 0 if self.report.status == Status.DRAFT else len(self.report.approvals)
        return self.report.template.approvals - given

    def _able(self, action: Action, status: str = "") -> list[User]:
        roles = ALLOWED[action].get(status or self.report.status, frozenset())
        found = {person.pk: person for role in sorted(roles) for person in self.by_role.get(role, [])}
        return list(found.values())

    def _no_one(self, action: Action, status: str) -> str:
        (role, *_) = ALLOWED[action][status]
        who = f"Ingen i {self.report.committee.name} är {Role(role).label}"
        return f"{who}, och bara den som är det kan {TO_DO[action]} rapporten."

    def _too_few(self, action: Action, count: int) -> str:
        template = self.report.template
        if action is Action.APPROVE and template.approvals > 1:
            but = ", och den som lämnar in får inte själv godkänna" if template.demands_two else ""
            who = {0: "ingen", 1: "bara en person"}.get(count, f"bara {count} personer")
            left = f"{self._needed(action)} återstår, men {who} i {self.report.committee.name} kan godkänna."
            return f"{SEVERAL.format(template.approvals)}{but}: {left}"
        return (
            f"Rapportmallen kräver två personer, och den enda i {self.report.committee.name} som kan {TO_DO[action]} "
            "rapporten är den som lämnar in den."
        )


def count_of(report: Report, action: Action) -> str:
    """Swedish: which of several approvals it is, " (2 av 3)"; "" for one."""
    if action is not Action.APPROVE or report.template.approvals == 1:
        return ""
    return f" ({len(report.approvals) + 1} av {report.template.approvals})"


def to_turn_to(report: Report) -> list[str]:
    """Names of those who give roles in the nämnd: its kommun's kommunadministratörer today."""
    held = MunicipalityAdministrator.objects.current().filter(
        municipality=report.committee.municipality_id, user__is_active=True
    )
    people = held.select_related("user").order_by("user__first_name", "user__username")
    return [one.user.display_name() for one in people]


def why_another(report: Report, user: User) -> str:
    """Swedish: why someone whom ``barred`` names may not take the step."""
    steps = last_round(report.status_changes.order_by("at", "pk"))
    if report.template.demands_two and any(step.is_hand_in and step.by_id == user.pk for step in steps):
        return TWO_NEEDED
    return f"Du har godkänt rapporten. {SEVERAL.format(report.template.approvals)}, så någon annan godkänner den nu."
