"""Live figures in the portal: found, inserted, updated in every channel, frozen, and made of typed ones."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine
from reporting.assembly import assemble, document_of
from reporting.document.json_writing import to_json
from reporting.journal import triggers
from reporting.models import Report, Role, User
from reporting.permissions import Action
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.word import render_word
from reporting.review.of_report import open_errors
from tests.budgets.published import LINES_2023, STATEMENT_COLUMNS, add_lines
from tests.factories import fresh, make_report, make_user, section, take
from tests.html import Page
from tests.patches import previewed, print_of

pytestmark = pytest.mark.django_db

LIVE = "Vi har ett {{ekonomi: summa, actual; resultat tkr}} till och med juli."
READS = "Vi har ett underskott om 1 166 tkr till och med juli."
TYPED = "Vi prognosticerar ett underskott om 1 956 tkr.\n\nLicenserna kostar 11 800 tkr."


@pytest.fixture
def report() -> Report:
    """Figures in one section, a text in another."""
    made = make_report(
        section("inledning", has_prose=True),
        section(
            "ekonomi", "budgets.statement", has_prose=True, heading="Ekonomisk rapport",
            options={"columns": STATEMENT_COLUMNS},
        ),
        section("brev", "reporting.cover_memo"),
    )  # fmt: skip
    add_lines(made, LINES_2023)
    return made


@pytest.fixture
def controller(report: Report, client: Client) -> User:
    user = make_user(report.committee, Role.CONTROLLER)
    client.force_login(user)
    return user


def write(report: Report, text: str, key: str = "inledning") -> None:
    report.texts.update_or_create(section_key=key, defaults={"markdown": text})


def stored(report: Report, key: str = "inledning") -> str:
    return fresh(report).prose[key]


def set_actual(report: Report, tkr: int) -> None:
    BudgetLine.objects.filter(report=report, key="personalkostnader").update(actual=Decimal(tkr) * 1000)


def plain(text: str) -> str:
    return " ".join(text.split())


def address(name: str, report: Report, *more: str) -> str:
    return reverse(name, args=[report.slug, *more])


# It is printed everywhere, and follows the table


def channels(report: Report) -> dict[str, str]:
    """The text in each channel."""
    document = document_of(fresh(report))
    pdf = pypdf.PdfReader(io.BytesIO(render_pdf(document)))
    word = docx.Document(io.BytesIO(render_word(document)))
    data = json.loads(to_json(document))
    return {
        "pdf": plain(" ".join(page.extract_text() for page in pdf.pages)),
        "docx": plain(" ".join(paragraph.text for paragraph in word.paragraphs)),
        "json": plain(data["sections"][0]["blocks"][0]["markdown"]),
    }


def total_in_workbook(report: Report) -> float:
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(document_of(fresh(report)))), data_only=True)
    rows = {row[0].value: row[2].value for row in book["Ekonomiskt resultat"].iter_rows(min_row=4)}
    return rows["Summa"]


def test_every_channel_follows_the_table(report: Report, client: Client, controller: User) -> None:
    write(report, LIVE)
    page = Page(client.get(address("report_page", report)).content)
    assert READS in page.text
    assert all(READS in text for text in channels(report).values()), channels(report)

    set_actual(report, 5159)  # 2 000 tkr less

    now = READS.replace("underskott om 1 166", "överskott om 834")
    assert now in Page(client.get(address("report_page", report)).content).text
    assert all(now in text for text in channels(report).values()), channels(report)
    assert total_in_workbook(report) == -834


def test_json_says_where_the_figure_is_and_which_cell_it_is(report: Report) -> None:
    write(report, LIVE)
    block = json.loads(to_json(document_of(fresh(report))))["sections"][0]["blocks"][0]
    (figure,) = block["live"]
    assert block["markdown"][figure["start"] : figure["end"]] == "underskott om 1\u00a0166\u00a0tkr"
    assert [figure[name] for name in ("written", "table", "row", "column", "problem")] == [
        "{{ekonomi: summa, actual; resultat tkr}}", "resultat", "summa", "actual", ""
    ]  # fmt: skip


def test_an_adopted_report_keeps_what_was_printed(report: Report, controller: User) -> None:
    write(report, LIVE)
    write(report, "Texten om ekonomin.", "ekonomi")
    approver, administrator = (
        make_user(report.committee, role) for role in (Role.APPROVER, Role.ADMINISTRATOR)
    )
    client = Client()
    client.force_login(controller)
    client.post(
        address("section_edit", report, "brev"),
        {"brev-matter": "Delårsrapport", "brev-summary": "Kort.", "brev-proposal": "1. Godkänns."}
        | print_of(report),
    )
    for action, by in (
        (Action.HAND_IN, controller),
        (Action.APPROVE, approver),
        (Action.ADOPT, administrator),
    ):
        take(fresh(report), action, by=by)
    before = channels(report)

    triggers.remove_locks(connection)  # another program's write
    set_actual(report, 5159)
    report.texts.all().delete()

    assert channels(report) == before
    assert READS in before["pdf"]
    assert document_of(fresh(report)) != assemble(fresh(report))


def test_a_dead_reference_blocks_only_the_hand_in(report: Report, client: Client, controller: User) -> None:
    write(report, "Det blev {{ekonomi: lokaler, actual}} i år.")
    why = "avsnittet ”ekonomi” har ingen rad ”lokaler”"
    assert (
        f"Det blev [Siffra saknas: {why}] i år."
        in Page(client.get(address("report_page", report)).content).text
    )
    assert f"[Siffra saknas: {why}]" in channels(report)["pdf"]
    (error,) = [finding for finding in open_errors(fresh(report)) if finding.code == "levande-siffra"]
    with pytest.raises(ValidationError) as refused:
        take(fresh(report), Action.HAND_IN, by=controller)
    assert f"Granskningen: {error.message}" in refused.value.messages

    editor = Page(client.get(address("section_edit", report, "inledning")).content)
    (warning,) = editor.all("div", class_="live-warnings")
    assert warning.text == (
        "En levande siffra i texten kan inte visas:{{ekonomi: lokaler, actual}}: "
        f"{why}. Välj en ny siffra, eller skriv beloppet för hand."
    )


def test_texts_of_other_kinds_have_live_figures_too(report: Report, client: Client, controller: User) -> None:
    client.post(
        address("section_edit", report, "brev"),
        {"brev-matter": "Ärende", "brev-summary": LIVE, "brev-proposal": "1. Godkänns."} | print_of(report),
    )
    assert READS in Page(client.get(address("report_page", report)).content).text
    shown = previewed(client, report, "brev", {"brev-summary": f"Nytt. {LIVE}"})
    assert f"Nytt. {READS}" in shown.text


@pytest.mark.parametrize("count", [1, 40])
def test_as_many_queries_for_any_number_of_figures(
    report: Report, client: Client, controller: User, count: int, django_assert_num_queries: Any
) -> None:
    write(report, "\n\n".join([LIVE] * count))
    with django_assert_num_queries(9):
        client.get(address("report_page", report))
    with django_assert_num_queries(14):
        client.get(address("section_edit", report, "inledning"))


# While one writes


def typed(report: Report, client: Client, key: str = "inledning", **fields: str) -> dict[str, str]:
    """What a browser sends of a section's editor, with some fields changed."""
    page = Page(client.get(address("section_edit", report, key)).content)
    sent = {name: text for name, text in page.values().items() if name not in {"token", "q"}}
    for select in page.all("select"):
        sent.setdefault(select.attrs["name"], "cost")
    return sent | fields


