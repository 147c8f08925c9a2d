"""Internal control's forms: saved as typed, refused at the field, never lost."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from internal_control.models import Control, ControlCategory, ControlMeasure, FollowUp, Risk
from reporting.document.blocks import Matrix, Table
from reporting.entry.section_entry import formsets_of
from reporting.journal.verify import faults
from reporting.models import Report
from reporting.sections import section_of, sections_of
from tests.factories import fresh, make_report, make_user, may_be_saved, save_form, section
from tests.html import Page
from tests.internal_control.published import SECTIONS, add_internal_control, add_texts
from tests.patches import print_of

pytestmark = pytest.mark.django_db

YEAR_END = dt.date(2020, 12, 31)
GONE = (
    "Raden finns inte i rapporten. Någon annan kan ha tagit bort den medan du skrev. "
    "Kryssa i ”Ta bort” här för att spara det andra, och skriv raden på nytt om den behövs."
)


@pytest.fixture
def report() -> Report:
    made = make_report(*SECTIONS, section("plan", "internal_control.plan"), actuals_through=YEAR_END)
    add_internal_control(made)
    return made


def html_of(report: Report, key: str, form: Any = None) -> str:
    bound = section_of(fresh(report), key)
    return render_to_string(bound.form_template_name, {"form": form or bound.form()})


def opened(report: Report, key: str) -> dict[str, str]:
    """What a browser sends of an unchanged page."""
    form: Any = section_of(fresh(report), key).form()
    page = Page(html_of(report, key, form))
    held = {
        f"initial-{row.add_prefix(name)}": text
        for grid in formsets_of(form)
        for row in grid
        for name, text in row.held().items()
    }
    boxes = {element.attrs["name"] for element in page.all("input", type="checkbox")}
    fields = {name: value for name, value in page.values().items() if name not in boxes}
    select = ""
    for element in page.elements:
        if element.tag == "select":
            select = element.attrs["name"]
        elif element.tag == "option" and "selected" in element.attrs:
            fields[select] = element.attrs["value"]
    return {element.attrs["name"]: "" for element in page.all("select")} | fields | held


def submitted(report: Report, key: str, data: dict[str, str]) -> Any:
    query = QueryDict(mutable=True)
    query.update(data)
    return section_of(fresh(report), key).form(query)


def save(report: Report, key: str, **typed: str) -> None:
    form = submitted(report, key, opened(report, key) | named(key, typed))
    assert form.is_valid(), errors_of(form)
    save_form(form)


def named(key: str, typed: dict[str, str]) -> dict[str, str]:
    """``risk_0_number`` as the page's matris-risk-0-number; ``1_label`` where the section has one grid."""
    return {"-".join([key, *name.strip("_").split("_", 2 if name[0].isalpha() else 1)]): value
            for name, value in typed.items()}  # fmt: skip


def refused(report: Report, key: str, **typed: str) -> dict[str, list[str]]:
    form = submitted(report, key, opened(report, key) | named(key, typed))
    assert not form.is_valid()
    return errors_of(form)


def errors_of(form: Any) -> dict[str, list[str]]:
    return {
        row.add_prefix(name): [str(error) for error in errors]
        for formset in getattr(form, "formsets", (form,))
        for row in formset.forms
        for name, errors in row.errors.items()
    }


def everything() -> list[Any]:
    tables = (ControlCategory, Risk, Control, FollowUp, ControlMeasure)
    return [list(model.objects.order_by("pk").values()) for model in tables]


def numbers(report: Report) -> dict[str, int | None]:
    return {risk.label[:10]: risk.number for risk in Risk.objects.filter(report=report)}


# Opening and saving -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["matris", "plan", "uppfoljning-verksamhet", "atgarder"])
def test_opening_and_saving_a_page_changes_nothing(report: Report, key: str) -> None:
    ControlMeasure.objects.create(
        report=report, key="a", label="Utbilda", risk=Risk.objects.first(), position=1
    )
    before = section_of(fresh(report), key).blocks()
    save(report, key)
    assert section_of(fresh(report), key).blocks() == before


