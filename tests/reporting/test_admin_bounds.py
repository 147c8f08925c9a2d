"""An administrator of one nämnd reads and writes no other, and grants no more than they have."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from goals.models import CommitteeGoal, CouncilGoal
from reporting.journal.writing import open_journal
from reporting.models import Committee, Membership, Report, ReportTemplate, Role, TableMapping, User
from tests.factories import PASSWORD, make_committee, make_report, make_template, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def own() -> Report:
    return make_report(section("ekonomi", "budgets.statement"))


@pytest.fixture
def other() -> Report:
    """Another nämnd's draft, with a row to keep secret."""
    report = make_report(section("ekonomi", "budgets.statement"))
    BudgetLine.objects.create(
        report=report, key="hemligt", label="Hemligt bygge", kind="cost", actual=Decimal(7)
    )
    CouncilGoal.objects.create(report=report, key="mal", label="Hemligt mål")
    open_journal(report)
    return report


@pytest.fixture
def person(own: Report) -> User:
    """Administers one nämnd, with all of Django's permissions."""
    person = make_user(own.committee, Role.ADMINISTRATOR, username="admin-a")
    person.is_staff = True
    person.save()
    person.user_permissions.set(Permission.objects.all())
    return person


@pytest.fixture
def admin(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def runs_the_portal(client: Client, own: Report) -> Client:
    """A superuser with a role in one nämnd, as the demo's administrator."""
    user = make_user(own.committee, Role.ADMINISTRATOR)
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.mark.parametrize("who", ["admin", "runs_the_portal"])
def test_rows_of_another_committee_are_not_there(
    who: str, other: Report, own: Report, request: pytest.FixtureRequest
) -> None:
    client: Client = request.getfixturevalue(who)
    line = BudgetLine.objects.get()
    assert "Hemligt bygge" not in client.get(reverse("admin:budgets_budgetline_changelist")).content.decode()
    for name in ("change", "delete", "history"):
        address = reverse(f"admin:budgets_budgetline_{name}", args=[line.pk])
        assert "Hemligt bygge" not in client.get(address, follow=True).content.decode()
        client.post(address, {"label": "Omskrivet", "kind": "cost", "position": "1", "post": "yes"})
    assert BudgetLine.objects.get().label == "Hemligt bygge"


def test_no_row_is_added_to_a_draft_of_another_committee(admin: Client, own: Report, other: Report) -> None:
    address = reverse("admin:budgets_budgetline_add")
    reports = [option.attrs["value"] for option in Page(admin.get(address).content).all("option")]
    assert str(own.pk) in reports
    assert str(other.pk) not in reports
    admin.post(
        address, {"report": str(other.pk), "key": "ny", "label": "Ny", "kind": "cost", "position": "1"}
    )
    assert [line.label for line in BudgetLine.objects.all()] == ["Hemligt bygge"]


def test_a_row_lies_under_no_row_of_another_committee(admin: Client, own: Report, other: Report) -> None:
    page = admin.get(reverse(f"admin:goals_{CommitteeGoal._meta.model_name}_add")).content.decode()
    assert "Hemligt mål" not in page


def test_templates_and_tables_of_another_committee_are_not_there(admin: Client, own: Report) -> None:
    template = make_template(committee=make_committee("Hemliga nämnden"), name="Hemlig mall")
    TableMapping.objects.create(
        committee=template.committee,
        name="Hemlig tabell",
        section_key="ekonomi",
        grid="x",
        header_row=1,
        columns=[],
    )
    for name in ("reporting_reporttemplate", "reporting_tablemapping"):
        assert "Hemlig" not in admin.get(reverse(f"admin:{name}_changelist")).content.decode().replace(
            "Hemliga nämnden", ""
        )
    admin.post(reverse("admin:reporting_reporttemplate_change", args=[template.pk]), {"name": "Ny"})
    assert ReportTemplate.objects.get(pk=template.pk).name == "Hemlig mall"


def person_data(user: User, **more: str) -> dict[str, str]:
    forms = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    joined = {"date_joined_0": "2024-01-01", "date_joined_1": "12:00:00"}
    return forms | joined | {"username": user.username, "is_active": "on"} | more


def test_no_one_makes_themselves_a_superuser(admin: Client, person: User) -> None:
    address = reverse("admin:reporting_user_change", args=[person.pk])
    group = {"is_superuser": "on", "is_staff": "on"}
    answer = admin.post(address, person_data(person, first_name="Anna", **group))
    assert answer.status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.is_superuser) == ("Anna", False)


def test_no_one_makes_another_staff(admin: Client, own: Report) -> None:
    colleague = make_user(own.committee, Role.REPORTER)
    admin.post(
        reverse("admin:reporting_user_change", args=[colleague.pk]),
        person_data(colleague, is_staff="on", is_superuser="on"),
    )
    colleague.refresh_from_db()
    assert (colleague.is_staff, colleague.is_superuser) == (False, False)


@pytest.mark.parametrize("kind", ["superuser", "staff", "of another committee"])
def test_no_one_takes_over_another_account(admin: Client, kind: str) -> None:
    """By setting its password."""
    target = make_user(make_committee() if kind == "of another committee" else None, role=Role.CONTROLLER)
    User.objects.filter(pk=target.pk).update(is_superuser=kind == "superuser", is_staff=kind == "staff")
    new = {"password1": "ett-nytt-losenord-1", "password2": "ett-nytt-losenord-1", "usable_password": "true"}
    admin.post(reverse("admin:auth_user_password_change", args=[target.pk]), new)
    target.refresh_from_db()
    assert target.check_password(PASSWORD)


def test_no_one_gives_themselves_a_role_elsewhere(admin: Client, person: User, other: Report) -> None:
    role = {
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-role": Role.CONTROLLER,
        "memberships-0-user": str(person.pk), "memberships-0-committee": str(other.committee.pk),
    }  # fmt: skip
    admin.post(reverse("admin:reporting_user_change", args=[person.pk]), person_data(person) | role)
    admin.post(
        reverse("admin:reporting_committee_change", args=[other.committee.pk]),
        {"name": other.committee.name, "slug": other.committee.slug,
         "municipality": str(other.committee.municipality_id)} | role,
    )  # fmt: skip
    assert Membership.objects.filter(user=person).count() == 1


def test_own_committee_and_its_people_are_administered(admin: Client, own: Report) -> None:
    colleague = make_user(own.committee, Role.REPORTER)
    data = person_data(colleague, first_name="Bo") | {
        "memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1",
        "memberships-0-id": str(colleague.memberships.get().pk), "memberships-0-user": str(colleague.pk),
        "memberships-0-committee": str(own.committee.pk), "memberships-0-role": Role.REPORTER,
        "memberships-1-user": str(colleague.pk), "memberships-1-committee": str(own.committee.pk),
        "memberships-1-role": Role.APPROVER,
    }  # fmt: skip
    assert admin.post(reverse("admin:reporting_user_change", args=[colleague.pk]), data).status_code == 302
    assert set(colleague.memberships.values_list("role", flat=True)) == {Role.REPORTER, Role.APPROVER}
    assert admin.get(reverse("admin:reporting_committee_change", args=[own.committee.pk])).status_code == 200
    assert Committee.objects.count() == 1
