"""Reports, their texts and their changes of status."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property  # functools' own is not known to Prefetch

from reporting.document.decision import Decision
from reporting.document.naming import versioned
from reporting.models.choices import Role, Status
from reporting.models.committee import Committee, Municipality, SlugManager, User
from reporting.models.period import ReportingPeriod
from reporting.models.steps import StatusChange, last_round
from reporting.models.template import ReportTemplate
from reporting.models.texts import ReadableTexts

MOST_WORDS = 8  # of a search
FIRST = 1  # version


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, user: User | AnonymousUser, on: dt.date | None = None) -> ReportQuerySet:
        """Reports of the user's nämnder (of today, or ``on`` a day), and adopted reports of all. Without log-in:
        what is published."""
        if not isinstance(user, User):
            return self.published()
        return self.kept().filter(_own(user, on) | models.Q(status=Status.ADOPTED))

    def published(self, at: dt.datetime | None = None) -> ReportQuerySet:
        """What anyone may read now (or ``at`` a time), without log-in."""
        return self.has_been_published(at).filter(withdrawn_at=None)

    def has_been_published(self, at: dt.datetime | None = None) -> ReportQuerySet:
        """What anyone may read now, or could before it was withdrawn."""
        return self.filter(status=Status.ADOPTED, published_from__lte=at or timezone.now())

    def with_replacement(self, *, for_anyone: bool = True) -> ReportQuerySet:
        """With ``replaced_by`` and ``replaced``: the slugs of the report that replaces each and of the one it replaces,
        None for none that the reader can read."""
        reports: ReportQuerySet = Report.objects.all()
        visible = reports.published() if for_anyone else reports.filter(status=Status.ADOPTED)
        later = reports.published() if for_anyone else reports.replacing()
        return self.annotate(replaced_by=replacement_of("", later), replaced=replaced_of("", visible))

    def unreplaced(self) -> ReportQuerySet:
        """Without those that a published report replaces."""
        return self.exclude(models.Exists(_replacing("", Report.objects.published())))

    def holding(self) -> ReportQuerySet:
        """Of each nämnd and period the version that holds: a correction once it is adopted, until then what it
        corrects."""
        corrections = Report.objects.filter(status=Status.ADOPTED, **_later_version(""))
        return self.in_turn().exclude(models.Exists(corrections))

    def in_turn(self) -> ReportQuerySet:
        """Without the corrections that are not adopted."""
        return self.filter(models.Q(version=FIRST) | models.Q(status=Status.ADOPTED))

    def replacing(self, at: dt.datetime | None = None) -> ReportQuerySet:
        """What may replace another report, to whoever logs in: what is published, and corrections once adopted."""
        return self.published(at) | self.filter(status=Status.ADOPTED, version__gt=FIRST)

    def saying(self, text: str) -> ReportQuerySet:
        """Published reports with every word somewhere in them, or in their nämnd's or kommun's name."""
        found = self.published()
        for word in text.split()[:MOST_WORDS]:
            found = found.filter(published_text__text__contains=word.lower())
        return found

    def of_own_committees(self, user: User) -> ReportQuerySet:
        return self.kept().filter(_own(user))

    def adopted_by_others(self, user: User) -> ReportQuerySet:
        """What one can read without belonging to its nämnd."""
        own = user.memberships.current().values("committee")
        return self.filter(status=Status.ADOPTED).exclude(committee__in=own)

    def matching(self, text: str) -> ReportQuerySet:
        """Those with every word in their title, year, nämnd or kommun; a joint nämnd's members count."""
        found = self
        for word in text.split()[:MOST_WORDS]:
            found = found.filter(_has_word(word))
        return found

    def kept(self) -> ReportQuerySet:
        """All but the drafts that were discarded."""
        return self.exclude(status=Status.DISCARDED)

    def with_context(self) -> ReportQuerySet:
        """With what every view needs, in one query."""
        return self.select_related("committee__municipality", "period", "template")

    def with_summary(self) -> ReportQuerySet:
        """Published reports with what a list says of each."""
        found = self.with_context().with_replacement().select_related("published_text")
        return found.defer("committee__municipality__arms")  # a picture

    def with_history(self) -> ReportQuerySet:
        """With each report's changes of status, in one query more."""
        changes = StatusChange.objects.select_related("by", "answer__by")
        return self.prefetch_related(models.Prefetch("status_changes", queryset=changes, to_attr="history"))  # type: ignore[no-redef]  # the plugin takes to_attr for a second one


