"""Rapportmallar in the browser: the list of sections, the option fields, versions, and a sixth template."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from budgets.models import BudgetLine, LineKind
from budgets.sections.statement import StatementSection
from reporting.assembly import assemble
from reporting.document.blocks import Table
from reporting.models import Report, ReportTemplate, Role, User
from reporting.models.choices import Status
from reporting.sections import registry
from reporting.template_editor.editing import (
    edited,
    lost_texts,
    move_to_template,
    moved,
    save_template,
    with_new,
    without,
)
from reporting.workflow.blockers import problems
from tests.factories import fresh, make_committee, make_report, make_template, make_user, section
from tests.html import Page

TREE = [section(key, level=level) for key, level in [("a", 1), ("a1", 2), ("a2", 2), ("b", 1), ("c", 1)]]


def keys(sections: list[dict[str, Any]]) -> list[str]:
    return [spec["key"] for spec in sections]


@pytest.mark.parametrize(
    ("key", "up", "expected"),
    [
        ("a", True, ["a", "a1", "a2", "b", "c"]),
        ("a", False, ["b", "a", "a1", "a2", "c"]),
        ("a1", False, ["a", "a2", "a1", "b", "c"]),
        ("a2", False, ["a", "a1", "a2", "b", "c"]),
        ("b", True, ["b", "a", "a1", "a2", "c"]),
        ("c", False, ["a", "a1", "a2", "b", "c"]),
    ],
)
def test_a_section_moves_with_its_subsections(key: str, up: bool, expected: list[str]) -> None:
    assert keys(moved(TREE, key, up=up)) == expected


def test_a_section_is_deleted_with_its_subsections() -> None:
    assert keys(without(TREE, "a")) == ["b", "c"]


def test_a_new_section_gets_a_key_of_its_own() -> None:
    twice = with_new(with_new([], kind="text", heading="Mål", level=1), kind="text", heading="Mål", level=1)
    assert keys(twice) == ["mal", "mal-2"]


def test_a_new_section_has_charts_and_a_stored_one_none() -> None:
    (money, text) = with_new(
        with_new([], kind="budgets.statement", heading="Resultat", level=1),
        kind="text",
        heading="Slut",
        level=1,
    )
    assert (money["options"], text["options"]) == ({"charts": ["deviations", "progress"]}, {})
    stored = registry()["budgets.statement"]
    assert stored.Options.read(stored.clean_options({}))["charts"] == []


# Options ---------------------------------------------------------------------------------------------------


def typed(page: Page) -> dict[str, str]:
    """What the page's forms would send unchanged: only checked boxes and chosen options."""
    values = {}
    name = ""
    for element in page.elements:
        attrs = element.attrs
        if element.tag == "input" and attrs.get("type") in {"checkbox", "radio"}:
            if "checked" in attrs:
                values[attrs["name"]] = attrs.get("value", "on")
        elif element.tag == "input" and attrs.get("name"):
            values[attrs["name"]] = attrs.get("value", "")
        elif element.tag == "textarea":
            values[attrs["name"]] = "".join(element.parts).removeprefix("\n")
        elif element.tag == "select":
            name = attrs["name"]
            values[name] = ""
        elif element.tag == "option" and "selected" in attrs:
            values[name] = attrs.get("value", "")
    return values


@pytest.mark.django_db
@pytest.mark.parametrize("kind", sorted(registry()))
def test_a_form_that_is_saved_untouched_changes_nothing(kind: str) -> None:
    """For every kind of section, with its options at their defaults."""
    committee = make_committee()
    kind_of_section = registry()[kind]
    options = kind_of_section.clean_options({})
    editor = partial(
        kind_of_section.Options.editor, stored=options, municipality_id=committee.municipality_id
    )
    form = editor(typed(Page(str(editor(None)))))
    assert form.is_valid(), form.errors
    assert form.to_store() == options


@pytest.mark.django_db
def test_every_option_of_a_chapter_has_a_field() -> None:
    """Except what is data of a kommun, not of a template."""
    municipality_id = make_committee().municipality_id
    missing = {
        (kind, option)
        for kind, kind_of_section in registry().items()
        for option in kind_of_section.clean_options({})
        if option
        not in kind_of_section.Options.editor(None, stored={}, municipality_id=municipality_id).fields
    }
    assert missing == {("internal_control.matrix", "levels")}


# Versions --------------------------------------------------------------------------------------------------


