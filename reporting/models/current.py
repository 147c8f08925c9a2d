"""What a page of a report that is not adopted needs to know before it is read: one short query."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from reporting.database.prepared import Prepared
from reporting.models.committee import User
from reporting.models.report import Report
from reporting.models.term import Membership


class Current(NamedTuple):
    """``roles``: the reader's, in its nämnd, that hold today."""

    report_id: int
    slug: str
    status: str
    roles: frozenset[str]


def _to_user(slug: str, today: dt.date, user: int) -> models.QuerySet[Any, Any]:
    """A row for each role."""
    person = User(pk=user)
    visible = Report.objects.filter(slug=slug).visible_to(person, today).order_by()
    held = Membership.objects.current(today).filter(user=person, committee__reports__in=visible)
    return held.order_by().values_list("committee__reports__pk", "committee__reports__status", "role")


_OF_USER = Prepared({"slug": "\0slug", "today": dt.date(1901, 2, 4), "user": -190_102_03}, _to_user)


def current_to(user: User, slug: str) -> Current | None:
    """Of a report in the user's own nämnd that the user can see."""
    found = _OF_USER.all(slug=slug, today=timezone.localdate(), user=user.pk)
    if not found:
        return None
    (report_id, status, _), *_ = found
    return Current(report_id, slug, status, frozenset(role for *_, role in found))