def test_the_text_is_shown_as_it_will_read(report: Report, client: Client, controller: User) -> None:
    sent = typed(report, client) | {"text-markdown": f"**Nytt.** {LIVE}"}
    page = previewed(client, report, "inledning", sent)
    assert f"Nytt. {READS}" in page.all("section", class_="live-text")[0].text
    assert page.texts("code") == ["{{ekonomi: summa, actual; resultat tkr}}"]
    assert "Summa, Utfall 230731 i ”Ekonomiskt resultat”" in page.text
    assert fresh(report).prose == {}


def test_it_reads_the_figures_that_are_typed_but_not_saved(
    report: Report, client: Client, controller: User
) -> None:
    write(report, LIVE, "ekonomi")
    row = next(
        name.removesuffix("-label")
        for name, text in typed(report, client, "ekonomi").items()
        if name.endswith("-label") and text == "Personalkostnader"
    )
    sent = typed(report, client, "ekonomi") | {f"{row}-actual": "5 159"}
    page = previewed(client, report, "ekonomi", sent)
    assert "överskott om 834 tkr" in page.all("section", class_="live-text")[0].text


def test_a_warning_comes_and_goes_with_typing(report: Report, client: Client, controller: User) -> None:
    wrong = typed(report, client) | {"text-markdown": "{{ekonomi: summa, actuall}}"}
    page = previewed(client, report, "inledning", wrong)
    (slot,) = page.all("div", id="levande-lage")
    assert slot.attrs["data-hx-swap-oob"] == "innerHTML"
    assert "raden ”summa” har ingen kolumn ”actuall”" in slot.text
    right = wrong | {"text-markdown": "{{ekonomi: summa, actual}}"}
    page = previewed(client, report, "inledning", right)
    assert page.all("div", id="levande-lage")[0].text == ""


