"""Each database constraint of the core, broken once; a constraint without a case fails."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from reporting.models import (
    AcceptedFinding,
    AdministrationChange,
    AdoptedFile,
    Comment,
    Committee,
    DeclinedNotice,
    DeviationMeasure,
    DoneMark,
    FirstRun,
    GroupRole,
    HandInAnswer,
    ImportedFile,
    JournalEntry,
    Membership,
    MunicipalityAdministrator,
    Note,
    NoticeKind,
    OutgoingMail,
    ProseText,
    Question,
    Report,
    ReportingPeriod,
    ReportTemplate,
    ReturnAnswer,
    Round,
    RoundCommittee,
    SectionAssignment,
    StatusChange,
    TableMapping,
    TableRowChoice,
    TemporaryAccess,
)
from reporting.models.choices import Role
from reporting.models.term import TO_BEFORE_FROM
from tests.factories import (
    make_committee,
    make_municipality,
    make_period,
    make_report,
    make_template,
    make_user,
)

pytestmark = pytest.mark.django_db


def same_membership() -> models.Model:
    held = make_user().memberships.get()
    return Membership(user=held.user, committee=held.committee, role=held.role)


def unknown_role() -> models.Model:
    return Membership(user=make_user(role=None), committee=make_committee(), role="king")


BACKWARDS = {"valid_from": dt.date(2024, 2, 1), "valid_to": dt.date(2024, 1, 31)}


def role_that_ends_before_it_begins() -> models.Model:
    return Membership(user=make_user(role=None), committee=make_committee(), role="reader", **BACKWARDS)


def group_role(**more: Any) -> GroupRole:
    committee = Committee.objects.first() or make_committee()
    return GroupRole(municipality=committee.municipality, group="g", **more)


def same_group_role() -> GroupRole:
    committee = make_committee()
    group_role(committee=committee, role=Role.READER).save()
    return group_role(committee=committee, role=Role.READER)


def same_group_administrator() -> GroupRole:
    group_role().save()
    return group_role()


def group_role_without_committee() -> GroupRole:
    return group_role(role=Role.READER)


def same_administrator() -> models.Model:
    held = {"user": make_user(role=None), "municipality": make_municipality()}
    MunicipalityAdministrator.objects.create(**held)
    return MunicipalityAdministrator(**held)


def administrator_who_ends_before_beginning() -> models.Model:
    return MunicipalityAdministrator(user=make_user(role=None), municipality=make_municipality(), **BACKWARDS)


def change_of_nothing() -> models.Model:
    return AdministrationChange(municipality=make_municipality(), label="Namn", old="A", new="A")


def second_first_run() -> models.Model:
    return FirstRun(pk=2)


def same_period() -> models.Model:
    period = make_period()
    return ReportingPeriod(year=period.year, actuals_through=period.actuals_through, kind=period.kind)


def period_of_another_year() -> models.Model:
    return ReportingPeriod(year=2022, actuals_through=dt.date(2023, 7, 31))


def copy_of(report: Report, **other: Any) -> Report:
    facts = {"committee": report.committee, "period": report.period, "template": report.template, "title": "T",
             "dated": report.dated, "slug": "en-annan"}  # fmt: skip
    return Report(**facts | other)


def second_report_of_a_period() -> models.Model:
    return copy_of(make_report())


def unknown_status() -> models.Model:
    return copy_of(make_report(), period=make_period(dt.date(2024, 4, 30)), status="lost")


def draft(**facts: Any) -> models.Model:
    return copy_of(make_report(), period=make_period(dt.date(2024, 4, 30)), **facts)


def correction_without_reason() -> models.Model:
    first = make_report()
    return copy_of(first, replaces=first, version=2)


def comment(**facts: Any) -> models.Model:
    report = make_report()
    held = {
        "section_key": "inledning",
        "place": "Inledning",
        "text": "Hm.",
        "by": make_user(report.committee),
    }
    return Comment(report=report, **held | facts)


def handed_in() -> StatusChange:
    report = make_report()
    by = make_user(report.committee)
    return StatusChange.objects.create(report=report, came_from="draft", led_to="handed_in", by=by)


def hand_in_answer(change: StatusChange | None = None, **facts: Any) -> HandInAnswer:
    change = change or handed_in()
    held = {
        "position": 1,
        "question": "Är allt läst?",
        "is_yes": True,
        "function": "controller",
        "by": change.by,
    }
    return HandInAnswer(report=change.report, change=change, **held | facts)


def second_answer() -> models.Model:
    change = handed_in()
    hand_in_answer(change).save()
    return hand_in_answer(change)


def return_answer(text: str) -> models.Model:
    change = handed_in()
    return ReturnAnswer(report=change.report, change=change, by=change.by, text=text)


def second_text_of_a_section() -> models.Model:
    report = make_report()
    report.texts.create(section_key="inledning", markdown="Ett.")
    return ProseText(report=report, section_key="inledning", markdown="Två.")


def same_version_of_a_template() -> models.Model:
    first = make_template()
    return ReportTemplate(committee=first.committee, name=first.name, version=1, sections=first.sections)


def entry(**other: Any) -> JournalEntry:
    facts = {"model": "m", "row_key": "r", "field": "f", "label": "L", "version": 1, "new": "1", "how": "typed",
             "at": timezone.now(), "batch": uuid.uuid4(), "number": 1, "digest": "abc"}  # fmt: skip
    return JournalEntry(**{"report": make_report()} | facts | other)


def second_entry_of_a_version() -> models.Model:
    first = entry()
    first.save()
    return entry(report=first.report, number=2)


def second_entry_of_a_number() -> models.Model:
    first = entry()
    first.save()
    return entry(report=first.report, row_key="another")


def second_acceptance_of_a_finding() -> models.Model:
    first = accepted_finding("Så var det.")
    first.save()
    return AcceptedFinding(report=first.report, fingerprint="abc", code="summa", reason="Igen.", by=first.by)


def question(**other: Any) -> Question:
    report = make_report()
    facts = {"section_key": "a", "place": "A", "text": "Hur?", "asked_by": make_user(report.committee)}
    return Question(**{"report": report} | facts | other)


def empty_note() -> models.Model:
    report = make_report()
    return Note(report=report, section_key="a", place="A", text="", by=make_user(report.committee))


def accepted_finding(reason: str) -> AcceptedFinding:
    report = make_report()
    return AcceptedFinding(
        report=report, fingerprint="abc", code="summa", reason=reason, by=make_user(report.committee)
    )


def file_of_no_kind() -> models.Model:
    report = make_report()
    return ImportedFile(report=report, kind="", name="a.png", uploaded_by=make_user(report.committee))


def saved_table(committee: Committee, name: str = "Huvudboken") -> TableMapping:
    return TableMapping(
        committee=committee, name=name, section_key="ekonomi", grid="ekonomi", header_row=1, columns=[]
    )


def second_table_of_a_name() -> models.Model:
    first = saved_table(make_report().committee)
    first.save()
    return saved_table(first.committee)


def row_choice(**other: str) -> TableRowChoice:
    mapping = saved_table(make_report().committee)
    mapping.save()
    return TableRowChoice(**{"mapping": mapping, "text": "hyror", "place": "row", "row_key": "hyra"} | other)


def second_choice_of_a_row() -> models.Model:
    first = row_choice()
    first.save()
    return TableRowChoice(mapping=first.mapping, text="hyror", place="skip")


def second_measure_of_a_key() -> models.Model:
    first = DeviationMeasure(report=make_report(), key="ring", label="Ring", concerns="resultat")
    first.save()
    return DeviationMeasure(report=first.report, key="ring", label="Ring igen", concerns="resultat")


def measure_of_unknown_status() -> models.Model:
    return DeviationMeasure(
        report=make_report(), key="ring", label="Ring", concerns="resultat", status="lost"
    )


A_TIME = dt.datetime(2024, 5, 2, tzinfo=dt.UTC)


def access(**facts: Any) -> TemporaryAccess:
    report = make_report()
    by = make_user(report.committee)
    later = {"at": A_TIME, "until": A_TIME + dt.timedelta(days=1), "reason": "Rättas."}
    return TemporaryAccess(report=report, person=by, by=by, **later | facts)


def second_file_of_a_version() -> AdoptedFile:
    facts = {"report": make_report(), "extension": "pdf", "sha256": "0" * 64, "size": 1}
    AdoptedFile.objects.create(**facts)
    return AdoptedFile(**facts)


def second_round_of_a_period() -> models.Model:
    facts = {"municipality": make_municipality(), "period": make_period(), "opened_by": make_user()}
    Round.objects.create(**facts)
    return Round(**facts)


def same_committee_in_a_round() -> models.Model:
    opened = Round.objects.create(
        municipality=make_municipality(), period=make_period(), opened_by=make_user()
    )
    part = opened.taking_part.create(committee=make_committee())
    return RoundCommittee(round=opened, committee=part.committee)


def same_mail_on_a_day() -> Any:
    facts: dict[str, Any] = {"person": make_user(), "kind": NoticeKind.DIGEST, "day": timezone.localdate()}
    OutgoingMail.objects.create(matter="veckan", subject="Hej", body="Hej!", **facts)
    return OutgoingMail(matter="veckan", subject="Hej", body="Hej!", **facts)


def mail_sent_before_it_is_claimed() -> models.Model:
    mail = same_mail_on_a_day()
    mail.matter, mail.sent_at = "annat", timezone.now()
    return mail


def same_declined_notice() -> models.Model:
    declined = DeclinedNotice.objects.create(person=make_user(), kind=NoticeKind.DIGEST)
    return DeclinedNotice(person=declined.person, kind=declined.kind)


def declined_account_mail() -> models.Model:
    return DeclinedNotice(person=make_user(), kind=NoticeKind.ACCOUNT)


def second_assignment() -> SectionAssignment:
    report, person = make_report(), make_user()
    report.assignments.create(section_key="inledning", person=person)
    return SectionAssignment(report=report, section_key="inledning", person=person)


def mark(**more: Any) -> DoneMark:
    facts = {"section_key": "inledning", "digest": "0" * 64, "journal_number": 0}
    return DoneMark(report=make_report(), by=make_user(), **facts, **more)


def second_mark() -> DoneMark:
    first = mark()
    first.save()
    first.pk = None
    return first


CASES: dict[str, tuple[Callable[[], models.Model], str]] = {
    "membership_once": (same_membership, "Personen har redan den rollen i nämnden."),
    "membership_role_known": (unknown_role, "Rollen finns inte."),
    "membership_dates_in_order": (role_that_ends_before_it_begins, TO_BEFORE_FROM),
    "group_role_once": (same_group_role, "Gruppen ger redan den rollen i nämnden."),
    "group_administrator_once": (same_group_administrator, "Gruppen ger redan rollen kommunadministratör."),
    "group_role_known": (group_role_without_committee, "Rollen finns inte."),
    "municipality_administrator_once": (same_administrator, "Personen är redan kommunadministratör där."),
    "municipality_administrator_dates_in_order": (administrator_who_ends_before_beginning, TO_BEFORE_FROM),
    "administration_change_is_a_change": (change_of_nothing, "En rad i ändringsloggen är en ändring."),
    "round_once_per_period": (second_round_of_a_period, "Kommunen har redan en omgång för perioden."),
    "committee_once_per_round": (same_committee_in_a_round, "Nämnden är redan med i omgången."),
    "mail_once_a_day": (same_mail_on_a_day, "Personen har redan ett mejl om det den dagen."),
    "mail_claimed_before_sent": (mail_sent_before_it_is_claimed, "Ett mejl påbörjas innan det skickas."),
    "declined_notice_once": (same_declined_notice, "Aviseringen är redan avböjd."),
    "declined_notice_declinable": (declined_account_mail, "Den aviseringen kan inte avböjas."),
    "first_run_once": (second_first_run, "Portalen startas en gång."),
    "period_once": (same_period, "Rapportperioden finns redan."),
    "period_within_year": (period_of_another_year, "Datumet för utfall ska ligga i rapportens år."),
    "report_once_per_period": (second_report_of_a_period, "Nämnden har redan en rapport för perioden."),
    "report_correction_is_whole": (
        correction_without_reason,
        "En rättelse har en version, ett skäl och en rapport som den ersätter.",
    ),
    "report_status_known": (unknown_status, "Statusen finns inte."),
    "text_once_per_section": (second_text_of_a_section, "Avsnittet har redan en text."),
    "journal_version_once": (second_entry_of_a_version, "Någon annan har ändrat samma uppgift samtidigt."),
    "journal_number_once": (second_entry_of_a_number, "Någon annan har ändrat rapporten samtidigt."),
    "journal_version_counts_from_one": (lambda: entry(version=0), "Den första posten har version 1."),
    "journal_entry_is_a_change": (lambda: entry(old="1"), "En journalpost är en ändring."),
    "journal_how_known": (lambda: entry(how="guessed"), "Sättet finns inte."),
    "template_version_once": (same_version_of_a_template, "Den versionen av mallen finns redan."),
    "report_published_once_adopted": (
        lambda: draft(published_from=timezone.now()),
        "Bara en fastställd rapport publiceras.",
    ),
    "report_withdrawn_once_published": (
        lambda: draft(withdrawn_at=timezone.now()),
        "Bara en publicerad rapport avpubliceras.",
    ),
    "question_has_text": (lambda: question(text=""), "Skriv frågan."),
    "answer_is_whole": (
        lambda: question(answer="Så."),
        "Ett svar har en text, någon som svarade och en tid.",
    ),
    "question_published_once_answered": (
        lambda: question(published_at=timezone.now()),
        "Bara en besvarad fråga publiceras.",
    ),
    "note_has_text": (empty_note, "Skriv anteckningen."),
    "finding_accepted_once": (second_acceptance_of_a_finding, "Iakttagelsen är redan godtagen."),
    "accepted_finding_has_reason": (
        lambda: accepted_finding(""),
        "Skriv varför iakttagelsen godtas.",
    ),
    "adopted_file_version_once": (second_file_of_a_version, "Filen är redan gjord."),
    "comment_has_text": (lambda: comment(text=""), "Skriv kommentaren."),
    "comment_resolved_whole": (
        lambda: comment(resolved_at=timezone.now()),
        "En tråd markeras som klar av någon, vid en tid.",
    ),
    "return_answer_has_text": (lambda: return_answer(text=""), "Skriv ett svar."),
    "hand_in_answer_once": (second_answer, "Frågan är redan besvarad vid inlämningen."),
    "hand_in_answer_no_has_comment": (lambda: hand_in_answer(is_yes=False), "Ett nej har en kommentar."),
    "access_has_reason": (lambda: access(reason=""), "Skriv varför personen släpps in."),
    "assignment_once_per_section": (second_assignment, "Avsnittet har redan en ansvarig."),
    "done_mark_once_per_section": (second_mark, "Avsnittet är redan klarmarkerat."),
    "done_mark_end_is_whole": (
        lambda: mark(note="Siffran fattas."),
        "Den som öppnar ett avsnitt har ett namn och en tid.",
    ),
    "access_ends_later": (lambda: access(until=A_TIME), "Välj en tid som inte har varit."),
    "deviation_measure_once": (
        second_measure_of_a_key,
        "Rapporten har redan en åtgärd med den nyckeln.",
    ),
    "deviation_measure_status_known": (measure_of_unknown_status, "Statusen finns inte."),
    "imported_file_has_kind": (file_of_no_kind, "Filen saknar slag."),
    "table_mapping_name_once": (
        second_table_of_a_name,
        "Nämnden har redan en sparad tabell med det namnet.",
    ),
    "table_row_choice_once": (second_choice_of_a_row, "Raden står redan i den sparade tabellen."),
    "table_row_choice_place": (
        lambda: row_choice(row_key=""),
        "Välj en rad i rapporten, en ny rad eller att raden inte läses.",
    ),
}


def test_every_constraint_has_a_case() -> None:
    constraints = {
        c.name for model in apps.get_app_config("reporting").get_models() for c in model._meta.constraints
    }
    inherited = {name for name in constraints if name.startswith("auth_")}
    assert set(CASES) == constraints - inherited


@pytest.mark.parametrize("name", CASES)
def test_the_database_keeps_it(name: str) -> None:
    broken = CASES[name][0]()
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save(broken)


@pytest.mark.parametrize("name", CASES)
def test_a_form_says_it_in_swedish(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        CASES[name][0]().validate_constraints()
    assert refused.value.messages == [CASES[name][1]]
