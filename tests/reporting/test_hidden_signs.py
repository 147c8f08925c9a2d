"""Invisible names and texts, and those that reverse the reading order, are refused at their field."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.document.visible import problem
from reporting.models import Committee, Municipality, Report, ReportTemplate, Role, User
from reporting.permissions import Action
from reporting.workflow.moves import move
from tests.factories import PASSWORD, make_committee, make_report, make_template, make_user, section
from tests.html import Page
from tests.patches import print_of

pytestmark = pytest.mark.django_db
BLANK, HIDDEN, CONTROL, TURNED = "\u200b", "Res\u200bor", "Res\x07or", "Res\u202eor"
NAMES = [BLANK, HIDDEN, CONTROL, TURNED, "\u2066Resor", "\ufeff", "\u3164", "\u2800", "Re\x85sor"]


@pytest.fixture
def report() -> Report:
    return make_report(section("ekonomi", "budgets.statement"), section("inledning", has_prose=True))


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    client.force_login(make_user(report.committee))
    return client


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser(username="drift", password=PASSWORD))
    return client


def errors(content: bytes) -> list[str]:
    return [text for text in Page(content).texts("p", class_="field-error") if "tecken" in text]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_seen_whole(name: str) -> None:
    assert "tecken" in problem(name)


@pytest.mark.parametrize(
    "name", ["Resor", "", "Vatten- och avlopps\u00adverksamhet", "Två\trader\nhär", "É ⁂ 👩\u200d👧", "−5 %"]
)
def test_what_can_be_read_is_left_alone(name: str) -> None:
    assert problem(name) == ""


@pytest.mark.parametrize("text", ["Året\u202e.", "\u2067Året.", "Året\x00.", "\u200b\n\u200b"])
def test_a_long_text_turns_nothing(text: str) -> None:
    assert "tecken" in problem(text, is_long=True)
    assert problem("Ett\u200bord, ett till.", is_long=True) == ""


@pytest.mark.parametrize("name", [BLANK, CONTROL, TURNED])
def test_a_row_is_not_named_so(person: Client, report: Report, name: str) -> None:
    data = {"ekonomi-TOTAL_FORMS": "1", "ekonomi-INITIAL_FORMS": "0", "ekonomi-0-label": name,
            "ekonomi-0-kind": "cost"} | print_of(report)  # fmt: skip
    answer = person.post(reverse("section_edit", args=[report.slug, "ekonomi"]), data)
    assert answer.status_code == 422
    assert "tecken" in answer.content.decode()
    assert not BudgetLine.objects.exists()


@pytest.mark.parametrize("text", [TURNED, BLANK])
def test_a_text_does_not_turn(person: Client, report: Report, text: str) -> None:
    data = {"text-markdown": text} | print_of(report)
    answer = person.post(reverse("section_edit", args=[report.slug, "inledning"]), data)
    assert answer.status_code == 422
    assert not report.texts.exists()


@pytest.mark.parametrize("name", [BLANK, HIDDEN, TURNED])
def test_a_template_is_not_named_so(person: Client, report: Report, name: str) -> None:
    answer = person.post(reverse("template_list", args=[report.committee.slug]), {"name": name})
    assert (answer.status_code, len(errors(answer.content))) == (422, 1)
    new = {"add": "", "state": report.template.state, "kind": "text", "heading": name, "level": "1"}
    answer = person.post(reverse("template_edit", args=[report.template.pk]), new)
    assert (answer.status_code, len(errors(answer.content))) == (422, 1)


@pytest.mark.parametrize("place", ["heading", "guidance"])
def test_a_section_says_nothing_hidden(person: Client, report: Report, place: str) -> None:
    sent = {"state": report.template.state, "heading": "Inledning", "level": "1", "has_prose": "on"} | {
        place: TURNED
    }
    answer = person.post(reverse("template_section", args=[report.template.pk, "inledning"]), sent)
    assert (answer.status_code, len(errors(answer.content))) == (422, 1)


def test_a_heading_of_a_table_says_nothing_hidden() -> None:
    with pytest.raises(ValidationError, match="tecken"):
        make_template(section("ekonomi", "budgets.statement", options={"title": TURNED}))


def test_a_report_is_not_titled_so(person: Client, report: Report) -> None:
    data = {"actuals_through": "2024-08-31", "dated": "2024-09-05", "title": TURNED, "kind": "interim",
            "template": str(report.template.pk)}  # fmt: skip
    answer = person.post(reverse("report_start", args=[report.committee.slug]), data)
    assert (answer.status_code, len(errors(answer.content))) == (422, 1)


@pytest.mark.parametrize("name", [BLANK, CONTROL, TURNED])
def test_a_committee_is_not_named_so(admin: Client, name: str) -> None:
    committee = make_committee("Kulturnämnden")
    data = {"name": name, "slug": committee.slug, "municipality": str(committee.municipality.pk),
            "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}  # fmt: skip
    answer = admin.post(reverse("admin:reporting_committee_change", args=[committee.pk]), data)
    assert "tecken" in answer.content.decode()
    admin.post(reverse("admin:reporting_municipality_add"), {"name": name, "slug": "ny"})
    assert Committee.objects.get().name == "Kulturnämnden"
    assert Municipality.objects.count() == 1


def test_a_template_of_the_administration_says_nothing_hidden(admin: Client) -> None:
    data = {"committee": str(make_committee().pk), "name": "Delår", "version": "1", "convention": "{}",
            "sections": json.dumps([section("inledning", heading=TURNED)])}  # fmt: skip
    admin.post(reverse("admin:reporting_reporttemplate_add"), data)
    assert not ReportTemplate.objects.exists()


def test_a_file_shows_nothing_hidden(person: Client, report: Report) -> None:
    """Neither in its own name nor in what it says of its owner and accounts."""
    ledger = (
        f"#FLAGGA 0\r\n#FNAMN {TURNED}\r\n#SIETYP 4\r\n#RAR 0 20230101 20231231\r\n#KONTO 5010 {HIDDEN}\r\n"
    )
    ledger += "#PSALDO 0 202307 5010 {} 1234.00\r\n"
    BudgetLine.objects.create(report=report, key="hyra", label="Hyra", position=1)
    file = SimpleUploadedFile("bok\u202ees.se", ledger.encode())
    started = person.post(reverse("import_start", args=[report.slug]), {"file": file})
    shown = person.get(started["Location"]).content.decode()
    assert "bokes.se" in shown
    assert "Resor" in shown
    assert not any(sign in shown for sign in "\u202e\u200b")


@pytest.mark.parametrize("reason", [BLANK, TURNED])
def test_a_reason_can_be_read(reason: str) -> None:
    report = make_report(section("inledning"))
    controller = make_user(report.committee, Role.CONTROLLER)
    move(report, Action.HAND_IN, by=controller)
    with pytest.raises(ValidationError, match="tecken"):
        move(report, Action.SEND_BACK, by=controller, reason=reason)
