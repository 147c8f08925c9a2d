"""Every address × who asks × the report's status, in one table. An address without a row fails."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from reporting.models import (
    Committee,
    CoverMemo,
    Membership,
    MunicipalityAdministrator,
    Report,
    Role,
    Round,
    User,
)
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.renderers.formats import FORMATS
from tests.factories import (
    decision,
    fresh,
    make_committee,
    make_report,
    make_template,
    make_user,
    section,
    take,
)
from tests.patches import print_of

pytestmark = pytest.mark.django_db

# An outsider holds every role, but in another nämnd, and administers another kommun. A keeper is kommunadministratör of
# the nämnd's kommun and has no role in the nämnd. One whose roles have ended, or not begun, gets what an outsider gets
# who has no kommun.
ANONYMOUS, OUTSIDER, KEEPER, ENDED, COMING = "anonymous", "outsider", "keeper", "ended", "coming"
WHO = (ANONYMOUS, OUTSIDER, KEEPER, ENDED, COMING, *Role.values)
DRAFT, HANDED_IN, APPROVED, ADOPTED, DISCARDED = Status.values
LOG_IN = "log in"  # sent to the log-in page
SAVED = 302
OF_PORTAL = {
    *("report_list", "report_search", "help_page", "style_page", "first_run", "municipality_list"),
    "accessibility_page",
    *("published_feed", "site_map", "robots", "catalogue", "catalogue_file"),
}
OF_ACCOUNT = ("account_", "mfa_", "openid_connect_")  # the beginnings of addresses of one's own account
OF_COMMITTEE = {
    *("report_start", "template_list", "municipality_identity"),
    *("steering_list", "steering_new", "steering_edit", "steering_preview"),
    *("committee_page", "committee_feed", "committee_data", "committee_data_described"),
    *("committee_facts", "committee_people", "template_starters"),
}  # addresses of a nämnd, the others are of its report
OF_MUNICIPALITY = {
    *("municipality_page", "municipality_facts", "municipality_log", "administrator_new", "committee_new"),
    "sent_mail",
    *("group_roles", "group_role_remove"),
    *("person_new", "person_page", "person_roles", "person_password", "person_invite", "person_factors"),
}
OF_PERSON = {"person_page", "person_roles", "person_password", "person_invite", "person_factors"}
OF_ROUND = {
    *("round_page", "round_edit", "round_begin", "round_remove", "round_calendar"),
    *("round_committee", "round_committee_remove"),
}
OF_MUNICIPALITY |= {"round_list", "round_new"} | OF_ROUND
OF_ROLE = {"membership_edit", "administrator_edit"}
Answers = dict[str, int | str]


def answers(member: int, outsider: int, anonymous: int | str = LOG_IN, **roles: int) -> Answers:
    """One answer for every member, except the roles that are named."""
    outside = dict.fromkeys((OUTSIDER, KEEPER, ENDED, COMING), outsider)
    return {ANONYMOUS: anonymous, **outside, **dict.fromkeys(Role.values, member), **roles}


def always(given: Answers, **in_status: Answers) -> dict[str, Answers]:
    """The same answers in every status, except those that are named."""
    return dict.fromkeys(Status.values, given) | in_status


@dataclass(frozen=True)
class Row:
    """An address, its request, and what each person gets in each status of the report."""

    name: str
    expected: dict[str, Answers]
    method: str = "get"
    kwargs: dict[str, str] = field(default_factory=dict)
    data: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return "-".join([self.method, self.name, *self.kwargs.values(), *self.data.values()])


# Another nämnd's report is not there until it is adopted; then everyone who logs in reads it. Without log-in there is
# nothing but what is published, whatever there is (test_publication.py).
READ = always(answers(200, 404, anonymous=404), adopted=answers(200, 200, anonymous=404))
MEMBERS_READ = always(answers(200, 404), adopted=answers(200, 200))
NOTHING = always(answers(404, 404, anonymous=404))
FOR_ALL = always(answers(200, 200, anonymous=200))
PUBLISHERS = always(LOCKED := answers(403, 404), adopted=answers(403, 404, administrator=200))
# How a report came about: for those who work with it, not for a ledamot.
INSPECTED = answers(200, 404, representative=403)
LETS_IN = answers(403, 404, controller=200)
EDITORS = always(answers(403, 404, controller=200, administrator=200))


COMMENTERS = (Role.REPORTER, Role.CONTROLLER, Role.APPROVER, Role.ADMINISTRATOR)
COMMENTS = answers(403, 404, **dict.fromkeys(COMMENTERS, 200))


def step(action: str, **in_status: Answers) -> Row:
    """A step of a report, refused to all in every status but those named."""
    data = {"action": action, "reason": "Beloppen ska ses över."}
    return Row("report_move", always(LOCKED, **in_status), method="post", data=data)


def writing(name: str, answer: int, method: str = "get", **data: str) -> Row:
    """What rapportör and controller may do while the report is a draft."""
    draft = answers(403, 404, reporter=answer, controller=answer)
    return Row(name, always(LOCKED, draft=draft), method, {"key": "inledning"}, data)


KEPT = always(answers(404, 404, keeper=200))
FOLLOWERS = always(answers(200, 404, keeper=200, representative=404))


def openers(answer: int) -> dict[str, Answers]:
    """Of a round: who may begin the reports of its nämnder."""
    given = dict.fromkeys((KEEPER, Role.CONTROLLER, Role.ADMINISTRATOR), answer)
    return always(answers(403, 404, representative=404, **given))


KEEPERS_SAVE = always(answers(404, 404, keeper=SAVED))
KEEPERS_ERR = always(answers(404, 404, keeper=422))

CELL = {"model": "reporting.prosetext", "row_key": "inledning", "field": "markdown"}
DECIDED = {"on": decision().on.isoformat(), "paragraph": "34"}
ASKED = {"place": "avsnitt-inledning", "text": "Varför så mycket?"}
ASKED_WHO = always(answers(SAVED, SAVED))  # sent to say anew who one is, or to the page before
WRITERS_ALONE = always(LOCKED, draft=answers(403, 404, reporter=200, controller=200))

TABLE = [
    Row("report_list", FOR_ALL),
    Row("first_run", NOTHING),
    Row("first_run", NOTHING, "post", data={"token": "gissad"}),
    Row("municipality_list", always(answers(403, 200, ended=403, coming=403))),
    Row("municipality_page", KEPT),
    Row("municipality_facts", KEPT),
    Row("municipality_facts", KEEPERS_SAVE, "post", data={"name": "Nya kommunen"}),
    Row("municipality_log", KEPT),
    Row("sent_mail", KEPT),
    Row("administrator_new", KEPT),
    Row("administrator_new", KEEPERS_ERR, "post"),
    Row("committee_new", KEPT),
    Row("committee_new", KEEPERS_SAVE, "post", data={"names": "Nya nämnden"}),
    Row("round_list", FOLLOWERS),
    Row("round_new", openers(200)),
    Row("round_new", openers(422), "post"),
    Row("round_page", FOLLOWERS),
    Row("round_calendar", FOLLOWERS),
    Row("round_edit", openers(200)),
    Row("round_edit", openers(SAVED), "post"),
    Row("round_begin", openers(SAVED), "post"),
    Row("round_remove", openers(SAVED), "post", data={"sure": "on"}),
    Row("round_committee", openers(200)),
    Row("round_committee", openers(SAVED), "post"),
    Row("round_committee", always(answers(404, 404)), kwargs={"committee": "finns-inte"}),
    Row("round_committee_remove", openers(SAVED), "post"),
    Row("report_calendar", always(INSPECTED)),
    Row("person_new", KEPT),
    Row("person_new", KEEPERS_ERR, "post"),
    Row("person_page", KEPT),
    Row("person_page", KEEPERS_ERR, "post"),
    Row("person_roles", KEEPERS_ERR, "post"),
    Row("person_password", KEPT, "post"),
    Row("person_invite", KEEPERS_SAVE, "post"),
    Row("person_factors", KEEPERS_SAVE, "post"),
    Row("group_roles", KEPT),
    Row("group_roles", KEEPERS_ERR, "post"),
    Row("group_role_remove", always(answers(404, 404)), "post", {"pk": "0"}),
    Row("committee_facts", always(answers(403, 404, keeper=200))),
    Row("committee_facts", always(answers(403, 404, keeper=SAVED)), "post", data={"name": "Nya nämnden"}),
    Row("committee_people", always(answers(403, 404, administrator=200, keeper=200))),
    Row("committee_people", always(answers(403, 404, administrator=422, keeper=422)), "post"),
    Row("membership_edit", always(answers(403, 404, administrator=200, keeper=200))),
    Row("membership_edit", always(answers(403, 404, administrator=SAVED, keeper=SAVED)), "post"),
    Row("administrator_edit", KEPT),
    Row("administrator_edit", KEEPERS_ERR, "post", data={"take_back": "ja"}),
    Row("template_starters", EDITORS),
    Row("template_starters", always(answers(403, 404, controller=SAVED, administrator=SAVED)), "post",
        data={"starters": "arsredovisning"}),
    Row("template_spread", EDITORS),
    Row("template_spread", always(answers(403, 404, controller=422, administrator=422)), "post"),
    Row("report_search", FOR_ALL),
    Row("published_feed", FOR_ALL),
    Row("accessibility_page", FOR_ALL),
    Row("site_map", FOR_ALL),
    Row("robots", FOR_ALL),
    Row("catalogue", always(answers(302, 302, anonymous=302))),
    Row("catalogue_file", FOR_ALL, kwargs={"extension": "rdf"}),
    Row("catalogue_file", FOR_ALL, kwargs={"extension": "ttl"}),
    Row("catalogue_file", NOTHING, kwargs={"extension": "exe"}),
    Row("committee_page", NOTHING),
    Row("committee_feed", NOTHING),
    Row("committee_data", NOTHING),
    Row("committee_data_described", NOTHING),
    Row("report_publication", PUBLISHERS),
    Row("report_publication", always(LOCKED, adopted=answers(403, 404, administrator=SAVED)), "post"),
    Row("report_withdrawal", always(LOCKED, adopted=answers(403, 404, administrator=422)), "post"),
    Row("help_page", always(answers(200, 200))),
    Row("style_page", always(answers(200, 200))),
    Row("report_page", READ),
    *(Row("report_file", READ, kwargs={"extension": extension}) for extension in FORMATS),
    Row("report_file", NOTHING, kwargs={"extension": "exe"}),
    Row("report_memo", READ),
    Row("report_workspace", always(INSPECTED)),
    Row("report_changes", always(INSPECTED)),
    Row("report_changes", always(LOCKED, draft=answers(403, 404, reporter=422, controller=422)), "post"),
    Row("cell_history", always(INSPECTED), kwargs=CELL),
    Row("cell_history", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)), "post", CELL),
    Row("cell_history", always(answers(404, 404, representative=403)), kwargs=CELL | {"row_key": "finns-inte"}),
    step(Action.HAND_IN),  # on a page of its own
    Row("report_hand_in", always(LOCKED, draft=answers(403, 404, controller=200))),
    Row("report_hand_in", always(LOCKED, draft=answers(403, 404, controller=SAVED)), "post"),
    Row("return_answer", always(LOCKED, draft=answers(403, 404, controller=SAVED))),  # loading a refused one anew
    Row("return_answer", always(LOCKED, draft=answers(403, 404, controller=422)), "post", data={"answer": "Rättat."}),
    step(Action.APPROVE, handed_in=answers(403, 404, approver=SAVED)),
    step(
        Action.SEND_BACK,
        handed_in=answers(403, 404, controller=SAVED, approver=SAVED),
        approved=answers(403, 404, approver=SAVED, administrator=SAVED),
    ),
    step(Action.ADOPT),  # on a page of its own
    Row("report_adoption", always(LOCKED, approved=answers(403, 404, administrator=200))),
    Row("report_adoption", always(LOCKED, approved=answers(403, 404, administrator=SAVED)), "post", data=DECIDED),
    Row("report_adoption", always(LOCKED, approved=answers(403, 404, administrator=422)), "post"),
    Row("access_new", always(LOCKED, handed_in=LETS_IN, approved=LETS_IN)),
    Row("access_new", always(LOCKED, **dict.fromkeys((HANDED_IN, APPROVED), LETS_IN | {Role.CONTROLLER: 422})), "post"),
    Row("access_end", always(LOCKED, **dict.fromkeys((HANDED_IN, APPROVED), LETS_IN | {Role.CONTROLLER: SAVED})),
        "post", {"pk": "1"}),
    Row("report_assignments", always(LOCKED, draft=answers(403, 404, controller=200, administrator=200))),
    Row("report_assignments", always(LOCKED, draft=answers(403, 404, controller=422, administrator=422)), "post"),
    writing("section_done", SAVED, "post"),
    writing("section_open", 200),
    writing("section_open", 422, "post", note="Siffran fattas."),
    Row("report_move", always(answers(SAVED, 404, representative=403))),  # as by loading a refused step anew
    step("read"),
    step("no such step"),
    writing("section_edit", 200),
    writing("section_edit", SAVED, "post", **{"text-markdown": "Ny text"}),
    writing("section_cells", 200, "post", cells="[]"),
    writing("section_cells", 400, "post", batch="1"),
    writing("section_row", 404, grid="", rad=""),
    writing("figure_search", 200),
    writing("section_edit", 422, "post", token="x"),
    Row("figure_make_live", always(LOCKED, draft=answers(403, 404, reporter=422, controller=422)), "post"),
    Row("section_edit", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)),
        kwargs={"key": "finns-inte"}),
    Row("report_comparison", MEMBERS_READ),
    Row("report_comparison", MEMBERS_READ, data={"med": "rapporten"}),
    Row("report_comparison", always(answers(404, 404)), data={"med": "finns-inte"}),
    Row("report_comparison_file", MEMBERS_READ, data={"med": "rapporten"}),
    Row("report_comparison_file", always(answers(404, 404))),
    Row("followed_rows", READ),
    Row("followed_row", NOTHING, kwargs={"table": "resultat", "row": "finns-inte"}),
    Row("question_ask", always(answers(200, 404), draft=LOCKED), data={"plats": "avsnitt-inledning"}),
    Row("question_ask", always(answers(SAVED, 404), draft=LOCKED), "post", data=ASKED),
    Row("question_ask", always(answers(422, 404), draft=LOCKED), "post"),
    Row("note_keep", always(answers(200, 404))),
    Row("note_keep", always(answers(SAVED, 404)), "post", data=ASKED),
    Row("note_remove", always(answers(404, 404)), "post", {"pk": "1"}),
    Row("question_list", always(answers(200, 404))),
    Row("question_file", always(answers(200, 404))),
    Row("question_answer", always(answers(403, 404, reporter=404, controller=404)), kwargs={"pk": "1"}),
    Row("question_publish", always(answers(403, 404, reporter=404, controller=404)), "post", {"pk": "1"}),
    Row("comment_list", always(INSPECTED)),
    Row("comment_new", always(COMMENTS, adopted=LOCKED)),
    Row("comment_new", always({**COMMENTS, **dict.fromkeys(COMMENTERS, 422)}, adopted=LOCKED), "post"),
    *(
        Row(name, always({**COMMENTS, **dict.fromkeys(COMMENTERS, 404)}, adopted=LOCKED), method, {"pk": "0"})
        for name, method in (
            *(("comment_reply", "get"), ("comment_edit", "get"), ("comment_remove", "post")),
            ("comment_resolve", "post"),
        )
    ),
    Row("report_review", always(INSPECTED)),
    Row("report_review_file", always(INSPECTED)),
    Row("finding_accept", always(LOCKED, draft=answers(403, 404, reporter=422, controller=422)), "post"),
    Row("finding_reopen", always(LOCKED, draft=answers(403, 404, reporter=SAVED, controller=SAVED)), "post"),
    Row("report_start", always(answers(403, 404, controller=200, administrator=200))),
    Row("municipality_identity", always(answers(403, 404, administrator=200))),
    Row("municipality_identity", always(answers(403, 404, administrator=SAVED)), "post", data={"accent": "#0f3d5e"}),
    Row("template_list", EDITORS),
    Row("template_list", always(answers(403, 404, controller=SAVED, administrator=SAVED)), "post",
        data={"name": "Ny mall"}),
    Row("steering_list", EDITORS),
    Row("steering_new", EDITORS),
    Row("steering_new", always(answers(403, 404, controller=422, administrator=422)), "post"),
    Row("steering_edit", always(answers(403, 404, controller=404, administrator=404)), kwargs={"pk": "0"}),
    Row("steering_edit", always(answers(403, 404, controller=404, administrator=404)), "post", {"pk": "0"}),
    Row("steering_preview", EDITORS, "post"),
    Row("template_edit", EDITORS),
    Row("template_edit", always(answers(403, 404, controller=422, administrator=422)), "post"),
    Row("template_copy", always(answers(403, 404, controller=SAVED, administrator=SAVED)), "post",
        data={"name": "En kopia"}),
    Row("template_preview", EDITORS),
    Row("template_section", EDITORS, kwargs={"key": "inledning"}),
    Row("template_section", always(answers(403, 404, controller=404, administrator=404)),
        kwargs={"key": "finns-inte"}),
    Row("template_section_preview", EDITORS, "post", {"key": "inledning"}),
    step(Action.DISCARD, draft=answers(403, 404, controller=SAVED, administrator=SAVED)),
    Row("report_facts", always(LOCKED, draft=answers(403, 404, controller=200, administrator=200),
        adopted=answers(403, 404))),
    Row("report_facts", always(LOCKED, draft=answers(403, 404, controller=422, administrator=422)), "post"),
    Row("report_correction", always(LOCKED,
        adopted=answers(403, 404, controller=200, administrator=200))),
    Row("report_correction", always(LOCKED, adopted=answers(403, 404, controller=422, administrator=422)), "post"),
    Row("report_template", always(LOCKED, draft=answers(403, 404, controller=200),
        adopted=answers(403, 404))),
    Row("import_start", WRITERS_ALONE),
    Row("import_start", always(LOCKED, draft=answers(403, 404, reporter=422, controller=422)), "post"),
    Row("import_preview", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)),
        kwargs={"pk": "1"}),
    Row("import_columns", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)),
        kwargs={"pk": "1"}),
    Row("table_rows", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)), "post",
        kwargs={"pk": "1", "mapping_pk": "1"}),
    Row("table_mapping", always(LOCKED, draft=answers(403, 404, reporter=404, controller=404)),
        kwargs={"pk": "1"}),
    Row("ledger_rules", WRITERS_ALONE),
    Row("ledger_rules", always(LOCKED, draft=answers(403, 404, reporter=SAVED, controller=SAVED)), "post",
        data={"propose": ""}),
    Row("entry_workbook", WRITERS_ALONE),
    Row("forecast_precision", always(answers(404, 404, representative=403))),
    Row("line_accounts", always(answers(404, 404, representative=403)), kwargs={"key": "finns-inte"}),
    Row("account_page", always(answers(200, 200))),
    Row("account_notices", always(answers(200, 200))),
    Row("account_notices", always(answers(SAVED, SAVED)), "post"),
    Row("account_facts", always(answers(200, 200))),
    Row("account_facts", always(answers(SAVED, SAVED)), "post", data={"first_name": "Jag"}),
    Row("account_sessions", always(answers(200, 200))),
    Row("account_sessions", ASKED_WHO, "post", data={"session": "0"}),
    Row("account_connect", always(answers(404, 404))),  # only where the kommun's log-in is there
    Row("openid_connect_login", NOTHING, kwargs={"provider_id": "kommunen"}),
    Row("openid_connect_callback", NOTHING, kwargs={"provider_id": "kommunen"}),
    Row("mfa_index", always(answers(200, 200))),
    *(Row(name, ASKED_WHO) for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes")),
    *(Row(name, always(answers(404, 404))) for name in ("mfa_deactivate_totp", "mfa_view_recovery_codes")),
    Row("mfa_list_webauthn", ASKED_WHO),
    Row("mfa_remove_webauthn", ASKED_WHO, kwargs={"pk": "1"}),
    *(Row(name, ASKED_WHO) for name in ("mfa_reauthenticate", "mfa_reauthenticate_webauthn")),
    Row("mfa_authenticate", always(answers(SAVED, SAVED))),
    Row("account_login", always(answers(SAVED, SAVED, anonymous=200))),
    Row("account_logout", always(answers(200, 200))),
    Row("account_change_password", always(answers(200, 200))),
    Row("account_reauthenticate", always(answers(200, 200))),
    Row("account_inactive", always(answers(200, 200, anonymous=200))),
    Row("account_reset_password", FOR_ALL),
    Row("account_reset_password_done", FOR_ALL),
    Row("account_reset_password_from_key", FOR_ALL, kwargs={"uidb36": "1", "key": "gissad"}),
    Row("account_reset_password_from_key_done", FOR_ALL),
]  # fmt: skip


@dataclass
class Place:
    """A nämnd with a report, one person for each role there, and an outsider."""

    committee: Committee
    report: Report
    people: dict[str, User]
    cookies: dict[str, SimpleCookie]  # of each who is logged in


@pytest.fixture
def place(status: str) -> Place:
    committee, elsewhere = make_committee(), make_committee()
    people = {role: make_user(committee, role) for role in Role.values}
    people[OUTSIDER] = make_user(role=None)
    for role in Role.values:
        Membership.objects.create(user=people[OUTSIDER], committee=elsewhere, role=role)
    MunicipalityAdministrator.objects.create(user=people[OUTSIDER], municipality=elsewhere.municipality)
    people |= {who: make_user(role=None) for who in (KEEPER, ENDED, COMING)}
    MunicipalityAdministrator.objects.create(user=people[KEEPER], municipality=committee.municipality)
    day, today = dt.timedelta(days=1), timezone.localdate()
    for who, dates in ((ENDED, {"valid_to": today - day}), (COMING, {"valid_from": today + day})):
        held = {"user": people[who], **dates}
        MunicipalityAdministrator.objects.create(municipality=committee.municipality, **held)
        for role in Role.values:
            Membership.objects.create(committee=committee, role=role, **held)
    memo, text = section("brev", "reporting.cover_memo"), section("inledning", has_prose=True)
    report = make_report(template=make_template(memo, text, committee=committee), slug="rapporten")
    CoverMemo.objects.create(report=report, matter="Rapport", summary="Kort.", proposal="1. Godkänns.")
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    bring_to(status, report, people)
    kommun = {"municipality": committee.municipality, "opened_by": people[KEEPER]}
    Round.objects.create(period=report.period, **kommun).taking_part.create(committee=committee)
    return Place(committee, fresh(report), people, {who: logged_in(user) for who, user in people.items()})


def logged_in(user: User) -> SimpleCookie:
    client = Client()
    client.force_login(user)
    return client.cookies


def bring_to(status: str, report: Report, people: dict[str, User]) -> None:
    """Take a draft through the ordinary steps."""
    way = [
        (Action.HAND_IN, Role.CONTROLLER),
        (Action.APPROVE, Role.APPROVER),
        (Action.ADOPT, Role.ADMINISTRATOR),
    ][: Status.values.index(status)]
    for action, role in [(Action.DISCARD, Role.CONTROLLER)] if status == DISCARDED else way:
        take(report, action, by=people[role])


def ask(row: Row, place: Place, who: str) -> int | str:
    """What one person gets; changes are rolled back."""
    client = Client()
    if who != ANONYMOUS:
        client.cookies = deepcopy(place.cookies[who])
    with transaction.atomic():
        sent: Any = row.data
        if row.name == "section_cells":
            sent = {name: json.loads(text) for name, text in row.data.items()}
        if row.method == "post" and row.name in ("section_edit", "section_cells"):
            sent = print_of(place.report) | sent
        kind = {"content_type": "application/json"} if row.name == "section_cells" else {}
        response = getattr(client, row.method)(address(row, place), sent, **kind)
        transaction.set_rollback(True)
    return answer_of(response)


def address(row: Row, place: Place) -> str:
    if row.name.startswith(OF_ACCOUNT) or row.name in OF_PORTAL:
        return reverse(row.name, kwargs=row.kwargs)
    if row.name in OF_MUNICIPALITY:
        more: dict[str, Any] = {"pk": place.people[Role.READER].pk} if row.name in OF_PERSON else {}
        if row.name in OF_ROUND:
            more = {"pk": Round.objects.get().pk}
        if row.name.startswith("round_committee"):
            more |= {"committee": place.committee.slug}
        return reverse(row.name, kwargs={"slug": place.committee.municipality.slug, **more, **row.kwargs})
    if row.name == "membership_edit":
        return reverse(row.name, args=[place.people[Role.READER].memberships.get().pk])
    if row.name == "administrator_edit":
        return reverse(row.name, args=[place.people[KEEPER].administrations.get().pk])
    if row.name.startswith("template_") and row.name not in OF_COMMITTEE:
        return reverse(row.name, kwargs={"pk": place.report.template_id, **row.kwargs})
    slug = place.committee.slug if row.name in OF_COMMITTEE else place.report.slug
    return reverse(row.name, kwargs={"slug": slug, **row.kwargs})


def expected_of(row: Row, status: str) -> Answers:
    """A draft that was discarded is not there, for anyone, and no draft is there for a ledamot."""
    is_of_report = (
        row.name not in OF_COMMITTEE | OF_PORTAL | OF_MUNICIPALITY | OF_ROLE
        and not row.name.startswith((*OF_ACCOUNT, "template_"))
    )
    expected = row.expected[status]
    if not is_of_report:
        return expected
    if status == DISCARDED:
        return answers(404, 404, expected[ANONYMOUS])
    return expected | ({Role.REPRESENTATIVE: 404} if status == DRAFT else {})


def answer_of(response: HttpResponse) -> int | str:
    to = response.headers.get("Location", "")
    return LOG_IN if to.split("?")[0] == reverse("account_login") else response.status_code


@pytest.mark.parametrize("status", Status.values)
def test_each_person_gets_what_the_table_says(status: str, place: Place) -> None:
    """All addresses in one world: changes are rolled back."""
    got = {str(row): {who: ask(row, place, who) for who in WHO} for row in TABLE}
    assert got == {str(row): expected_of(row, status) for row in TABLE}


def test_no_row_of_the_table_hides_another() -> None:
    names = [str(row) for row in TABLE]
    assert sorted(names) == sorted(set(names))


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str | None]:
    """All address names but the admin's, which share one rule (below)."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name
        elif pattern.namespace != "admin":
            yield from names_of(pattern.url_patterns)


