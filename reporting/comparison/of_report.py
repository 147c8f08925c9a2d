"""The reports a report can be compared with, from the database."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from django.db.models import Case, Q, When

from reporting.assembly import document_of
from reporting.comparison import Comparison, comparison
from reporting.models import HandedInDocument, Report, ReportTemplate, User
from reporting.models.choices import Status
from reporting.permissions import Action, may

MOST_CHOICES = 300


@dataclass(frozen=True)
class ComparableReports:
    """What a person can compare a report with, the latest first."""

    report: Report
    same_committee: list[Report]
    other_committees: list[Report]
    handed_in: list[HandedInDocument]  # the report's own earlier versions; not for a ledamot

    @cached_property
    def previous(self) -> Report | None:
        """The nämnd's report before: the one it was started from, else the latest of its kind, else the latest."""
        through = self.report.period.actuals_through
        earlier = [other for other in self._holding if other.period.actuals_through < through]
        started_from = [other for other in self.same_committee if other.pk == self.report.previous_id]
        same_kind = [other for other in earlier if other.period.kind == self.report.period.kind]
        return next(iter([*started_from, *same_kind, *earlier]), None)

    @cached_property
    def last_year(self) -> Report | None:
        """The nämnd's report of the same kind and months, a year before."""
        period = self.report.period
        wanted = (period.year - 1, period.actuals_through.month, period.kind)
        return next(
            (
                other
                for other in self._holding
                if (other.period.year, other.period.actuals_through.month, other.period.kind) == wanted
            ),
            None,
        )

    @cached_property
    def corrected(self) -> Report | None:
        """The version before it, of a correction."""
        is_it = (other for other in self.same_committee if other.slug == self.report.replaces_id)
        return next(is_it, None) if self.report.is_correction else None

    @cached_property
    def _holding(self) -> list[Report]:
        """Of each period the newest adopted version."""
        in_turn = [
            other
            for other in self.same_committee
            if not other.is_correction or other.status == Status.ADOPTED
        ]
        newest = {other.period_id: other for other in sorted(in_turn, key=attrgetter("version"))}
        return [other for other in in_turn if newest[other.period_id] is other]

    def hint(self, other: Report) -> str:
        """Why a report is a natural choice, in Swedish; "" if it is not."""
        hints = {
            "den som rättas": self.corrected,
            "föregående": self.previous,
            "samma period förra året": self.last_year,
        }
        return ", ".join(
            hint for hint, report in hints.items() if report is not None and report.pk == other.pk
        )

    def find(self, slug: str) -> Report | None:
        reports = [*self.same_committee, *self.other_committees]
        return next((other for other in reports if other.slug == slug), None)


def handed_in_before(report: Report, user: User) -> list[HandedInDocument]:
    """The versions handed in, the latest first, without the current one."""
    if not may(user, Action.INSPECT, report):
        return []
    versions = list(report.handed_in_documents.defer("content"))
    return versions if report.status == Status.DRAFT else versions[1:]


def choices_for(report: Report, user: User) -> ComparableReports:
    """The nämnd's own reports, and the same year's of nämnder whose template has the same sections.

    Of a whole country's the nearest: the nämnd's own, the person's other nämnder's, the kommun's, the rest.
    """
    own = Q(committee_id=report.committee_id)
    nearness = Case(
        When(own, then=0),
        When(committee__in=user.memberships.current().values("committee"), then=1),
        When(committee__municipality=report.committee.municipality_id, then=2),
        default=3,
    )
    same_period = Q(period__year=report.period.year, period__kind=report.period.kind)
    reports = list(
        Report.objects.visible_to(user)
        .with_context()
        .filter(own | same_period)
        .exclude(pk=report.pk)
        .order_by(nearness, "-period__actuals_through", "committee__name", "-pk")[:MOST_CHOICES]
    )
    return ComparableReports(
        report=report,
        handed_in=handed_in_before(report, user),
        same_committee=[other for other in reports if other.committee_id == report.committee_id],
        other_committees=[
            other
            for other in reports
            if other.committee_id != report.committee_id
            and has_same_sections(other.template, report.template)
        ],
    )


def has_same_sections(one: ReportTemplate, other: ReportTemplate) -> bool:
    """Whether two templates have the same kinds of sections under the same keys."""
    return _kinds(one) == _kinds(other)


def _kinds(template: ReportTemplate) -> list[tuple[str, str]]:
    return sorted((spec.key, spec.kind) for spec in template.specs)


def compared(report: Report, other: Report | HandedInDocument) -> Comparison:
    """``report`` against ``other``. Of one nämnd's reports the earlier is the old one; else ``other`` is."""
    if isinstance(other, HandedInDocument):
        return comparison(other.document(), document_of(report))
    old, new = other, report
    if other.committee_id == report.committee_id and _date(report) < _date(other):
        old, new = report, other
    return comparison(document_of(old), document_of(new))


def _date(report: Report) -> tuple[int, int]:
    through = report.period.actuals_through
    return through.toordinal(), report.pk