def test_opened_and_saved_twice_nothing_is_written(report: Report) -> None:
    save(report, "matris")
    before = everything()
    save(report, "matris")
    assert everything() == before


# Risks ------------------------------------------------------------------------------------------


def test_a_risk_is_assessed_and_gets_the_next_number(report: Report) -> None:
    save(report, "matris", risk_2_likelihood="1", risk_2_consequence="4")
    risk = Risk.objects.get(label="Att flextidsavtalet inte efterlevs")
    assert (risk.likelihood, risk.consequence, risk.score, risk.number) == (1, 4, 4, 6)


def test_half_an_assessment_is_none(report: Report) -> None:
    save(report, "matris", risk_2_likelihood="1")
    risk = Risk.objects.get(label="Att flextidsavtalet inte efterlevs")
    assert (risk.score, risk.number) == (None, None)


def test_a_new_risk_in_a_new_report_makes_its_standard_category() -> None:
    report = make_report(*SECTIONS, actuals_through=YEAR_END)
    typed = {"risk_0_parent": "personal", "risk_0_label": "Kompetens  försvinner", "risk_0_likelihood": "3",
             "risk_0_consequence": "3", "risk_1_parent": "personal", "risk_1_label": "Sjukdom",
             "risk_2_parent": "ekonomi", "risk_2_label": "Fusk"}  # fmt: skip

    save(report, "matris", **typed)

    assert list(ControlCategory.objects.values_list("key", "label")) == [
        ("ekonomi", "Ekonomi"),
        ("personal", "Personal"),
    ]
    found = Risk.objects.values_list("key", "label", "category__key", "number", "likelihood")
    assert list(found) == [
        ("fusk", "Fusk", "ekonomi", None, None),
        ("kompetens-forsvinner", "Kompetens försvinner", "personal", 1, 3),
        ("sjukdom", "Sjukdom", "personal", None, None),
    ]


def test_numbers_change_places(report: Report) -> None:
    save(report, "matris", risk_0_number="2", risk_1_number="1")
    assert list(numbers(report).values()) == [2, 1, None, 3, 4, 5]


def test_a_number_is_free_when_its_risk_goes(report: Report) -> None:
    FollowUp.objects.filter(control__risk__number=5).delete()
    Control.objects.filter(risk__number=5).delete()
    save(
        report, "matris", risk_5_DELETE="on", risk_2_likelihood="1", risk_2_consequence="1", risk_2_number="5"
    )
    assert list(numbers(report).values()) == [1, 2, 5, 3, 4]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"risk_0_number": "2"},
         {"matris-risk-0-number": ["Två risker har nummer 2. Ge dem olika nummer."],
          "matris-risk-1-number": ["Två risker har nummer 2. Ge dem olika nummer."]}),
        ({"risk_0_number": "0"},
         {"matris-risk-0-number": ["Numret ska vara 1–999. Lämna tomt för nästa lediga nummer."]}),
        ({"risk_0_number": "1000"},
         {"matris-risk-0-number": ["Numret ska vara 1–999. Lämna tomt för nästa lediga nummer."]}),
        ({"risk_0_number": "ett"}, {"matris-risk-0-number": ["Fyll i ett heltal."]}),
        ({"risk_0_likelihood": "5"},
         {"matris-risk-0-likelihood": ["Välj ett giltigt alternativ. 5 finns inte bland tillgängliga alternativ."]}),
        ({"risk_0_consequence": "0"},
         {"matris-risk-0-consequence": ["Välj ett giltigt alternativ. 0 finns inte bland tillgängliga alternativ."]}),
        ({"risk_0_label": " "}, {"matris-risk-0-label": ["Detta fält måste fyllas i."]}),
        ({"risk_6_label": "Utan kategori"}, {"matris-risk-6-parent": ["Detta fält måste fyllas i."]}),
        ({"risk_0_DELETE": "on"},
         {"matris-risk-0-DELETE": ["Risken har kontrollmoment. Ta bort dem först, under uppföljningen."]}),
        ({"kategori_0_DELETE": "on"},
         {"matris-kategori-0-DELETE": ["Kategorin har risker. Flytta eller ta bort dem först."]}),
    ],
)  # fmt: skip
def test_a_bad_risk_is_refused_and_nothing_is_saved(
    report: Report, typed: dict[str, str], errors: dict[str, list[str]]
) -> None:
    before = everything()
    data = opened(report, "matris") | named("matris", typed | {"risk_1_description": "Står kvar"})
    form = submitted(report, "matris", data)

    assert not form.is_valid()
    assert errors_of(form) == errors
    assert everything() == before
    page = Page(html_of(report, "matris", form))
    assert page.texts("p", class_="field-error") == [error for found in errors.values() for error in found]
    assert page.values()["matris-risk-1-description"] == "Står kvar"


