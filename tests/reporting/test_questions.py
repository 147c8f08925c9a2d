"""Questions at a place, their answers, and one's own notes."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.assembly import document_of
from reporting.document.places import Place, place_at
from reporting.journal.writing import open_journal
from reporting.models import JournalEntry, Note, Question, Report, Role, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.questions.appendix import QuestionsEdition
from reporting.questions.writing import LONGEST_QUESTION, MOST_QUESTIONS, answer, ask, keep_note, publish
from reporting.renderers.formats import render_pdf
from reporting.workflow.publication import publish as publish_report
from tests.factories import fresh, make_committee, make_report, make_user, section, take
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf

pytestmark = pytest.mark.django_db

ROW = "rad-ekonomi-resor"
HOSTILE = "<script>alert(1)</script> & **fet** [länk](http://x.se)"


@pytest.fixture
def report() -> Report:
    """Handed in, with one line of money."""
    report = make_report(
        section("inledning", has_prose=True),
        section("ekonomi", "budgets.statement"),
        convention={"unit": "tkr"},
    )
    report.texts.create(section_key="inledning", markdown="Året har gått *bra*.")
    BudgetLine.objects.create(
        report=report, key="resor", label="Resor", budget=100_000, actual=130_000, forecast=140_000
    )
    open_journal(report)
    take(report, Action.HAND_IN, by=make_user(report.committee))
    return fresh(report)


@pytest.fixture
def ledamot(report: Report) -> User:
    return make_user(report.committee, Role.REPRESENTATIVE)


@pytest.fixture
def controller(report: Report) -> User:
    return make_user(report.committee)


def place(report: Report, anchor: str = "avsnitt-inledning") -> Place:
    found = place_at(document_of(report), anchor)
    assert found is not None
    return found


def asked(
    report: Report, by: User, text: str = "Varför så mycket?", anchor: str = "avsnitt-inledning"
) -> Question:
    return ask(report, place(report, anchor), text, by=by)


def answered(
    report: Report, question: Question, by: User, *, is_public: bool, text: str = "För att det kom fler."
):
    return answer(report, question.pk, text, is_public=is_public, seen=question.answer, by=by)


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, name: str, *args: Any, data: dict[str, str] | None = None) -> Page:
    response = client.get(reverse(name, args=args), data)
    assert response.status_code == 200
    return Page(response.content)


def row_anchor(report: Report) -> str:
    table = next(document_of(report).tables())
    return f"rad-{table.key}-resor"


# Asking


def test_a_place_says_what_stands_there(report: Report) -> None:
    assert place(report).name == "1 Inledning"
    assert place(report).words == "Året har gått bra."
    row = place(report, row_anchor(report))
    assert row.name.startswith("2 Ekonomi › ")
    assert row.name.endswith(" › Resor")
    assert "Budget: 100\u00a0tkr" in row.words
    assert "130\u00a0tkr" in row.words


def test_every_place_on_the_page_can_be_asked_about(report: Report, ledamot: User) -> None:
    ids = [element.attrs["id"] for element in page_of(logged_in(ledamot), "report_page", report.slug).elements
           if element.attrs.get("id", "").startswith(("avsnitt-", "tabell-", "rad-"))]  # fmt: skip
    assert len(ids) > 3
    assert [anchor for anchor in ids if place_at(document_of(report), anchor) is None] == []


def test_a_ledamot_asks_at_a_row_without_scripts(report: Report, ledamot: User) -> None:
    client, anchor = logged_in(ledamot), row_anchor(report)
    table = anchor.removesuffix("-resor").replace("rad-", "tabell-", 1)
    form = page_of(client, "question_ask", report.slug, data={"plats": table})
    assert form.values()["place"] == table
    assert "Resor" in form.texts("option")
    sent = form.values() | {"place": anchor, "text": "Vart reste ni?"}
    response = client.post(reverse("question_ask", args=[report.slug]), sent)
    assert response.headers["Location"] == f"{reverse('report_page', args=[report.slug])}#{anchor}"
    question = report.questions.get()
    assert (question.row_key, question.text, question.asked_by) == ("resor", "Vart reste ni?", ledamot)
    assert "130\u00a0tkr" in question.words


def test_a_question_without_a_place_chooses_one(report: Report, ledamot: User) -> None:
    options = page_of(logged_in(ledamot), "question_ask", report.slug).texts("option")
    assert options[:2] == ["1 Inledning", "2 Ekonomi"]


def test_a_question_sent_twice_is_asked_once(report: Report, ledamot: User) -> None:
    assert asked(report, ledamot).pk == asked(report, ledamot).pk
    assert report.questions.count() == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "måste fyllas i"),
        ("x" * (LONGEST_QUESTION + 1), str(LONGEST_QUESTION)),
        ("Vänd \u202e om", "vänder läsriktningen"),
        ("\u200b", "inte syns"),
        ("Noll\x00", ""),
    ],
)
def test_an_unreadable_question_is_refused(report: Report, ledamot: User, text: str, problem: str) -> None:
    for name in ("question_ask", "note_keep"):
        sent = {"place": "avsnitt-inledning", "text": text}
        response = logged_in(ledamot).post(reverse(name, args=[report.slug]), sent)
        assert response.status_code == 422
        assert problem in Page(response.content).text
    assert (Question.objects.count(), Note.objects.count()) == (0, 0)


def test_a_place_that_is_not_there_is_refused(report: Report, ledamot: User) -> None:
    for anchor in ("rad-ekonomi-annan", "<b>", "avsnitt-", ""):
        sent = {"place": anchor, "text": "Hur då?"}
        assert logged_in(ledamot).post(reverse("question_ask", args=[report.slug]), sent).status_code == 422


def test_a_report_takes_so_many_questions(report: Report, ledamot: User) -> None:
    facts = {"asked_by": ledamot, "section_key": "inledning", "place": "1 Inledning"}
    Question.objects.bulk_create(
        Question(report=report, text=f"Fråga {number}", **facts) for number in range(MOST_QUESTIONS)
    )
    with pytest.raises(ValidationError, match="kan inte få fler"):
        asked(report, ledamot)


def test_nobody_asks_about_a_draft(report: Report, ledamot: User, controller: User) -> None:
    where = place(report)
    take(report, Action.SEND_BACK, by=controller, reason="Fel.")
    for who in (ledamot, controller):
        with pytest.raises(PermissionDenied):
            ask(report, where, "Hur då?", by=who)


# Answering and publishing


def test_an_open_question_is_on_the_controllers_start_page(
    report: Report, ledamot: User, controller: User
) -> None:
    first = asked(report, ledamot, "Först?")
    asked(report, ledamot, "Sedan?")
    page = page_of(logged_in(controller), "report_list")
    assert page.texts("h2")[0] == "Frågor att svara på"
    assert page.text.index("Först?") < page.text.index("Sedan?")
    links = [link.attrs["href"] for link in page.all("a") if link.text == "Svara"]
    assert links[0] == reverse("question_answer", args=[report.slug, first.pk])


@pytest.mark.parametrize("role", [Role.READER, Role.REPRESENTATIVE, Role.APPROVER, Role.ADMINISTRATOR])
def test_others_have_no_questions_to_answer(report: Report, ledamot: User, role: str) -> None:
    asked(report, ledamot)
    page = page_of(logged_in(make_user(report.committee, role)), "report_list")
    assert "Frågor att svara på" not in page.text


def test_a_controller_elsewhere_sees_no_question(report: Report, ledamot: User) -> None:
    asked(report, ledamot)
    stranger = make_user(make_committee())
    assert "Varför så mycket?" not in page_of(logged_in(stranger), "report_list").text


def test_an_answer_reaches_the_one_who_asked(report: Report, ledamot: User, controller: User) -> None:
    question, client = asked(report, ledamot), logged_in(controller)
    url = reverse("question_answer", args=[report.slug, question.pk])
    sent = Page(client.get(url).content).values() | {"text": "För att det kom fler."}
    del sent["is_public"]
    assert client.post(url, sent).status_code == 302
    assert "För att det kom fler." in page_of(logged_in(ledamot), "report_list").text
    assert "Frågor att svara på" not in page_of(client, "report_list").text
    assert "För att det kom fler." not in page_of(logged_in(ledamot), "report_page", report.slug).text


def test_an_answer_written_meanwhile_is_not_lost(report: Report, ledamot: User, controller: User) -> None:
    question, client = asked(report, ledamot), logged_in(controller)
    url = reverse("question_answer", args=[report.slug, question.pk])
    opened = Page(client.get(url).content).values() | {"text": "Mitt svar"}
    answered(
        report, question, make_user(report.committee, Role.REPORTER), is_public=False, text="Hans\r\nsvar"
    )
    response = client.post(url, opened)
    page = Page(response.content)
    assert (response.status_code, "Hans svar" in page.text, page.values()["text"]) == (422, True, "Mitt svar")
    assert client.post(url, page.values()).status_code == 302
    question.refresh_from_db()
    assert question.answer == "Mitt svar"


def test_publishing_shows_it_under_its_section(report: Report, ledamot: User, controller: User) -> None:
    question = asked(report, ledamot, anchor=row_anchor(report))
    answered(report, question, controller, is_public=False)
    client, outsider = logged_in(controller), logged_in(make_user(role=None))
    url = reverse("question_publish", args=[report.slug, question.pk])
    for value, is_shown in (("ja", True), ("nej", False), ("ja", True)):
        client.post(url, {"publik": value})
        page = page_of(logged_in(ledamot), "report_page", report.slug)
        assert ("För att det kom fler." in page.text) is is_shown
    assert page.texts("summary")[-1] == "1 fråga med svar"
    assert "Ledamot, " in page.text
    assert ledamot.username not in page.all("details", class_="answered")[0].text
    approve_and_adopt(report)
    adopted = page_of(outsider, "report_page", report.slug)
    assert "För att det kom fler." in adopted.text
    assert "Ställ en fråga" not in adopted.text


def approve_and_adopt(report: Report) -> None:
    take(report, Action.APPROVE, by=make_user(report.committee, Role.APPROVER))
    take(report, Action.ADOPT, by=make_user(report.committee, Role.ADMINISTRATOR))


def test_an_adopted_document_is_left_as_it_is(report: Report, ledamot: User, controller: User) -> None:
    approve_and_adopt(report)
    before = (document_of(report).digest, fresh(report).changed_at)
    question = asked(report, ledamot)
    answered(report, question, controller, is_public=True)
    assert (document_of(report).digest, fresh(report).changed_at) == before
    assert "För att det kom fler." in page_of(logged_in(ledamot), "report_page", report.slug).text


def test_an_unanswered_question_is_not_published(report: Report, ledamot: User, controller: User) -> None:
    question = asked(report, ledamot)
    with pytest.raises(ValidationError, match="inget svar"):
        publish(report, question.pk, is_public=True, by=controller)


def test_a_question_of_another_report_is_not_there(report: Report, ledamot: User, controller: User) -> None:
    other = make_report(committee=report.committee, slug="en-annan", actuals_through=dt.date(2024, 4, 30))
    question = asked(report, ledamot)
    url = reverse("question_answer", args=[other.slug, question.pk])
    assert logged_in(controller).get(url).status_code == 404


def test_a_kept_page_shows_what_is_published_now(report: Report, ledamot: User, controller: User) -> None:
    """An adopted page is kept whole, for those who read without log-in too; a ledamot's leads to no work."""
    approve_and_adopt(report)
    publish_report(fresh(report), by=make_user(report.committee, Role.ADMINISTRATOR))
    question = asked(report, ledamot)
    answered(report, question, controller, is_public=False)
    readers = [logged_in(ledamot), logged_in(controller), logged_in(make_user(role=None)), Client()]
    for is_public in (False, True, False, True):
        publish(report, question.pk, is_public=is_public, by=controller)
        pages = [page_of(reader, "report_page", report.slug) for reader in readers]
        assert ["För att det kom fler." in page.text for page in pages] == [is_public] * 4
    assert ["Status och historik" in page.text for page in pages] == [False, True, False, False]
    assert ["Frågor och svar" in page.text for page in pages] == [True, True, False, False]
    assert [len(page.all("p", class_="ask")) for page in pages] == [2, 2, 0, 0]
    question.refresh_from_db()
    answered(report, question, controller, is_public=True, text="Ett annat svar.")
    assert "Ett annat svar." in page_of(readers[-1], "report_page", report.slug).text