def test_hostile_references_are_text_on_every_page(report: Report, client: Client, controller: User) -> None:
    hostile = "{{<script>alert(1)</script>: a, b}} {{ekonomi: <img src=x onerror=alert(1)>, b}} {{'\"><svg onload=x>}}"
    write(report, hostile)
    for name, more in (("report_page", ()), ("section_edit", ("inledning",)), ("report_review", ())):
        page = Page(client.get(address(name, report, *more)).content)
        assert page.inline_code() == []
        assert "onerror=alert(1)" in page.text
        assert page.all("svg") == []


# Finding one


def search(client: Client, report: Report, query: str, *, by_script: bool = False) -> Page:
    headers = {"HX-Request": "true"} if by_script else {}
    return Page(
        client.get(address("figure_search", report, "inledning"), {"q": query}, headers=headers).content
    )


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("personal prognos", "Personalkostnader, Årsprognos"),
        ("PERSONALKOSTNADER utfall", "Personalkostnader, Utfall 230731"),
        ("licens avvik", "Licenser & serviceavtal, Avvikelse"),
        ("1 956", "Summa, Årsprognos"),
        ("", "Summa, Budget"),
    ],
)
def test_a_search_by_row_and_column(
    report: Report, client: Client, controller: User, query: str, first: str
) -> None:
    assert search(client, report, query).texts("h2")[0] == f"{first} – Ekonomiskt resultat"


def test_each_form_stands_with_its_reference_to_copy(
    report: Report, client: Client, controller: User
) -> None:
    page = search(client, report, "summa prognos")
    (found,) = page.all("ul", class_="live-forms")
    assert found.text == (
        "1 956 tkr: {{ekonomi: summa, forecast; tkr}} "
        "underskott om 1 956 tkr: {{ekonomi: summa, forecast; resultat tkr}} "
        "2,0 mnkr: {{ekonomi: summa, forecast; mnkr}} "
        "underskott om 2,0 mnkr: {{ekonomi: summa, forecast; resultat mnkr}} "
        "1,96 mnkr: {{ekonomi: summa, forecast; mnkr 2}} "
        "underskott om 1,96 mnkr: {{ekonomi: summa, forecast; resultat mnkr 2}}"
    )
    assert page.all("button", **{"data-reference": "{{ekonomi: summa, forecast; tkr}}"}) == []


def test_the_script_is_given_buttons(report: Report, client: Client, controller: User) -> None:
    page = search(client, report, "summa prognos", by_script=True)
    assert page.all("h1") == []
    (button,) = page.all("button", **{"data-reference": "{{ekonomi: summa, forecast; tkr}}"})
    assert (button.text, button.attrs["type"]) == ("1 956 tkr", "button")


def test_an_inserted_figure_reads_as_its_button(report: Report, client: Client, controller: User) -> None:
    for query in ("summa", "personal", "licenser", "intäkter"):
        page = search(client, report, query, by_script=True)
        for button in (each for each in page.all("button") if each.attrs.get("data-reference")):
            write(report, f"Här: {button.attrs['data-reference']}.")
            block: Any = assemble(fresh(report)).sections[0].blocks[0]
            assert plain(block.markdown) == f"Här: {button.text}."


def test_nothing_found(report: Report, client: Client, controller: User) -> None:
    page = search(client, report, "<b>zebra</b>")
    assert "Ingen siffra hittades för ”<b>zebra</b>”. Sök med ord ur raden och kolumnen" in page.text


# A typed figure becomes live


def buttons(client: Client, report: Report) -> dict[str, str]:
    """The figures that the review page offers to make live -> their tokens."""
    page = Page(client.get(address("report_review", report)).content)
    tokens = [field.attrs["value"] for field in page.all("input", name="token")]
    names = [
        button.attrs["aria-label"].removeprefix("Gör levande: ").split(",")[0]
        for button in page.all("button")
        if button.attrs.get("aria-label", "").startswith("Gör levande")
    ]
    return dict(zip(names, tokens, strict=True))


def chapters(client: Client, report: Report) -> list[str]:
    return Page(client.get(address("report_page", report)).content).texts("section")


def test_a_matched_figure_is_made_live_from_the_review(
    report: Report, client: Client, controller: User
) -> None:
    write(report, TYPED)
    before = chapters(client, report)
    token = buttons(client, report)["1 956 tkr"]

    response = client.post(address("figure_make_live", report), {"token": token})

    assert response["Location"] == f"{address('report_review', report)}#siffror"
    assert stored(report) == TYPED.replace("1 956 tkr", "{{ekonomi: summa, forecast; belopp tkr}}")
    assert chapters(client, report) == before
    assert list(buttons(client, report)) == ["11 800 tkr"]
    (entry,) = report.journal.all()
    assert (entry.old, entry.new, entry.by) == (TYPED, stored(report), controller)


