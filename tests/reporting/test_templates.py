"""Report templates: data validated on save, and versions that never change once used."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from reporting.models import ReportTemplate
from reporting.models.section_spec import clean_specs
from tests.factories import make_committee, make_report, make_template, section

ONE = {"key": "inledning", "kind": "text", "heading": "Inledning"}


def test_what_is_left_out_is_written_out() -> None:
    assert clean_specs([ONE]) == [
        ONE | {"level": 1, "is_numbered": True, "has_prose": True, "guidance": "", "options": {}}
    ]


def test_cleaned_data_is_clean() -> None:
    data = [section("a"), section("b", level=2), section("c", level=3), section("d")]
    assert clean_specs(clean_specs(data)) == clean_specs(data)


FORM = "Avsnitt 1 har fel form: ange minst key, kind och heading."
VALUE = "Avsnitt 1 har ett värde av fel slag."
LEVEL = "Avsnittet ”Inledning” ska ha nivå 1–3."


def bad_key(key: str) -> str:
    return f"Nyckeln ”{key}” får bara ha små bokstäver a–z, siffror och bindestreck, högst 60 tecken."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "En rapportmall har minst ett avsnitt."),
        ({}, "En rapportmall har minst ett avsnitt."),
        ("text", "En rapportmall har minst ett avsnitt."),
        (None, "En rapportmall har minst ett avsnitt."),
        (["inledning"], FORM),
        ([None], FORM),
        ([{}], FORM),
        ([ONE | {"rubrik": "x"}], FORM),
        ([ONE | {"key": 1}], VALUE),
        ([ONE | {"heading": None}], VALUE),
        ([ONE | {"is_numbered": "ja"}], VALUE),
        ([ONE | {"has_prose": 1}], VALUE),
        ([ONE | {"guidance": []}], VALUE),
        *(
            ([ONE | {"key": key}], bad_key(key))
            for key in ["", "Mål", "mål", "a b", "a--b", "-a", "a\n", "a" * 61]
        ),
        ([ONE | {"heading": "  "}], "Avsnitt 1 saknar rubrik."),
        *(([ONE | {"level": level}], LEVEL) for level in [0, 4, "1", True, 1.0, None]),
        ([ONE | {"options": []}], "Inställningarna för ”Inledning” har fel form."),
        ([ONE | {"options": {"unit": "tkr"}}], "Avsnittet Text har inga inställningar."),
        ([ONE, ONE], "Nyckeln ”inledning” används av två avsnitt."),
        ([ONE | {"level": 2}], "Avsnittet ”Inledning” hoppar över en rubriknivå."),
        ([section("a"), ONE | {"level": 3}], "Avsnittet ”Inledning” hoppar över en rubriknivå."),
    ],
)
def test_bad_data_is_refused_with_a_sentence(data: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        clean_specs(data)
    assert str(refused.value) == sentence


def test_unknown_kind_names_those_that_are() -> None:
    with pytest.raises(ValueError, match=r"^”poesi” är inget slag av avsnitt\. Välj bland text, "):
        clean_specs([ONE | {"kind": "poesi"}])


@pytest.mark.django_db
def test_template_with_bad_data_is_never_saved() -> None:
    template = ReportTemplate(
        committee=make_committee(), name="Mall", sections=[{}], convention={"unit": "USD"}
    )
    with pytest.raises(ValidationError) as refused:
        template.save()
    assert refused.value.message_dict == {
        "sections": [FORM],
        "convention": ["”USD” kan inte vara unit. Välj bland 'kr', 'tkr', 'mnkr'."],
    }
    assert ReportTemplate.objects.count() == 0


USED = ["Mallen används av en rapport och kan inte ändras. Gör en ny version i stället."]
CHANGES: dict[str, dict[str, Any]] = {
    "sections": {"sections": [section("annat")]},
    "convention": {"convention": {"unit": "kr"}},
    "name": {"name": "Omdöpt"},
    "version": {"version": 7},
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_template_in_use_can_not_change(change: dict[str, Any]) -> None:
    """Its name and version are in the reports' documents."""
    template = make_report().template
    for name, value in change.items():
        setattr(template, name, value)
    with pytest.raises(ValidationError) as refused:
        template.save()
    assert refused.value.messages == USED


@pytest.mark.django_db
def test_only_a_template_not_in_use_is_changed() -> None:
    make_report().template.save()
    template = make_template()
    template.sections = [section("annat")]
    template.save()
    assert [spec.key for spec in ReportTemplate.objects.get(pk=template.pk).specs] == ["annat"]


@pytest.mark.django_db
def test_new_version() -> None:
    first = make_report().template
    second = first.new_version()
    second.sections[0]["heading"] = "Ny rubrik"
    second.convention["unit"] = "kr"
    second.save()
    third = first.new_version()
    assert [second.version, third.version, third.pk] == [2, 3, None]
    assert (first.specs[0].heading, first.print_convention.unit) == ("Inledning", "tkr")
    assert (second.committee, second.name) == (first.committee, first.name)