def test_no_address_is_missing_from_the_table() -> None:
    assert {row.name for row in TABLE} == set(names_of(get_resolver().url_patterns))


METHODS = {
    "first_run": {"get", "head", "post"},
    "municipality_list": {"get", "head", "post"},
    "municipality_page": {"get", "head"},
    "municipality_facts": {"get", "head", "post"},
    "municipality_log": {"get", "head"},
    "sent_mail": {"get", "head"},
    "administrator_new": {"get", "head", "post"},
    "administrator_edit": {"get", "head", "post"},
    "committee_new": {"get", "head", "post"},
    "committee_facts": {"get", "head", "post"},
    "committee_people": {"get", "head", "post"},
    "membership_edit": {"get", "head", "post"},
    "round_list": {"get", "head"},
    "round_new": {"get", "head", "post"},
    "round_page": {"get", "head"},
    "round_calendar": {"get", "head"},
    "round_edit": {"get", "head", "post"},
    "round_begin": {"post"},
    "round_remove": {"post"},
    "round_committee": {"get", "head", "post"},
    "round_committee_remove": {"post"},
    "report_calendar": {"get", "head"},
    "person_new": {"get", "head", "post"},
    "person_page": {"get", "head", "post"},
    "person_roles": {"post"},
    "person_password": {"post"},
    "person_invite": {"post"},
    "person_factors": {"post"},
    "group_roles": {"get", "head", "post"},
    "group_role_remove": {"post"},
    "template_starters": {"get", "head", "post"},
    "template_spread": {"get", "head", "post"},
    "report_list": {"get", "head"},
    "report_search": {"get", "head"},
    "help_page": {"get", "head"},
    "style_page": {"get", "head"},
    "published_feed": {"get", "head"},
    "site_map": {"get", "head"},
    "accessibility_page": {"get", "head"},
    "robots": {"get", "head"},
    "catalogue": {"get", "head"},
    "catalogue_file": {"get", "head"},
    "committee_page": {"get", "head"},
    "committee_feed": {"get", "head"},
    "committee_data": {"get", "head"},
    "committee_data_described": {"get", "head"},
    "report_publication": {"get", "head", "post"},
    "report_withdrawal": {"post"},
    "report_page": {"get", "head"},
    "report_file": {"get", "head"},
    "report_memo": {"get", "head"},
    "report_workspace": {"get", "head"},
    "report_facts": {"get", "head", "post"},
    "report_correction": {"get", "head", "post"},
    "report_adoption": {"get", "head", "post"},
    "report_hand_in": {"get", "head", "post"},
    "return_answer": {"get", "head", "post"},
    "access_new": {"get", "head", "post"},
    "access_end": {"post"},
    "report_assignments": {"get", "head", "post"},
    "section_done": {"post"},
    "section_open": {"get", "head", "post"},
    "report_move": {"get", "head", "post"},
    "section_edit": {"get", "head", "post"},
    "section_cells": {"post"},
    "figure_search": {"get", "head"},
    "section_row": {"get", "head"},
    "figure_make_live": {"post"},
    "report_changes": {"get", "head", "post"},
    "cell_history": {"get", "head", "post"},
    "report_comparison": {"get", "head"},
    "report_comparison_file": {"get", "head"},
    "followed_rows": {"get", "head"},
    "followed_row": {"get", "head"},
    "question_ask": {"get", "head", "post"},
    "note_keep": {"get", "head", "post"},
    "note_remove": {"post"},
    "question_list": {"get", "head"},
    "question_file": {"get", "head"},
    "question_answer": {"get", "head", "post"},
    "question_publish": {"post"},
    "comment_list": {"get", "head"},
    "comment_new": {"get", "head", "post"},
    "comment_reply": {"get", "head", "post"},
    "comment_edit": {"get", "head", "post"},
    "comment_remove": {"post"},
    "comment_resolve": {"post"},
    "report_review": {"get", "head"},
    "report_review_file": {"get", "head"},
    "finding_accept": {"post"},
    "finding_reopen": {"post"},
    "report_start": {"get", "head", "post"},
    "report_template": {"get", "head", "post"},
    "municipality_identity": {"get", "head", "post"},
    "steering_list": {"get", "head"},
    "steering_new": {"get", "head", "post"},
    "steering_edit": {"get", "head", "post"},
    "steering_preview": {"post"},
    "template_list": {"get", "head", "post"},
    "template_edit": {"get", "head", "post"},
    "template_copy": {"post"},
    "template_preview": {"get", "head"},
    "template_section": {"get", "head", "post"},
    "template_section_preview": {"post"},
    "import_start": {"get", "head", "post"},
    "import_preview": {"get", "head", "post"},
    "import_columns": {"get", "head", "post"},
    "table_rows": {"post"},
    "table_mapping": {"get", "head", "post"},
    "ledger_rules": {"get", "head", "post"},
    "entry_workbook": {"get", "head"},
    "line_accounts": {"get", "head"},
    "forecast_precision": {"get", "head"},
}