def test_an_emptied_number_of_an_assessed_risk_is_given_anew(report: Report) -> None:
    save(report, "matris", risk_0_number="")
    assert list(numbers(report).values()) == [6, 2, None, 3, 4, 5]


def test_a_risk_moves_to_another_category(report: Report) -> None:
    save(report, "matris", risk_0_parent="personal")
    assert Risk.objects.get(number=1).category.key == "personal"


def test_categories_are_renamed_moved_and_added(report: Report) -> None:
    save(report, "matris", kategori_0_label="Styrning", kategori_3_position="1", kategori_4_label="Miljö")
    assert list(ControlCategory.objects.values_list("key", "label", "position")) == [
        ("verksamhet", "Verksamhetsspecifik", 1),
        ("administration", "Styrning", 2),
        ("ekonomi", "Ekonomi", 3),
        ("personal", "Personal", 4),
        ("miljo", "Miljö", 5),
    ]


def test_the_matrix_follows_typing(report: Report) -> None:
    FollowUp.objects.filter(control__risk__number=2).delete()
    Control.objects.filter(risk__number=2).delete()
    typed = named("matris", {
        "risk_0_likelihood": "4", "risk_1_DELETE": "on", "risk_6_parent": "verksamhet", "risk_6_label": "Ny",
    })  # fmt: skip
    typed |= named("matris", {"risk_6_likelihood": "1", "risk_6_consequence": "1"})
    typed["matris-risk-6-parent"] = "ekonomi"
    bound = section_of(fresh(report), "matris")
    query = QueryDict(mutable=True)
    query.update(opened(report, "matris") | typed)
    form: Any = bound.form(query)
    form.is_valid()

    matrix, risks = bound.preview(form)

    assert isinstance(matrix, Matrix)
    assert [[cell.text for cell in row] for row in matrix.cells] == [
        ["", "", "1", ""],
        ["", "5", "", ""],
        ["", "", "3", "4"],
        ["6", "", "", ""],
    ]
    assert isinstance(risks, Table)
    assert [row.label for row in risks.rows if row.kind == "group"] == [
        *("Administration", "Ekonomi", "Personal", "Verksamhetsspecifik"),
    ]


def test_a_half_filled_row_breaks_no_preview(report: Report) -> None:
    for key, typed in (
        ("matris", {"risk_6_likelihood": "4", "risk_6_consequence": "x", "risk_7_label": "Utan kategori"}),
        ("uppfoljning-ekonomi", {"kontroll_1_label": "Utan risk", "uppfoljning_2_label": "Utan kontroll"}),
        ("plan", {"6_label": "Utan risk"}),
    ):
        bound = section_of(fresh(report), key)
        query = QueryDict(mutable=True)
        query.update(opened(report, key) | named(key, typed))
        form: Any = bound.form(query)
        assert not form.is_valid()
        shown = section_of(fresh(report), key).blocks()
        assert [type(block) for block in bound.preview(form)] == [
            type(block) for block in shown if getattr(block, "key", "") != "skalor"
        ]


