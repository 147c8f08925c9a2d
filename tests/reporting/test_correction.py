"""A correction: the next version of an adopted report, with all that the report held."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile

from budgets.models import BudgetLine
from budgets.precedents import precedents
from goals.measurements import _report_with_decisions
from goals.models import CommitteeDecision
from internal_control.carry_over import plan_before
from internal_control.models import ControlCategory
from reporting.assembly import assemble, document_of
from reporting.comparison.of_committee import documents_through
from reporting.comparison.of_report import choices_for, compared
from reporting.comparison.wording import names
from reporting.document.document import Document
from reporting.journal.verify import faults
from reporting.models import (
    AcceptedFinding,
    AdoptedDocument,
    JournalEntry,
    PublishedText,
    Report,
    ReportRow,
    Role,
)
from reporting.models.carried import OF_ITS_WAY, carried_models
from reporting.models.choices import Status
from reporting.models.journal import How
from reporting.permissions import ALLOWED, Action
from reporting.renderers.formats import FORMATS
from reporting.renderers.page import print_html
from reporting.workflow.correction import start_correction
from reporting.workflow.moves import freeze, move
from reporting.workflow.publication import withdraw
from reporting.workflow.start import last_report, start_report
from tests.factories import fresh, make_report, make_user, section, take
from tests.reporting.test_publication import adopted_by_steps

pytestmark = pytest.mark.django_db

ADOPTED = "sydnarke-2023-07-delarsrapport"
LATER = "sydnarke-2024-04-delarsrapport"
REASON = "Utfallet för juli var från juni."


def an_adopted_report(**facts: Any) -> Report:
    report = make_report(section("inledning", has_prose=True), **facts)
    report.texts.create(section_key="inledning", markdown="Året började bra.")
    return adopted(report)


def adopted(report: Report) -> Report:
    """Without the way there, and its files."""
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)
    freeze(fresh(report), AdoptedDocument)
    return fresh(report)


def corrected(report: Report, reason: str = REASON) -> Report:
    return fresh(start_correction(fresh(report), by=make_user(report.committee), reason=reason))


def adopted_correction(report: Report, text: str = "Året började dåligt.") -> Report:
    correction = corrected(report)
    correction.texts.update(markdown=text)
    return adopted(correction)


def published(report: Report) -> Report:
    """Without its files."""
    Report.objects.filter(pk=report.pk).update(published_from=timezone.now())
    PublishedText.objects.create(report=report, text=f"{report} {report.committee}".lower())
    return fresh(report)


def body(client: Client, name: str, *args: str) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, (name, args)
    return response.content.decode()


# --- What it begins with -------------------------------------------------------------------------


def test_a_correction_says_what_the_adopted_report_says(demo: None) -> None:
    report = Report.objects.get(slug=ADOPTED)
    correction = corrected(report)

    old, new = document_of(report), assemble(correction)

    assert new.sections == old.sections
    assert (new.title, new.kind, new.actuals_through, new.template) == (
        *(old.title, old.kind, old.actuals_through, old.template),
    )
    assert correction.template_id == report.template_id
    assert compared(correction, report).is_empty


def test_every_row_text_and_acceptance_is_copied_with_its_parents(demo: None) -> None:
    """Whatever fields a chapter has, and whichever rows stand under which."""
    report = Report.objects.get(slug="sydnarke-2020-12-internkontroll")
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)
    of_goals = Report.objects.get(slug=ADOPTED)
    for source in (report, of_goals):
        correction = corrected(source)
        for model in carried_models():
            assert rows_of(model, correction) == rows_of(model, source), model
    assert rows_of(AcceptedFinding, correction)


def rows_of(model: Any, report: Report) -> list[dict[str, str]]:
    """Every value of every row, parents by their keys."""
    return [
        {
            field.name: str(getattr(row, field.name))
            for field in model._meta.concrete_fields
            if field.name not in ("id", "report") and not isinstance(getattr(row, field.name), ReportRow)
        }
        | {
            field.name: getattr(row, field.name).key
            for field in model._meta.concrete_fields
            if isinstance(getattr(row, field.name), ReportRow)
        }
        for row in model._default_manager.filter(report=report).order_by("pk")
    ]


def test_a_copied_row_stands_under_its_own_parent(demo: None) -> None:
    report = Report.objects.get(slug="sydnarke-2020-12-internkontroll")
    Report.objects.filter(pk=report.pk).update(status=Status.ADOPTED)
    correction = corrected(report)
    for model in carried_models():
        for row in model._default_manager.filter(report=correction):
            parents = [getattr(row, field.name) for field in model._meta.concrete_fields if field.is_relation]
            of_reports = {parent.natural_key()[0] for parent in parents if isinstance(parent, ReportRow)}
            assert of_reports <= {correction.slug}, model


def test_each_model_of_a_report_is_copied_or_said_not_to_be() -> None:
    of_reports = {relation.related_model for relation in Report._meta.related_objects} - {Report}
    assert of_reports == {*carried_models(), *OF_ITS_WAY}


def test_a_correction_begins_in_the_journal(demo: None) -> None:
    report = Report.objects.get(slug=ADOPTED)
    correction = corrected(report)
    entries = JournalEntry.objects.filter(report=correction)
    assert {*entries.exclude(model="reporting.report").values_list("how", flat=True)} == {How.COPIED}
    assert entries.get(field="correction_reason").new == REASON
    assert entries.get(field="replaces_id").new == ADOPTED
    assert [fault for fault in faults()[1] if correction.slug in fault] == []


# --- Who, when and how many ----------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_who_corrects_is_in_the_permission_map(role: str) -> None:
    report = an_adopted_report()
    user = make_user(report.committee, role)
    if role in ALLOWED[Action.CORRECT][Status.ADOPTED]:
        assert start_correction(report, by=user, reason=REASON).version == 2
    else:
        with pytest.raises(PermissionDenied):
            start_correction(report, by=user, reason=REASON)
    assert ALLOWED[Action.CORRECT] == {Status.ADOPTED: {Role.CONTROLLER, Role.ADMINISTRATOR}}


def test_only_an_adopted_report_is_corrected() -> None:
    report = make_report(section("inledning", has_prose=True))
    with pytest.raises(PermissionDenied):
        start_correction(report, by=make_user(report.committee), reason=REASON)


def test_a_correction_has_a_reason(client: Client) -> None:
    report = an_adopted_report()
    client.force_login(make_user(report.committee))
    answer = client.post(reverse("report_correction", args=[report.slug]), {"reason": "  "})
    assert answer.status_code == 422
    assert Report.objects.filter(committee=report.committee).count() == 1


def test_one_correction_at_a_time() -> None:
    report = an_adopted_report()
    user = make_user(report.committee)
    correction = corrected(report)
    with pytest.raises(ValidationError, match="En rättelse pågår redan: version 2 är utkast"):
        start_correction(fresh(report), by=user, reason=REASON)
    adopted(correction)
    with pytest.raises(ValidationError, match="redan rättad: version 2 är fastställd"):
        start_correction(fresh(report), by=user, reason=REASON)
    third = corrected(correction)
    assert (third.version, third.replaces) == (3, correction)


def test_the_database_keeps_one_draft_of_a_version_and_what_it_corrects() -> None:
    report = an_adopted_report()
    correction = corrected(report)
    broken = (
        {"pk": None, "slug": "en-annan"},
        {"replaces": None},
        {"version": 1},
        {"correction_reason": ""},
    )
    for facts in broken:
        other = fresh(correction)
        for name, value in facts.items():
            setattr(other, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            other.save()


def test_a_discarded_correction_can_be_begun_anew() -> None:
    report = an_adopted_report()
    move(corrected(report), Action.DISCARD, by=make_user(report.committee))
    again = corrected(report)
    assert (again.version, again.slug) == (2, f"{report.slug}-version-2-2")
    third = corrected(adopted(again))
    assert third.slug == f"{report.slug}-version-3"


def test_a_slug_of_full_length_gets_its_version() -> None:
    correction = corrected(an_adopted_report(slug="r" * 100))
    assert correction.slug.endswith("-version-2")


def test_a_new_report_of_the_period_is_still_refused(client: Client) -> None:
    report = an_adopted_report()
    adopted_correction(report)
    with pytest.raises(ValidationError, match="Nämnden har redan en rapport för perioden"):
        start_report(
            committee=report.committee,
            by=make_user(report.committee),
            actuals_through=report.period.actuals_through,
            kind=report.period.kind,
            title="Igen",
            dated=report.dated,
            template=report.template,
        )


def test_a_correction_is_begun_and_adopted_in_the_browser(client: Client) -> None:
    report = an_adopted_report()
    client.force_login(make_user(report.committee))
    assert "Rätta rapporten" in body(client, "report_workspace", report.slug)

    answer = client.post(reverse("report_correction", args=[report.slug]), {"reason": REASON}, follow=True)

    assert "Version 2 är ett utkast" in answer.content.decode()
    correction = Report.objects.get(version=2)
    assert f"{report.title}, version 2" in answer.content.decode()
    assert REASON in answer.content.decode()
    was = body(client, "report_workspace", report.slug)
    assert "En rättelse pågår" in was
    assert reverse("report_workspace", args=[correction.slug]) in was
    assert "Rätta rapporten" not in was
    assert fresh(report).status == Status.ADOPTED
    assert "Året började bra." in body(client, "report_page", report.slug)


def test_its_title_date_and_reason_change_but_not_its_period(client: Client) -> None:
    correction = corrected(an_adopted_report())
    client.force_login(make_user(correction.committee))
    page = body(client, "report_facts", correction.slug)
    assert "Utfall till och med" not in page
    assert REASON in page
    address = reverse("report_facts", args=[correction.slug])
    sent = {"title": "Rättad titel", "dated": "2023-09-01", "reason": "Fel i juli.", "kind": "annual"}
    assert client.post(address, sent | {"actuals_through": "2022-12-31"}).status_code == 302
    now = fresh(correction)
    assert (now.title, now.correction_reason, now.period) == (
        "Rättad titel",
        "Fel i juli.",
        correction.period,
    )
    assert JournalEntry.objects.filter(report=now, field="correction_reason").latest("pk").old == REASON
    assert client.post(address, sent | {"reason": ""}).status_code == 422


# --- What it says of itself ----------------------------------------------------------------------


def test_version_and_reason_stand_in_every_format(client: Client) -> None:
    report = published(adopted_correction(published(an_adopted_report())))
    name = "Delårsrapport, version 2"

    page = body(client, "report_page", report.slug)
    assert f"<title>{name}</title>" in page
    assert f'<h1 class="report-title">{name}</h1>' in page
    assert REASON in page

    def file(extension: str) -> bytes:
        return bytes(client.get(reverse("report_file", args=[report.slug, extension])).content)

    said = json.loads(file("json"))
    assert (said["version"], said["correction_reason"], said["title"]) == (2, REASON, "Delårsrapport")
    book = openpyxl.load_workbook(io.BytesIO(file("xlsx")))
    assert book.properties.title == name
    facts = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(max_col=2)}
    assert (facts["Version"], facts["Rättelse"]) == ("2", REASON)
    word = WordFile(io.BytesIO(file("docx")))
    assert word.core_properties.title == name
    assert f"Rättelse\t{REASON}" in [paragraph.text for paragraph in word.paragraphs]
    printed = print_html(document_of(report))
    cover, _, rest = printed.partition("</header>")
    assert f"<title>{name}</title>" in printed
    assert name in cover
    assert REASON in cover
    assert REASON in rest
    assert said["corrects"] in rest


def test_a_first_version_says_nothing_of_versions(client: Client) -> None:
    report = published(an_adopted_report())
    assert "version 1" not in body(client, "report_page", report.slug).lower()
    assert "Rättelse" not in print_html(document_of(report))


def test_a_document_adopted_before_there_were_corrections_is_its_first_version() -> None:
    from reporting.document.json_reading import from_json  # noqa: PLC0415  # of one test
    from reporting.document.json_writing import to_json  # noqa: PLC0415

    data = json.loads(to_json(assemble(make_report())))
    old = json.dumps({name: value for name, value in data.items() if name not in ("version", "corrects")})
    read: Document = from_json(old)
    assert (read.version, read.name) == (1, read.title)


# --- Which one holds -----------------------------------------------------------------------------


def test_the_adopted_one_holds_until_its_correction_is_adopted(client: Client) -> None:
    report = published(an_adopted_report())
    correction = corrected(report)
    anyone, person = client, Client()
    person.force_login(make_user(role=None))

    assert "Rapporten är ersatt" not in body(anyone, "report_page", report.slug)
    assert last_report(report.committee) == report
    adopted(correction)
    assert "Rapporten är ersatt" in body(person, "report_page", report.slug), "who logs in reads adopted ones"
    assert "Rapporten är ersatt" not in body(anyone, "report_page", report.slug)
    assert correction.slug not in body(anyone, "report_page", report.slug)
    published(correction)
    old = body(anyone, "report_page", report.slug)
    assert "Rapporten är ersatt" in old
    assert reverse("report_page", args=[correction.slug]) in old
    assert "Året började bra." in old, "it stays at its address"
    assert reverse("report_page", args=[report.slug]) in body(anyone, "report_page", correction.slug)


def test_a_third_version_replaces_both_and_still_does_if_the_second_is_withdrawn(client: Client) -> None:
    first = published(an_adopted_report())
    second = published(adopted_correction(first))
    third = published(adopted_correction(second, "Året började så där."))
    for old in (first, second):
        assert f'{reverse("report_page", args=[third.slug])}">den rapport som gäller nu' in body(
            client, "report_page", old.slug
        )
    assert f'{reverse("report_page", args=[first.slug])}">en tidigare version' in body(
        client, "report_page", second.slug
    )
    withdraw(second, by=make_user(first.committee, Role.ADMINISTRATOR), reason="Fel bilaga.")
    assert f'{reverse("report_page", args=[third.slug])}">den rapport' in body(
        client, "report_page", first.slug
    )
    assert second.slug not in body(client, "report_page", third.slug), "a link to what is gone"
    csv = body(client, "committee_data", first.committee.slug)
    assert f",{first.slug}," not in csv


def test_an_unpublished_first_version_is_not_linked_to(client: Client) -> None:
    report = an_adopted_report()
    correction = published(adopted_correction(report))
    page = body(client, "report_page", correction.slug)
    assert f'"{reverse("report_page", args=[report.slug])}"' not in page
    client.force_login(make_user(role=None))
    assert f'"{reverse("report_page", args=[report.slug])}"' in body(client, "report_page", correction.slug)


def test_what_it_replaces_stays_when_it_is_withdrawn_and_published_again(client: Client) -> None:
    report = published(an_adopted_report())
    correction = published(adopted_correction(report))
    administrator = make_user(report.committee, Role.ADMINISTRATOR)
    withdraw(correction, by=administrator, reason="Fel bilaga.")
    assert "Rapporten är ersatt" not in body(client, "report_page", report.slug)
    client.force_login(administrator)
    assert "Ersätter" not in body(client, "report_publication", correction.slug)
    client.post(reverse("report_publication", args=[correction.slug]), {"at": ""})
    assert (fresh(correction).replaces, fresh(correction).is_published) == (report, True)


def test_lists_feeds_and_catalogue_show_both_and_which_holds(client: Client) -> None:
    report = published(an_adopted_report())
    correction = published(adopted_correction(report))
    committee = report.committee.slug
    front = body(client, "report_list")
    assert "Delårsrapport, version 2" in front
    assert f'"{reverse("report_page", args=[report.slug])}"' not in front, "the newest are those that hold"
    for page in (body(client, "report_search"), body(client, "committee_page", committee)):
        assert "Delårsrapport, version 2" in page
        assert page.count('<span class="badge">Ersatt</span>') == 1
    for feed in (body(client, "published_feed"), body(client, "committee_feed", committee)):
        assert "<title>Delårsrapport, version 2</title>" in feed
        assert feed.count("Rapporten är ersatt.") == 1
    sitemap = body(client, "site_map")
    assert f"/{report.slug}/" in sitemap
    assert f"/{correction.slug}/" in sitemap
    graph = body(client, "catalogue_file", "ttl")
    assert "dcterms:isReplacedBy" in graph
    assert "dcterms:replaces" in graph
    assert 'owl:versionInfo "2"' in graph
    csv = body(client, "committee_data", committee)
    assert f",{report.slug}," not in csv


def test_logged_in_lists_mark_what_is_replaced_once_it_is(client: Client) -> None:
    report = an_adopted_report()
    correction = corrected(report)
    client.force_login(make_user(report.committee))
    outsider = Client()
    outsider.force_login(make_user(role=None))
    assert "Ersatt" not in body(client, "report_list")
    adopted(correction)
    assert '<span class="badge">Ersatt</span>' in body(client, "report_list")
    assert '<span class="badge">Ersatt</span>' in body(outsider, "report_search")


# --- What comes after, and beside ----------------------------------------------------------------


def test_the_next_report_follows_the_version_that_holds() -> None:
    first = an_adopted_report(actuals_through=dt.date(2023, 4, 30))
    draft = corrected(first)
    assert last_report(first.committee) == first
    correction = adopted(draft)
    assert last_report(first.committee) == correction


def test_a_report_under_way_follows_the_correction_once_it_is_adopted(demo: None) -> None:
    report, later = (Report.objects.get(slug=slug) for slug in (ADOPTED, LATER))
    assert later.previous == report
    correction = corrected(report)
    assert fresh(later).previous == report
    moved_to_adopted(correction)
    assert fresh(later).previous == correction


def test_an_adopted_report_keeps_the_one_it_was_made_after() -> None:
    first = an_adopted_report(actuals_through=dt.date(2023, 4, 30))
    second = an_adopted_report(actuals_through=dt.date(2023, 8, 31), previous=first)
    adopted_by_steps(corrected(first))
    assert fresh(second).previous == first


def moved_to_adopted(report: Report) -> None:
    Report.objects.filter(pk=report.pk).update(status=Status.APPROVED)
    take(fresh(report), Action.ADOPT, by=make_user(report.committee, Role.ADMINISTRATOR))


def test_a_correction_is_compared_with_what_it_corrects(client: Client) -> None:
    report = an_adopted_report()
    correction = adopted_correction(report)
    user = make_user(report.committee)
    choices = choices_for(correction, user)
    assert choices.corrected == report
    assert "den som rättas" in choices.hint(report)
    found = compared(correction, report)
    assert names(found.old, found.new) == ("Version 1", "Version 2")
    client.force_login(user)
    page = body(client, "report_comparison", correction.slug)
    assert "Version 1" in page
    assert "dåligt" in page
    assert compared(report, correction).old.version == 1, "also from the old one's side"


def test_a_later_report_is_compared_with_the_version_that_holds() -> None:
    first = an_adopted_report(actuals_through=dt.date(2022, 8, 31))
    later = make_report(template=first.template, actuals_through=dt.date(2023, 8, 31))
    user = make_user(first.committee)
    correction = corrected(first)
    assert choices_for(later, user).previous == first
    assert choices_for(later, user).last_year == first
    adopted(correction)
    assert choices_for(later, user).previous == correction
    assert choices_for(later, user).last_year == correction
    assert first in choices_for(later, user).same_committee, "offered still"


def test_over_time_each_period_once_in_the_version_that_the_reader_can_see() -> None:
    first = published(an_adopted_report(actuals_through=dt.date(2022, 8, 31)))
    later = make_report(template=first.template, actuals_through=dt.date(2023, 8, 31))
    official, anyone = make_user(first.committee), AnonymousUser()
    correction = corrected(first)
    assert slugs(later, official) == [first.slug, later.slug]
    move(correction, Action.HAND_IN, by=official)
    assert slugs(later, official) == [first.slug, later.slug], "not adopted yet"
    for action, role in ((Action.APPROVE, Role.APPROVER), (Action.ADOPT, Role.ADMINISTRATOR)):
        take(fresh(correction), action, by=make_user(first.committee, role))
    assert slugs(later, official) == [correction.slug, later.slug]
    assert slugs(later, anyone) == [first.slug, later.slug]
    published(correction)
    assert slugs(later, anyone) == [correction.slug, later.slug]


def slugs(report: Report, user: Any) -> list[str]:
    return [document.slug for document in documents_through(fresh(report), user)]


def test_figures_of_earlier_reports_are_those_of_the_version_that_holds() -> None:
    """And never those of a draft that was discarded."""
    early = make_report(actuals_through=dt.date(2023, 4, 30))
    BudgetLine.objects.create(report=early, key="hyra", label="Hyra", forecast=100)
    early = adopted(early)
    later = make_report(template=early.template, actuals_through=dt.date(2023, 8, 31))

    def forecast() -> Any:
        return precedents(BudgetLine, later)["hyra"].forecast

    dropped = corrected(early)
    BudgetLine.objects.filter(report=dropped).update(forecast=300)
    assert forecast() == 100, "a draft correction is none yet"
    move(dropped, Action.DISCARD, by=make_user(early.committee))
    assert forecast() == 100
    correction = corrected(early)
    BudgetLine.objects.filter(report=correction).update(forecast=200)
    adopted(correction)
    assert forecast() == 200


def test_a_discarded_draft_gives_no_figures_and_no_plan() -> None:
    dropped = make_report(actuals_through=dt.date(2023, 4, 30))
    BudgetLine.objects.create(report=dropped, key="hyra", label="Hyra", forecast=100)
    ControlCategory.objects.create(report=dropped, key="it", label="It")
    later = make_report(template=dropped.template, actuals_through=dt.date(2023, 8, 31))
    assert plan_before(later) == dropped
    move(dropped, Action.DISCARD, by=make_user(dropped.committee))
    assert precedents(BudgetLine, later) == {}
    assert plan_before(later) is None


def test_decisions_and_plans_come_from_the_version_that_holds() -> None:
    early = make_report(actuals_through=dt.date(2023, 4, 30))
    CommitteeDecision.objects.create(report=early, key="a", label="Beslut")
    ControlCategory.objects.create(report=early, key="it", label="It")
    early = adopted(early)
    later = make_report(template=early.template, actuals_through=dt.date(2023, 8, 31))
    correction = corrected(early)
    assert plan_before(later) == _report_with_decisions(later) == early
    assert plan_before(correction) is None, "what it corrects is not the period before"
    adopted(correction)
    assert plan_before(later) == _report_with_decisions(later) == correction


def test_a_ledamot_reads_a_correction_once_it_is_handed_in(client: Client) -> None:
    correction = corrected(an_adopted_report())
    client.force_login(make_user(correction.committee, Role.REPRESENTATIVE))
    address = reverse("report_page", args=[correction.slug])
    assert client.get(address).status_code == 404
    move(correction, Action.HAND_IN, by=make_user(correction.committee))
    assert client.get(address).status_code == 200


def test_a_draft_correction_is_nowhere_for_anyone(client: Client) -> None:
    report = published(an_adopted_report())
    correction = corrected(report)
    lists = ("report_list", "report_search", "published_feed", "site_map")
    pages = [body(client, name) for name in lists]
    assert [correction.slug in page for page in pages] == [False] * len(pages)
    for extension in FORMATS:
        address = reverse("report_file", args=[correction.slug, extension])
        assert client.get(address).status_code == 404