# After the report was sent back


def test_a_question_keeps_the_words_of_a_place_that_is_gone(
    report: Report, ledamot: User, controller: User
) -> None:
    asked(report, ledamot, anchor=row_anchor(report))
    asked(report, ledamot, "Bra för vem?")
    take(report, Action.SEND_BACK, by=controller, reason="Fel.")
    page = page_of(logged_in(ledamot), "report_list")
    assert "Rapporten är återtagen för att rättas." in page.text
    assert reverse("question_list", args=[report.slug]) not in [
        a.attrs["href"].split("#")[0] for a in page.all("a")
    ]
    assert logged_in(ledamot).get(reverse("question_list", args=[report.slug])).status_code == 404
    BudgetLine.objects.filter(report=report).delete()
    report.texts.update(markdown="Året har gått sådär.")
    BudgetLine.objects.create(report=report, key="hyror", label="Hyror", budget=1, actual=1)
    Report.objects.filter(pk=report.pk).update(status=Status.HANDED_IN)
    texts = page_of(logged_in(ledamot), "question_list", report.slug).text
    assert "Platsen finns inte längre i rapporten." in texts
    assert "130 tkr" in texts
    assert "Året har gått bra." in texts
    assert "Året har gått sådär." not in texts


# Journal


def test_questions_are_journaled(report: Report, ledamot: User, controller: User) -> None:
    question = asked(report, ledamot)
    answered(report, question, controller, is_public=False)
    publish(report, question.pk, is_public=True, by=controller)
    entries = JournalEntry.objects.filter(report=report, model="reporting.question").order_by("number")
    question.refresh_from_db()
    assert [(entry.field, entry.new, entry.by) for entry in entries] == [
        ("text", "Varför så mycket?", ledamot),
        ("answer", "För att det kom fler.", controller),
        ("published_at", str(question.published_at), controller),
    ]
    out = io.StringIO()
    call_command("verify_journal", stdout=out)
    assert out.getvalue().startswith("Journalen stämmer")
    assert "fråga om 1 Inledning" in page_of(logged_in(controller), "report_changes", report.slug).text
    cell = ("reporting.question", str(question.pk), "answer")
    assert "För att det kom fler." in page_of(logged_in(controller), "cell_history", report.slug, *cell).text