def replacement_of(path: str, among: ReportQuerySet) -> models.Subquery:
    """The slug of the one ``among`` them that replaces the report at ``path``: its newest correction before another."""
    return models.Subquery(_replacing(path, among).order_by("-version", "-published_from").values("slug")[:1])


def replaced_of(path: str, among: ReportQuerySet) -> models.Subquery:
    """The slug of the one ``among`` them that the report at ``path`` replaces."""
    found = among.filter(slug=models.OuterRef(f"{path}replaces_id")).order_by()
    return models.Subquery(found.values("slug")[:1])


def _replacing(path: str, among: ReportQuerySet) -> ReportQuerySet:
    """``path``: of the outer query, as "" or "report__"."""
    return among.filter(
        models.Q(replaces_id=models.OuterRef(f"{path}slug")) | models.Q(**_later_version(path))
    )


def _later_version(path: str) -> dict[str, models.OuterRef]:
    return {
        "committee": models.OuterRef(f"{path}committee"),
        "period": models.OuterRef(f"{path}period"),
        "version__gt": models.OuterRef(f"{path}version"),
    }


def _own(user: User, on: dt.date | None = None) -> models.Q:
    """Of one's nämnder; of those where one is ledamot alone, what has been handed in."""
    held = user.memberships.current(on)
    officials = held.exclude(role=Role.REPRESENTATIVE).values("committee")
    handed_in = models.Q(committee__in=held.values("committee")) & ~models.Q(status=Status.DRAFT)
    return models.Q(committee__in=officials) | handed_in


def _has_word(word: str) -> models.Q:
    """SQLite tells å from Å, so a word is looked for as it is usually written."""
    found = models.Q()
    for written in {word, word.lower(), word.capitalize(), word.upper()}:
        members = Municipality.objects.filter(name__icontains=written)
        found |= (
            models.Q(title__icontains=written)
            | models.Q(committee__name__icontains=written)
            | models.Q(committee__municipality__name__icontains=written)
            | models.Q(
                committee__in=Committee.members.through.objects.filter(municipality__in=members).values(
                    "committee"
                )
            )
        )
    return (
        found | models.Q(period__year=int(word))
        if word.isascii() and word.isdigit() and len(word) == 4
        else found
    )