def test_a_category_typed_like_a_proposed_one_is_the_same() -> None:
    """Both in one save: the risk picks the proposed one, the other row is typed by hand."""
    made = make_report(*SECTIONS, actuals_through=YEAR_END)
    typed = {"risk_0_parent": "personal", "risk_0_label": "Sjukdom", "kategori_0_label": "personal"}
    save(made, "matris", **typed)
    category = ControlCategory.objects.get(report=made)
    assert (category.key, category.label, category.position) == ("personal", "personal", 1)
    assert Risk.objects.get(report=made).category == category
    assert faults()[1] == []


def test_a_category_that_is_there_is_not_made_again(report: Report) -> None:
    errors = refused(report, "matris", kategori_4_label=" ekonomi")
    assert errors == {
        "matris-kategori-4-label": [
            "Kategorin ”ekonomi” finns redan. Välj den vid risken, eller skriv ett annat namn."
        ]
    }


def test_a_category_renamed_to_a_proposed_one_is_proposed_no_more() -> None:
    made = make_report(*SECTIONS, actuals_through=YEAR_END)
    ControlCategory.objects.create(report=made, key="folk", label="Personal", position=1)
    [chosen, *_] = Page(html_of(made, "matris")).texts("select", name="matris-risk-0-parent")
    assert chosen.count("Personal") == 1


# Controls and follow-ups ------------------------------------------------------------------------


def test_a_follow_up_is_typed(report: Report) -> None:
    control = Control.objects.get(risk__number=2)
    save(report, "uppfoljning-ekonomi", uppfoljning_2_parent=str(control.pk), uppfoljning_2_label="Tillfälle 3",
         uppfoljning_2_status="major", uppfoljning_2_ends_on="2021-02-28", uppfoljning_2_owner="Controller",
         uppfoljning_2_comment="Två köp utan avtal.")  # fmt: skip
    made = FollowUp.objects.get(label="Tillfälle 3")
    assert (made.control, made.status, made.ends_on, made.comment, made.key, made.position) == (
        control, "major", dt.date(2021, 2, 28), "Två köp utan avtal.", "tillfalle-3", 3,
    )  # fmt: skip


def test_a_control_is_typed(report: Report) -> None:
    risk = Risk.objects.get(number=1)
    save(report, "uppfoljning-administration", kontroll_1_parent=str(risk.pk), kontroll_1_label="Räkna besluten",
         kontroll_1_method="Ur portalen", kontroll_1_frequency="Varje tertial", kontroll_1_owner="Nämndsekreterare",
         kontroll_1_reported_to="Nämnden", kontroll_1_measurement="decisions")  # fmt: skip
    made = Control.objects.get(label="Räkna besluten")
    assert (made.risk, made.method, made.frequency, made.owner, made.reported_to, made.measurement) == (
        risk, "Ur portalen", "Varje tertial", "Nämndsekreterare", "Nämnden", "decisions",
    )  # fmt: skip


CHOICE = "Välj ett giltigt alternativ. {} finns inte bland tillgängliga alternativ."


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"uppfoljning_0_ends_on": "30 april"},
         {"uppfoljning-0-ends_on": "Skriv datumet som år-månad-dag, till exempel 2020-12-31."}),
        ({"uppfoljning_0_ends_on": "2020-02-30"},
         {"uppfoljning-0-ends_on": "Skriv datumet som år-månad-dag, till exempel 2020-12-31."}),
        ({"uppfoljning_0_status": "bra"}, {"uppfoljning-0-status": CHOICE.format("bra")}),
        ({"uppfoljning_2_label": "Utan kontroll"}, {"uppfoljning-2-parent": "Detta fält måste fyllas i."}),
        ({"kontroll_0_measurement": "pengar"}, {"kontroll-0-measurement": CHOICE.format("pengar")}),
        ({"kontroll_0_DELETE": "on"},
         {"kontroll-0-DELETE": "Kontrollmomentet har uppföljningar. Flytta eller ta bort dem först."}),
    ],
)  # fmt: skip
def test_a_bad_follow_up_is_refused(report: Report, typed: dict[str, str], errors: dict[str, str]) -> None:
    before = everything()
    assert refused(report, "uppfoljning-ekonomi", **typed) == {
        f"uppfoljning-ekonomi-{name}": [error] for name, error in errors.items()
    }
    assert everything() == before


