"""What a page of a report that is not adopted needs to know before it is read: one short query."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import models

from reporting.database.prepared import Prepared
from reporting.models.committee import User
from reporting.models.report import Report


class Current(NamedTuple):
    """``roles``: the reader's, in its nämnd."""

    report_id: int
    slug: str
    status: str
    roles: frozenset[str]


def _to_user(slug: str, user: int) -> models.QuerySet[Any, Any]:
    """A row for each role."""
    person = User(pk=user)
    visible = Report.objects.filter(slug=slug).visible_to(person).filter(committee__memberships__user=person)
    return visible.order_by().values_list("pk", "status", "committee__memberships__role")


_OF_USER = Prepared({"slug": "\0slug", "user": -190_102_03}, _to_user)


def current_to(user: User, slug: str) -> Current | None:
    """Of a report in the user's own nämnd that the user can see."""
    found = _OF_USER.all(slug=slug, user=user.pk)
    if not found:
        return None
    (report_id, status, _), *_ = found
    return Current(report_id, slug, status, frozenset(role for *_, role in found))
