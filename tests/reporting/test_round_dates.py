"""The dates of a round outside the portal: in a calendar, and in a mail the day before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.mail.deadlines import write_deadlines
from reporting.mail.sending import send_waiting
from reporting.models import (
    Committee,
    DeclinedNotice,
    MunicipalityAdministrator,
    NoticeKind,
    OutgoingMail,
    Role,
    Round,
    User,
)
from reporting.permissions import Action
from reporting.rounds.calendar_file import Event, calendar_file
from reporting.rounds.opening import open_round
from tests.factories import fresh, make_committee, make_municipality, make_template, make_user, section, take

pytestmark = pytest.mark.django_db

DAYS: dict[str, dt.date | None] = {
    "figures_by": dt.date(2026, 9, 10),
    "text_by": dt.date(2026, 9, 14),
    "hand_in_by": dt.date(2026, 9, 18),
    "meets_on": dt.date(2026, 9, 29),
    "board_meets_on": dt.date(2026, 10, 14),
}


@pytest.fixture
def committees() -> list[Committee]:
    kommun = make_municipality("Ängby kommun")
    made = [make_committee(name, kommun) for name in ("Barn- och utbildningsnämnden, öst", "Vårdnämnden")]
    for committee in made:
        make_template(section("inledning", has_prose=True), committee=committee)
    return made


@pytest.fixture
def opened(committees: list[Committee]) -> Round:
    kommun = committees[0].municipality
    keeper = make_user(role=None)
    MunicipalityAdministrator.objects.create(user=keeper, municipality=kommun)
    opened = open_round(
        kommun,
        committees,
        by=keeper,
        kind="interim",
        actuals_through=dt.date(2026, 8, 31),
        dates=DAYS,
        own={committees[1].pk: {"meets_on": dt.date(2026, 9, 30)}},
    )
    committees[0].reports.get().texts.create(section_key="inledning", markdown="Året har gått bra.")
    return opened


def read_calendar(content: bytes) -> list[dict[str, str]]:
    """The events of an iCalendar file, by RFC 5545: its lines end with CRLF, are unfolded as octets and then read as
    UTF-8; TEXT is unescaped. A parameter stays in the property's name."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    physical = content.split(b"\r\n")[:-1]
    assert max(len(line) for line in physical) <= 75
    for octets in physical:
        octets.decode()  # no sign is cut in two
    lines = content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]
    assert (lines[0], lines[1], lines[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif line != "END:VEVENT" and events:
            assert name not in events[-1]
            events[-1][name] = unescaped(value)
    events[-1].pop("END")
    return events


def unescaped(value: str) -> str:
    signs = iter(value)
    return "".join(_meant(next(signs)) if sign == "\\" else sign for sign in signs)


def _meant(escaped: str) -> str:
    return "\n" if escaped in "nN" else escaped


def calendar_at(user: User, address: str) -> list[dict[str, str]]:
    client = Client()
    client.force_login(user)
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="tidplan.ics"'
    return read_calendar(answer.content)


def said(events: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(event["DTSTART;VALUE=DATE"], event["SUMMARY"]) for event in events]


def test_a_rounds_dates_are_read_by_a_calendar(opened: Round, committees: list[Committee]) -> None:
    keeper = opened.opened_by
    address = reverse("round_calendar", args=[opened.municipality.slug, opened.pk])
    events = calendar_at(keeper, address)
    assert said(events) == [
        ("20260910", "Siffror klara: Delårsrapport augusti 2026"),
        ("20260914", "Text klar: Delårsrapport augusti 2026"),
        ("20260918", "Inlämning: Delårsrapport augusti 2026"),
        ("20260929", "Nämndens sammanträde: Delårsrapport augusti 2026"),
        ("20261014", "Kommunstyrelsen: Delårsrapport augusti 2026"),
        ("20260930", "Nämndens sammanträde: Vårdnämnden, Delårsrapport augusti 2026"),
    ]
    assert events[0]["DTEND;VALUE=DATE"] == "20260911"
    assert re.fullmatch(r"\d{8}T\d{6}Z", events[0]["DTSTAMP"])
    assert len({event["UID"] for event in events}) == len(events)
    Round.objects.filter(pk=opened.pk).update(figures_by=dt.date(2026, 9, 11))
    moved = calendar_at(keeper, address)
    assert [event["UID"] for event in moved] == [event["UID"] for event in events]
    assert moved[0]["DTSTART;VALUE=DATE"] == "20260911"


def test_a_report_has_the_dates_of_its_committee(opened: Round, committees: list[Committee]) -> None:
    first, second = committees
    reader = make_user(second, Role.READER)
    events = calendar_at(reader, reverse("report_calendar", args=[second.reports.get().slug]))
    assert [event["DTSTART;VALUE=DATE"] for event in events][3] == "20260930"
    assert {event["SUMMARY"].partition(": ")[2] for event in events} == {
        "Vårdnämnden, Delårsrapport augusti 2026"
    }
    with_comma = calendar_at(
        make_user(first, Role.READER), reverse("report_calendar", args=[first.reports.get().slug])
    )
    assert with_comma[0]["SUMMARY"].startswith("Siffror klara: Barn- och utbildningsnämnden, öst")


def test_what_is_not_in_a_round_has_no_calendar(opened: Round, committees: list[Committee]) -> None:
    report = committees[0].reports.get()
    opened.delete()
    client = Client()
    client.force_login(make_user(committees[0], Role.READER))
    assert client.get(reverse("report_calendar", args=[report.slug])).status_code == 404


@pytest.mark.parametrize(
    "name", ["å" * 200, "a" + "ö" * 200, "𝄞" * 90, "Nämnd; \\ , och\nrad två\r\nEND:VEVENT"]
)
def test_long_and_odd_names_are_folded_and_escaped(name: str) -> None:
    event = Event("nyckel", dt.date(2026, 12, 31), f"Inlämning: {name}", "https://portal.example/omgang/")
    (read,) = read_calendar(calendar_file(name, [event], dt.datetime(2026, 9, 1, tzinfo=dt.UTC)))
    assert read["SUMMARY"] == " ".join(f"Inlämning: {name}".split())
    assert read["DTEND;VALUE=DATE"] == "20270101"


Person = Callable[[Committee, str], User]


@pytest.fixture
def person() -> Person:
    def make(committee: Committee, role: str) -> User:
        user = make_user(committee, role)
        user.email = f"{user.username}@example.se"
        user.save()
        return user

    return make


def day_before(name: str) -> dt.datetime:
    on = DAYS[name]
    assert on is not None
    noon = dt.datetime.combine(on - dt.timedelta(days=1), dt.time(12))
    return timezone.make_aware(noon)


def told(kind: str = NoticeKind.DEADLINE) -> dict[str, str]:
    return {one.person.username: one.subject for one in OutgoingMail.objects.filter(kind=kind)}


def test_who_is_to_act_is_told_the_day_before_once(
    opened: Round, committees: list[Committee], person: Person
) -> None:
    first, second = committees
    people = {role: person(first, role) for role in Role.values}
    both = people[Role.CONTROLLER]
    both.memberships.create(committee=second, role=Role.CONTROLLER)
    for _ in range(3):
        assert write_deadlines(day_before("figures_by")) == 2
    subject = "I morgon: siffror klara, Delårsrapport augusti 2026"
    assert told() == {people[role].username: subject for role in (Role.REPORTER, Role.CONTROLLER)}
    assert OutgoingMail.objects.count() == 2
    send_waiting()
    (body,) = (str(mail.body) for mail in sent.outbox if mail.to == [both.email])
    assert "I morgon, torsdag 10 september: siffror klara" in body
    for committee in committees:
        assert f"/rapporter/{committee.reports.get().slug}/arbeta/" in body
    assert write_deadlines(day_before("figures_by") + dt.timedelta(days=1)) == 0


def test_each_deadline_is_its_own_peoples(opened: Round, committees: list[Committee], person: Person) -> None:
    first, _ = committees
    people = {role: person(first, role) for role in Role.values}

    def told_of(name: str) -> set[str]:
        OutgoingMail.objects.all().delete()
        write_deadlines(day_before(name))
        by_name = {user.username: role for role, user in people.items()}
        return {by_name[username] for username in told()}

    assert told_of("text_by") == {Role.REPORTER, Role.CONTROLLER}
    assert told_of("hand_in_by") == {Role.CONTROLLER}
    assert told_of("meets_on") == {Role.ADMINISTRATOR}
    assert told_of("board_meets_on") == set()
    take(fresh(first.reports.get()), Action.HAND_IN, by=people[Role.CONTROLLER])
    assert told_of("hand_in_by") == set()
    assert told_of("meets_on") == {Role.ADMINISTRATOR}
    take(fresh(first.reports.get()), Action.APPROVE, by=people[Role.APPROVER])
    take(fresh(first.reports.get()), Action.ADOPT, by=people[Role.ADMINISTRATOR])
    assert told_of("meets_on") == set()


def test_a_committee_that_has_not_begun_is_told_too(
    opened: Round, committees: list[Committee], person: Person
) -> None:
    committee = make_committee("Ny nämnd", opened.municipality)
    opened.taking_part.create(committee=committee)
    controller, _ = person(committee, Role.CONTROLLER), person(committee, Role.REPORTER)
    write_deadlines(day_before("hand_in_by"))
    assert list(told()) == [controller.username]
    body = OutgoingMail.objects.get().body
    assert "Ny nämnd har ingen rapport för perioden än" in body
    assert f"/namnder/{committee.slug}/ny-rapport/" in body


def test_an_own_day_holds_and_a_declined_mail_is_not_written(
    opened: Round, committees: list[Committee], person: Person
) -> None:
    first, second = (person(committee, Role.ADMINISTRATOR) for committee in committees)
    write_deadlines(day_before("meets_on"))
    assert list(told()) == [first.username]
    DeclinedNotice.objects.create(person=second, kind=NoticeKind.DEADLINE)
    write_deadlines(day_before("meets_on") + dt.timedelta(days=1))
    assert list(told()) == [first.username]


def test_the_timers_command_writes_them(
    opened: Round, committees: list[Committee], person: Person, capsys: pytest.CaptureFixture[str]
) -> None:
    person(committees[0], Role.CONTROLLER)
    Round.objects.update(hand_in_by=timezone.localdate() + dt.timedelta(days=1))
    call_command("send_reminders")
    assert "1 reminders due, 1 sent" in capsys.readouterr().out
    assert [mail.subject for mail in sent.outbox] == ["I morgon: inlämning, Delårsrapport augusti 2026"]
