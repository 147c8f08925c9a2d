"""An empty portal gets its first report from the browser alone."""

from __future__ import annotations

import json

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from reporting.models import Committee, Membership, Municipality, Report, ReportTemplate, Role, User
from tests.factories import PASSWORD, make_committee, make_report, make_template, make_user, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser(username="drift", password=PASSWORD))
    return client


def add(client: Client, model: str, **data: str) -> None:
    response = client.post(reverse(f"admin:reporting_{model}_add"), data)
    assert (response.status_code, getattr(response, "context", None)) == (302, None)


def no_rows(prefix: str) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def test_an_empty_portal_is_set_up_to_its_first_report(admin: Client) -> None:
    add(admin, "municipality", name="Åmåla kommun", slug="amala")
    add(
        admin, "committee", name="Kulturnämnden", slug="kultur",
        municipality=str(Municipality.objects.get().pk), **no_rows("memberships"),
    )  # fmt: skip
    committee = Committee.objects.get()
    sections = [section("inledning", has_prose=True)]
    add(
        admin, "reporttemplate", committee=str(committee.pk), name="Delår", version="1",
        sections=json.dumps(sections), convention="{}", pdf_profile="ua1", approvals="1",
    )  # fmt: skip
    add(admin, "user", username="ekonom", usable_password="true", password1=PASSWORD, password2=PASSWORD)
    person = User.objects.get(username="ekonom")
    page = admin.get(reverse("admin:reporting_user_change", args=[person.pk]))
    assert 'name="memberships-0-role"' in page.content.decode()
    Membership.objects.create(user=person, committee=committee, role=Role.CONTROLLER)

    controller = Client()
    assert controller.login(username="ekonom", password=PASSWORD)
    data = {
        "actuals_through": "2024-08-31", "dated": "2024-09-05", "title": "Delårsrapport",
        "kind": "interim", "template": str(ReportTemplate.objects.get().pk),
    }  # fmt: skip
    response = controller.post(reverse("report_start", args=["kultur"]), data)
    assert response.status_code == 302
    assert Report.objects.get().slug == "kultur-2024-08-delarsrapport"


def test_a_role_is_given_beside_the_nämnd(admin: Client) -> None:
    committee, person = make_committee(name="Kulturnämnden"), make_user(role=None)
    data = {
        "name": committee.name, "slug": committee.slug, "municipality": str(committee.municipality.pk),
        "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(person.pk), "memberships-0-role": Role.APPROVER,
    }  # fmt: skip
    response = admin.post(reverse("admin:reporting_committee_change", args=[committee.pk]), data)
    assert response.status_code == 302
    assert person.roles_in(committee) == {Role.APPROVER}


@pytest.mark.parametrize("model", ["municipality", "committee", "user", "reporttemplate"])
def test_every_list_is_shown(admin: Client, model: str) -> None:
    make_report()
    assert admin.get(reverse(f"admin:reporting_{model}_changelist")).status_code == 200


def test_a_template_in_use_is_read_only(admin: Client) -> None:
    template = make_template(section("inledning"))
    address = reverse("admin:reporting_reporttemplate_change", args=[template.pk])
    assert 'name="sections"' in admin.get(address).content.decode()
    make_report(template=template)
    assert 'name="sections"' not in admin.get(address).content.decode()
    assert admin.post(address, {"name": "Ny", "sections": "[]"}).status_code == 403


def test_those_who_are_no_superusers_see_nothing_there() -> None:
    client = Client()
    person = make_user(role=Role.ADMINISTRATOR)
    client.force_login(person)
    for model in ("municipality", "committee", "user", "reporttemplate"):
        assert client.get(reverse(f"admin:reporting_{model}_changelist")).status_code == 302
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert client.get(reverse("admin:index")).status_code == 302  # staff, without the permission for it
    person.user_permissions.add(Permission.objects.get(codename="use_django_admin"))
    for model in ("municipality", "committee", "user", "reporttemplate"):
        assert client.get(reverse(f"admin:reporting_{model}_changelist")).status_code == 403
