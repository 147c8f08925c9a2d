"""A kommunadministratör makes nämnder, people and roles in her kommun, and in no other."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from reporting.administration.municipalities import Start, make_committees
from reporting.administration.people import make_person, new_password
from reporting.administration.roles import (
    LAST_ONE,
    Dates,
    change_dates,
    give_roles,
    make_administrator,
    take_back,
)
from reporting.models import (
    AdministrationChange,
    Committee,
    Membership,
    Municipality,
    MunicipalityAdministrator,
    PeriodKind,
    Report,
    ReportTemplate,
    Role,
    User,
)
from reporting.permissions import ADMINISTERS, MUNICIPALITY_ADMINISTRATOR, Subject, may_manage_account
from reporting.template_editor.starters import KINDS, starters
from reporting.workflow.start import proposed_templates
from tests.factories import make_committee, make_municipality, make_report, make_template, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture
def kommun() -> Municipality:
    return make_municipality("Lekebergs kommun")


@pytest.fixture
def keeper(kommun: Municipality, client: Client) -> User:
    return make_keeper(kommun, client)


def make_keeper(kommun: Municipality, client: Client | None = None) -> User:
    user = make_user(role=None)
    user.municipality = kommun
    user.save()
    MunicipalityAdministrator.objects.create(user=user, municipality=kommun)
    if client is not None:
        client.force_login(user)
    return user


def post(client: Client, name: str, *args: Any, **data: Any) -> Any:
    return client.post(reverse(name, args=args), data)


def errors(response: Any) -> list[str]:
    """At the fields, and above the form."""
    page = Page(response.content)
    above = [line for box in page.texts("div", role="alert") for line in box.splitlines()]
    return page.texts("p", class_="field-error") + above


def test_the_table_of_who_administers_is_complete() -> None:
    in_committee = {MUNICIPALITY_ADMINISTRATOR, Role.ADMINISTRATOR}
    expected = {subject: {MUNICIPALITY_ADMINISTRATOR} for subject in Subject} | {Subject.ROLES: in_committee}
    assert {subject: set(who) for subject, who in ADMINISTERS.items()} == expected


def test_twelve_committees_in_one_form(client: Client, kommun: Municipality, keeper: User) -> None:
    names = [f"Nämnd nr {number}" for number in range(12)]
    page = Page(client.get(reverse("committee_new", args=[kommun.slug])).content)
    chosen = [box.attrs["value"] for box in page.all("input", type="checkbox") if "checked" in box.attrs]
    assert chosen == ["delarsrapport", "arsredovisning", "controller", "administrator"]
    response = post(
        client, "committee_new", kommun.slug,
        names="\n".join(names), starters=["delarsrapport", "arsredovisning"],
        person=keeper.pk, roles=["controller", "administrator"],
    )  # fmt: skip
    assert response["Location"] == reverse("report_list")
    assert sorted(kommun.committees.values_list("name", flat=True)) == sorted(names)
    for committee in kommun.committees.all():
        assert set(keeper.memberships.filter(committee=committee).values_list("role", flat=True)) == {
            "controller", "administrator",
        }  # fmt: skip
        assert [one.name for one in committee.templates.all()] == ["Delårsrapport med MER", "Årsredovisning"]
    assert kommun.changes.filter(by=keeper).count() == 12 * (1 + 2 + 2)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("Socialnämnden\nSOCIALNÄMNDEN", "SOCIALNÄMNDEN finns redan, eller står två gånger. Ta bort raden."),
        ("\n".join(f"Nämnd {n}" for n in range(61)), "Högst 60 nämnder åt gången. Du skrev 61."),
        (" \n ", "Detta fält måste fyllas i."),
    ],
)
def test_refused_names_make_nothing(
    client: Client, kommun: Municipality, keeper: User, names: str, said: str
) -> None:
    assert said in errors(post(client, "committee_new", kommun.slug, names=names))
    assert not Committee.objects.exists()


def test_a_name_taken_in_another_kommun_gets_an_address_of_its_own(
    kommun: Municipality, keeper: User
) -> None:
    other = make_committee("Socialnämnden")
    Committee.objects.filter(pk=other.pk).update(slug="socialnamnden")
    (made,) = make_committees(kommun, ["Socialnämnden"], Start(), by=keeper)
    assert made.slug == f"socialnamnden-{kommun.slug}"


def test_another_kommun_is_left_alone(client: Client, keeper: User) -> None:
    other = make_committee()
    person = make_user(other, Role.READER)
    with pytest.raises(PermissionDenied):
        make_committees(other.municipality, ["Nämnden"], Start(), by=keeper)
    with pytest.raises(PermissionDenied):
        give_roles(keeper, [other], [Role.READER], Dates(), by=keeper)
    with pytest.raises(PermissionDenied):
        make_administrator(keeper, other.municipality, Dates(), by=keeper)
    with pytest.raises(PermissionDenied):
        new_password(person, other.municipality, by=keeper)
    assert client.get(reverse("committee_people", args=[other.slug])).status_code == 404
    assert client.get(reverse("membership_edit", args=[person.memberships.get().pk])).status_code == 404


def test_a_person_is_made_and_logs_in_with_the_password_shown_once(
    client: Client, kommun: Municipality, keeper: User
) -> None:
    committee = make_committee("Socialnämnden", kommun)
    response = post(
        client, "person_new", kommun.slug,
        first_name="Ekonomichef", username="ekonomichef", email="", committees=[committee.pk],
        roles=["approver"], valid_from="2020-01-01", valid_to="2099-12-31",
    )  # fmt: skip
    name, password = Page(response.content).texts("dd")
    assert Client().login(username=name, password=password)
    assert "no-store" in response["Cache-Control"]
    held = Membership.objects.get(user__username="ekonomichef")
    assert (held.role, held.dates) == ("approver", "2020-01-01–2099-12-31")
    again = client.get(reverse("person_page", args=[kommun.slug, held.user_id]))
    assert password not in again.content.decode()
    assert password not in "".join(
        f"{one.label}{one.old}{one.new}" for one in AdministrationChange.objects.all()
    )


def test_a_taken_user_name_is_refused(client: Client, kommun: Municipality, keeper: User) -> None:
    make_user(username="controller")
    response = post(client, "person_new", kommun.slug, first_name="En till", username="CONTROLLER")
    assert errors(response) == ["Användarnamnet är upptaget. Välj ett annat."]


def test_an_account_with_anything_in_another_kommun_is_not_hers(kommun: Municipality, keeper: User) -> None:
    """She could log in there with the password that she sets."""
    person = User(first_name="Delad", username="delad")
    make_person(person, kommun, by=keeper)
    assert may_manage_account(keeper, person)
    held = Membership.objects.create(
        user=person, committee=make_committee(), role=Role.READER, valid_to=YESTERDAY
    )
    assert not may_manage_account(keeper, person)
    with pytest.raises(PermissionDenied):
        new_password(person, kommun, by=keeper)
    held.delete()
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert not may_manage_account(keeper, User.objects.get(pk=person.pk))


def test_the_last_administrator_stays(client: Client, kommun: Municipality, keeper: User) -> None:
    own = keeper.administrations.get()
    for data in ({"take_back": "ja"}, {"valid_to": str(YESTERDAY)}, {"valid_to": "2099-12-31"}):
        assert LAST_ONE in errors(post(client, "administrator_edit", own.pk, **data))
    facts = {"first_name": "Jag", "username": keeper.username}
    assert LAST_ONE in errors(post(client, "person_page", kommun.slug, keeper.pk, **facts))
    keeper.refresh_from_db()
    assert keeper.is_active
    assert keeper.administrations.current().exists()
    make_keeper(kommun)
    assert post(client, "administrator_edit", own.pk, take_back="ja").status_code == 302
    assert not keeper.administrations.exists()


def test_another_whose_account_is_closed_or_who_ends_does_not_count(
    kommun: Municipality, keeper: User
) -> None:
    closed, ends = make_keeper(kommun), make_keeper(kommun)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    MunicipalityAdministrator.objects.filter(user=ends).update(valid_to=timezone.localdate())
    with pytest.raises(ValidationError, match="sista kommunadministratör"), transaction.atomic():
        take_back(keeper.administrations.get(), by=keeper)


def test_the_last_administrator_of_a_committee_stays_where_no_kommunadministrator_is() -> None:
    committee = make_committee()
    user = make_user(committee, Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="nämndens sista administratör"), transaction.atomic():
        take_back(user.memberships.get(), by=user)
    make_keeper(committee.municipality)
    take_back(user.memberships.get(), by=user)


def test_a_committees_administrator_gives_roles_there(client: Client) -> None:
    committee = make_committee()
    administrator, other = make_user(committee, Role.ADMINISTRATOR), make_user(make_committee(), Role.READER)
    client.force_login(administrator)
    response = post(client, "committee_people", committee.slug, username=other.username, roles=["reporter"])
    assert response.status_code == 302
    assert other.memberships.get(committee=committee).role == "reporter"
    (change,) = AdministrationChange.objects.all()
    assert (change.label, change.new, change.by) == (
        f"Rapportör i {committee.name}: {other.username}", "tills vidare", administrator,
    )  # fmt: skip


def test_a_role_given_again_gets_the_new_dates(kommun: Municipality, keeper: User) -> None:
    committee, person = make_committee(municipality=kommun), make_user(role=None)
    give_roles(person, [committee], ["reader"], Dates(last=YESTERDAY), by=keeper)
    give_roles(person, [committee], ["reader"], Dates(), by=keeper)
    assert person.memberships.get().dates == "tills vidare"
    assert [(one.old, one.new) for one in kommun.changes.order_by("pk")] == [
        ("", f"till {YESTERDAY}"), (f"till {YESTERDAY}", "tills vidare"),
    ]  # fmt: skip


def test_dates_in_disorder_are_refused(client: Client, kommun: Municipality, keeper: User) -> None:
    held = Membership.objects.create(
        user=make_user(role=None), committee=make_committee(municipality=kommun), role="reader"
    )
    response = post(client, "membership_edit", held.pk, valid_from="2026-02-01", valid_to="2026-01-01")
    assert errors(response) == ["Sista dagen kan inte komma före den första."]
    with pytest.raises(ValidationError):
        change_dates(held, Dates(dt.date(2026, 2, 1), dt.date(2026, 1, 1)), by=keeper)


def test_a_committees_name_and_members_are_changed_and_logged(
    client: Client, kommun: Municipality, keeper: User
) -> None:
    committee, member = make_committee("IT-nämnden", kommun), make_municipality("Laxå kommun")
    data = {"name": "Digitaliseringsnämnden", "members": [kommun.pk, member.pk]}
    client.post(reverse("committee_facts", args=[committee.slug]), data)
    committee.refresh_from_db()
    assert (committee.name, committee.member_names) == (
        "Digitaliseringsnämnden",
        ("Laxå kommun", "Lekebergs kommun"),
    )
    assert [(one.label, one.old, one.new) for one in kommun.changes.order_by("pk")] == [
        ("Nämndens namn", "IT-nämnden", "Digitaliseringsnämnden"),
        ("Medlemskommuner: Digitaliseringsnämnden", "", "Laxå kommun, Lekebergs kommun"),
    ]


def test_a_new_kommun_is_administered_by_who_made_it(client: Client, keeper: User) -> None:
    client.post(reverse("municipality_list"), {"name": "Askersunds kommun"})
    made = Municipality.objects.get(name="Askersunds kommun")
    assert client.get(reverse("municipality_page", args=[made.slug])).status_code == 200
    assert errors(client.post(reverse("municipality_list"), {"name": "askersunds kommun"})) == [
        "Kommunen finns redan i portalen."
    ]


def test_the_kommuns_page_shows_it_all(client: Client, kommun: Municipality, keeper: User) -> None:
    committee = make_committee("Socialnämnden", kommun)
    make_user(committee, Role.READER)
    Membership.objects.create(user=keeper, committee=committee, role=Role.READER, valid_to=YESTERDAY)
    page = Page(client.get(reverse("municipality_page", args=[kommun.slug])).content)
    assert "En person, ingen rapportmall än" in page.texts("p", class_="muted")


def test_the_log_is_never_rewritten(kommun: Municipality, keeper: User) -> None:
    make_committees(kommun, ["Nämnden"], Start(), by=keeper)
    change = AdministrationChange.objects.get()
    for attempt in (
        lambda: AdministrationChange.objects.update(new="Något annat"),
        lambda: AdministrationChange.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    with pytest.raises(ValidationError):
        change.save()
    with pytest.raises(ValidationError):
        change.delete()


# --- Starter rapportmallar and Ny rapport ------------------------------------------------------


def test_each_starter_is_a_valid_template_of_no_one_in_particular() -> None:
    committee = make_committee()
    for key, starter in starters().items():
        template = ReportTemplate(
            committee=committee, name=starter.name, sections=starter.sections, convention=starter.convention
        )
        template.full_clean()
        text = str(starter.sections)
        assert [name for name in ("Sydnärke", "Herrljunga", "Ludvika", "20") if name in text] == [], key
    assert set(starters()) == set(KINDS)


def test_no_template_is_no_dead_end(client: Client) -> None:
    committee = make_committee()
    client.force_login(make_user(committee, Role.CONTROLLER))
    page = Page(client.get(reverse("report_start", args=[committee.slug])).content)
    (form,) = [one for one in page.all("form") if one.attrs.get("action", "").endswith("fardiga/")]
    response = client.post(form.attrs["action"], {"starters": ["delarsrapport", "arsredovisning"]})
    assert response["Location"] == reverse("report_start", args=[committee.slug])
    page = Page(client.get(response["Location"]).content)
    values = page.values()
    response = client.post(reverse("report_start", args=[committee.slug]), values | proposed(page))
    assert response["Location"] == reverse("report_workspace", args=[Report.objects.get().slug])


def proposed(page: Page) -> dict[str, str]:
    """The chosen options, by the order of kind and template."""
    kind, template = (one.attrs["value"] for one in page.all("option") if "selected" in one.attrs)
    return {"kind": kind, "template": template}


@pytest.mark.parametrize("kind", PeriodKind.values)
def test_each_kind_proposes_the_starter_of_that_kind(kind: str, kommun: Municipality, keeper: User) -> None:
    """Delårsrapport is not årsrapport."""
    (committee,) = make_committees(kommun, ["Nämnden"], Start(starters=list(KINDS)), by=keeper)
    (key,) = [key for key, made_for in KINDS.items() if made_for == kind]
    assert proposed_templates(committee)[kind] == committee.templates.get(name=starters()[key].name).pk


def test_a_template_is_copied_to_other_committees_also_of_another_kommun(client: Client) -> None:
    own, other, taken, foreign = (make_committee() for _ in range(4))
    user = make_user(own, Role.CONTROLLER)
    for committee in (other, taken):
        Membership.objects.create(user=user, committee=committee, role=Role.CONTROLLER)
    template = make_template(committee=own, name="Delår")
    kept = make_template(committee=taken, name="Delår")
    client.force_login(user)
    post(client, "template_spread", template.pk, committees=[other.pk, taken.pk])
    copy = other.templates.get()
    assert (copy.name, copy.version, copy.sections) == ("Delår", 1, template.sections)
    assert list(taken.templates.all()) == [kept]
    assert errors(post(client, "template_spread", template.pk, committees=[foreign.pk])) != []
    assert not foreign.templates.exists()


def dates(report: Report, **other: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "kind": "interim", "actuals_through": "2024-04-30", "dated": str(today), "title": "Delår",
        "template": str(report.template_id),
    } | other  # fmt: skip


def test_implausible_dates_are_asked_about(client: Client) -> None:
    report = make_report(actuals_through=dt.date(2023, 8, 31))
    client.force_login(make_user(report.committee, Role.CONTROLLER))
    address = reverse("report_start", args=[report.committee.slug])
    year = timezone.localdate().year
    ahead = dates(report, actuals_through=f"{year + 1}-12-31")
    before = dates(report, actuals_through="2022-08-31")
    for data, said in (
        (ahead, "ligger mer än ett halvår fram i tiden."),
        (before, "har redan en rapport för en senare"),
    ):
        response = client.post(address, data)
        assert response.status_code == 422
        assert [line for line in errors(response) if said in line] != []
        assert client.post(address, data | {"sure": "on"}).status_code == 302
    assert "sure" not in Page(client.get(address).content).values()


def test_a_kommuns_changed_facts_are_logged(client: Client, kommun: Municipality, keeper: User) -> None:
    client.post(reverse("municipality_facts", args=[kommun.slug]), {"name": "Lekeberg", "accent": "#0f3d5e"})
    assert [(one.label, one.old, one.new, one.by) for one in kommun.changes.order_by("pk")] == [
        ("Namn: Lekeberg", "Lekebergs kommun", "Lekeberg", keeper),
        ("Färg: Lekeberg", "", "#0f3d5e", keeper),
    ]
