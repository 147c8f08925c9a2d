"""Input that no browser sends, where no form parses it: answered on both databases, never a server error."""

import pytest
from django.test import Client
from django.urls import reverse

from reporting.journal.writing import open_journal
from reporting.models import AcceptedFinding, JournalEntry, Report, Role
from reporting.models.choices import Status
from reporting.models.saved_table import TableMapping
from reporting.review.of_report import findings_of
from tests.factories import fresh, make_report, make_user, section

pytestmark = pytest.mark.django_db
NUL = "a\x00b"


@pytest.fixture
def report(client: Client) -> Report:
    made = make_report(section("inledning", has_prose=True))
    made.texts.create(section_key="inledning", markdown="Avtal finns med 3 av 5, de övriga 3 är på gång.")
    open_journal(made)
    client.force_login(make_user(made.committee))
    return made


def test_a_reason_is_kept_without_null_characters(client: Client, report: Report) -> None:
    (fingerprint, *_) = [one.fingerprint for one in findings_of(fresh(report))]
    answer = client.post(
        reverse("finding_accept", args=[report.slug]), {"fingerprint": fingerprint, "reason": NUL}
    )
    assert (answer.status_code, AcceptedFinding.objects.get().reason) == (302, "ab")


def test_a_report_is_sent_back_for_a_reason_with_such_a_sign(client: Client, report: Report) -> None:
    Report.objects.update(status=Status.HANDED_IN)
    client.force_login(make_user(report.committee, Role.APPROVER))
    answer = client.post(reverse("report_move", args=[report.slug]), {"action": "send_back", "reason": NUL})
    assert (answer.status_code, report.status_changes.get().reason) == (302, "ab")


def test_what_it_names_is_not_there(client: Client, report: Report) -> None:
    other = reverse("report_comparison", args=[report.slug])
    history = reverse("cell_history", args=[report.slug, "reporting.prosetext", "inledning", "markdown"])
    unknown = reverse("cell_history", args=[report.slug, NUL, "inledning", "markdown"])
    assert client.get(unknown).status_code == 404
    reopened = client.post(reverse("finding_reopen", args=[report.slug]), {"fingerprint": NUL})
    assert client.get(other, {"med": NUL}).status_code == 404
    assert client.post(history, {"version": NUL}).status_code == 404
    assert reopened.status_code == 302
    assert JournalEntry.objects.exclude(by=None).count() == 0


def test_a_remembered_row_it_names_is_not_forgotten(client: Client, report: Report) -> None:
    mapping = TableMapping.objects.create(
        committee=report.committee,
        name="Tabell",
        section_key="ekonomi",
        grid="ekonomi",
        header_row=1,
        columns=[],
    )
    mapping.row_choices.create(text="hyror", place="skip")
    answer = client.post(reverse("table_mapping", args=[report.slug, mapping.pk]), {"forget": [NUL]})
    assert (answer.status_code, mapping.row_choices.count()) == (302, 1)
