"""Comments at sections, rows and cells: among those who work with the report, and never in what it says."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.assembly import document_of
from reporting.document.json_writing import to_json
from reporting.journal.writing import open_journal
from reporting.models import Comment, DeclinedNotice, NoticeKind, OutgoingMail, Report, Role, User
from reporting.permissions import Action
from reporting.renderers.formats import FORMATS
from reporting.review.edition import ReviewEdition
from reporting.workflow.publication import publish
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page

pytestmark = pytest.mark.django_db
CELL = "budgets.budgetline/resor/forecast"
SECRET = "Hemligheten 7f3c: fråga chefen om taxiresorna."


@pytest.fixture
def report() -> Report:
    made = make_report(
        section("inledning", has_prose=True),
        section("ekonomi", "budgets.statement"),
        convention={"unit": "tkr"},
    )
    made.texts.create(section_key="inledning", markdown="Året har gått bra.")
    for key in ("resor", "hyror"):
        BudgetLine.objects.create(
            report=made, key=key, label=key.capitalize(), budget=100_000, actual=130_000, forecast=140_000
        )
    open_journal(made)
    return fresh(made)


@pytest.fixture
def controller(client: Client, report: Report) -> User:
    person = make_user(report.committee, Role.CONTROLLER, "kim")
    client.force_login(person)
    return person


def write(client: Client, report: Report, text: str, at: str = "cell=" + CELL, **more: Any) -> Comment:
    address = f"{reverse('comment_new', args=[report.slug])}?{at}"
    place = Page(client.get(address).content).all("input", name="place")[0].attrs["value"]
    answer = client.post(address, {"place": place, "text": text, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Comment.objects.latest("pk")


def act(client: Client, name: str, comment: Comment, **sent: str) -> int:
    return client.post(reverse(name, args=[comment.report.slug, comment.pk]), sent).status_code


def listed(client: Client, report: Report, query: str = "") -> Page:
    return Page(client.get(reverse("comment_list", args=[report.slug]) + query).content)


@pytest.mark.usefixtures("controller")
def test_a_comment_on_a_cell_is_read_and_answered_there(client: Client, report: Report) -> None:
    made = write(client, report, "Varför så högt?")
    assert (made.place, made.cell_path) == ("Ekonomi › Årsprognos, Resor", CELL)
    noa = make_user(report.committee, Role.APPROVER, "noa")
    client.force_login(noa)
    assert act(client, "comment_reply", made, text="Taxiresorna.") == 302
    page = listed(client, report, "?avsnitt=ekonomi")
    assert page.texts("div", class_="comment-text") == ["Varför så högt?", "Taxiresorna."]
    assert page.texts("p", class_="comment-place") == ["Ekonomi › Årsprognos, Resor"]
    assert listed(client, report, "?avsnitt=inledning").texts("div", class_="comment-text") == []
    call_command("verify_journal", stdout=io.StringIO())


@pytest.mark.usefixtures("controller")
def test_one_chooses_the_cell_its_row_or_the_section(client: Client, report: Report) -> None:
    address = f"{reverse('comment_new', args=[report.slug])}?cell={CELL}"
    page = Page(client.get(address).content)
    offered = [box.attrs["value"] for box in page.all("input", name="place")]
    assert offered == [f"ekonomi/{CELL}", f"ekonomi/{CELL.rpartition('/')[0]}", "ekonomi"]
    client.post(address, {"place": offered[1], "text": "Hela raden."})
    assert Comment.objects.get().place == "Ekonomi › Resor"
    assert client.get(f"{address}-finns-inte").status_code == 404


@pytest.mark.usefixtures("controller")
def test_the_editor_has_a_count_and_a_mark_at_the_row(client: Client, report: Report) -> None:
    editor = reverse("section_edit", args=[report.slug, "ekonomi"])
    before = Page(client.get(editor).content)
    assert (before.all("a", class_="cell-comment"), "Kommentarer" in before.text) == ([], True)
    made = write(client, report, "Varför så högt?")
    page = Page(client.get(editor).content)
    (mark,) = page.all("a", class_="cell-comment")
    assert mark.attrs["href"].endswith(f"?avsnitt=ekonomi#kommentar-{made.pk}")
    assert "1 öppen kommentar" in page.text
    act(client, "comment_resolve", made, klar="ja")
    assert Page(client.get(editor).content).all("a", class_="cell-comment") == []


@pytest.mark.parametrize("count", [1, 40])
def test_as_many_queries_and_bytes_a_row_however_many(
    client: Client, report: Report, controller: User, count: int, django_assert_num_queries: Any
) -> None:
    """The editor reads comments in one query; rows without any have nothing of them."""
    BudgetLine.objects.bulk_create(
        BudgetLine(report=report, key=f"rad-{n}", label=f"Rad {n}", budget=1, actual=1, forecast=1)
        for n in range(60)
    )
    editor = reverse("section_edit", args=[report.slug, "ekonomi"])
    without = len(client.get(editor).content)
    place = {"section_key": "ekonomi", "model": "budgets.budgetline", "row_key": "resor", "field": "forecast"}
    for _ in range(count):
        first = Comment.objects.create(report=report, by=controller, text="Hm.", place="Ekonomi", **place)
        Comment.objects.create(
            report=report, by=controller, text="Ja.", place="Ekonomi", thread=first, **place
        )
    with django_assert_num_queries(9):
        with_comments = len(client.get(editor).content)
    assert with_comments - without < 250
    with django_assert_num_queries(6):
        page = listed(client, report)
    assert len(page.all("li", class_="comment-thread")) == count


@pytest.mark.usefixtures("controller")
def test_what_was_changed_or_removed_stays_in_its_history(client: Client, report: Report) -> None:
    made = write(client, report, "Det första.")
    assert act(client, "comment_edit", made, text="Det andra.") == 302
    assert "ändrad" in listed(client, report).texts("p", class_="comment-by")[0]
    history = reverse("cell_history", args=[report.slug, "reporting.comment", made.pk, "text"])
    assert "Det första." in client.get(history).content.decode()
    act(client, "comment_reply", made, text="Ett svar.")
    assert act(client, "comment_remove", made) == 302
    page = listed(client, report)
    assert (page.texts("div", class_="comment-text"), "Borttagen" in page.text) == (["Ett svar."], True)
    assert "Det andra." in client.get(history).content.decode()
    assert act(client, "comment_edit", made, text="Igen.") == 404
    call_command("verify_journal", stdout=io.StringIO())


@pytest.mark.usefixtures("controller")
def test_only_its_author_changes_a_comment(client: Client, report: Report) -> None:
    made = write(client, report, "Mitt.")
    client.force_login(make_user(report.committee, Role.ADMINISTRATOR))
    assert [act(client, name, made, text="Ditt.") for name in ("comment_edit", "comment_remove")] == [
        404,
        404,
    ]
    assert Comment.objects.get().text == "Mitt."


@pytest.mark.usefixtures("controller")
def test_a_thread_is_resolved_and_an_answer_opens_it_again(client: Client, report: Report) -> None:
    made = write(client, report, "Varför så högt?")
    act(client, "comment_resolve", made, klar="ja")
    assert listed(client, report).texts("div", class_="comment-text") == []
    page = listed(client, report, "?visa=alla")
    assert "Klar, markerad av kim" in page.text
    act(client, "comment_reply", made, text="Ändå inte.")
    assert len(listed(client, report).texts("div", class_="comment-text")) == 2


@pytest.mark.usefixtures("controller")
def test_who_is_mentioned_gets_a_mail_that_can_be_turned_down(client: Client, report: Report) -> None:
    noa, lo = (make_user(report.committee, Role.APPROVER, name) for name in ("noa", "lo"))
    ledamot = make_user(report.committee, Role.REPRESENTATIVE, "ledamot")
    User.objects.update(email="nagon@example.se")
    DeclinedNotice.objects.create(person=lo, kind=NoticeKind.MENTIONED)
    address = f"{reverse('comment_new', args=[report.slug])}?cell={CELL}"
    names = [box.attrs["value"] for box in Page(client.get(address).content).all("input", name="mentioned")]
    assert names == [str(lo.pk), str(noa.pk)]  # neither oneself nor a ledamot
    made = write(client, report, "Läs det här.", mentioned=[noa.pk, lo.pk])
    assert [person.username for person in made.mentioned.order_by("username")] == ["lo", "noa"]
    (mail,) = OutgoingMail.objects.all()
    assert (mail.person, mail.kind) == (noa, "mentioned")
    assert "kim har skrivit en kommentar till" in mail.body
    assert f"?avsnitt=ekonomi#kommentar-{made.pk}" in mail.body
    refused = client.post(address, {"place": f"ekonomi/{CELL}", "text": "Hm.", "mentioned": [ledamot.pk]})
    assert refused.status_code == 422


@pytest.mark.usefixtures("controller")
def test_those_who_review_comment_after_hand_in_and_no_one_after_adoption(
    client: Client, report: Report
) -> None:
    made = write(client, report, "Före.")
    take(report, Action.HAND_IN, by=User.objects.get(username="kim"))
    noa = make_user(report.committee, Role.APPROVER, "noa")
    client.force_login(noa)
    write(client, report, "Efter.", at="avsnitt=ekonomi")
    take(fresh(report), Action.APPROVE, by=noa)
    administrator = make_user(report.committee, Role.ADMINISTRATOR)
    take(fresh(report), Action.ADOPT, by=administrator)
    assert client.get(reverse("comment_new", args=[report.slug])).status_code == 403
    assert act(client, "comment_reply", made, text="För sent.") == 403
    assert listed(client, report).texts("div", class_="comment-text") == ["Före.", "Efter."]


@pytest.mark.usefixtures("controller")
def test_a_ledamot_and_others_never_see_them(client: Client, report: Report) -> None:
    write(client, report, SECRET)
    take(report, Action.HAND_IN, by=User.objects.get(username="kim"))
    address = reverse("comment_list", args=[report.slug])
    client.force_login(make_user(report.committee, Role.REPRESENTATIVE))
    assert client.get(address).status_code == 403
    client.force_login(make_user())
    assert client.get(address).status_code == 404
    client.force_login(make_user(report.committee, Role.READER))
    page = Page(client.get(address).content)
    assert (SECRET in page.text, page.all("a", class_="primary"), page.texts("button", class_="button")) == (
        True,
        [],
        [],
    )


@pytest.mark.usefixtures("controller")
def test_nothing_of_a_comment_is_ever_printed(client: Client, report: Report) -> None:
    """In no page that reads the report, nor any file of it, draft or published, nor in the appendices."""
    for at in ("cell=" + CELL, "avsnitt=ekonomi", "avsnitt=inledning"):
        write(client, report, SECRET, at=at)
    assert b"7f3c" in read(client.get(reverse("comment_list", args=[report.slug])))
    assert hidden(client, report) == []
    kim = User.objects.get(username="kim")
    take(fresh(report), Action.HAND_IN, by=kim)
    take(fresh(report), Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    administrator = make_user(report.committee, Role.ADMINISTRATOR)
    take(fresh(report), Action.ADOPT, by=administrator)
    publish(fresh(report), by=administrator)
    assert hidden(client, report) == []
    client.logout()
    assert hidden(client, report) == []


def hidden(client: Client, report: Report) -> list[str]:
    """What says anything of the comment. PDFs print the document, which is looked in."""
    kinds = [extension for extension in FORMATS if extension != "pdf"]
    addresses = [reverse("report_file", args=[report.slug, extension]) for extension in kinds]
    of_report = (
        "report_page",
        "report_comparison",
        "followed_rows",
        "question_list",
        "report_review",
        "report_changes",
    )
    addresses += [reverse(name, args=[report.slug]) for name in of_report]
    addresses += [
        reverse(name, args=[report.committee.slug]) for name in ("committee_page", "committee_data")
    ]
    addresses += ["/", "/rapporter/", "/rapporter.atom", "/data/dcat.ttl"]
    said = {address: read(client.get(address)) for address in addresses}
    said["document"] = to_json(document_of(fresh(report))).encode()
    said["granskning"] = to_json(ReviewEdition(fresh(report)).document).encode()
    return [name for name, content in said.items() if b"7f3c" in content or b"taxiresorna" in content]


def read(answer: Any) -> bytes:
    """What is in a file; of a packed one all its parts."""
    content = b"".join(answer) if answer.streaming else answer.content
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return bytes(content)
    package = zipfile.ZipFile(io.BytesIO(content))
    return b"".join(package.read(name) for name in package.namelist())