def test_a_comment_that_can_not_be_shown_is_refused(report: Report) -> None:
    errors = refused(
        report, "uppfoljning-ekonomi", uppfoljning_0_comment="![bild](https://example.org/x.png)"
    )
    assert list(errors) == ["uppfoljning-ekonomi-uppfoljning-0-comment"]


def test_a_control_goes_with_its_follow_ups(report: Report) -> None:
    save(
        report,
        "uppfoljning-ekonomi",
        kontroll_0_DELETE="on",
        uppfoljning_0_DELETE="on",
        uppfoljning_1_DELETE="on",
    )
    assert Control.objects.filter(risk__number=2).count() == 0
    assert FollowUp.objects.filter(report=report).count() == 11


def test_a_risk_or_control_of_another_category_can_not_be_chosen(report: Report) -> None:
    other = Control.objects.get(risk__number=1)
    assert refused(report, "uppfoljning-ekonomi", uppfoljning_0_parent=str(other.pk)) == {
        "uppfoljning-ekonomi-uppfoljning-0-parent": [CHOICE.format(other.pk)]
    }


# Measures ---------------------------------------------------------------------------------------


def test_a_measure_is_typed_with_and_without_a_risk(report: Report) -> None:
    risk = Risk.objects.get(number=5)
    save(report, "atgarder", **{
        "0_label": "Ta gamla ärenden först", "0_parent": str(risk.pk), "0_due_on": "2021-03-31",
        "0_status": "ongoing", "1_label": "Utbilda",
    })  # fmt: skip
    found = ControlMeasure.objects.values_list("label", "risk", "due_on", "status", "position")
    assert list(found) == [
        ("Ta gamla ärenden först", risk.pk, dt.date(2021, 3, 31), "ongoing", 1),
        ("Utbilda", None, None, "not_started", 2),
    ]


# Forged and simultaneous ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "grid", "model"),
    [
        ("matris", "kategori", ControlCategory),
        ("matris", "risk", Risk),
        ("uppfoljning-ekonomi", "kontroll", Control),
        ("uppfoljning-ekonomi", "uppfoljning", FollowUp),
    ],
)
def test_a_row_of_another_report_is_refused(report: Report, key: str, grid: str, model: Any) -> None:
    other = make_report(*SECTIONS, actuals_through=YEAR_END)
    add_internal_control(other)
    foreign = model.objects.filter(report=other).first()
    before = everything()

    errors = refused(report, key, **{f"{grid}_0_id": str(foreign.pk), f"{grid}_0_label": "Kapad"})

    assert errors[f"{key}-{grid}-0-id"] == [GONE]
    assert everything() == before


@pytest.mark.parametrize(
    ("key", "name", "model"),
    [
        ("matris", "risk_0_parent", ControlCategory),
        ("uppfoljning-ekonomi", "kontroll_0_parent", Risk),
        ("uppfoljning-ekonomi", "uppfoljning_0_parent", Control),
        ("atgarder", "0_parent", Risk),
    ],
)
def test_a_parent_in_another_report_is_refused(report: Report, key: str, name: str, model: Any) -> None:
    other = make_report(*SECTIONS, actuals_through=YEAR_END)
    add_internal_control(other)
    foreign = str(model.objects.filter(report=other).first().pk)
    typed = {name: foreign} | ({"0_label": "Utbilda"} if key == "atgarder" else {})

    (error,) = refused(report, key, **typed).values()

    assert error == [CHOICE.format(foreign)]