@pytest.fixture
def report() -> Report:
    money = {"key": "resultat", "kind": "budgets.statement", "heading": "Resultat", "has_prose": False}
    template = make_template(section("inledning", has_prose=True), money)
    report = make_report(template=template)
    BudgetLine.objects.create(
        report=report, key="avgifter", label="Avgifter", kind=LineKind.REVENUE, position=1,
        budget=-41_391_000, actual=-24_199_000, forecast=-41_891_000, result_last_year=-40_000_000,
    )  # fmt: skip
    BudgetLine.objects.create(
        report=report, key="loner", label="Löner", kind=LineKind.COST, position=2,
        budget=12_730_000, actual=7_159_000, forecast=12_480_000, result_last_year=12_000_000,
    )  # fmt: skip
    return fresh(report)


@pytest.fixture
def controller(report: Report) -> User:
    return make_user(report.committee, Role.CONTROLLER)


@pytest.fixture
def browser_of(controller: User) -> Client:
    client = Client()
    client.force_login(controller)
    return client


def save(template: ReportTemplate, by: User, **changes: Any) -> ReportTemplate:
    return save_template(template, edited(template, **changes), state=template.state, by=by)


@pytest.mark.django_db
def test_a_version_in_use_stays_and_a_new_one_is_made(report: Report, controller: User) -> None:
    used = report.template
    before = list(used.sections)
    new = save(used, controller, sections=without(used.sections, "inledning"))
    used.refresh_from_db()
    assert (new.version, keys(new.sections)) == (2, ["resultat"])
    assert (used.version, used.sections, fresh(report).template) == (1, before, used)


@pytest.mark.django_db
def test_a_version_that_no_report_uses_is_changed_itself(report: Report, controller: User) -> None:
    new = save(report.template, controller, convention={"unit": "mnkr"})
    again = save(new, controller, convention={"unit": "kr"})
    assert (again.pk, again.version, again.convention["unit"]) == (new.pk, 2, "kr")


@pytest.mark.django_db
def test_a_colleagues_save_is_not_overwritten(report: Report, controller: User) -> None:
    new = save(report.template, controller, convention={"unit": "mnkr"})
    state = new.state
    save(new, controller, convention={"unit": "kr"})
    with pytest.raises(ValidationError) as refused:
        save_template(new, edited(new, convention={"unit": "tkr"}), state=state, by=controller)
    assert refused.value.messages == [
        "Någon annan har ändrat mallen medan du arbetade. Det du skrev står kvar: jämför och spara igen."
    ]


@pytest.mark.django_db
def test_a_reporter_may_not_save_a_template(report: Report) -> None:
    reporter = make_user(report.committee, Role.REPORTER)
    with pytest.raises(PermissionDenied):
        save(report.template, reporter, convention={"unit": "kr"})


@pytest.mark.django_db
def test_a_draft_is_moved_to_a_new_version_and_its_text_is_kept(report: Report, controller: User) -> None:
    report.texts.create(section_key="inledning", markdown="Året har gått bra.")
    new = save(report.template, controller, sections=without(report.template.sections, "inledning"))
    assert lost_texts(report, new) == ["Inledning"]
    move_to_template(report, new, by=controller)
    assert (fresh(report).template, report.texts.count()) == (new, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Status.HANDED_IN, Status.APPROVED])
def test_a_report_on_its_way_keeps_its_version(report: Report, controller: User, status: str) -> None:
    new = save(report.template, controller, convention={"unit": "kr"})
    report.status = status
    report.save()
    with pytest.raises(PermissionDenied):
        move_to_template(report, new, by=controller)


@pytest.mark.django_db
def test_a_report_takes_no_template_of_another_committee(report: Report, controller: User) -> None:
    with pytest.raises(ValidationError) as refused:
        move_to_template(report, make_template(), by=controller)
    assert refused.value.messages == ["Mallen hör till en annan nämnd."]


# In the browser --------------------------------------------------------------------------------------------


def page_of(client: Client, name: str, *arguments: Any) -> Page:
    return Page(client.get(reverse(name, args=arguments)).content)


