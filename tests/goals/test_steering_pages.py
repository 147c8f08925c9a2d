"""Styrmodeller in the browser: questions in Swedish, tried on the nämnd's own goals, saved in versions."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from goals.forms.steering import UNREACHABLE, NewSteeringForm, SteeringForm, answers
from goals.models import SteeringModel
from goals.steering import MER, BandKind
from reporting.assembly import assemble
from reporting.document.blocks import Table
from reporting.models import Committee, Report, ReportTemplate, Role
from tests.factories import fresh, make_committee, make_report, make_template, make_user, section
from tests.goals.sydnarke import COOPERATION, DIGITAL, SERVICE, make_goals
from tests.goals.test_steering_versions import make_model
from tests.html import Page

pytestmark = pytest.mark.django_db
MER_ANSWERS: dict[str, str] = {name: str(answer or "") for name, answer in answers(MER).items()}


@pytest.fixture
def committee() -> Committee:
    return make_committee()


@pytest.fixture
def controller(committee: Committee, client: Client) -> Client:
    client.force_login(make_user(committee))
    return client


def goals_report(committee: Committee, **options: Any) -> Report:
    report = make_report(section("mal", "goals.goals", options=options), committee=committee)
    make_goals(report)
    return fresh(report)


def at(name: str, committee: Committee, *args: int) -> str:
    return reverse(name, args=[committee.slug, *args])


def read(client: Client, address: str, sent: dict[str, str] | None = None, *, status: int = 200) -> Page:
    """``sent``: a POST."""
    response = client.get(address) if sent is None else client.post(address, sent, follow=True)
    assert response.status_code == status
    return Page(response.content)


def rule(page: Page) -> list[str]:
    """The rules in words, as the page's own (the list has more)."""
    texts = page.texts("p")
    first = next(place for place, text in enumerate(texts) if text.startswith("Målet uppnås"))
    return texts[first : first + 8]


def tried(page: Page) -> list[str]:
    (goals,) = page.all("ul", class_="tried")
    return [text for text in page.texts("p") if text.startswith("Så skulle") and text in goals.text]


def test_mer_is_described_as_reports_print_it(committee: Committee, controller: Client) -> None:
    page = read(controller, at("steering_list", committee))
    items = page.texts("li")
    assert [line.text for line in MER.lines] == [item for item in items if " = " in item and len(item) < 100]
    assert "MER-styrning (portalens egen)" in page.texts("h2")


def test_model_is_made_from_mer_and_read_in_the_list(committee: Committee, controller: Client) -> None:
    sent = MER_ANSWERS | {"name": "Halva räcker", "exact_half": "better", "seen": "0"}
    page = read(controller, at("steering_new", committee), sent)
    assert page.texts("h1") == ["Halva räcker, version 1"]
    model = SteeringModel.objects.get()
    assert model.rules == MER.to_dict() | {"exact_half": "better"}
    assert model.by is not None
    listed = read(controller, at("steering_list", committee))
    assert listed.texts("h2")[0] == "Halva räcker, version 1"
    assert rule(listed)[3].startswith("Precis hälften räknas som mer än hälften:")


def test_name_is_taken_once(committee: Committee, controller: Client) -> None:
    make_model(committee, "Egen")
    page = read(
        controller, at("steering_new", committee), MER_ANSWERS | {"name": "Egen", "seen": "0"}, status=422
    )
    assert "Kommunen har redan en styrmodell med det namnet. Välj ett annat, eller ändra den." in page.texts(
        "li"
    )


def test_answers_are_tried_on_the_latest_goals_without_being_saved(
    committee: Committee, controller: Client
) -> None:
    goals_report(committee)
    model = make_model(committee)
    sent = MER_ANSWERS | {"met_when": "half_met", "exact_half": "better", "try": "", "seen": "1"}
    page = read(controller, at("steering_edit", committee, model.pk), sent)
    assert rule(page)[0] == "Målet uppnås när mer än hälften av indikatorerna uppnås."
    assert tried(page) == [
        f"Så skulle {SERVICE} bli: Uppnås, 5 av 7 uppnås. Nu: Uppnås delvis.",
        f"Så skulle {COOPERATION} bli: Uppnås delvis, 0 av 1 uppnås, 1 uppnås delvis.",
        f"Så skulle {DIGITAL} bli: Uppnås delvis, 0 av 2 uppnås, 1 uppnås delvis. Nu: Uppnås inte.",
    ]
    assert "2 av 3 mål får en annan bedömning än i rapporten." in page.text
    assert SteeringModel.objects.get() == model


