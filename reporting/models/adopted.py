"""What a page of an adopted report needs to know before it is read: one short query, for each kind of reader."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone

from reporting.database.prepared import Prepared
from reporting.models.choices import Role, Status
from reporting.models.committee import User
from reporting.models.frozen import AdoptedDocument, AdoptedFile, DamagedDocument
from reporting.models.question import Question
from reporting.models.report import Report, ReportQuerySet, replaced_of, replacement_of
from reporting.models.term import Membership


class Adopted(NamedTuple):
    """``replaced_by``, ``replaces``: slugs of what the reader can read, None for none. ``is_member``: whether the
    reader is of its nämnd; ``is_official``: with another role than ledamot's. ``answers``, ``last_answer``: how many
    are published, and when the last was. ``files``: the sum of its files' versions: another when one is made anew."""

    report_id: int
    slug: str
    sha256: str
    is_known: bool
    withdrawn_at: Any
    replaced_by: str | None
    replaces: str | None
    is_member: bool
    is_official: bool
    answers: int | None
    last_answer: Any
    files: int | None

    @property
    def digest(self) -> str:
        """Raises DamagedDocument if the journal has another."""
        if not self.is_known:
            raise DamagedDocument(str(AdoptedDocument._meta.verbose_name), self.report_id)
        return self.sha256


FIELDS = (
    "report_id",
    "report__slug",
    "sha256",
    "is_known",
    "report__withdrawn_at",
    "replaced_by",
    "replaces",
    "member",
    "official",
    "answers",
    "last_answer",
    "files",
)


def _facts(
    reports: ReportQuerySet, visible: ReportQuerySet, later: ReportQuerySet, member: Any, official: Any
) -> models.QuerySet[Any, Any]:
    """``visible``: adopted reports that the reader can see; ``later``: those that may replace one."""
    documents = AdoptedDocument.objects.filter(report__in=reports.filter(status=Status.ADOPTED).order_by())
    of_report = AdoptedFile.objects.filter(report=models.OuterRef("report")).order_by().values("report")
    files = of_report.annotate(total=models.Sum("version"))
    found: models.QuerySet[Any, Any] = documents.annotate(
        replaced_by=replacement_of("report__", later),
        replaces=replaced_of("report__", visible),
        member=member,
        official=official,
        answers=_of_answers(models.Count("pk")),
        last_answer=_of_answers(models.Max("published_at")),
        files=models.Subquery(files.values("total")),
    ).values_list(*FIELDS)
    return found


def _of_answers(aggregate: models.Aggregate) -> models.Subquery:
    """Of a report's published answers, as one value: together they change whenever what is published does."""
    published = Question.objects.filter(report=models.OuterRef("report")).exclude(published_at=None)
    grouped = published.order_by().values("report").annotate(value=aggregate)
    return models.Subquery(grouped.values("value"))


def _to_anyone(slug: str, now: dt.datetime) -> models.QuerySet[Any, Any]:
    reports = Report.objects.filter(slug=slug).has_been_published(now)
    published = Report.objects.published(now)
    return _facts(reports, published, published, models.Value(False), models.Value(False))


def _to_user(slug: str, now: dt.datetime, today: dt.date, user: int) -> models.QuerySet[Any, Any]:
    person = User(pk=user)
    held = Membership.objects.current(today).filter(user=person)
    memberships = held.filter(committee=models.OuterRef("report__committee"))
    visible, later = Report.objects.filter(status=Status.ADOPTED), Report.objects.replacing(now)
    reports = Report.objects.filter(slug=slug).visible_to(person, today)
    officials = memberships.exclude(role=Role.REPRESENTATIVE)
    return _facts(reports, visible, later, models.Exists(memberships), models.Exists(officials))


STAND_INS = {
    "slug": "\0slug",
    "now": dt.datetime(1901, 2, 3, tzinfo=dt.UTC),
    "today": dt.date(1901, 2, 4),
    "user": -190_102_03,
}
_OF_ANYONE = Prepared({name: STAND_INS[name] for name in ("slug", "now")}, _to_anyone)
_OF_USER = Prepared(STAND_INS, _to_user)


def published_to_anyone(slug: str) -> Adopted | None:
    """Of a report that is published, or was and has been withdrawn."""
    found = _OF_ANYONE.first(slug=slug, now=timezone.now())
    return Adopted(*found) if found else None


def adopted_to(user: User, slug: str) -> Adopted | None:
    """Of an adopted report that the user can see."""
    found = _OF_USER.first(slug=slug, now=timezone.now(), today=timezone.localdate(), user=user.pk)
    return Adopted(*found) if found else None