def test_a_concurrent_save_is_reported(report: Report) -> None:
    first = second = opened(report, "matris")
    form = submitted(report, "matris", first | {"matris-risk-0-consequence": "4"})
    assert form.is_valid()
    save_form(form)

    form = submitted(
        report, "matris", second | {"matris-risk-0-consequence": "1", "matris-risk-1-likelihood": "1"}
    )

    assert not may_be_saved(form)
    assert errors_of(form) == {
        "matris-risk-0-consequence": [
            "Någon annan har sparat ”4. Allvarlig” här medan du skrev. "
            "Det du skrev står kvar: spara igen om det ska gälla."
        ]
    }
    assert Risk.objects.get(number=1).consequence == 4


def test_a_number_a_colleague_just_gave_another_risk_is_refused(report: Report) -> None:
    data = opened(report, "matris") | {"matris-risk-0-number": "9"}
    category = ControlCategory.objects.filter(report=report)[0]
    Risk.objects.create(
        report=report,
        key="ny",
        label="Ny",
        category=category,
        position=99,
        number=9,
        likelihood=1,
        consequence=1,
    )

    form = submitted(report, "matris", data)

    assert not may_be_saved(form)
    assert errors_of(form) == {"matris-risk-0-number": ["Två risker har nummer 9. Ge dem olika nummer."]}


# The page ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["matris", "uppfoljning-verksamhet", "atgarder", "plan"])
def test_a_controller_opens_and_saves_each_section(report: Report, key: str, client: Client) -> None:
    add_texts(report)
    client.force_login(make_user(report.committee))
    url = reverse("section_edit", args=[report.slug, key])
    page = Page(client.get(url).content)
    assert page.inline_code() == []
    ids = [element.attrs["id"] for element in page.elements if "id" in element.attrs]
    assert sorted(ids) == sorted(set(ids))
    typed = {"text", "date", "number"}
    fields = [e for e in page.elements if e.tag in {"select", "textarea"} or e.attrs.get("type") in typed]
    assert [e.attrs["name"] for e in fields if not e.attrs.get("aria-label")] == []

    response = client.post(url, opened(report, key) | print_of(report) | {"stay": ""})

    assert (response.status_code, response.headers.get("Location")) == (302, url)


def test_last_years_values_are_shown_beside_the_fields(report: Report) -> None:
    later = make_report(template=report.template, actuals_through=dt.date(2021, 12, 31), previous=report)
    for each in sections_of(later):
        each.start_from(report)
    page = Page(html_of(later, "matris"))
    assert page.texts("span", class_="previous") == [
        *("Förra: 2. Mindre sannolik", "Förra: 3. Kännbar"),
        *("Förra: 2. Mindre sannolik", "Förra: 4. Allvarlig"),
        *("Förra: 2. Mindre sannolik", "Förra: 3. Kännbar"),
        *("Förra: 2. Mindre sannolik", "Förra: 4. Allvarlig"),
        *("Förra: 3. Möjlig", "Förra: 2. Lindrig"),
    ]


@pytest.mark.parametrize("rows", [1, 30])
def test_typing_takes_constant_queries(rows: int, django_assert_num_queries: Any) -> None:
    report = make_report(*SECTIONS, section("plan", "internal_control.plan"), actuals_through=YEAR_END)
    category = ControlCategory.objects.create(report=report, key="ekonomi", label="Ekonomi")
    for n in range(1, rows + 1):
        risk = Risk.objects.create(report=report, category=category, key=f"r-{n}", label=f"R {n}", number=n,
                                   likelihood=1, consequence=1, position=n)  # fmt: skip
        control = Control.objects.create(report=report, risk=risk, key=f"k-{n}", label=f"K {n}", position=n)
        FollowUp.objects.create(report=report, control=control, key=f"u-{n}", label="U", position=n)
        ControlMeasure.objects.create(report=report, risk=risk, key=f"a-{n}", label="Å", position=n)
    for key, queries in (("matris", 3), ("uppfoljning-ekonomi", 4), ("atgarder", 3), ("plan", 3)):
        query = QueryDict(mutable=True)
        query.update(opened(report, key))
        bound = section_of(fresh(report), key)
        with django_assert_num_queries(queries):
            form: Any = bound.form(query)
            assert form.is_valid()
            bound.preview(form)