# Notes


def test_a_note_is_seen_by_nobody_else(report: Report, ledamot: User, controller: User) -> None:
    client = logged_in(ledamot)
    client.post(
        reverse("note_keep", args=[report.slug]), {"place": "avsnitt-inledning", "text": "Hemlig tanke"}
    )
    note = Note.objects.get()
    assert "Hemlig tanke" in page_of(client, "question_list", report.slug).text
    superuser = make_user(report.committee, Role.ADMINISTRATOR)
    superuser.is_staff = superuser.is_superuser = True
    superuser.save()
    for other in (controller, superuser, make_user(report.committee, Role.REPRESENTATIVE)):
        for name in ("question_list", "report_page", "report_changes"):
            response = logged_in(other).get(reverse(name, args=[report.slug]))
            assert b"Hemlig tanke" not in response.content
        url = reverse("note_remove", args=[report.slug, note.pk])
        assert logged_in(other).post(url).status_code == 404
    assert not JournalEntry.objects.filter(new__contains="Hemlig").exists()
    assert Note not in admin.site._registry
    assert "Hemlig" not in str(note)
    client.post(reverse("note_remove", args=[report.slug, note.pk]))
    assert not Note.objects.exists()


def test_own_notes_stay_on_the_start_page_when_the_report_is_sent_back(
    report: Report, ledamot: User, controller: User
) -> None:
    row = place_at(document_of(report), row_anchor(report))
    assert row is not None
    keep_note(report, row, "Ta upp på mötet.", by=ledamot)
    assert "Ta upp på mötet." in page_of(logged_in(ledamot), "report_list").text
    take(report, Action.SEND_BACK, by=controller, reason="Fel.")
    BudgetLine.objects.filter(report=report).update(actual=999_000)
    page = page_of(logged_in(ledamot), "report_list")
    assert "Ta upp på mötet." in page.text
    assert "Då stod det: Budget: " in page.text
    assert "130 tkr" in page.text
    assert "999" not in page.text
    assert reverse("question_list", args=[report.slug]) not in [
        a.attrs["href"].split("#")[0] for a in page.all("a")
    ]
    for other in (controller, make_user(report.committee, Role.REPRESENTATIVE)):
        assert "Ta upp på mötet." not in page_of(logged_in(other), "report_list").text
    ledamot.memberships.all().delete()
    assert "Ta upp på mötet." not in page_of(logged_in(User.objects.get(pk=ledamot.pk)), "report_list").text