@pytest.mark.django_db
def test_a_sixth_template_without_code(report: Report, controller: User, browser_of: Client) -> None:
    """Revenue +, cost −, variance = actual − budget, mnkr with a decimal, two groups of columns."""
    pk = report.template_id
    data = typed(page_of(browser_of, "template_edit", pk))
    data |= {
        "convention-unit": "mnkr", "convention-decimals": "1", "convention-revenue": "+",
        "convention-cost": "-", "convention-surplus": "+", "convention": "",
    }  # fmt: skip
    answer = browser_of.post(reverse("template_edit", args=[pk]), data)
    template = ReportTemplate.objects.get(version=2)
    assert (answer.status_code, answer["Location"]) == (302, reverse("template_edit", args=[template.pk]))

    address = reverse("template_section", args=[template.pk, "resultat"])
    data = {
        name: value
        for name, value in typed(page_of(browser_of, "template_section", template.pk, "resultat")).items()
        if not name.startswith("options-columns-")
    }
    columns = [
        ("actual", "", "", "Utfall", "Januari–{month} {year}"),
        ("budget", "", "", "Budget", "Januari–{month} {year}"),
        ("variance", "actual", "budget", "Avvikelse", "Januari–{month} {year}"),
        ("forecast", "", "", "Prognos", "Helår {year}"),
        ("result_last_year", "", "", "Bokslut fg år", "Helår {year}"),
    ]
    for number, row in enumerate(columns):
        for part, value in zip(("key", "of", "against", "heading", "group"), row, strict=True):
            data[f"options-columns-{number}-{part}"] = value
        data[f"options-columns-{number}-place"] = str(number + 1)
    preview = browser_of.post(reverse("template_section_preview", args=[template.pk, "resultat"]), data)
    assert Page(preview.content).texts("th", scope="colgroup") == ["Januari–juli 2023", "Helår 2023"]
    assert browser_of.post(address, data)["Location"] == address

    choose = reverse("report_template", args=[report.slug])
    browser_of.post(choose, {"template": template.pk})
    table = next(block for block in assemble(fresh(report)).tables() if isinstance(block, Table))
    assert table.column_groups() == [("Januari–juli 2023", 3), ("Helår 2023", 2)]
    assert [[row.label, *(cell.text for cell in row.cells)] for row in table.rows] == [
        ["Avgifter", "24,2", "41,4", "−17,2", "41,9", "40,0"],
        ["Löner", "−7,2", "−12,7", "5,6", "−12,5", "−12,0"],
        ["Summa", "17,0", "28,7", "−11,6", "29,4", "28,0"],
    ]
    assert table.rows[0].cells[0].value == Decimal("24.199")


@pytest.mark.django_db
def test_a_fault_is_shown_at_its_field_and_nothing_saved(report: Report, browser_of: Client) -> None:
    pk = report.template_id
    data = typed(page_of(browser_of, "template_section", pk, "resultat"))
    data |= {"options-title": "Resultat {dag}", "heading": "Ekonomi"}
    answer = browser_of.post(reverse("template_section", args=[pk, "resultat"]), data)
    page = Page(answer.content)
    assert answer.status_code == 422
    assert page.texts("p", id="id_options-title_error") == [
        "Rubriken ”Resultat {dag}” har en platshållare som inte finns. Välj bland {date}, {year}, {month}, "
        "{period}, {previous_year}, {last_date}, {last_year}, {last_period}."
    ]
    assert page.values()["heading"] == "Ekonomi"
    assert ReportTemplate.objects.count() == 1


LABELS = "options-labels"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {f"{LABELS}-net": "Netto"},
            LABELS,
            "Namnen hör till formerna med delsummor och med netto (subtotals, net).",
        ),
        (
            {"options-form": "net", f"{LABELS}-net": "Netto"},
            LABELS,
            "Summan ”net” finns inte i den formen. Välj bland revenue, cost, appropriation.",
        ),
        (
            {"options-form": "net", f"{LABELS}-cost": "-"},
            LABELS,
            "Alla rader i formen netto ska ha ett namn.",
        ),
        ({"options-title": " "}, "options-title", "Detta fält måste fyllas i."),
        (
            {"options-percent_decimals": "3"},
            "options-percent_decimals",
            "Kontrollera att detta värde är mindre än eller lika med 2.",
        ),
        (
            {"options-columns-1-key": "budget"},
            "options-columns",
            "Kolumnen ”budget” står två gånger.",
        ),
        (
            {"options-convention-unit": "usd"},
            "options-convention",
            "”usd” kan inte vara unit. Välj bland 'kr', 'tkr', 'mnkr'.",
        ),
    ],
)
def test_each_fault_is_shown_at_its_field(
    report: Report, browser_of: Client, changes: dict[str, str], field: str, message: str
) -> None:
    address = reverse("template_section", args=[report.template_id, "resultat"])
    data = typed(Page(browser_of.get(address).content)) | changes
    answer = browser_of.post(address, data)
    page = Page(answer.content)
    faults = {
        element.attrs["id"]: page.texts("p", id=element.attrs["id"])
        for element in page.all("p")
        if element.attrs.get("class") == "field-error"
    }
    assert answer.status_code == 422
    assert faults == {f"id_{field}_error": [message]}


