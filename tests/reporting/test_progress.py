"""Which sections are done: what they print is what they printed when somebody said so."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries

from budgets.models import BudgetLine
from reporting.journal.verify import faults
from reporting.journal.writing import save_rows
from reporting.models import How, ProseText, Report, Role, User
from reporting.models.choices import Status
from reporting.workflow.assignments import assign, mark_done, open_again
from reporting.workflow.correction import start_correction
from reporting.workflow.progress import SectionProgress, Standing, progress_of
from reporting.workflow.start import start_report
from reporting.workflow.writing import writing
from tests.factories import fresh, make_committee, make_report, make_user, print_otherwise, section

pytestmark = pytest.mark.django_db

SECTIONS = (
    section("ekonomi", "budgets.statement", heading="Ekonomi"),
    section("kommentar", has_prose=True, heading="Kommentar"),
    section("personal", has_prose=True, heading="Personal"),
    section("bilagor", heading="Bilagor"),  # a heading alone
)
OF_FIGURE = "Utfallet är {{ekonomi: summa, actual}}."


@pytest.fixture
def report() -> Report:
    report = make_report(*SECTIONS)
    BudgetLine.objects.create(
        report=report,
        key="loner",
        label="Löner",
        kind="cost",
        actual=Decimal(5_000_000),
        budget=Decimal(4_000_000),
    )
    report.texts.create(section_key="kommentar", markdown=OF_FIGURE)
    report.texts.create(section_key="personal", markdown="Vi är fler.")
    return fresh(report)


@pytest.fixture
def controller(report: Report) -> User:
    return make_user(report.committee, Role.CONTROLLER)


def write(report: Report, key: str, text: str, by: User) -> None:
    with writing(fresh(report), by=by, section=key) as batch:
        stored = ProseText.objects.get(report=report, section_key=key)
        stored.markdown = text
        save_rows(batch, [stored])


def import_actual(report: Report, kronor: int, by: User) -> None:
    with writing(fresh(report), by=by, how=How.IMPORTED) as batch:
        line = BudgetLine.objects.get(report=report)
        line.actual = Decimal(kronor)
        save_rows(batch, [line])


def standing(report: Report, key: str) -> SectionProgress:
    found = progress_of([fresh(report)])[report.pk].of(key)
    assert found is not None
    return found


def test_a_section_is_done_until_its_text_is_changed(report: Report, controller: User) -> None:
    assert standing(report, "personal").standing is Standing.OPEN
    mark_done(report, "personal", by=controller)
    assert standing(report, "personal").standing is Standing.DONE
    write(report, "personal", "Vi är färre.", by=controller)
    fallen = standing(report, "personal")
    assert fallen.standing is Standing.CHANGED
    assert fallen.cause is not None
    assert fallen.cause.entry is not None
    assert (fallen.cause.is_own, fallen.cause.entry.label, fallen.cause.entry.by) == (
        True,
        "text, Personal",
        controller,
    )


def test_it_is_done_again_when_it_prints_what_it_did(report: Report, controller: User) -> None:
    mark_done(report, "personal", by=controller)
    write(report, "personal", "Vi är färre.", by=controller)
    write(report, "personal", "Vi är fler.", by=controller)
    assert standing(report, "personal").standing is Standing.DONE


def test_a_figure_from_another_section_takes_the_mark_away(report: Report, controller: User) -> None:
    for key in ("kommentar", "personal"):
        mark_done(report, key, by=controller)
    assert standing(report, "kommentar").is_done
    other = make_user(report.committee, Role.REPORTER)
    import_actual(report, 6_000_000, by=other)
    fallen, kept = standing(report, "kommentar"), standing(report, "personal")
    assert (fallen.standing, kept.standing) == (Standing.CHANGED, Standing.DONE)
    assert fallen.cause is not None
    assert fallen.cause.entry is not None
    assert (fallen.cause.is_own, fallen.cause.entry.by, fallen.cause.entry.how) == (
        False,
        other,
        How.IMPORTED,
    )
    assert fallen.cause.entry.label == "utfall, Löner"


def test_a_change_of_less_than_is_printed_takes_it_away_too(report: Report, controller: User) -> None:
    """Excel has the exact figure."""
    mark_done(report, "ekonomi", by=controller)
    assert standing(report, "ekonomi").is_done
    import_actual(report, 5_000_001, by=controller)
    assert standing(report, "ekonomi").standing is Standing.CHANGED


def test_another_rapportmall_takes_it_away_without_an_entry(report: Report, controller: User) -> None:
    mark_done(report, "ekonomi", by=controller)
    mark_done(report, "personal", by=controller)
    assert standing(report, "ekonomi").is_done
    print_otherwise(report, unit="kr")
    fallen = standing(report, "ekonomi")
    assert fallen.standing is Standing.CHANGED
    assert fallen.cause is not None
    assert fallen.cause.entry is None
    assert standing(report, "personal").standing is Standing.DONE


def test_one_opens_it_again_with_a_note(report: Report, controller: User) -> None:
    mark_done(report, "personal", by=controller)
    with pytest.raises(ValidationError, match="Skriv kort varför"):
        open_again(report, "personal", note="  ", by=controller)
    open_again(report, "personal", note="Nyckeltalen saknas.", by=controller)
    found = standing(report, "personal")
    assert found.mark is not None
    assert (found.standing, found.mark.note) == (Standing.REOPENED, "Nyckeltalen saknas.")
    with pytest.raises(ValidationError, match="inte klarmarkerat"):
        open_again(report, "personal", note="Igen.", by=controller)
    mark_done(report, "personal", by=controller)
    assert standing(report, "personal").standing is Standing.DONE


def test_the_assignee_and_the_controller_mark_it_done(report: Report, controller: User) -> None:
    anna, bo = (make_user(report.committee, Role.REPORTER) for _ in range(2))
    mark_done(report, "personal", by=bo)  # nobody answers for it
    assign(report, {"personal": anna}, by=controller)
    for by in (anna, controller):
        mark_done(report, "personal", by=by)
    for refused in (
        lambda: mark_done(report, "personal", by=bo),
        lambda: open_again(report, "personal", note="x", by=bo),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_who_may_assign_whom(report: Report, controller: User) -> None:
    reporter, reader = make_user(report.committee, Role.REPORTER), make_user(report.committee, Role.READER)
    with pytest.raises(PermissionDenied):
        assign(report, {"personal": reporter}, by=reporter)
    with pytest.raises(ValidationError, match="rapportörer och controllrar"):
        assign(report, {"personal": reader}, by=controller)
    with pytest.raises(ValidationError, match="finns inte"):
        assign(report, {"bilagor": reporter}, by=controller)
    assert assign(report, {"personal": reporter, "ekonomi": None}, by=controller) == 1
    assert standing(report, "personal").assignee == reporter
    assign(report, {"personal": None}, by=controller)
    assert standing(report, "personal").assignee is None


def test_the_journal_holds_every_act_and_the_report_is_left(report: Report, controller: User) -> None:
    before = fresh(report).changed_at
    reporter = make_user(report.committee, Role.REPORTER)
    assign(report, {"personal": reporter}, by=controller)
    mark_done(report, "personal", by=reporter)
    open_again(report, "personal", note="Nyckeltalen saknas.", by=controller)
    assign(report, {"personal": None}, by=controller)
    assert fresh(report).changed_at == before
    told = report.journal.filter(model__in=["reporting.sectionassignment", "reporting.donemark"])
    assert told.values_list("field", flat=True).order_by("number")[0] == "person_id"
    assert told.filter(field="note").get().new == "Nyckeltalen saknas."
    report_faults = [fault for fault in faults()[1] if "donemark" in fault or "assignment" in fault]
    assert report_faults == []


def test_progress_by_person(report: Report, controller: User) -> None:
    reporter = make_user(report.committee, Role.REPORTER)
    assign(report, {"personal": reporter, "kommentar": reporter}, by=controller)
    mark_done(report, "personal", by=reporter)
    progress = progress_of([fresh(report)])[report.pk]
    assert (progress.done, progress.total, progress.is_done, progress.is_followed) == (1, 3, False, True)
    assert progress.by_person == [(reporter, 1, 2), (None, 0, 1)]
    assert [one.section.key for one in progress.left_for(reporter)] == ["kommentar"]


def test_queries_of_progress_are_constant(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    committee = make_committee()
    by = make_user(committee)
    reports = []
    for month in range(1, 7):
        report = make_report(
            *SECTIONS, committee=committee, actuals_through=last_day(month), slug=f"rapport-nr-{month}"
        )
        report.texts.create(section_key="personal", markdown="Vi är fler.")
        mark_done(report, "personal", by=by)
        assign(report, {"kommentar": by}, by=by)
        write(report, "personal", "Vi är färre.", by=by)
        reports.append(fresh(report))
    progress_of(reports)  # looks at each once
    for few in (reports[:1], reports):
        with django_assert_num_queries(3):
            found = progress_of(few)
        assert {one.sections[2].standing for one in found.values()} == {Standing.CHANGED}
    caches["blocks"].clear()
    assert progress_of(reports)[reports[0].pk].sections[2].standing is Standing.CHANGED


def test_assignments_follow_to_the_next_report_and_a_correction(report: Report, controller: User) -> None:
    anna, left = (make_user(report.committee, Role.REPORTER) for _ in range(2))
    assign(report, {"personal": anna, "kommentar": left}, by=controller)
    mark_done(report, "personal", by=anna)
    left.memberships.all().delete()
    later = start_report(
        committee=report.committee, by=controller, actuals_through=last_day(12), kind="interim", title="Nästa",
        dated=last_day(12), template=report.template,
    )  # fmt: skip
    found = progress_of([later])[later.pk]
    assert [(one.section.key, one.assignee, one.standing) for one in found.sections] == [
        ("ekonomi", None, Standing.OPEN), ("kommentar", None, Standing.OPEN), ("personal", anna, Standing.OPEN)
    ]  # fmt: skip
    assert later.journal.filter(model="reporting.sectionassignment").get().new == str(anna.pk)
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)
    correction = start_correction(fresh(report), by=controller, reason="Fel belopp.")
    assert standing(correction, "personal").assignee == anna
    assert standing(correction, "personal").standing is Standing.OPEN


def last_day(month: int) -> dt.date:
    first = dt.date(2024, month, 28) + dt.timedelta(days=4)
    return first - dt.timedelta(days=first.day)