# Hostile texts, and the appendix


def test_hostile_texts_are_escaped(report: Report, ledamot: User, controller: User) -> None:
    question = asked(report, ledamot, HOSTILE)
    answered(report, question, controller, is_public=True, text=HOSTILE)
    keep_note(report, place(report), HOSTILE, by=ledamot)
    client = logged_in(ledamot)
    for name, args in (("report_list", []), ("report_page", [report.slug]), ("question_list", [report.slug])):
        page = page_of(client, name, *args)
        assert (page.inline_code(), HOSTILE in page.text) == ([], True)
    edition = QuestionsEdition(report)
    html = page_of(logged_in(controller), "question_answer", report.slug, question.pk)
    assert (html.inline_code(), HOSTILE in html.text) == ([], True)
    assert "länk" in edition.document.sections[1].blocks[1].markdown  # type: ignore[union-attr]


def test_the_appendix_has_what_is_published(report: Report, ledamot: User, controller: User) -> None:
    for text, is_public in (("Öppen fråga?", True), ("Tyst fråga?", False)):
        answered(report, asked(report, ledamot, text), controller, is_public=is_public)
    asked(report, ledamot, "Obesvarad?")
    document = QuestionsEdition(report).document
    texts = " ".join(
        block.markdown for part in document.sections for block in part.blocks if hasattr(block, "markdown")
    )
    assert ("Öppen fråga" in texts, "Tyst fråga" in texts, "Obesvarad" in texts) == (True, False, False)
    assert "**Fråga** (ledamot, " in texts
    assert "**Svar** (controller, " in texts
    assert [part.title for part in document.sections] == ["Om frågorna", "1 Inledning"]
    assert_valid_pdf(render_pdf(document))


# The number of queries


def test_queries_do_not_grow_with_questions(
    report: Report, ledamot: User, controller: User, django_assert_max_num_queries: Any
) -> None:
    pages = [("report_list", []), ("question_list", [report.slug]), ("report_page", [report.slug])]
    counts = []
    for number in (1, 12):
        for each in range(number):
            answered(
                report, asked(report, ledamot, f"{number}, {each}?"), controller, is_public=each % 2 == 0
            )
            asked(report, make_user(report.committee, Role.REPRESENTATIVE), f"{number}, {each}, än?")
        for client in (logged_in(controller), logged_in(ledamot)):
            for name, args in pages:
                client.get(reverse(name, args=args))
                with django_assert_max_num_queries(40) as queries:
                    client.get(reverse(name, args=args))
                counts.append(len(queries))
    assert counts[:6] == counts[6:]
