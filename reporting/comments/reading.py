"""Which comments are shown where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from reporting.models import Comment, Report, User
from reporting.permissions import ALLOWED, Action
from reporting.sections import sections_of

CellKey = tuple[str, str, str]


@dataclass
class Thread:
    """``comments``: the first and its answers, in order."""

    first: Comment
    comments: list[Comment] = field(default_factory=list)

    @property
    def is_resolved(self) -> bool:
        return self.first.resolved_at is not None

    @property
    def is_gone(self) -> bool:
        """Whether nothing is left to read."""
        return all(comment.removed_at for comment in self.comments)


def threads_of(report: Report, section_key: str = "") -> list[Thread]:
    """By section, those whose section is gone last; the oldest first. Two queries."""
    comments = report.comments.select_related("by", "resolved_by").prefetch_related("mentioned")
    threads: dict[int, Thread] = {}
    for comment in comments.filter(section_key=section_key) if section_key else comments:
        thread = threads.setdefault(comment.thread_id or comment.pk, Thread(comment))
        thread.comments.append(comment)
    order = [section.key for section in sections_of(report)]
    found = [thread for thread in threads.values() if not thread.is_gone]
    return sorted(
        found,
        key=lambda one: order.index(one.first.section_key) if one.first.section_key in order else len(order),
    )


def open_places(report: Report, section_key: str) -> list[tuple[int, CellKey]]:
    """The open threads of a section, each with its first comment's id and cell. One query."""
    first = report.comments.filter(section_key=section_key, thread=None, resolved_at=None, removed_at=None)
    return [
        (pk, (model, row_key, name))
        for pk, model, row_key, name in first.values_list("pk", "model", "row_key", "field")
    ]


def open_count(report: Report) -> int:
    return int(report.comments.filter(thread=None, resolved_at=None, removed_at=None).count())


def people_to_mention(report: Report, but: User) -> Iterable[User]:
    """The nämnd's people who read comments, with an open account."""
    roles = ALLOWED[Action.INSPECT][report.status]
    held = report.committee.memberships.current().filter(role__in=roles, user__is_active=True)
    people = User.objects.filter(pk__in=held.values("user")).exclude(pk=but.pk)
    return people.order_by("first_name", "last_name", "username")
