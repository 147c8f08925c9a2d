"""Rounds: opened for nämnder, followed on a board, their dates changed, copied and read by a calendar."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reporting.models import (
    AdministrationChange,
    Committee,
    Municipality,
    MunicipalityAdministrator,
    Report,
    Role,
    Round,
    User,
)
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.rounds.next_round import moved
from reporting.rounds.opening import begin_lacking, open_round, set_dates, set_own_dates, take_in, take_out
from reporting.rounds.standing import standing
from reporting.workflow.assignments import assign, mark_done
from tests.factories import (
    fresh,
    make_committee,
    make_municipality,
    make_report,
    make_template,
    make_user,
    section,
    take,
)
from tests.html import Page

pytestmark = pytest.mark.django_db

THROUGH = dt.date(2026, 8, 31)
DAYS: dict[str, dt.date | None] = {
    "figures_by": dt.date(2026, 9, 10),
    "text_by": dt.date(2026, 9, 14),
    "hand_in_by": dt.date(2026, 9, 18),
    "meets_on": dt.date(2026, 9, 29),
    "board_meets_on": dt.date(2026, 10, 14),
}
TODAY = dt.date(2026, 9, 8)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day before the deadlines; the clock itself goes on."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


@pytest.fixture
def kommun() -> Municipality:
    return make_municipality("Ängby kommun")


@pytest.fixture
def keeper(kommun: Municipality) -> User:
    keeper = make_user(role=None)
    MunicipalityAdministrator.objects.create(user=keeper, municipality=kommun)
    return keeper


def committees_of(kommun: Municipality, count: int = 2) -> list[Committee]:
    """Each with a rapportmall."""
    made = [make_committee(f"Nämnd {'ABCDEFGHIJKL'[number]}", kommun) for number in range(count)]
    for committee in made:
        make_template(section("inledning", has_prose=True), committee=committee, name="Delårsrapport")
    return made


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened_for(kommun: Municipality, committees: list[Committee], by: User, **days: dt.date | None) -> Round:
    return open_round(
        kommun, committees, by=by, kind="interim", actuals_through=THROUGH, dates={**DAYS, **days}
    )


def sent(committees: list[Committee], **more: Any) -> dict[str, Any]:
    """What the page of a new round sends."""
    days = {name: str(on) for name, on in DAYS.items()}
    chosen = {"committees": [one.pk for one in committees]}
    return {"kind": "interim", "actuals_through": THROUGH.isoformat(), **days, **chosen, **more}


def board(client: Client, opened: Round) -> Page:
    answer = client.get(reverse("round_page", args=[opened.municipality.slug, opened.pk]))
    assert answer.status_code == 200
    return Page(answer.content)


def rows(page: Page) -> list[str]:
    _, *found = page.texts("tr")
    return found


def test_a_round_opens_a_draft_for_each_that_lacks_one(kommun: Municipality, keeper: User) -> None:
    first, second, without = *committees_of(kommun), make_committee("Nämnd utan mall", kommun)
    ready = make_report(template=first.templates.get(), actuals_through=THROUGH)
    client = logged_in(keeper)
    everyone = [first, second, without]
    answer = client.post(reverse("round_new", args=[kommun.slug]), sent(everyone), follow=True)
    page = Page(answer.content)
    assert page.texts("h1") == ["Delårsrapport augusti 2026"]
    assert [row.split(" Ändra")[0] for row in rows(page)] == [
        "Nämnd A utkast följs inte Siffror klara om 2 dagar 10 september 2026",
        "Nämnd B utkast följs inte Siffror klara om 2 dagar 10 september 2026",
        "Nämnd utan mall inte påbörjad – Siffror klara om 2 dagar 10 september 2026",
    ]
    assert "En nämnd saknar rapportmall och har därför inget utkast" in page.text
    assert page.all("a", href=reverse("committee_people", args=[without.slug])) != []
    begun = Report.objects.exclude(pk=ready.pk).get()
    assert (begun.committee, begun.title) == (second, "Delårsrapport januari–augusti 2026 för Nämnd B")


def test_a_committee_that_gets_its_mall_later_is_begun_from_the_board(
    kommun: Municipality, keeper: User
) -> None:
    committee = make_committee("Nämnd A", kommun)
    opened = opened_for(kommun, [committee], keeper)
    client, begin = logged_in(keeper), reverse("round_begin", args=[kommun.slug, opened.pk])
    assert "Inget utkast kunde börjas" in client.post(begin, follow=True).text
    make_template(section("inledning", has_prose=True), committee=committee)
    assert "Börja utkasten som saknas" in board(client, opened).text
    client.post(begin)
    assert Report.objects.get().committee == committee
    assert "Börja utkasten som saknas" not in board(client, opened).text


def test_a_controller_opens_a_round_for_her_committees_alone(kommun: Municipality) -> None:
    own, others = committees_of(kommun)
    client = logged_in(make_user(own, Role.CONTROLLER))
    new = reverse("round_new", args=[kommun.slug])
    page = Page(client.get(new).content)
    assert (own.name in page.text, others.name in page.text) == (True, False)
    assert client.post(new, sent([own, others])).status_code == 422
    assert client.post(new, sent([own])).status_code == 302
    assert [part.committee for part in Round.objects.get().taking_part.all()] == [own]


def test_who_only_writes_sees_her_own_and_opens_nothing(kommun: Municipality, keeper: User) -> None:
    own, others = committees_of(kommun)
    opened = opened_for(kommun, [own, others], keeper)
    client = logged_in(make_user(own, Role.REPORTER))
    page = board(client, opened)
    assert (own.name in page.text, others.name in page.text) == (True, False)
    assert page.all("a", href=reverse("report_workspace", args=[own.reports.get().slug])) != []
    of_round = {"slug": kommun.slug, "pk": opened.pk}
    for name, kwargs in (
        ("round_new", {"slug": kommun.slug}),
        ("round_edit", of_round),
        ("round_committee", of_round | {"committee": own.slug}),
    ):
        assert client.get(reverse(name, kwargs=kwargs)).status_code == 403
    other = reverse("round_committee", kwargs=of_round | {"committee": others.slug})
    assert client.get(other).status_code == 404


def test_dates_in_the_wrong_order_are_refused(kommun: Municipality, keeper: User) -> None:
    committees = committees_of(kommun)
    client = logged_in(keeper)
    wrong = sent(committees, hand_in_by="2026-09-01", meets_on="2026-08-31")
    answer = client.post(reverse("round_new", args=[kommun.slug]), wrong)
    errors = Page(answer.content).texts("p", class_="field-error")
    assert "Datumet ligger före ”siffrorna ska vara klara” (2026-09-10)." in errors
    assert "Datumet ligger före ”rapporten lämnas in” (2026-09-01)." in errors
    own = sent(committees, **{f"meets_on-{committees[0].pk}": "2026-09-01"})
    answer = client.post(reverse("round_new", args=[kommun.slug]), own)
    assert Page(answer.content).texts("p", class_="field-error") == [
        "Datumet ligger före ”rapporten lämnas in” (2026-09-18)."
    ]
    assert not Round.objects.exists()


def test_dates_hardly_meant_are_asked_about(kommun: Municipality, keeper: User) -> None:
    client, new = logged_in(keeper), reverse("round_new", args=[kommun.slug])
    doubtful = sent(committees_of(kommun), figures_by="2026-08-20")
    answer = client.post(new, doubtful)
    assert (answer.status_code, Round.objects.exists()) == (422, False)
    assert "Siffrorna ska vara klara 2026-08-20 ligger före periodens slut, 2026-08-31." in answer.text
    assert client.post(new, {**doubtful, "sure": "on"}).status_code == 302


def test_one_period_is_one_round_of_the_kommun(kommun: Municipality, keeper: User) -> None:
    committees = committees_of(kommun)
    opened_for(kommun, committees, keeper)
    answer = logged_in(keeper).post(reverse("round_new", args=[kommun.slug]), sent(committees))
    assert answer.status_code == 422
    assert "Kommunen har redan en omgång för perioden." in answer.text


def test_own_dates_are_its_alone_and_logged(kommun: Municipality, keeper: User) -> None:
    first, second = committees_of(kommun)
    opened = opened_for(kommun, [first, second], keeper)
    client = logged_in(keeper)
    address = reverse("round_committee", args=[kommun.slug, opened.pk, second.slug])
    days = {name: str(on) for name, on in DAYS.items()}
    client.post(address, days | {"figures_by": "2026-09-13"})
    assert [row.split("Siffror klara ")[1].split(" ")[:2] for row in rows(board(client, opened))] == [
        ["om", "2"],
        ["om", "5"],
    ]
    change = AdministrationChange.objects.filter(committee=second).latest("pk")
    assert (change.label, change.old, change.new, change.by) == (
        f"Siffror klara: {second}, Delårsrapport augusti 2026",
        "",
        "2026-09-13",
        keeper,
    )
    edit = reverse("round_edit", args=[kommun.slug, opened.pk])
    client.post(edit, days | {"figures_by": "2026-09-11", "text_by": "2026-09-17"})
    first_row, second_row = rows(board(client, opened))
    assert "Siffror klara om 3 dagar" in first_row
    assert "Siffror klara om 5 dagar" in second_row


def test_a_round_is_removed_when_one_says_so_and_its_reports_stay(kommun: Municipality, keeper: User) -> None:
    committees = committees_of(kommun)
    opened = opened_for(kommun, committees, keeper)
    client, remove = logged_in(keeper), reverse("round_remove", args=[kommun.slug, opened.pk])
    client.post(remove)
    assert Round.objects.exists()
    out = reverse("round_committee_remove", args=[kommun.slug, opened.pk, committees[1].slug])
    client.post(out)
    assert len(rows(board(client, opened))) == 1
    client.post(remove, {"sure": "on"})
    assert (Round.objects.count(), Report.objects.count()) == (0, 2)
    assert kommun.changes.filter(label="Omgång borttagen", old="Delårsrapport augusti 2026").exists()


def test_the_board_says_step_progress_and_days_late_first(kommun: Municipality, keeper: User) -> None:
    first, second = committees_of(kommun)
    opened = opened_for(kommun, [first, second], keeper)
    report = fresh(first.reports.get())
    controller, reporter = make_user(first, Role.CONTROLLER), make_user(first, Role.REPORTER)
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    assign(report, {"inledning": reporter}, by=controller)
    mark_done(report, "inledning", by=reporter)
    past = {name: on - dt.timedelta(days=30) for name, on in DAYS.items() if on}
    opened.taking_part.filter(committee=second).update(**past)
    late, other = rows(board(logged_in(keeper), opened))
    assert "Nämnd B utkast följs inte Inlämning 20 dagar sen" in late
    assert "Nämnd A utkast 1 av 1 Siffror klara om 2 dagar" in other
    take(fresh(report), Action.HAND_IN, by=controller)
    assert "Nämnd A inlämnad – Nämndens sammanträde om 21 dagar" in rows(board(logged_in(keeper), opened))[1]


def test_the_board_asks_the_same_however_many_committees(kommun: Municipality, keeper: User) -> None:
    def queries(opened: Round) -> int:
        client = logged_in(keeper)
        board(client, opened)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            board(client, opened)
        return len(asked)

    committees = committees_of(kommun, 9)
    opened = opened_for(kommun, committees[:2], keeper)
    few = queries(opened)
    opened.delete()
    assert queries(opened_for(kommun, committees, keeper)) == few <= 20


@pytest.mark.parametrize(
    ("status", "day", "words", "is_late"),
    [
        ("", 8, "Siffror klara om 2 dagar", False),
        (Status.DRAFT, 9, "Siffror klara i morgon", False),
        (Status.DRAFT, 10, "Siffror klara i dag", False),
        (Status.DRAFT, 11, "Text klar om 3 dagar", False),
        (Status.DRAFT, 19, "Inlämning 1 dag sen", True),
        (Status.DRAFT, 20, "Inlämning 2 dagar sen", True),
        (Status.HANDED_IN, 20, "Nämndens sammanträde om 9 dagar", False),
        (Status.APPROVED, 30, "Nämndens sammanträde 1 dag sen", True),
        (Status.ADOPTED, 30, "Kommunstyrelsen om 14 dagar", False),
    ],
)
def test_what_falls_next(status: str, day: int, words: str, is_late: bool) -> None:
    now = standing(status, DAYS, dt.date(2026, 9, day))
    assert (now.words, now.is_late) == (words, is_late)


def test_what_is_adopted_is_never_late() -> None:
    assert standing(Status.ADOPTED, DAYS, dt.date(2027, 1, 1)).words == ""


def test_a_reports_workspace_says_its_next_deadline(kommun: Municipality, keeper: User) -> None:
    (committee,) = committees_of(kommun, 1)
    opened = opened_for(kommun, [committee], keeper)
    client = logged_in(make_user(committee, Role.REPORTER))
    address = reverse("report_workspace", args=[committee.reports.get().slug])
    page = Page(client.get(address).content)
    assert "Siffror klara om 2 dagar" in page.text
    assert page.all("a", href=reverse("round_page", args=[kommun.slug, opened.pk])) != []
    opened.delete()
    assert "Siffror klara" not in Page(client.get(address).content).text


def test_a_copy_keeps_the_distance_to_the_periods_end(kommun: Municipality, keeper: User) -> None:
    first, second = committees_of(kommun)
    opened = opened_for(kommun, [first], keeper)
    own = {"meets_on": dt.date(2026, 9, 30), "text_by": dt.date(2026, 9, 16)}
    opened.taking_part.filter(committee=first).update(**own)
    new = reverse("round_new", args=[kommun.slug])
    page = Page(logged_in(keeper).get(new, {"efter": opened.pk}).content)
    fields = {field.attrs["name"]: field.attrs.get("value") for field in page.all("input", type="date")}
    assert fields == {
        "actuals_through": "2026-12-31",
        "figures_by": "2027-01-11",  # the 10th is a Sunday
        "text_by": "2027-01-14",
        "hand_in_by": "2027-01-18",
        "meets_on": "2027-01-29",
        "board_meets_on": "2027-02-15",  # the 13th is a Saturday
        f"meets_on-{first.pk}": "2027-02-01",  # the 30th is a Saturday
        f"meets_on-{second.pk}": None,
    }
    ticked = [box.attrs["value"] for box in page.all("input", name="committees", checked="")]
    assert ticked == [str(first.pk)]
    assert "Nämnd A: text klar 18 januari 2027" in page.text


def test_what_falls_on_a_weekend_goes_to_monday() -> None:
    friday, none = dt.date(2026, 9, 18), dt.timedelta()
    days = [moved(friday + dt.timedelta(days=number), none) for number in range(4)]
    assert [day.isoformat() for day in days] == ["2026-09-18", "2026-09-21", "2026-09-21", "2026-09-21"]


def test_no_act_is_done_by_one_who_may_not(kommun: Municipality, keeper: User) -> None:
    """Also past the forms: a controller of one nämnd, in a round of two."""
    own, other = committees_of(kommun)
    controller = make_user(own)
    facts: dict[str, Any] = {"kind": "interim", "actuals_through": THROUGH, "dates": DAYS}
    with pytest.raises(PermissionDenied):
        open_round(kommun, [own, other], by=controller, **facts)
    opened = open_round(kommun, [own, other], by=keeper, **facts)
    part = opened.taking_part.get(committee=other)
    third = make_committee(municipality=kommun)
    for act in (
        lambda: begin_lacking(opened, [other], by=controller),
        lambda: take_in(opened, [third], by=controller),
        lambda: set_dates(opened, DAYS, by=controller),
        lambda: set_own_dates(part, DAYS, by=controller),
        lambda: take_out(part, by=controller),
    ):
        with pytest.raises(PermissionDenied):
            act()
