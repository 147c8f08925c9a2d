"""Forms of goals and decisions: what is saved, what is refused, and nothing typed is lost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.forms.goals import IndicatorForm
from goals.forms.goals_form import GoalsForm
from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, Indicator
from reporting.document.blocks import Table
from reporting.models import Report
from reporting.sections import section_of, sections_of
from tests.factories import PASSWORD, fresh, make_report, make_user, may_be_saved, save_form, section
from tests.goals.sydnarke import DIGITAL, SERVICE, make_decisions, make_goals, make_indicator
from tests.html import Page
from tests.patches import previewed, print_of

pytestmark = pytest.mark.django_db
NB = "\u00a0"
INCIDENTS = "Minska antalet pågående incidenter"
SICK_LEAVE = "Sjukfrånvaro"


@pytest.fixture
def report() -> Report:
    report = make_report(section("mal", "goals.goals"), section("beslut", "goals.decisions"))
    make_goals(report)
    make_decisions(report)
    return fresh(report)


def formsets(form: Any) -> list[Any]:
    return list(form.formsets) if isinstance(form, GoalsForm) else [form]


def as_posted(form: Any) -> dict[str, str]:
    """What a browser sends of an unchanged page."""
    data: dict[str, str] = {}
    for formset in formsets(form):
        for part in (formset.management_form, *formset.forms):
            for bound in part:
                data |= _field_as_posted(bound)
    return data


def _field_as_posted(bound: forms.BoundField) -> dict[str, str]:
    value = bound.value()
    sent: dict[str, str] = {}
    if not isinstance(bound.field, forms.BooleanField):
        sent[bound.html_name] = "" if value is None else str(value)
    elif value:
        sent[bound.html_name] = "on"
    if bound.field.show_hidden_initial:
        sent[bound.html_initial_name] = "" if value is None else str(value)
    return sent


def query_dict(data: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query


def form_of(report: Report, key: str, data: dict[str, str] | None = None) -> Any:
    """The form of a new request: of the stored report, or of posted data."""
    return section_of(fresh(report), key).form(None if data is None else query_dict(data))


def row(form: Any, label: str) -> Any:
    """The form of the row with a label."""
    return next(
        each
        for formset in formsets(form)
        for each in formset.forms
        if each.instance.pk and each.instance.label == label
    )


def typed(report: Report, changes: dict[tuple[str, str], str], key: str = "mal") -> dict[str, str]:
    """Posted data with some fields changed: (label of the row, field) -> text."""
    form = form_of(report, key)
    data = as_posted(form)
    for (label, name), text in changes.items():
        field = row(form, label)[name].html_name
        if text or name not in {"DELETE", "target_confirmed"}:
            data[field] = text
        else:
            data.pop(field, None)
    return data


def submit(report: Report, data: dict[str, str], key: str = "mal") -> Any:
    """The form after a save, or after it was refused."""
    form = form_of(report, key, data)
    if may_be_saved(form):
        save_form(form)
    return form


def stored(report: Report, label: str, *names: str) -> tuple[Any, ...]:
    return tuple(Indicator.objects.values_list(*names).get(report=report, label=label))


def everything(report: Report) -> list[dict[str, Any]]:
    return [
        row
        for model in (CouncilGoal, CommitteeGoal, Indicator, CommitteeDecision)
        for row in model.objects.filter(report=report).order_by("pk").values()
    ]


# Values


def test_nothing_changed_saves_nothing(report: Report) -> None:
    before = everything(report)
    for key in ("mal", "beslut"):
        form = submit(report, typed(report, {}, key), key)
        assert form.is_valid()
    after = everything(report)
    for each in (*before, *after):
        del each["position"]  # places become 1, 2, 3 …
    assert after == before


def test_a_value_is_kept_as_typed_and_printed_in_swedish(report: Report) -> None:
    form = submit(
        report, typed(report, {(INCIDENTS, "current"): "98.53%", (INCIDENTS, "forecast"): "120 st."})
    )
    assert form.is_valid()
    assert stored(report, INCIDENTS, "current", "forecast") == ("98.53%", "120 st.")
    blocks = section_of(fresh(report), "mal").blocks()
    printed = next(
        line for block in blocks if isinstance(block, Table) for line in block.rows if line.label == INCIDENTS
    )
    assert [cell.text for cell in printed.cells] == [
        f"98,53{NB}%",
        f"120{NB}st",
        "Minska från 125 st",
        "Uppnås",
        "Uppnås",
    ]


def test_a_value_can_be_emptied(report: Report) -> None:
    assert submit(report, typed(report, {(INCIDENTS, "current"): ""})).is_valid()
    assert stored(report, INCIDENTS, "current") == ("",)


@pytest.mark.parametrize("text", ["abc", "1.166", "12 34", "=1+1", "#REF!", "1" * 20, "NaN"])
def test_an_unparsable_value_saves_nothing_and_keeps_the_form(report: Report, text: str) -> None:
    before = everything(report)
    form = submit(report, typed(report, {(INCIDENTS, "forecast"): text, (SICK_LEAVE, "current"): "5 %"}))
    assert not form.is_valid()
    assert everything(report) == before
    refused = row(form, INCIDENTS)
    assert (list(refused.errors), len(refused.errors["forecast"])) == (["forecast"], 1)
    assert (refused["forecast"].value(), row(form, SICK_LEAVE)["current"].value()) == (text, "5 %")


# Targets


def test_a_new_target_is_read_anew(report: Report) -> None:
    assert submit(report, typed(report, {(INCIDENTS, "target"): "Minska till   90 st"})).is_valid()
    assert stored(report, INCIDENTS, "target", "comparison", "target_value", "baseline") == (
        "Minska till   90 st",
        "at_most",
        90,
        None,
    )
    shown = row(form_of(report, "mal"), INCIDENTS)
    assert (shown.target_html, shown.instance.target_confirmed) == (f"Målvärde: Högst 90{NB}st · ", True)


def test_a_bare_target_is_guessed_from_the_name_and_unconfirmed(report: Report) -> None:
    assert submit(report, typed(report, {(SICK_LEAVE, "target"): "6 %"})).is_valid()
    assert stored(report, SICK_LEAVE, "comparison", "target_value", "target_confirmed") == (
        "at_most",
        6,
        False,
    )
    assert len(section_of(fresh(report), "mal").problems()) == 1
    assert submit(report, typed(report, {(SICK_LEAVE, "target_confirmed"): "on"})).is_valid()
    assert section_of(fresh(report), "mal").problems() == []


def test_a_corrected_target_stands(report: Report) -> None:
    correction = {(SICK_LEAVE, "comparison"): "less_than", (SICK_LEAVE, "target_value"): "6,5"}
    assert submit(report, typed(report, correction)).is_valid()
    assert stored(report, SICK_LEAVE, "target", "comparison", "target_value", "target_confirmed") == (
        *("7 %", "less_than"),
        *(6.5, True),
    )


def test_a_new_target_keeps_the_fields_typed_with_it(report: Report) -> None:
    changes = {(SICK_LEAVE, "target"): "6 %", (SICK_LEAVE, "comparison"): "at_least"}
    assert submit(report, typed(report, changes | {(SICK_LEAVE, "target_value"): "6"})).is_valid()
    assert stored(report, SICK_LEAVE, "target", "comparison", "target_value", "target_confirmed") == (
        *("6 %", "at_least"),
        *(6, True),
    )


def test_a_later_target_is_read_anew_after_a_correction(report: Report) -> None:
    submit(report, typed(report, {(SICK_LEAVE, "comparison"): "at_least"}))
    assert submit(report, typed(report, {(SICK_LEAVE, "target"): "högst 5 %"})).is_valid()
    assert stored(report, SICK_LEAVE, "comparison", "target_value") == ("at_most", 5)


def test_an_emptied_target_has_no_parsed_fields(report: Report) -> None:
    assert submit(report, typed(report, {(SICK_LEAVE, "target"): ""})).is_valid()
    assert stored(report, SICK_LEAVE, "comparison", "target_value", "target_unit") == ("", None, "")


def test_an_unreadable_target_saves_nothing_and_stays(report: Report) -> None:
    before = everything(report)
    form = submit(report, typed(report, {(INCIDENTS, "target"): "så bra som möjligt"}))
    assert not form.is_valid()
    assert everything(report) == before
    refused = row(form, INCIDENTS)
    assert refused.errors == {
        "target": [
            "”så bra som möjligt” går inte att läsa som ett målvärde. Skriv till exempel minst 50 %, "
            "högst 20 st, minska från 125 st, mellan 3 och 5 % eller Ja."
        ]
    }
    assert refused["target"].value() == "så bra som möjligt"


def test_an_unparsable_target_with_typed_fields_is_accepted(report: Report) -> None:
    changes = {
        (INCIDENTS, "target"): "så få som möjligt, högst ett hundratal",
        (INCIDENTS, "comparison"): "at_most",
        (INCIDENTS, "target_value"): "100",
    }
    assert submit(report, typed(report, changes)).is_valid()
    assert stored(report, INCIDENTS, "comparison", "target_value") == ("at_most", 100)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"comparison": "between"},
            {
                "target_value": [
                    "Målvärdet saknar en övre gräns. Ange två värden, till exempel mellan 3 och 5."
                ]
            },
        ),
        ({"comparison": ""}, {"comparison": ["Välj hur värdet ska jämföras med målvärdet."]}),
        (
            {"target_value": "7 %"},
            {"target_value": ["”7 %” har enheten ”%”, men här väntas ett tal utan enhet. Skriv 7."]},
        ),
    ],
)
def test_contradictory_target_fields_are_refused(
    report: Report, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    form = submit(report, typed(report, {(SICK_LEAVE, name): text for name, text in changes.items()}))
    assert not form.is_valid()
    assert row(form, SICK_LEAVE).errors == errors


# Verdicts


@pytest.mark.parametrize("label", [INCIDENTS, SERVICE])
def test_an_override_without_a_reason_is_refused(report: Report, label: str) -> None:
    before = everything(report)
    form = submit(report, typed(report, {(label, "override"): "met"}))
    assert not form.is_valid()
    assert everything(report) == before
    assert row(form, label).errors == {"override_reason": ["Skriv varför bedömningen avviker från regeln."]}
    assert row(form, label).has_detail_errors


def test_an_override_with_a_reason_shows_both_verdicts(report: Report) -> None:
    changes = {(DIGITAL, "override"): "partial", (DIGITAL, "override_reason"): "Börjar i höst."}
    assert submit(report, typed(report, changes)).is_valid()
    form = form_of(report, "mal")
    group = next(group for group in form.groups if group.form.instance.label == DIGITAL)
    verdicts = re.findall(r'<span class="status tone-[a-z]+">([^<]+)</span>', group.form.goal_verdict_html)
    assert verdicts == ["Uppnås inte", "Uppnås delvis"]


def test_a_reason_cannot_be_taken_from_an_override(report: Report) -> None:
    label = "Införa återvinning/återbruk för nya mobila enheter."
    form = submit(report, typed(report, {(label, "override_reason"): " "}))
    assert row(form, label).errors == {"override_reason": ["Skriv varför bedömningen avviker från regeln."]}
    assert submit(report, typed(report, {(label, "override"): "", (label, "override_reason"): ""})).is_valid()
    assert stored(report, label, "override", "override_reason") == ("", "")


def test_the_verdicts_follow_what_is_typed_before_it_is_saved(report: Report) -> None:
    data = typed(report, {(INCIDENTS, "forecast"): "100", (SICK_LEAVE, "target"): "5 %"})
    part = section_of(fresh(report), "mal")
    form = part.form(query_dict(data))
    readings, goals, fulfilment = (block for block in part.preview(form) if isinstance(block, Table))
    assert [(line.label, line.cells[1].text) for line in readings.rows] == [(SICK_LEAVE, f"Högst 5{NB}%")]
    verdicts = {line.label: line.cells[-1].text for line in goals.rows if line.cells}
    assert (verdicts[INCIDENTS], verdicts[SICK_LEAVE]) == ("Uppnås", "Uppnås inte")
    assert fulfilment.rows[0].cells[2].text == (
        "6 av 7 indikatorer uppnås eller uppnås delvis: mer än hälften, men inte alla uppnås. "
        "Därför uppnås målet delvis."
    )
    assert stored(report, INCIDENTS, "forecast") == ("175",)


def test_a_preview_of_a_half_typed_form_shows_what_is_stored(report: Report) -> None:
    part = section_of(fresh(report), "mal")
    blocks = part.preview(part.form(query_dict(typed(report, {(INCIDENTS, "forecast"): "1."}))))
    assert blocks == part.blocks()


# Rows that come and go


def first_blank(form: Any, formset: str, **values: str) -> dict[str, str]:
    blank = getattr(form, formset).extra_forms[0]
    return {blank[name].html_name: text for name, text in values.items()}


def test_a_new_goal_and_then_indicators_under_it() -> None:
    report = make_report(section("mal", "goals.goals"))
    form = form_of(report, "mal")
    data = as_posted(form) | first_blank(
        form, "council_goals", label="Ett  mål\r\npå två rader", area="Område"
    )
    assert submit(report, data).is_valid()
    goal = CouncilGoal.objects.get(report=report)
    assert (goal.key, goal.label, goal.area, goal.position) == (
        "ett-mal-pa-tva-rader",
        "Ett mål på två rader",
        "Område",
        1,
    )
    form = form_of(report, "mal")
    data = as_posted(form) | first_blank(
        form, "committee_goals", label="Nämndens mål", placement=f"kf-{goal.pk}"
    )
    data |= first_blank(
        form, "indicators", label="Nöjda", placement=f"kf-{goal.pk}", current="79,8%", target="≥ 74"
    )
    assert submit(report, data).is_valid()
    indicator = Indicator.objects.get(report=report)
    assert (indicator.council_goal, indicator.committee_goal, indicator.comparison) == (
        goal,
        None,
        "at_least",
    )
    committee_goal = CommitteeGoal.objects.get(report=report)
    data = typed(report, {("Nöjda", "placement"): f"namndmal-{committee_goal.pk}"})
    assert submit(report, data).is_valid()
    indicator.refresh_from_db()
    assert (indicator.council_goal, indicator.committee_goal) == (goal, committee_goal)


def test_a_new_indicator_needs_a_name_and_a_goal(report: Report) -> None:
    form = form_of(report, "mal")
    form = submit(report, as_posted(form) | first_blank(form, "indicators", current="7"))
    assert list(form.indicators.extra_forms[0].errors) == ["label", "placement"]
    assert form.indicators.extra_forms[0]["current"].value() == "7"


def test_a_committee_goal_that_moves_takes_its_indicators_along(report: Report) -> None:
    goal = CouncilGoal.objects.filter(report=report).last()
    assert goal is not None
    assert submit(report, typed(report, {(SERVICE, "placement"): f"kf-{goal.pk}"})).is_valid()
    moved = Indicator.objects.filter(committee_goal__label=SERVICE)
    assert set(moved.values_list("council_goal", "committee_goal__council_goal")) == {(goal.pk, goal.pk)}


def test_a_goal_with_something_under_it_is_not_taken_away(report: Report) -> None:
    before = everything(report)
    form = submit(report, typed(report, {(SERVICE, "DELETE"): "on"}))
    assert not form.is_valid()
    assert everything(report) == before
    assert row(form, SERVICE).errors == {
        "DELETE": ["Målet har något under sig. Flytta eller ta bort det först."]
    }


def test_a_goal_is_deleted_together_with_its_indicators(report: Report) -> None:
    labels = [
        DIGITAL,
        *Indicator.objects.filter(committee_goal__label=DIGITAL).values_list("label", flat=True),
    ]
    labels.append("Lekebergs kommun minskar sin klimatpåverkan")
    assert submit(report, typed(report, {(label, "DELETE"): "on" for label in labels})).is_valid()
    assert (report.council_goals.count(), report.committee_goals.count(), report.indicators.count()) == (
        3,
        2,
        14,
    )


def test_rows_keep_the_order_typed(report: Report) -> None:
    submit(report, typed(report, {}))
    last = "Minska antalet pågående förändringsärenden"
    first = Indicator.objects.filter(committee_goal__label=SERVICE).first()
    assert first is not None
    assert submit(report, typed(report, {(last, "position"): str(first.position)})).is_valid()
    labels = Indicator.objects.filter(committee_goal__label=SERVICE).values_list("label", flat=True)
    assert list(labels)[:2] == [last, first.label]


# Others


def test_a_row_of_another_report_is_refused(report: Report) -> None:
    other = make_report(section("mal", "goals.goals"))
    goal = CouncilGoal.objects.create(report=other, key="kf", label="Deras mål")
    theirs = make_indicator(goal, None, 0, "Deras indikator", "1", "1", "minst 1")
    data = typed(report, {(INCIDENTS, "current"): "1"})
    data[row(form_of(report, "mal"), INCIDENTS)["id"].html_name] = str(theirs.pk)
    form = submit(report, data)
    assert not form.is_valid()
    theirs.refresh_from_db()
    assert (theirs.current, theirs.report) == ("1", other)


@pytest.mark.parametrize("label", [INCIDENTS, SERVICE])
def test_a_goal_of_another_report_is_refused(report: Report, label: str) -> None:
    other = make_report(section("mal", "goals.goals"))
    goal = CouncilGoal.objects.create(report=other, key="kf", label="Deras mål")
    form = submit(report, typed(report, {(label, "placement"): f"kf-{goal.pk}"}))
    assert list(row(form, label).errors) == ["placement"]


def test_a_colleagues_save_is_not_overwritten_unseen(report: Report) -> None:
    data = typed(report, {(INCIDENTS, "forecast"): "150"})
    Indicator.objects.filter(label=INCIDENTS).update(forecast="160", current="180")
    form = submit(report, data)
    assert row(form, INCIDENTS).errors == {
        "forecast": [
            "Någon annan har sparat ”160” här medan du skrev. "
            "Det du skrev står kvar: spara igen om det ska gälla."
        ]
    }
    assert stored(report, INCIDENTS, "forecast", "current") == ("160", "180")


def test_the_last_periods_values_are_shown_beside_the_fields(report: Report) -> None:
    following = make_report(template=report.template, actuals_through=dt.date(2024, 4, 30), previous=report)
    for each in sections_of(following):
        each.start_from(report)
    form = form_of(following, "mal")
    cells = row(form, "Antal e-tjänster för medborgare").value_cells()
    assert [cell.previous for cell in cells] == [f"45{NB}st", f"55{NB}st", f"50{NB}st"]
    decisions = form_of(following, "beslut")
    assert [cell.previous for cell in decisions.forms[1].cells()][1:3] == [
        "Pågår",
        "Remissrunda pågår till och med oktober månad.",
    ]


def test_opening_and_saving_take_as_many_queries_with_many_rows(report: Report) -> None:
    one = make_report(section("mal", "goals.goals"))
    goal = CouncilGoal.objects.create(report=one, key="kf", label="Mål", position=1)
    CommitteeGoal.objects.create(report=one, council_goal=goal, key="namndmal", label="Nämndmål", position=1)
    make_indicator(goal, None, 1, "Indikator", "1", "1", "minst 1")
    counts = []
    for each in (one, report):
        submit(each, typed(each, {}))
        data = query_dict(typed(each, {}))
        part: Any = section_of(fresh(each), "mal")
        with CaptureQueriesContext(connection) as opened:
            assert part.form().groups
        part = section_of(fresh(each), "mal")
        with CaptureQueriesContext(connection) as saved:
            form = part.form(data)
            assert form.is_valid()
            save_form(form)
        counts.append((len(opened), len(saved)))
    assert counts == [(5, 5), (5, 5)]


# Decisions


def test_a_decision_changes_status_and_comment(report: Report) -> None:
    label = "Att förtydliga vad som ingår och inte ingår i medlemsbidraget till IT-nämnden."
    changes = {(label, "status"): "done", (label, "comment"): "Remissen är klar."}
    assert submit(report, typed(report, changes, "beslut"), "beslut").is_valid()
    decision = CommitteeDecision.objects.get(report=report, label=label)
    assert (decision.status, decision.comment) == ("done", "Remissen är klar.")


def test_a_new_decision_gets_a_key_and_the_last_place(report: Report) -> None:
    form = form_of(report, "beslut")
    blank = form.extra_forms[0]
    data = as_posted(form) | {blank["label"].html_name: "Att börja", blank["status"].html_name: "ongoing"}
    assert submit(report, data, "beslut").is_valid()
    decision = CommitteeDecision.objects.get(report=report, label="Att börja")
    assert (decision.key, decision.status, decision.position) == ("att-borja", "ongoing", 3)


def test_an_unknown_status_is_refused(report: Report) -> None:
    label = "Att inleda dialog med Lekebergs kommun om hur lokalfrågan ska lösas."
    form = submit(report, typed(report, {(label, "status"): "kanske"}, "beslut"), "beslut")
    assert list(row(form, label).errors) == ["status"]


# Pages


@pytest.fixture
def controller(report: Report, client: Client) -> Client:
    client.login(username=make_user(report.committee).username, password=PASSWORD)
    return client


def test_the_page_names_every_field_and_ties_errors_to_it(report: Report, controller: Client) -> None:
    address = reverse("section_edit", args=[report.slug, "mal"])
    data = typed(report, {(INCIDENTS, "forecast"): "abc", (SERVICE, "override"): "met"})
    response = controller.post(address, data | print_of(report))
    assert response.status_code == 422
    html = response.content.decode()
    fields = [
        bound
        for formset in response.context["entry"].form.formsets
        for form in formset.forms
        for bound in form.visible_fields()
    ]
    named = [
        bound.html_name
        for bound in fields
        if html.count(f'<label for="{bound.id_for_label}"') == 1
        or html.count(f'aria-label="{bound.label}, ') > 0
    ]
    assert named == [bound.html_name for bound in fields]
    refused = [bound for bound in fields if bound.errors]
    assert [html.count(f'id="{bound.auto_id}_error"') for bound in refused] == [1, 1]
    tags = [
        re.findall(rf'<(?:input|textarea)[^>]* name="{bound.html_name}"[^>]*>', html)[0] for bound in refused
    ]
    described_by = [re.findall(r'aria-describedby="([^"]*)"', tag) for tag in tags]
    assert [ids.split()[0] for (ids,) in described_by] == [f"{bound.auto_id}_error" for bound in refused]


def test_saving_through_the_page(report: Report, controller: Client) -> None:
    address = reverse("section_edit", args=[report.slug, "mal"])
    response = controller.post(address, print_of(report) | typed(report, {(INCIDENTS, "forecast"): "120 st"}))
    assert (response.status_code, response["Location"]) == (302, address)
    assert stored(report, INCIDENTS, "forecast") == ("120 st",)


def test_the_page_shows_the_parsed_target(report: Report, controller: Client) -> None:
    response = controller.get(reverse("section_edit", args=[report.slug, "mal"]))
    summaries = Page(response.content).texts("summary")
    sentence = "Målvärde: Lägre än 125 st (utgångsvärdet) · Bedöm eller kommentera"
    assert [text for text in summaries if "Lägre än 125" in text] == [f"{sentence}: {INCIDENTS}"]


def test_an_indicators_form_has_every_field() -> None:
    names = {field.name for field in Indicator._meta.fields}
    typed_elsewhere = {"id", "key", "report", "council_goal", "committee_goal"}
    assert names - typed_elsewhere == set(IndicatorForm.base_fields) - {"placement", "target_read"}


def test_a_goal_with_a_colleagues_new_indicator_is_not_deleted(report: Report) -> None:
    goal = CouncilGoal.objects.create(report=report, key="nytt", label="Nytt mål", area="", position=9)
    data = typed(report, {("Nytt mål", "DELETE"): "on"})
    Indicator.objects.create(report=report, key="ny", label="Ny", council_goal=goal, position=99)

    form = submit(report, data)

    refused = row(form, "Nytt mål").errors
    assert refused == {"DELETE": ["Målet har något under sig. Flytta eller ta bort det först."]}
    assert CouncilGoal.objects.filter(pk=goal.pk).exists()


def test_the_verdict_beside_a_value_follows_typing(report: Report, client: Client) -> None:
    """The parsed target too: an old verdict would be of another value."""
    client.force_login(make_user(report.committee))
    data = typed(report, {(INCIDENTS, "forecast"): "900 st", (INCIDENTS, "target"): "högst 9 st"})
    row_id = row(form_of(report, "mal"), INCIDENTS).row_id

    shown = previewed(client, report, "mal", data)

    swapped = {each.attrs["id"]: each.text for each in shown.all("div", class_="piece")}
    assert swapped[f"{row_id}-omdome"] == "Uppnås inte"
    assert swapped[f"{row_id}-tolkning"].startswith("Målvärde: Högst 9 st")
