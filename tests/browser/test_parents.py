"""Parent rows of the same page, a category, goal or control, can be chosen once saved."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from goals.models import CommitteeGoal, CouncilGoal, Indicator
from internal_control.models import ControlCategory, FollowUp, Risk
from reporting.models import Committee, Report
from tests.browser.conftest import STATE, all_is_saved, log_in
from tests.browser.test_grid import as_clipboard, paste
from tests.factories import make_report, make_template, section

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SLUG = "ny"


def new_report(kind: str, **options: Any) -> Report:
    """One empty section, writable by the demo's controller."""
    committee = Committee.objects.get(slug="sydnarke")
    template = make_template(section("del", kind, options=options), committee=committee)
    return make_report(template=template, slug=SLUG, actuals_through=dt.date(2022, 7, 31))


def editor_of(page: Page, report: Report) -> Page:
    log_in(page)
    page.goto(f"/rapporter/{report.slug}/arbeta/del/")
    return page


def field(page: Page, name: str) -> Any:
    return page.locator(f"[name=del-{name}]")


def options_of(page: Page, name: str) -> list[str]:
    texts: list[str] = field(page, name).locator("option").all_inner_texts()
    return texts


def press_save(page: Page) -> None:
    page.get_by_role("button", name="Spara", exact=True).press("Enter")
    expect(page.locator(".messages")).to_contain_text("Sparat")


def test_a_proposed_category_stays_chosen(page: Page) -> None:
    editor = editor_of(page, new_report("internal_control.matrix"))
    for row, (category, label) in enumerate(
        [("Personal", "Sjukdom"), ("Personal", "Flytt"), ("Ekonomi", "Fusk")]
    ):
        field(editor, f"risk-{row}-parent").select_option(label=category)
        field(editor, f"risk-{row}-parent").press("Tab")
        field(editor, f"risk-{row}-label").fill(label)
        field(editor, f"risk-{row}-likelihood").focus()
        all_is_saved(editor)
    chosen = [field(editor, f"risk-{row}-parent").locator("option:checked").inner_text() for row in range(3)]
    assert chosen == ["Personal", "Personal", "Ekonomi"]
    field(editor, "risk-0-likelihood").select_option("3")
    press_save(editor)
    assert list(Risk.objects.filter(report__slug=SLUG).values_list("label", "category__label", "likelihood")) == [
        ("Sjukdom", "Personal", 3), ("Flytt", "Personal", None), ("Fusk", "Ekonomi", None),
    ]  # fmt: skip
    assert ControlCategory.objects.filter(report__slug=SLUG).count() == 2


def test_a_category_proposed_in_two_tabs_is_one(page: Page) -> None:
    report = new_report("internal_control.matrix")
    editor, other = editor_of(page, report), page.context.new_page()
    other.goto(editor.url)
    for tab, label in ((editor, "Sjukdom"), (other, "Flytt")):
        field(tab, "risk-0-parent").select_option(label="Personal")
        field(tab, "risk-0-label").fill(label)
        field(tab, "risk-0-likelihood").focus()
        all_is_saved(tab)
    assert ControlCategory.objects.filter(report__slug=SLUG).count() == 1
    assert Risk.objects.filter(report__slug=SLUG).count() == 2


def test_a_new_category_can_be_chosen_at_once_under_its_name(page: Page) -> None:
    editor = editor_of(page, new_report("internal_control.matrix"))
    field(editor, "kategori-0-label").fill("Miljö")
    field(editor, "risk-0-label").focus()
    all_is_saved(editor)
    expect(field(editor, "risk-0-parent").locator("option", has_text="Miljö")).to_have_count(1)
    field(editor, "risk-0-parent").select_option(label="Miljö")
    field(editor, "risk-0-label").fill("Utsläpp")
    field(editor, "kategori-0-label").fill("Miljö och klimat")
    field(editor, "risk-1-label").focus()
    all_is_saved(editor)
    expect(field(editor, "risk-0-parent").locator("option:checked")).to_have_text("Miljö och klimat")
    assert "Miljö och klimat" in options_of(editor, "risk-5-parent")
    assert Risk.objects.get(report__slug=SLUG).category.label == "Miljö och klimat"
    # A row added later has the same choices.
    field(editor, "risk-5-label").fill("Sist")
    assert "Miljö och klimat" in options_of(editor, "risk-6-parent")


def test_a_new_control_is_followed_up_at_once(page: Page) -> None:
    report = new_report("internal_control.followups")
    category = ControlCategory.objects.create(report=report, key="ekonomi", label="Ekonomi")
    Risk.objects.create(report=report, category=category, key="fusk", label="Fusk")
    editor = editor_of(page, report)
    field(editor, "kontroll-0-parent").select_option(label="Fusk")
    field(editor, "kontroll-0-label").fill("Stickprov")
    field(editor, "kontroll-0-method").focus()
    all_is_saved(editor)
    field(editor, "uppfoljning-0-parent").select_option(label="Stickprov")
    field(editor, "uppfoljning-0-label").fill("Våren")
    field(editor, "uppfoljning-0-owner").focus()
    all_is_saved(editor)
    assert FollowUp.objects.get(report__slug=SLUG).control.label == "Stickprov"


def test_goals_and_indicators_of_a_new_report_in_one_visit(page: Page) -> None:
    editor = editor_of(page, new_report("goals.goals"))
    field(editor, "kf-0-label").fill("Trygga")
    field(editor, "namndmal-0-label").focus()
    all_is_saved(editor)
    expect(editor.locator("main")).not_to_contain_text("Lägg först till")
    field(editor, "namndmal-0-placement").select_option(label="Kommunfullmäktiges mål: Trygga")
    field(editor, "namndmal-0-label").fill("Nöjda")
    field(editor, "indikator-0-label").focus()
    all_is_saved(editor)
    field(editor, "indikator-0-placement").select_option(label="Nämndmål: Nöjda")
    field(editor, "indikator-0-label").fill("Andel nöjda")
    field(editor, "indikator-0-target").fill("minst 80 %")
    field(editor, "indikator-1-label").focus()
    all_is_saved(editor)
    press_save(editor)
    expect(editor.locator(STATE)).to_have_text("")
    assert CouncilGoal.objects.get(report__slug=SLUG).label == "Trygga"
    assert CommitteeGoal.objects.get(report__slug=SLUG).council_goal.label == "Trygga"
    assert Indicator.objects.get(report__slug=SLUG).committee_goal.label == "Nöjda"


def test_risks_are_pasted_in_the_words_of_their_lists(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor = editor_of(page, new_report("internal_control.matrix"))
    field(editor, "risk-0-parent").focus()
    pasted = [["Personal", "", f"Risk {n}", "", "Sannolik", "3"] for n in range(1, 9)]
    paste(editor, as_clipboard([*pasted, ["Okänd", "", "Utan kategori", "", "4. Sannolik", "Stor"]]))
    question = editor.get_by_role("dialog")
    expect(question.locator("li").first).to_have_text(
        "Kategori, Utan kategori: ”Okänd”. Värdet finns inte i listan."
    )
    question.get_by_role("button", name="Klistra in och rätta sedan").press("Enter")
    expect(editor.locator(STATE)).to_contain_text("Utan kategori. Kategori: ")
    rows = Risk.objects.filter(report__slug=SLUG).values_list("label", "likelihood", "consequence")
    assert list(rows) == [(f"Risk {n}", 4, 3) for n in range(1, 9)]