def test_preview_is_what_the_button_shows(committee: Committee, controller: Client) -> None:
    goals_report(committee)
    model = make_model(committee)
    sent = MER_ANSWERS | {"exact_half": "better", "seen": "1"}
    live = read(controller, at("steering_preview", committee), sent)
    page = read(controller, at("steering_edit", committee, model.pk), sent | {"try": ""})
    assert (rule(live), tried(live)) == (rule(page), tried(page))
    assert page.texts("div", id="provat") == [live.text]


def test_page_without_goals_says_so(committee: Committee, controller: Client) -> None:
    page = read(controller, at("steering_new", committee))
    assert "Nämnden har ingen rapport med indikatorer än att pröva reglerna på." in page.text


def test_trial_judges_as_the_report_would(committee: Committee, controller: Client) -> None:
    """The same verdicts as after the mall has chosen the model."""
    report = goals_report(committee)
    sent = MER_ANSWERS | {"name": "Egen", "exact_half": "better", "missing_values": "partial", "seen": "0"}
    said = tried(read(controller, at("steering_new", committee), sent | {"try": ""}))
    read(controller, at("steering_new", committee), sent)
    report.template = ReportTemplate(
        committee=committee,
        name="Prov",
        sections=[section("mal", "goals.goals", options={"steering_model": "Egen"})],
    )
    (judged,) = [
        block
        for part in assemble(report).sections
        for block in part.blocks
        if isinstance(block, Table) and block.key == "maluppfyllelse"
    ]
    assert [words.split(",")[0] for words in said] == [
        f"Så skulle {row.label} bli: {row.cells[0].text}" for row in judged.rows
    ]


def test_save_is_a_new_version_with_what_differs(committee: Committee, controller: Client) -> None:
    first = make_model(committee)
    sent = MER_ANSWERS | {"exact_half": "better", "band_kind": "percent", "band_size": "2,5", "seen": "1"}
    page = read(controller, at("steering_edit", committee, first.pk), sent)
    assert page.texts("h1") == ["Egen, version 2"]
    saved = SteeringModel.objects.get(version=2)
    assert saved.rules["partial_band"] == {"kind": "percent", "size": "2.5"}
    changed = [
        "Precis hälften räknas: inte som mer än hälften har blivit som mer än hälften.",
        "En indikator som missar sitt målvärde uppnås delvis: aldrig har blivit inom en marginal i procent av "
        "målvärdet.",
        "Marginalens storlek: inget har blivit 2,5.",
    ]
    assert [
        item for item in page.texts("li") if "har blivit" in item and not item.startswith("Version")
    ] == changed
    assert SteeringModel.objects.get(version=1).rules == MER.to_dict()


def test_nothing_new_is_no_new_version(committee: Committee, controller: Client) -> None:
    model = make_model(committee)
    page = read(controller, at("steering_edit", committee, model.pk), MER_ANSWERS | {"seen": "1"})
    assert "Inget skiljer sig från version 1, så ingen ny version är sparad." in page.text
    assert SteeringModel.objects.count() == 1


def test_version_saved_meanwhile_is_told_and_not_overwritten(
    committee: Committee, controller: Client
) -> None:
    first = make_model(committee)
    make_model(committee, version=2, empty_goal="not_met")
    sent = MER_ANSWERS | {"exact_half": "better", "seen": "1"}
    page = read(controller, at("steering_edit", committee, first.pk), sent, status=422)
    assert "Någon annan har sparat version 2 medan du arbetade." in page.text
    assert page.values()["seen"] == "2"
    assert SteeringModel.objects.count() == 2
    assert read(controller, at("steering_edit", committee, first.pk), sent | {"seen": "2"}).texts("h1") == [
        "Egen, version 3"
    ]


def test_mall_in_use_judges_by_the_new_version_in_a_version_of_its_own(
    committee: Committee, controller: Client
) -> None:
    make_model(committee)
    report = goals_report(committee, steering_model="Egen")
    second = make_model(committee, version=2, exact_half="better")
    page = read(controller, at("steering_edit", committee, second.pk), {"use": str(report.template_id)})
    newest = ReportTemplate.objects.get(version=2)
    assert newest.specs[0].options["steering_model"] == "Egen, version 2"
    assert fresh(report).template.specs[0].options["steering_model"] == "Egen"
    assert f"{newest} bedömer målen med Egen, version 2." in page.texts("p")