def test_each_address_of_ours_has_its_methods() -> None:
    assert set(METHODS) == {row.name for row in TABLE if not row.name.startswith(OF_ACCOUNT)}


@pytest.mark.parametrize("status", [DRAFT])
@pytest.mark.parametrize("name", METHODS)
def test_any_other_method_is_not_allowed(name: str, place: Place, client: Client) -> None:
    kwargs = {"report_file": {"extension": "json"}, "section_edit": {"key": "inledning"}}
    kwargs["cell_history"] = CELL
    kwargs["followed_row"] = {"table": "resultat", "row": "finns-inte"}
    kwargs["section_cells"] = kwargs["section_edit"]
    live = ("figure_search", "section_row", "section_done", "section_open")
    for other in (*live, "template_section", "template_section_preview"):
        kwargs[other] = kwargs["section_edit"]
    kwargs["catalogue_file"] = {"extension": "rdf"}
    kwargs |= {"import_columns": {"pk": "1"}, "table_mapping": {"pk": "1"}}
    kwargs["table_rows"] = {"pk": "1", "mapping_pk": "1"}
    with_pk = ["access_end", "group_role_remove", "note_remove", "question_answer", "question_publish"]
    with_pk += ["comment_reply", "comment_edit", "comment_remove", "comment_resolve", "steering_edit"]
    kwargs |= {key: {"pk": "1"} for key in with_pk}
    kwargs |= {"import_preview": {"pk": "1"}, "line_accounts": {"key": "inledning"}}
    client.force_login(place.people[Role.CONTROLLER])
    url = address(Row(name, {}, kwargs=kwargs.get(name, {})), place)
    others = {"get", "head", "post", "put", "patch", "delete"} - METHODS[name]
    assert {method: getattr(client, method)(url).status_code for method in others} == dict.fromkeys(
        others, 405
    )