def change_text(report: Report) -> None:
    write(report, f"{TYPED} Och mer.")


def change_figure(report: Report) -> None:
    BudgetLine.objects.filter(report=report, key="licenser").update(forecast=Decimal("12000000"))


@pytest.mark.parametrize("change", [change_text, change_figure])
def test_nothing_is_replaced_once_text_or_figure_has_changed(
    report: Report, client: Client, controller: User, change: Any
) -> None:
    write(report, TYPED)
    token = buttons(client, report)["1 956 tkr"]
    change(report)
    text = stored(report)

    response = client.post(address("figure_make_live", report), {"token": token})

    assert response.status_code == 422
    assert "Texten eller tabellen har ändrats sedan sidan visades. Ingen siffra är ersatt." in (
        Page(response.content).all("div", class_="error-summary")[0].text
    )
    assert stored(report) == text
    assert report.journal.count() == 0


def test_a_token_works_once(report: Report, client: Client, controller: User) -> None:
    write(report, TYPED)
    token = buttons(client, report)["1 956 tkr"]
    answers = [
        client.post(address("figure_make_live", report), {"token": token}).status_code for _ in range(2)
    ]
    assert answers == [302, 422]


def test_without_a_csrf_token_nothing_is_replaced(report: Report, client: Client, controller: User) -> None:
    write(report, TYPED)
    token = buttons(client, report)["1 956 tkr"]
    elsewhere = Client(enforce_csrf_checks=True)
    elsewhere.force_login(controller)
    assert elsewhere.post(address("figure_make_live", report), {"token": token}).status_code == 403
    assert stored(report) == TYPED


def test_a_reader_is_offered_nothing(report: Report, client: Client) -> None:
    write(report, TYPED)
    client.force_login(make_user(report.committee, Role.READER))
    page = Page(client.get(address("report_review", report)).content)
    assert "1 956 tkr" in page.text
    assert page.all("input", name="token") == []


def in_editor(client: Client, report: Report) -> dict[str, str]:
    page = Page(client.get(address("section_edit", report, "inledning")).content)
    return {
        button.attrs["aria-label"].removeprefix("Gör levande: ").split(",")[0]: button.attrs["value"]
        for button in page.all("button", name="token")
    }


def test_a_matched_figure_is_made_live_from_the_editor(
    report: Report, client: Client, controller: User
) -> None:
    write(report, TYPED)
    token = in_editor(client, report)["11 800 tkr"]
    response = client.post(address("section_edit", report, "inledning"), typed(report, client, token=token))
    assert response["Location"] == address("section_edit", report, "inledning")
    assert stored(report) == TYPED.replace("11 800 tkr", "{{ekonomi: licenser, forecast; tkr}}")


def test_typed_fields_are_saved_with_it(report: Report, client: Client, controller: User) -> None:
    """The buttons follow the text as typed."""
    sent = typed(report, client) | {"text-markdown": f"Först. {TYPED}"}
    shown = previewed(client, report, "inledning", sent)
    token = next(
        button.attrs["value"]
        for button in shown.all("button", name="token")
        if "11 800" in button.attrs["aria-label"]
    )
    assert (
        client.post(address("section_edit", report, "inledning"), sent | {"token": token}).status_code == 302
    )
    assert stored(report) == f"Först. {TYPED}".replace("11 800 tkr", "{{ekonomi: licenser, forecast; tkr}}")


def test_a_changed_text_saves_nothing_and_keeps_the_form(
    report: Report, client: Client, controller: User
) -> None:
    write(report, TYPED)
    token = in_editor(client, report)["11 800 tkr"]
    more = f"{TYPED} Av målen nås 3 av 5, de övriga 3 inte."
    sent = typed(report, client, token=token) | {"text-markdown": more}
    response = client.post(address("section_edit", report, "inledning"), sent)
    page = Page(response.content)
    assert response.status_code == 422
    assert "Texten eller tabellen har ändrats sedan sidan visades." in page.text
    assert page.values()["text-markdown"] == more
    assert page.all("section", class_="section-findings") == []  # of what is saved
    assert stored(report) == TYPED
    assert report.journal.count() == 0


def test_a_refused_text_says_what_to_correct(report: Report, client: Client, controller: User) -> None:
    sent = typed(report, client, token="x") | {"text-markdown": "![bild](https://x.se/a.png)"}
    response = client.post(address("section_edit", report, "inledning"), sent)
    assert response.status_code == 422
    assert "Texten har en bild." in Page(response.content).text