def test_unused_mall_is_changed_itself(committee: Committee, controller: Client) -> None:
    template = make_template(section("mal", "goals.goals"), committee=committee)
    model = make_model(committee)
    read(controller, at("steering_edit", committee, model.pk), {"use": str(template.pk)})
    assert ReportTemplate.objects.get().specs[0].options["steering_model"] == "Egen"


def test_mall_of_another_committee_is_not_touched(committee: Committee, controller: Client) -> None:
    other = make_template(section("mal", "goals.goals"), committee=make_committee("", committee.municipality))
    model = make_model(committee)
    read(controller, at("steering_edit", committee, model.pk), {"use": str(other.pk)}, status=404)


def test_model_of_another_kommun_is_not_there(committee: Committee, controller: Client) -> None:
    read(controller, at("steering_edit", committee, make_model(make_committee()).pk), status=404)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.CONTROLLER, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.REPORTER, 403),
        (Role.APPROVER, 403),
        (Role.REPRESENTATIVE, 403),
    ],
)
def test_who_opens_a_model(role: str, status: int, committee: Committee, client: Client) -> None:
    model = make_model(committee)
    client.force_login(make_user(committee, role))
    assert client.get(at("steering_edit", committee, model.pk)).status_code == status
    answer = client.post(at("steering_edit", committee, model.pk), MER_ANSWERS | {"seen": "1"})
    assert answer.status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"met_when": "half_counted"}, "partly_when", UNREACHABLE),
        ({"met_when": "gissning"}, "met_when", "Välj ett av svaren."),
        ({"met_when": "never"}, "met_when", "Välj ett av svaren."),
        ({"basis": ""}, "basis", "Välj ett av svaren."),
        ({"band_size": "5"}, "band_kind", "Välj hur marginalen räknas, eller ta bort dess storlek."),
        ({"band_kind": "percent"}, "band_size", "Skriv hur stor marginalen är, eller välj ”aldrig”."),
        (
            {"band_kind": "percent", "band_size": "0"},
            "band_size",
            "Marginalen är ett tal som är större än noll.",
        ),
        (
            {"band_kind": "absolute", "band_size": "0,0000001"},
            "band_size",
            "”0,0000001” har fler än 6 decimaler. Avrunda, till exempel till 0,00.",
        ),
        ({"name": "Egen, version 3"}, "name", "Skriv namnet utan version: versionerna räknas av sig själva."),
    ],
)
def test_answers_that_are_refused(given: dict[str, str], field: str, message: str) -> None:
    form = NewSteeringForm(MER_ANSWERS | {"name": "Egen"} | given, rules=MER)
    assert form.errors == {field: [message]}


@pytest.mark.parametrize("kind", ["", *BandKind])
def test_every_answer_survives_its_rules(kind: str) -> None:
    """Whatever may be chosen is stored, and shown again as it was chosen."""
    asked = SteeringForm.base_fields
    for name in ("met_when", "partly_when", "exact_half", "missing_values", "empty_goal", "basis"):
        for value, _ in asked[name].choices:  # type: ignore[attr-defined]
            chosen = MER_ANSWERS | {"band_kind": kind, "band_size": "2,5" if kind else "", name: value}
            form = SteeringForm(chosen, rules=MER)
            if form.is_valid():
                shown = {key: str(answer or "") for key, answer in answers(form.rules).items()}
                assert shown == chosen | {"band_size": "2.5" if kind else ""}
            else:
                assert list(form.errors.values()) == [[UNREACHABLE]]


def test_links_from_mallar_and_from_the_options_of_goals(committee: Committee, controller: Client) -> None:
    template = make_template(section("mal", "goals.goals"), section("inledning"), committee=committee)
    linked = at("steering_list", committee)

    def links(address: str) -> bool:
        return linked in [link.attrs["href"] for link in read(controller, address).all("a")]

    assert links(reverse("template_list", args=[committee.slug]))
    assert links(reverse("template_section", args=[template.pk, "mal"]))
    assert not links(reverse("template_section", args=[template.pk, "inledning"]))


def test_queries_do_not_grow(
    committee: Committee, controller: Client, django_assert_num_queries: Any
) -> None:
    goals_report(committee)
    for version in range(1, 6):
        model = make_model(committee, version=version)
        make_template(section("mal", "goals.goals"), committee=committee)
    with django_assert_num_queries(11):
        controller.get(at("steering_edit", committee, model.pk))