def admin_addresses(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern).replace("<path:object_id>", "1").replace("^", "").rstrip("$")
        if isinstance(pattern, URLResolver):
            yield from admin_addresses(pattern.url_patterns, route)
        elif pattern.name != "logout":  # takes POST alone
            yield route


def test_the_admin_is_for_staff_alone(client: Client) -> None:
    resolver = next(part for part in get_resolver().url_patterns if getattr(part, "namespace", "") == "admin")
    assert isinstance(resolver, URLResolver)
    addresses = sorted(set(admin_addresses(resolver.url_patterns, "/" + str(resolver.pattern))))
    assert addresses[0] == "/administration/"
    for who in (None, make_user(role=Role.ADMINISTRATOR)):
        if who:
            client.force_login(who)
        for url in addresses:
            final = client.get(url, follow=True)
            refused = final.status_code in {403, 404} or final.request["PATH_INFO"] == reverse(
                "account_login"
            )
            assert (url, refused) == (url, True)
    staff = make_user(role=None)
    staff.is_staff = True
    staff.save()
    client.force_login(staff)
    assert client.get("/administration/").status_code == 302  # staff, without the permission for it
    staff.user_permissions.add(Permission.objects.get(codename="use_django_admin"))
    assert client.get("/administration/").status_code == 200
