"""The questions of a hand-in, and the reason of a step back until it is answered."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from reporting.assembly import document_of
from reporting.document.blocks import Heading, Prose
from reporting.document.json_writing import to_json
from reporting.document.prose import to_text
from reporting.journal.writing import open_journal
from reporting.models import HandInAnswer, Report, ReturnAnswer, Role, User
from reporting.permissions import Action
from reporting.review.edition import ReviewEdition
from reporting.template_editor.starters import add_starters, starters
from tests.factories import (
    fresh,
    make_committee,
    make_report,
    make_template,
    make_user,
    post_step,
    section,
    take,
)
from tests.html import Page

pytestmark = pytest.mark.django_db
FORECASTS = "Är prognoserna genomgångna med cheferna?"
EXPLAINED = "Är varje avvikelse över gränsen förklarad?"


@pytest.fixture
def report() -> Report:
    template = make_template(section("inledning", has_prose=True))
    template.hand_in_questions = [FORECASTS, EXPLAINED]
    template.save()
    made = make_report(template=template)
    made.texts.create(section_key="inledning", markdown="Året har gått bra.")
    open_journal(made)
    return fresh(made)


@pytest.fixture
def controller(client: Client, report: Report) -> User:
    person = make_user(report.committee, Role.CONTROLLER, "kim")
    client.force_login(person)
    return person


def hand_in(client: Client, report: Report, **answers: str) -> tuple[int, Page]:
    sent = {"asked": report.template.state} | {name.replace("_", "-"): text for name, text in answers.items()}
    answer = client.post(reverse("report_hand_in", args=[report.slug]), sent)
    return answer.status_code, Page(answer.content)


def send_back(report: Report, reason: str = "Se över beloppen.") -> None:
    take(fresh(report), Action.SEND_BACK, by=make_user(report.committee, Role.APPROVER), reason=reason)


# Questions


@pytest.mark.usefixtures("controller")
def test_each_question_has_to_be_answered(client: Client, report: Report) -> None:
    page = Page(client.get(reverse("report_hand_in", args=[report.slug])).content)
    assert [legend for legend in page.texts("legend") if legend.startswith("Är")] == [FORECASTS, EXPLAINED]
    status, page = hand_in(client, report, answer_1="yes")
    assert (status, page.texts("p", class_="field-error")) == (422, ["Svara ja eller nej."])
    status, page = hand_in(client, report, answer_1="yes", answer_2="no", comment_2=" ")
    assert (status, page.texts("p", class_="field-error")) == (422, ["Skriv en kommentar till ditt nej."])
    assert (fresh(report).status, HandInAnswer.objects.count()) == ("draft", 0)


@pytest.mark.usefixtures("controller")
def test_the_answers_are_kept_with_function_and_time(client: Client, report: Report) -> None:
    status, _ = hand_in(client, report, answer_1="yes", answer_2="no", comment_2="Skolskjutsarna återstår.")
    assert (status, fresh(report).status) == (302, "handed_in")
    kept = HandInAnswer.objects.values_list("question", "is_yes", "comment", "function")
    assert list(kept) == [
        (FORECASTS, True, "", "controller"),
        (EXPLAINED, False, "Skolskjutsarna återstår.", "controller"),
    ]
    assert report.journal.filter(model="reporting.handinanswer", new=EXPLAINED).count() == 1
    call_command("verify_journal", stdout=io.StringIO())


@pytest.mark.usefixtures("controller")
def test_the_review_prints_them_and_the_report_does_not(client: Client, report: Report) -> None:
    hand_in(client, report, answer_1="yes", answer_2="no", comment_2="Skolskjutsarna återstår.")
    page = Page(client.get(reverse("report_review", args=[report.slug])).content)
    (answers,) = page.texts("dl", class_="answers")
    assert f"{FORECASTS}Ja Controller," in answers
    assert f"{EXPLAINED}Nej: Skolskjutsarna återstår. Controller," in answers
    blocks = next(
        part.blocks for part in ReviewEdition(fresh(report)).document.sections if "inlämning" in part.title
    )
    printed = " ".join(
        block.text if isinstance(block, Heading) else to_text(block.markdown)
        for block in blocks
        if isinstance(block, Heading | Prose)
    )
    assert printed.startswith(f"{FORECASTS} Ja. Controller, ")
    assert f" {EXPLAINED} Nej. ”Skolskjutsarna återstår.” Controller, " in printed
    said = to_json(document_of(fresh(report)))
    assert not any(text in said for text in (FORECASTS, EXPLAINED, "Skolskjutsarna"))


@pytest.mark.usefixtures("controller")
def test_a_mall_that_asks_otherwise_meanwhile_is_asked_again(client: Client, report: Report) -> None:
    sent = {"asked": "en annan", "answer-1": "yes", "answer-2": "yes"}
    answer = client.post(reverse("report_hand_in", args=[report.slug]), sent)
    assert answer.status_code == 422
    assert "Rapportmallen har bytts medan du svarade." in answer.content.decode()


def test_without_its_answers_no_report_is_handed_in(report: Report, controller: User) -> None:
    with pytest.raises(ValidationError, match="Svara på alla frågor"):
        take(report, Action.HAND_IN, by=controller)
    assert fresh(report).status == "draft"


@pytest.mark.parametrize("table", ["handinanswer", "returnanswer"])
def test_the_database_refuses_to_rewrite_answers(
    client: Client, report: Report, controller: User, table: str
) -> None:
    hand_in(client, report, answer_1="yes", answer_2="yes")
    send_back(report)
    client.post(reverse("return_answer", args=[report.slug]), {"answer": "Beloppen stämmer."})
    connection.check_constraints()
    for sql in ("UPDATE reporting_{} SET by_id = by_id", "DELETE FROM reporting_{}"):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(sql.format(table))


def test_the_mall_words_the_questions(client: Client) -> None:
    template = make_template(section("inledning"))
    client.force_login(make_user(template.committee, Role.CONTROLLER))
    address = reverse("template_edit", args=[template.pk])
    sent = {"state": template.state, "questions": ""}
    asked = f"{FORECASTS}\r\n\r\n  {EXPLAINED} "
    assert client.post(address, sent | {"hand_in_questions": asked}).status_code == 302
    template.refresh_from_db()
    assert template.hand_in_questions == [FORECASTS, EXPLAINED]
    sent["state"] = template.state
    refused = client.post(address, sent | {"hand_in_questions": "\n".join(f"Fråga {n}?" for n in range(11))})
    assert (refused.status_code, "högst 10 frågor" in refused.content.decode()) == (422, True)
    assert "Fråga 10?" in refused.content.decode()  # what was typed stands


def test_each_starter_asks_two_questions() -> None:
    committee = make_committee()
    added = add_starters(committee, starters())
    assert [len(template.hand_in_questions) for template in added] == [2] * len(starters())


# The reason of a step back


def over(client: Client, report: Report, *pages: str) -> list[bool]:
    """Whether the reason stands at the top of the workspace and of the editor."""
    addresses = [
        reverse("report_workspace", args=[report.slug]), reverse("section_edit", args=[report.slug, "inledning"])
    ]  # fmt: skip
    return [bool(Page(client.get(url).content).all("div", class_="sent-back")) for url in addresses]


@pytest.mark.usefixtures("controller")
def test_the_reason_stands_over_workspace_and_editor_until_handed_in(client: Client, report: Report) -> None:
    hand_in(client, report, answer_1="yes", answer_2="yes")
    send_back(report)
    assert over(client, report) == [True, True]
    hand_in(client, report, answer_1="yes", answer_2="yes")
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    assert page.all("div", class_="sent-back") == []
    assert page.texts("q") == ["Se över beloppen."]


@pytest.mark.usefixtures("controller")
def test_an_answer_is_kept_with_the_reason(client: Client, report: Report) -> None:
    hand_in(client, report, answer_1="yes", answer_2="yes")
    send_back(report)
    address = reverse("return_answer", args=[report.slug])
    refused = client.post(address, {"answer": " "})
    assert (refused.status_code, ReturnAnswer.objects.count()) == (422, 0)
    assert client.post(address, {"answer": "Beloppen stämmer med bokslutet."}).status_code == 302
    assert over(client, report) == [False, False]
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    assert page.texts("q") == ["Se över beloppen.", "Beloppen stämmer med bokslutet."]
    assert client.post(address, {"answer": "Igen."}).status_code == 422
    assert report.journal.filter(new="Beloppen stämmer med bokslutet.").count() == 1


@pytest.mark.usefixtures("controller")
def test_every_reason_of_its_way_stays_in_the_history(client: Client, report: Report) -> None:
    for reason in ("Första skälet.", "Andra skälet."):
        hand_in(client, report, answer_1="yes", answer_2="yes")
        send_back(report, reason)
    page = Page(client.get(reverse("report_workspace", args=[report.slug])).content)
    assert page.texts("q") == ["Första skälet.", "Andra skälet."]
    assert "Andra skälet." in page.texts("div", class_="sent-back")[0]


def test_only_a_controller_answers(client: Client, report: Report, controller: User) -> None:
    hand_in(client, report, answer_1="yes", answer_2="yes")
    send_back(report)
    client.force_login(make_user(report.committee, Role.REPORTER))
    assert client.post(reverse("return_answer", args=[report.slug]), {"answer": "Nej."}).status_code == 403
    assert "Spara svaret" not in client.get(reverse("report_workspace", args=[report.slug])).content.decode()
    assert post_step(client, report, Action.HAND_IN).status_code == 403
