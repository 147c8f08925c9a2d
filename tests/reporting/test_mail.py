"""What people are told by mail, once each."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.core import mail as sent
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.mail.digests import items_by_person, write_digests
from reporting.mail.sending import send_waiting
from reporting.models import Membership, NoticeKind, OutgoingMail, Report, Role, User
from reporting.models.mail import MOST_TRIES
from reporting.permissions import Action
from reporting.workflow.assignments import assign, mark_done
from reporting.workflow.moves import move
from tests.factories import PASSWORD, fresh, make_municipality, make_report, make_user

pytestmark = pytest.mark.django_db

REASON = "Prognosen för förskolan behöver förklaras."


def reachable(report: Report, role: str, username: str) -> User:
    person = make_user(report.committee, role, username)
    person.email = f"{username}@example.se"
    person.save()
    return person


@pytest.fixture
def report() -> Report:
    made = make_report()
    made.texts.create(section_key="inledning", markdown="Verksamheten har gått bra.")
    return made


@pytest.fixture
def controller(report: Report) -> User:
    return reachable(report, Role.CONTROLLER, "controllern")


@pytest.fixture
def approver(report: Report) -> User:
    return reachable(report, Role.APPROVER, "godkannaren")


def told() -> list[tuple[str, str]]:
    return [(one.person.username, one.kind) for one in OutgoingMail.objects.order_by("pk")]


def test_each_step_tells_whose_turn_it_is(report: Report, controller: User, approver: User) -> None:
    reachable(report, Role.ADMINISTRATOR, "administratoren")
    move(fresh(report), Action.HAND_IN, by=controller)
    assert told() == [("godkannaren", "waiting")]
    move(fresh(report), Action.APPROVE, by=approver)
    assert told()[1:] == [("administratoren", "waiting")]
    send_waiting()
    assert "är inlämnad och väntar på att du ska godkänna den." in str(sent.outbox[0].body)
    assert "är godkänd och väntar på att du ska fastställa den." in str(sent.outbox[1].body)


def test_who_handed_in_reads_why_it_came_back(report: Report, controller: User, approver: User) -> None:
    reachable(report, Role.CONTROLLER, "kollegan")
    move(fresh(report), Action.HAND_IN, by=controller)
    move(fresh(report), Action.SEND_BACK, by=approver, reason=REASON)
    assert send_waiting() == 2
    message = sent.outbox[-1]
    assert message.to == ["controllern@example.se"]
    assert message.subject.startswith("Tillbaka till dig: Delårsrapport")
    assert REASON in message.body
    assert f"http://127.0.0.1:8000/rapporter/{report.slug}/arbeta/" in message.body
    assert reverse("account_notices") in message.body


def test_nobody_is_told_of_their_own_step(report: Report, controller: User) -> None:
    Membership.objects.create(user=controller, committee=report.committee, role=Role.APPROVER)
    move(fresh(report), Action.HAND_IN, by=controller)
    move(fresh(report), Action.SEND_BACK, by=User.objects.get(pk=controller.pk), reason=REASON)
    assert told() == []


def test_only_a_current_role_and_an_open_account_is_told(report: Report, controller: User) -> None:
    ended = reachable(report, Role.APPROVER, "avslutad")
    ended.memberships.update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    closed = reachable(report, Role.APPROVER, "stangd")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    make_user(report.committee, Role.APPROVER, "utan-adress")
    move(fresh(report), Action.HAND_IN, by=controller)
    assert told() == []


def test_a_refused_step_tells_nothing(report: Report, approver: User, controller: User) -> None:
    move(fresh(report), Action.HAND_IN, by=controller)
    with pytest.raises(ValidationError, match="Skriv varför"):
        move(fresh(report), Action.SEND_BACK, by=approver, reason=" ")
    assert told() == [("godkannaren", "waiting")]


def test_a_kind_is_turned_down_on_its_page(
    client: Client, report: Report, controller: User, approver: User
) -> None:
    client.force_login(approver)
    page = client.get(reverse("account_notices")).content.decode()
    assert page.count("checked") == 5
    client.post(reverse("account_notices"), {"wanted": ["returned", "digest"]})
    assert client.get(reverse("account_notices")).content.decode().count("checked") == 2
    move(fresh(report), Action.HAND_IN, by=controller)
    assert told() == []
    client.post(reverse("account_notices"), {"wanted": ["waiting"]})
    move(fresh(report), Action.SEND_BACK, by=approver, reason=REASON)
    move(fresh(report), Action.HAND_IN, by=controller)
    assert told()[-1] == ("godkannaren", "waiting")


def test_the_digest_comes_once_a_week(report: Report, controller: User, approver: User) -> None:
    move(fresh(report), Action.HAND_IN, by=controller)
    now = timezone.now()
    assert write_digests(now) == 0  # what has just come has a mail of its own
    monday = timezone.localdate() + dt.timedelta(days=7 - now.weekday())
    noon = dt.datetime.combine(monday, dt.time(12), dt.UTC) + dt.timedelta(days=1)
    for day in range(10):
        write_digests(noon + dt.timedelta(days=day))
    digests = OutgoingMail.objects.filter(kind=NoticeKind.DIGEST).order_by("day")
    assert [(one.person.username, one.day) for one in digests] == [
        ("godkannaren", monday),
        ("godkannaren", monday + dt.timedelta(days=7)),
    ]
    assert "godkänna: Delårsrapport" in digests[0].body


def test_digests_cost_as_many_queries_for_one_report_as_for_ten(
    report: Report, controller: User, approver: User, django_assert_max_num_queries: Any
) -> None:
    move(fresh(report), Action.HAND_IN, by=controller)
    for number in range(9):
        other = make_report(template=report.template, actuals_through=dt.date(2010 + number, 8, 31))
        other.texts.create(section_key="inledning", markdown="Verksamheten har gått bra.")
        move(fresh(other), Action.HAND_IN, by=controller)
    with django_assert_max_num_queries(5):
        assert len(items_by_person(timezone.now() + dt.timedelta(days=2))[approver]) == 10


def test_the_digest_says_ones_unfinished_sections(report: Report, controller: User) -> None:
    assign(report, {"inledning": controller}, by=controller)
    write_digests(timezone.now())
    told = OutgoingMail.objects.get(kind=NoticeKind.DIGEST)
    assert (told.person, told.subject) == (controller, "En rapport väntar på dig")
    assert "- skriva klart Inledning: Delårsrapport för" in told.body
    mark_done(report, "inledning", by=controller)
    assert items_by_person(timezone.now()) == {}
    controller.memberships.all().delete()
    report.done_marks.all().delete()
    assert items_by_person(timezone.now()) == {}


def test_unfinished_sections_cost_as_many_queries_for_ten_reports(
    report: Report, controller: User, django_assert_num_queries: Any
) -> None:
    for number in range(9):
        other = make_report(template=report.template, actuals_through=dt.date(2010 + number, 8, 31))
        assign(other, {"inledning": controller}, by=controller)
    with django_assert_num_queries(5):
        assert len(items_by_person(timezone.now())[controller]) == 9


def test_the_sender_never_sends_twice(report: Report, controller: User, approver: User) -> None:
    move(fresh(report), Action.HAND_IN, by=controller)
    assert (send_waiting(), send_waiting()) == (1, 0)
    assert len(sent.outbox) == 1


def test_a_refused_mail_is_tried_again_and_given_up_at_last(
    report: Report, controller: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Any, messages: Any) -> int:
        raise smtplib.SMTPRecipientsRefused({})

    move(fresh(report), Action.HAND_IN, by=controller)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", refuse)
        assert send_waiting() == 0
    assert OutgoingMail.objects.get().state == "väntar, försöks igen"
    assert send_waiting() == 1
    OutgoingMail.objects.update(sent_at=None, claimed_at=None, tries=MOST_TRIES)
    assert send_waiting() == 0
    assert OutgoingMail.objects.get().state == "gick inte att skicka"


def test_a_broken_off_mail_is_not_sent_again(
    report: Report, controller: User, approver: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(self: Any, messages: Any) -> int:
        raise TimeoutError("no answer")

    move(fresh(report), Action.HAND_IN, by=controller)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", break_off)
        send_waiting()
    assert send_waiting() == 0
    assert "kanske framme" in OutgoingMail.objects.get().state


def test_sent_mail_is_listed_without_its_texts(
    client: Client, report: Report, controller: User, approver: User, settings: Any
) -> None:
    keeper = make_user(role=None)
    report.committee.municipality.administrators.create(user=keeper)
    move(fresh(report), Action.HAND_IN, by=controller)
    client.force_login(keeper)
    address = reverse("sent_mail", args=[report.committee.municipality.slug])
    page = client.get(address).content.decode()
    assert "godkannaren" in page
    assert report.title not in page
    settings.SHOW_MAIL = True
    assert report.title in client.get(address).content.decode()


# --- Forgotten passwords, invitations, first passwords --------------------------------------------------------


def link_in(body: Any) -> str:
    return next(line for line in body.splitlines() if "nytt-losenord" in line).removeprefix(
        "http://127.0.0.1:8000"
    )


NEW = "sju-sjosjuka-sjoman-26"


def choose_password(client: Client, link: str) -> Any:
    landed = client.get(link, follow=True)
    return client.post(landed.request["PATH_INFO"], {"password1": NEW, "password2": NEW})


def test_a_forgotten_password_is_chosen_anew_once(client: Client, approver: User) -> None:
    client.post(reverse("account_reset_password"), {"email": approver.email})
    assert "nytt-losenord" not in OutgoingMail.objects.get().body  # no copy of the database lets anyone in
    send_waiting()
    link = link_in(sent.outbox[0].body)
    assert choose_password(client, link).status_code == 302
    assert Client().login(username=approver.username, password=NEW)
    assert "gäller inte längre" in Client().get(link, follow=True).content.decode()


def test_a_mail_leads_to_the_kommuns_own_log_in_where_that_is_demanded(
    client: Client, approver: User, settings: Any
) -> None:
    settings.REQUIRE_SSO = True
    client.post(reverse("account_reset_password"), {"email": approver.email})
    (mail,) = OutgoingMail.objects.all()
    assert "kommunens egen inloggning" in mail.body
    assert reverse("account_login") in mail.body
    assert "lösenord här" not in mail.body


def test_asking_does_not_tell_who_exists(client: Client, approver: User) -> None:
    known, unknown = (
        client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        for email in (approver.email, "ingen@example.se")
    )
    assert known.content == unknown.content
    assert [one.person for one in OutgoingMail.objects.all()] == [approver]


def test_asking_is_limited(client: Client, approver: User) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": approver.email}).status_code
        for _ in range(7)
    ]
    assert answers[0] == 302
    assert answers[-1] == 429


def test_an_invited_person_sets_the_only_password_there_ever_is(client: Client) -> None:
    kommun, keeper = make_municipality("Lekebergs kommun"), make_user(role=None)
    kommun.administrators.create(user=keeper)
    client.force_login(keeper)
    data = {"first_name": "Ekonomichef", "username": "ekonomi", "email": "ekonomi@example.se", "invite": ""}
    answer = client.post(reverse("person_new", args=[kommun.slug]), data, follow=True)
    assert "ekonomi@example.se" in answer.content.decode()
    person = User.objects.get(username="ekonomi")
    assert not person.has_usable_password()
    send_waiting()
    guest = Client()
    assert choose_password(guest, link_in(sent.outbox[0].body)).status_code == 302
    assert guest.login(username="ekonomi", password=NEW)
    assert guest.get(reverse("account_page")).status_code == 200


def test_an_invitation_needs_an_address(client: Client) -> None:
    kommun, keeper = make_municipality(), make_user(role=None)
    kommun.administrators.create(user=keeper)
    client.force_login(keeper)
    data = {"first_name": "Ekonomichef", "username": "ekonomi", "email": "", "invite": ""}
    assert client.post(reverse("person_new", args=[kommun.slug]), data).status_code == 422
    assert not User.objects.filter(username="ekonomi").exists()


def test_a_first_password_is_changed_before_anything_else(client: Client, approver: User) -> None:
    User.objects.filter(pk=approver.pk).update(must_change_password=True)
    client.force_login(approver)
    change = reverse("account_change_password")
    for name in ("account_page", "report_list", "account_notices"):
        assert client.get(reverse(name)).headers.get("Location") == change, name
    assert client.get(change).status_code == 200
    client.post(change, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert client.get(reverse("account_page")).status_code == 200


def test_without_a_mail_server_nothing_is_written_or_offered(
    client: Client, report: Report, controller: User, approver: User, settings: Any
) -> None:
    settings.SENDS_MAIL = False
    move(fresh(report), Action.HAND_IN, by=controller)
    assert told() == []
    keeper = make_user(role=None)
    report.committee.municipality.administrators.create(user=keeper)
    client.force_login(keeper)
    assert (
        "Bjud in"
        not in client.get(reverse("person_new", args=[report.committee.municipality.slug])).content.decode()
    )
