"""The portal of one nämnd as browsers see it, and what must hold after every step."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from reporting.assembly import document_of
from reporting.entry.section_entry import SectionEntry
from reporting.journal.verify import faults
from reporting.models import Membership, Report, Role
from reporting.renderers.jsondoc import render_json
from reporting.sections import section_of, sections_of
from tests.edits.malls import MONEY, figures_of
from tests.edits.memory import Mall, Memory
from tests.factories import make_committee, make_user
from tests.patches import print_of

NUMBERS = st.integers(0, 999)

FIRST = dt.date(2023, 4, 30)
VERIFY_EACH = 20  # steps


@dataclass
class Opened:
    """A section's page in somebody's browser. ``mall``: how its figures are printed."""

    report: int
    key: str
    data: dict[str, str]
    mall: Mall | None

    def rows(self) -> list[str]:
        """The prefixes of saved rows."""
        return [name.removesuffix("-id") for name, pk in self.data.items() if name.endswith("-id") and pk]

    def blank_rows(self) -> list[str]:
        return [name.removesuffix("-id") for name, pk in self.data.items() if name.endswith("-id") and not pk]

    def pk(self, row: str) -> int:
        return int(self.data[f"{row}-id"])

    def figures(self, row: str) -> list[str]:
        names = figures_of(MONEY[self.key])
        return [name for name in names if f"{row}-{name}" in self.data]


def pick(items: list[Any], number: int) -> Any:
    return items[number % len(items)]


class Portal(RuleBasedStateMachine):
    """The rules of its subclasses are what people do; each says what should come of it.

    ``done``: how often what is rare has happened, in all runs.
    """

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        for name in ("blocks", "unchanged"):
            caches[name].clear()
        self.memory = Memory()
        self.pages: list[Opened] = []
        self.books: list[tuple[int, bytes]] = []
        self.tables: list[Any] = []  # that have been explained to the portal
        self.slugs: dict[int, str] = {}
        self.named = 0
        self.steps = 0
        self.is_checked = False  # whether all was in order, and nobody has done anything since
        self.checked_state: object = None  # of the report whose document was right
        self.report: int | None = None
        self.status = ""  # of the report, as of the last step
        self.committee = make_committee()
        self.person, self.other = Client(), Client()
        for client in (self.person, self.other):
            user = make_user(self.committee, Role.CONTROLLER)
            for role in (Role.APPROVER, Role.ADMINISTRATOR):
                Membership.objects.create(user=user, committee=self.committee, role=role)
            client.force_login(user)

    def teardown(self) -> None:
        try:
            if self.is_checked:
                self.verify()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @invariant()
    def document_is_what_was_typed(self) -> None:
        self.steps += 1
        self.done["step"] += 1
        if self.is_checked:
            return
        self.memory.check_adopted()
        self.memory.check_values()
        now = self.now if self.report is not None else None
        self.status = now.status if now else ""
        state = (now.pk, now.changed_at, now.period, now.template.state, now.status) if now else None
        if now and state != self.checked_state:
            self.memory.check_document(now)
            assert self.file(now, "json") == render_json(document_of(now)), (
                "what was kept is another document"
            )
        self.checked_state = state
        if self.steps % VERIFY_EACH == 0:
            self.verify()
        self.is_checked = True

    def verify(self) -> None:
        assert faults()[1] == []
        self.memory.check_history()

    def answered(self, response: Any) -> Any:
        self.is_checked = False
        assert response.status_code < 500, response.content
        return response

    @property
    def now(self) -> Report:
        assert self.report is not None
        found: Report = Report.objects.with_context().get(pk=self.report)
        return found

    def slug_of(self, report: int) -> str:
        if report not in self.slugs:
            self.slugs[report] = Report.objects.values_list("slug", flat=True).get(pk=report)
        return self.slugs[report]

    def address(self, name: str, *more: str) -> str:
        assert self.report is not None
        return reverse(name, args=[self.slug_of(self.report), *more])

    def file(self, report: Report, extension: str) -> bytes:
        response = self.answered(self.other.get(reverse("report_file", args=[report.slug, extension])))
        assert response.status_code == 200
        return bytes(response.content)

    def page(self, which: int, keys: Iterable[str]) -> Opened | None:
        """A page opened a while ago, or one opened now; None when the report has no such section."""
        shown = [section.key for section in sections_of(self.now) if section.key in keys]
        old = [page for page in self.pages if page.key in keys]
        if which % 2 and old:
            return pick(old, which // 2)
        if not shown:
            return None
        self.pages.append(self.opened(pick(shown, which // 2)))
        del self.pages[:-8]
        return self.pages[-1]

    def opened(self, key: str) -> Opened:
        report = self.now
        data = print_of(report) | SectionEntry(section_of(report, key)).as_posted()
        mall = Mall.of(report, key)
        return Opened(report.pk, key, data, mall)