@pytest.mark.django_db
def test_labels_and_signs_are_typed_in_parts(report: Report, browser_of: Client) -> None:
    address = reverse("template_section", args=[report.template_id, "resultat"])
    data = typed(Page(browser_of.get(address).content)) | {
        "options-form": "subtotals",
        f"{LABELS}-cost": "Alla kostnader",
        f"{LABELS}-net": "-",
        "options-convention-unit": "mnkr",
        "options-convention-decimals": "1",
    }
    saved = browser_of.post(address, data)
    assert saved.status_code == 302
    options = {spec.key: spec for spec in ReportTemplate.objects.get(version=2).specs}["resultat"].options
    assert options["labels"] == {"cost": "Alla kostnader", "net": ""}
    assert options["convention"] == {"unit": "mnkr", "decimals": 1}
    again = typed(Page(browser_of.get(saved["Location"]).content))
    assert {name: value for name, value in again.items() if name.startswith("options-")} == {
        name: value for name, value in data.items() if name.startswith("options-")
    }


@pytest.mark.django_db
def test_options_are_parsed_once_for_each_section(
    report: Report, browser_of: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[str] = []
    defaults = StatementSection.Options.defaults

    def counted(stored: Any) -> dict[str, Any]:
        parsed.append("resultat")
        return defaults(stored)

    monkeypatch.setattr(StatementSection.Options, "defaults", counted)
    browser_of.get(reverse("section_edit", args=[report.slug, "resultat"]))
    assert parsed == ["resultat"]


@pytest.mark.django_db
def test_chapters_are_added_moved_and_removed(report: Report, browser_of: Client) -> None:
    state = typed(page_of(browser_of, "template_edit", report.template_id))["state"]
    data = {"add": "", "state": state, "kind": "text", "heading": "Slutsatser", "level": "1"}
    address = browser_of.post(reverse("template_edit", args=[report.template_id]), data)["Location"]
    for button in ({"up": "slutsatser"}, {"remove": "inledning"}):
        state = typed(Page(browser_of.get(address).content))["state"]
        browser_of.post(address, button | {"state": state})
    assert keys(ReportTemplate.objects.get(version=2).sections) == ["slutsatser", "resultat"]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(registry()))
def test_only_a_new_section_of_text_asks_for_a_text(kind: str, browser_of: Client, report: Report) -> None:
    """A text nobody had asked for stopped the hand-in of every new table."""
    template = make_template(committee=report.committee)
    state = typed(page_of(browser_of, "template_edit", template.pk))["state"]
    data = {"add": "", "state": state, "kind": kind, "heading": "Nytt", "level": "1"}
    browser_of.post(reverse("template_edit", args=[template.pk]), data)
    template.refresh_from_db()
    started = make_report(template=template, actuals_through=dt.date(2024, 8, 31))
    lacks_text = "Avsnittet ”Nytt” saknar text." in problems(fresh(started))
    assert lacks_text == (kind == "text")


@pytest.mark.django_db
def test_the_last_chapter_can_not_be_removed(browser_of: Client, report: Report) -> None:
    template = make_template(committee=report.committee)
    answer = browser_of.post(
        reverse("template_edit", args=[template.pk]), {"remove": "inledning", "state": template.state}
    )
    assert answer.status_code == 422
    assert "En rapportmall har minst ett avsnitt." in Page(answer.content).texts("li")


@pytest.mark.django_db
def test_the_whole_report_is_previewed_and_nothing_changes(report: Report, browser_of: Client) -> None:
    other = make_template(section("annat", heading="Annat"), committee=report.committee)
    page = page_of(browser_of, "template_preview", other.pk)
    assert page.texts("h2") == ["1 Annat"]
    assert fresh(report).template == report.template


@pytest.mark.django_db
def test_a_copy_is_a_template_of_its_own(report: Report, browser_of: Client) -> None:
    browser_of.post(reverse("template_copy", args=[report.template_id]), {"name": "Årsredovisning"})
    copy = ReportTemplate.objects.get(name="Årsredovisning")
    assert (copy.version, copy.sections) == (1, report.template.sections)


@pytest.mark.django_db
def test_a_name_is_taken_once(report: Report, browser_of: Client) -> None:
    name = report.template.name
    answer = browser_of.post(reverse("template_copy", args=[report.template_id]), {"name": name})
    assert Page(answer.content).texts("li")[-1:] != []
    assert answer.status_code == 422
    assert ReportTemplate.objects.count() == 1