class Report(ReadableTexts, models.Model):
    """In Swedish: rapport. One nämnd, one period.

    ``version``: 1, and one more for each correction (in Swedish: rättelse) of what was adopted, which it ``replaces``.
    """

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
    decided_on = models.DateField("beslutad", null=True, blank=True)
    paragraph = models.CharField("paragraf", max_length=10, blank=True)
    diary_number = models.CharField("diarienummer", max_length=50, blank=True)
    published_from = models.DateTimeField("publicerad från", null=True, blank=True)
    withdrawn_at = models.DateTimeField("avpublicerad", null=True, blank=True)
    withdrawal_reason = models.TextField("skäl till avpublicering", blank=True, default="")
    replaces = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        to_field="slug",
        null=True,
        blank=True,
        related_name="replacements",
        verbose_name="ersätter",
    )
    version = models.PositiveSmallIntegerField("version", default=FIRST)
    correction_reason = models.TextField("varför den rättas", blank=True, default="")

    objects = SlugManager.from_queryset(ReportQuerySet)()
    bound_sections: Any = None  # cache of reporting.sections.sections_of
    journal_fields = (
        *("status", "title", "dated", "period", "decided_on", "paragraph", "diary_number"),
        *("published_from", "withdrawn_at", "withdrawal_reason", "replaces_id", "correction_reason"),
    )
    journal_key = "slug"

    class Meta:
        verbose_name = "rapport"
        verbose_name_plural = "rapporter"
        ordering = ["-period__actuals_through", "committee__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "period", "version"],
                condition=~models.Q(status=Status.DISCARDED),
                name="report_once_per_period",
                violation_error_message="Nämnden har redan en rapport för perioden.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=Status.values),
                name="report_status_known",
                violation_error_message="Statusen finns inte.",
            ),
            models.CheckConstraint(
                condition=models.Q(version=FIRST, correction_reason="")
                | (models.Q(version__gt=FIRST, replaces__isnull=False) & ~models.Q(correction_reason="")),
                name="report_correction_is_whole",
                violation_error_message="En rättelse har en version, ett skäl och en rapport som den ersätter.",
            ),
            models.CheckConstraint(
                condition=models.Q(published_from=None) | models.Q(status=Status.ADOPTED),
                name="report_published_once_adopted",
                violation_error_message="Bara en fastställd rapport publiceras.",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(published_from__isnull=False),
                name="report_withdrawn_once_published",
                violation_error_message="Bara en publicerad rapport avpubliceras.",
            ),
        ]

    def __str__(self) -> str:
        return versioned(self.title, self.version)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    @property
    def decision(self) -> Decision | None:
        """The nämnd's, once it has adopted the report."""
        return Decision(on=self.decided_on, paragraph=self.paragraph) if self.decided_on else None

    @property
    def is_correction(self) -> bool:
        return self.version > FIRST

    @cached_property
    def correction(self) -> Report | None:
        """The version after it, draft or not."""
        later = Report.objects.kept().filter(committee=self.committee_id, period=self.period_id)
        found: Report | None = later.filter(version__gt=self.version).order_by("version").first()
        return found

    @cached_property
    def history(self) -> list[StatusChange]:
        """Its changes of status, the first first."""
        return list(self.status_changes.select_related("by", "answer__by"))

    @property
    def sent_back(self) -> StatusChange | None:
        """The step that made it a draft again, if that was the last."""
        last = self.history[-1] if self.history else None
        return last if last and last.led_to == self.status == Status.DRAFT else None

    @property
    def unanswered(self) -> StatusChange | None:
        """``sent_back``, until the report is handed in again or someone has written an answer to it."""
        return self.sent_back if self.sent_back and not self.sent_back.is_answered else None

    @property
    def approvals(self) -> list[StatusChange]:
        """Those since it was last handed in; by different people, in order."""
        return [step for step in last_round(self.history) if step.is_approval]

    @property
    def is_published(self) -> bool:
        """Whether anyone may read it now, without log-in."""
        return self.is_to_be_published and self.published_from <= timezone.now()  # type: ignore[operator]  # it is set

    @property
    def is_to_be_published(self) -> bool:
        """Whether anyone may read it now, or later."""
        return self.published_from is not None and self.withdrawn_at is None

    @cached_property
    def prose(self) -> dict[str, str]:
        """Markdown by section key."""
        return dict(self.texts.values_list("section_key", "markdown"))

    def refresh_prose(self) -> None:
        """Drop the cached ``prose``."""
        self.__dict__.pop("prose", None)


class ProseText(ReadableTexts, models.Model):
    """In Swedish: text. A section's prose, as Markdown."""

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
        """Its section's heading: its name in the journal."""
        headings = {spec.key: spec.heading for spec in self.report.template.specs}
        return headings.get(self.section_key, self.section_key)


class PublishedText(models.Model):
    """In Swedish: söktext. What a published report says: ``text`` in small letters, to be searched; ``summary`` its
    main facts for lists, a line each."""

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, related_name="published_text", verbose_name="rapport"
    )
    text = models.TextField("text")
    summary = models.TextField("i korthet", blank=True)

    class Meta:
        verbose_name = "söktext"
        verbose_name_plural = "söktexter"

    def __str__(self) -> str:
        return str(self.report)
