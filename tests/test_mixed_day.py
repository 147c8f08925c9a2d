"""A day of mixed writing through the portal's pages; at its end the journal verifies."""

from __future__ import annotations

import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budgets.models import AccountRule, BudgetLine
from internal_control.models import Risk
from reporting.entry.section_entry import SectionEntry
from reporting.models import JournalEntry, Membership, Report, Role, User
from reporting.sections import section_of, sections_of
from tests import patches
from tests.budgets.test_sie import sie
from tests.factories import PASSWORD, fresh
from tests.html import Page

pytestmark = pytest.mark.django_db
SLUG = "sydnarke-2024-04-delarsrapport"


@pytest.fixture
def report(demo: None) -> Report:
    return fresh(Report.objects.get(slug=SLUG))


@pytest.fixture
def person(client: Client, report: Report) -> Client:
    user = User.objects.create_user(username="dagens-skribent", password=PASSWORD)
    for role in (Role.CONTROLLER, Role.APPROVER):
        Membership.objects.create(user=user, committee=report.committee, role=role)
    client.force_login(user)
    return client


def told(how: str) -> int:
    """The number of entries of one ``how``."""
    return JournalEntry.objects.filter(how=how).exclude(by=None).count()


def posted(report: Report, key: str) -> dict[str, str]:
    return patches.print_of(report) | SectionEntry(section_of(fresh(report), key)).as_posted()


def keys_of(report: Report) -> list[str]:
    return [section.key for section in sections_of(fresh(report))]


def amounts(data: dict[str, str], name: str) -> list[str]:
    """The filled fields of that name in saved rows."""
    return [
        key
        for key, value in data.items()
        if key.endswith(f"-{name}") and value and not key.startswith("initial-")
    ]


def save(client: Client, report: Report, key: str, data: dict[str, str]) -> None:
    response = client.post(reverse("section_edit", args=[report.slug, key]), data)
    assert response.status_code == 302, Page(response.content).text


def autosave(client: Client, report: Report, key: str, data: dict[str, str], how: str) -> dict[str, Any]:
    batch = uuid.uuid4()
    answer = patches.autosave(client, report, key, data, batch=batch, how=how)
    assert answer["saved"] is True
    patches.autosave(client, report, key, data, batch=batch, how=how)  # the answer was lost
    return answer


def import_file(client: Client, report: Report, content: bytes, name: str) -> None:
    url = client.post(
        reverse("import_start", args=[report.slug]), {"file": SimpleUploadedFile(name, content)}
    )["Location"]
    values = Page(client.get(url).content).values()
    assert "seen" in values, name
    doubts = {"yes": "ja"} if "yes" in values else {}
    response = client.post(url, {"seen": values["seen"]} | doubts)
    assert response.status_code == 302, Page(response.content).text


def test_a_day_of_mixed_writing(person: Client, report: Report) -> None:
    grids = {key: posted(report, key) for key in keys_of(report)}
    money = next(key for key, data in grids.items() if amounts(data, "actual"))

    for key, data in grids.items():  # typed: the text of each section, the rest unchanged
        if "text-markdown" in data:
            save(
                person, report, key, data | {"text-markdown": f"{data['text-markdown']}\n\nTillägg i {key}."}
            )
        else:
            save(person, report, key, data)
    typed = told("typed")
    assert typed > 0

    data = posted(report, money)  # typed and pasted, autosaved
    first, second = amounts(data, "actual")[:2]
    assert autosave(person, report, money, data | {first: "1 234,5"}, "typed")["errors"] == {}
    data = posted(report, money)
    assert autosave(person, report, money, data | {first: "77", second: "88"}, "pasted")["errors"] == {}
    assert (told("typed"), told("pasted")) == (typed + 1, 2)

    cell = JournalEntry.objects.filter(how="pasted").earliest("pk")  # restored
    address = reverse("cell_history", args=[report.slug, *cell.cell])
    assert person.post(address, {"version": str(cell.version - 1)}).status_code == 302
    assert told("restored") == 1

    book = openpyxl.load_workbook(  # a filled-in workbook
        io.BytesIO(person.get(reverse("entry_workbook", args=[report.slug])).content)
    )
    sheet = next(
        s for s in book.worksheets if any(str(c.value).startswith("Utfall") for r in s.iter_rows() for c in r)
    )
    header = next(r for r in sheet.iter_rows() if any(str(c.value).startswith("Utfall") for c in r))
    column = next(c.column for c in header if str(c.value).startswith("Utfall"))
    sheet.cell(header[0].row + 1, column).value = 4321
    changed = io.BytesIO()
    book.save(changed)
    import_file(person, report, changed.getvalue(), "bok.xlsx")
    imported = told("imported")
    assert imported == 1

    lines = list(BudgetLine.objects.filter(report=report).order_by("position"))  # a ledger
    AccountRule.objects.filter(committee=report.committee).delete()
    for prefix, line in zip("357", lines, strict=False):
        AccountRule.objects.create(committee=report.committee, prefix=prefix, line_key=line.key)
    import_file(person, report, sie(
        '#KONTO 3010 "Avgifter"\r\n#KONTO 5010 "Löner"\r\n'
        "#RES 0 3010 -500\r\n#RES 0 5010 300\r\n"
        "#PSALDO 0 202401 3010 {} -500\r\n#PSALDO 0 202404 5010 {} 300\r\n"
    ).replace(b"20230101 20231231", b"20240101 20241231"), "bok.se")  # fmt: skip
    assert told("imported") > imported

    admin = Client()  # administered: changed, and deleted
    superuser = User.objects.create_superuser(username="driftens-egen", password=PASSWORD)
    superuser.memberships.create(committee=report.committee, role=Role.ADMINISTRATOR)
    admin.force_login(superuser)
    line = lines[-1]
    change = reverse("admin:budgets_budgetline_change", args=[line.pk])
    form = {"label": "Ny benämning", "kind": line.kind, "position": str(line.position), "actual": "12.34"}
    assert admin.post(change, form).status_code == 302
    assert (
        admin.post(reverse("admin:budgets_budgetline_delete", args=[line.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert not BudgetLine.objects.filter(pk=line.pk).exists()

    data = posted(report, money)  # deleted and added in the grid
    prefix = first.rsplit("-", 2)[0]
    total = int(data[f"{prefix}-TOTAL_FORMS"])
    initial = int(data[f"{prefix}-INITIAL_FORMS"])
    new = {
        f"{prefix}-{initial}-label": "Påhittad rad",
        f"{prefix}-{initial}-kind": "cost",
        f"{prefix}-{initial}-actual": "5",
    }
    assert initial < total
    save(person, report, money, data | new | {f"{prefix}-{initial - 1}-DELETE": "on"})
    assert BudgetLine.objects.filter(report=report, label="Påhittad rad").exists()
    assert BudgetLine.objects.filter(report=report).count() == initial

    new_report(person, report)
    assert Risk.objects.exists()
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("Journalen stämmer: ")


def new_report(client: Client, report: Report) -> None:
    address = reverse("report_start", args=[report.committee.slug])
    values = Page(client.get(address).content).values()
    wanted = ("actuals_through", "dated", "title", "kind", "template")
    response = client.post(
        address,
        {name: values.get(name, "") for name in wanted}
        | {"kind": "interim", "template": str(report.template_id)},
    )
    assert response.status_code == 302, Page(response.content).text
    assert told("copied") > 0
