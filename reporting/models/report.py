"""A report: its text, and its way from draft to adopted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone

from reporting.models.committee import Committee, SlugManager, User
from reporting.models.frozen import AdoptedDocument, HandedInDocument
from reporting.models.journal import Batch, How, journaling
from reporting.models.period import ReportingPeriod
from reporting.models.template import ReportTemplate
from reporting.obstacles import obstacles
from reporting.permissions import LEADS_TO, Action, Status, may
from reporting.sections import Section, bind


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User) -> ReportQuerySet:
        """All of one's own nämnder, and what other nämnder have adopted: a public document."""
        mine = models.Q(committee__in=user.memberships.values("committee"))
        return self.filter(mine | models.Q(status=Status.ADOPTED))

    def with_context(self) -> ReportQuerySet:
        """With what every view of a report needs, in one query."""
        return self.select_related("committee__municipality", "period", "template")


class Report(models.Model):
    """In Swedish: rapport. What a nämnd says of one period."""

    slug = models.SlugField("adress", max_length=100, unique=True)
    committee = models.ForeignKey(
        Committee, on_delete=models.PROTECT, related_name="reports", verbose_name="nämnd"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name="rapportperiod"
    )
    template = models.ForeignKey(
        ReportTemplate, on_delete=models.PROTECT, related_name="reports", verbose_name="rapportmall"
    )
    previous = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, verbose_name="föregående rapport"
    )
    title = models.CharField("titel", max_length=200)
    dated = models.DateField("daterad")
    status = models.CharField("status", max_length=20, choices=Status.choices, default=Status.DRAFT)
    changed_at = models.DateTimeField("senast ändrad", default=timezone.now)

    objects = SlugManager.from_queryset(ReportQuerySet)()
    batch: Batch | None = None  # what is being saved, inside writing()
    journal_fields = ("status",)
    journal_key = "slug"

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        ordering = ["-period__actuals_through", "committee__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "period"],
                name="report_once_per_period",
                violation_error_message="Nämnden har redan en rapport för perioden.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="report_status_known",
                violation_error_message="Statusen finns inte.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @cached_property
    def sections(self) -> list[Section]:
        return bind(self)

    @cached_property
    def prose(self) -> dict[str, str]:
        """The text of every section that has one, as Markdown, by the section's key."""
        return dict(self.texts.values_list("section_key", "markdown"))

    def forget_texts(self) -> None:
        """Has ``prose`` read anew."""
        self.__dict__.pop("prose", None)

    def section(self, key: str) -> Section:
        """KeyError when the template has no such section."""
        return {section.key: section for section in self.sections}[key]

    def problems(self) -> list[str]:
        """What stands in the way of handing in, one Swedish sentence each."""
        return [obstacle.sentence for obstacle in obstacles(self)]

    @contextmanager
    def writing(self, *, by: User, how: str = How.TYPED, batch: uuid.UUID | None = None) -> Iterator[Batch]:
        """The one way to write in a report: all or nothing, and only while it may be written in.

        The row is locked and its status read anew, so no save slips in after a hand-in. What the forms
        change is written in the journal, in the same transaction.
        """
        with transaction.atomic():
            self._lock()
            if not may(by, Action.WRITE, self):
                raise PermissionDenied("Rapporten kan inte ändras i sin nuvarande status.")
            with self._journaled(by=by, how=how, batch=batch) as opened:
                yield opened

    @contextmanager
    def administering(self, *, by: User) -> Iterator[Batch]:
        """As ``writing``, for who administers the portal and need not have a role in the nämnd."""
        with transaction.atomic():
            self._lock()
            if self.status != Status.DRAFT:
                raise PermissionDenied("Rapporten kan inte ändras i sin nuvarande status.")
            with self._journaled(by=by, how=How.TYPED) as opened:
                yield opened

    @contextmanager
    def _journaled(self, *, by: User, how: str, batch: uuid.UUID | None = None) -> Iterator[Batch]:
        with journaling(self, by=by, how=how, batch=batch) as opened:
            yield opened
        self.changed_at = timezone.now()
        self.save(update_fields=["changed_at"])

    def move(self, action: Action, *, by: User, reason: str = "") -> None:
        """Takes the report a step along its way (or back, which takes a reason)."""
        with transaction.atomic():
            self._lock()
            if not may(by, action, self):
                raise PermissionDenied("Din roll kan inte göra det i rapportens nuvarande status.")
            self._check_move(action, reason)
            came_from, self.status = self.status, LEADS_TO[action]
            self.changed_at = timezone.now()
            self.save(update_fields=["status", "changed_at"])
            with journaling(self, by=by) as batch:
                batch.note(self, {"status": came_from})
            self.status_changes.create(came_from=came_from, led_to=self.status, by=by, reason=reason)
            if action is Action.ADOPT:
                AdoptedDocument.freeze(self)
            if action is Action.HAND_IN:
                HandedInDocument.freeze(self)

    def _check_move(self, action: Action, reason: str) -> None:
        if action is Action.SEND_BACK and not reason.strip():
            raise ValidationError("Skriv varför rapporten går tillbaka till utkast.")
        if action is Action.HAND_IN and (problems := self.problems()):
            raise ValidationError(problems)

    def _lock(self) -> None:
        self.status = Report.objects.select_for_update().values_list("status", flat=True).get(pk=self.pk)


class ProseText(models.Model):
    """In Swedish: text. What a section says in words, as Markdown."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="texts", verbose_name="rapport")
    section_key = models.SlugField("avsnitt", max_length=60)
    markdown = models.TextField("text", blank=True)

    journal_fields = ("markdown",)
    journal_key = "section_key"

    class Meta:
        verbose_name = "text"
        verbose_name_plural = "texter"
        constraints = [
            models.UniqueConstraint(
                fields=["report", "section_key"],
                name="text_once_per_section",
                violation_error_message="Avsnittet har redan en text.",
            )
        ]

    def __str__(self) -> str:
        """The heading it stands under, which is how the journal names it."""
        headings = {section.key: section.title for section in self.report.sections}
        return headings.get(self.section_key, self.section_key)


class StatusChange(models.Model):
    """In Swedish: statusändring. Who moved a report, when, and why when it went back."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="status_changes", verbose_name="rapport"
    )
    came_from = models.CharField("från", max_length=20, choices=Status.choices)
    led_to = models.CharField("till", max_length=20, choices=Status.choices)
    by = models.ForeignKey(User, on_delete=models.PROTECT, verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)
    reason = models.TextField("skäl", blank=True)

    class Meta:
        verbose_name = "statusändring"
        verbose_name_plural = "statusändringar"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_came_from_display()} → {self.get_led_to_display()}"
