"""A saved steering model never changes: a report is judged by the version that its rapportmall names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from goals.models import SteeringModel
from goals.sections.goals_options import GoalsOptions
from reporting.administration.municipalities import copy_to_committees
from reporting.models import Committee, ReportTemplate
from reporting.template_editor.editing import sections_in
from tests.factories import make_committee, make_template, make_user, section

pytestmark = pytest.mark.django_db
NEVER = "En sparad styrmodell ändras aldrig, eftersom rapporter är bedömda med den. Spara en ny version."


@pytest.fixture
def committee() -> Committee:
    return make_committee()


def make_model(committee: Committee, name: str = "Egen", version: int = 1, **rules: str) -> SteeringModel:
    model = SteeringModel(municipality=committee.municipality, name=name, version=version)
    model.rules |= rules
    model.save()
    return model


CHANGES: dict[str, Callable[[SteeringModel], object]] = {
    "save": lambda model: model.save(),
    "delete": lambda model: model.delete(),
    "update": lambda model: SteeringModel.objects.filter(pk=model.pk).update(name="Annan"),
    "delete many": lambda model: SteeringModel.objects.filter(pk=model.pk).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_version_is_neither_changed_nor_deleted(
    change: Callable[[SteeringModel], object], committee: Committee
) -> None:
    model = make_model(committee)
    with pytest.raises(ValidationError) as refused:
        change(model)
    assert refused.value.messages == [NEVER]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE goals_steeringmodel SET name = 'Annan' WHERE id = %s",
        "DELETE FROM goals_steeringmodel WHERE id = %s",
    ],
)
def test_the_database_refuses_it_too(sql: str, committee: Committee) -> None:
    model = make_model(committee)
    with (
        pytest.raises(DatabaseError, match="only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [model.pk])


def test_a_version_is_named_once(committee: Committee) -> None:
    make_model(committee, version=2)
    with pytest.raises(ValidationError, match="Kommunen har redan en styrmodell"):
        make_model(committee, version=2)


def test_a_name_that_reads_as_a_version_is_refused(committee: Committee) -> None:
    with pytest.raises(ValidationError, match="Skriv namnet utan version"):
        make_model(committee, "Egen, version 2")


@pytest.mark.parametrize(
    ("reference", "version"), [("Egen", 1), ("Egen, version 2", 2), ("Egen, version 1", 1)]
)
def test_a_template_names_a_version(reference: str, version: int, committee: Committee) -> None:
    made = {number: make_model(committee, version=number) for number in (1, 2)}
    assert SteeringModel.objects.referred_to(reference).get() == made[version]
    assert [model.reference for model in made.values()] == ["Egen", "Egen, version 2"]


def test_the_template_editor_offers_the_latest_and_the_chosen(committee: Committee) -> None:
    for name, version in [("Egen", 1), ("Egen", 2), ("Egen", 3), ("Annan", 1)]:
        make_model(committee, name, version)
    make_model(make_committee(), "Deras")

    def offered(chosen: str) -> list[tuple[str, str]]:
        form = GoalsOptions.editor(
            None, stored={"steering_model": chosen}, municipality_id=committee.municipality_id
        )
        return list(form.fields["steering_model"].widget.choices)[1:]

    latest = [("Annan", "Annan, version 1"), ("Egen, version 3", "Egen, version 3")]
    assert offered("") == latest
    assert offered("Egen") == [*latest, ("Egen", "Egen, version 1")]
    assert offered("Borta") == [*latest, ("Borta", "Borta (finns inte)")]


def copied(template: ReportTemplate, committee: Committee) -> str:
    """What a copy of the template in another nämnd judges its goals by."""
    committee.templates.all().delete()
    (copy,) = copy_to_committees(template, [committee], by=make_user(committee))
    return str(copy.sections[0]["options"]["steering_model"])


def test_a_template_copied_to_another_kommun_brings_its_steering_model(committee: Committee) -> None:
    make_model(committee, version=1)
    newest = make_model(committee, version=2, exact_half="better")
    template = make_template(
        section("mal", "goals.goals", options={"steering_model": newest.reference}), committee=committee
    )
    same_kommun = make_committee("", committee.municipality)
    assert copied(template, same_kommun) == "Egen, version 2"
    elsewhere = make_committee()
    assert copied(template, elsewhere) == "Egen"
    brought = SteeringModel.objects.get(municipality=elsewhere.municipality)
    assert (brought.rules, brought.version) == (newest.rules, 1)
    assert copied(template, elsewhere) == "Egen"  # not brought twice
    assert SteeringModel.objects.count() == 3


def test_a_brought_steering_model_leaves_one_of_the_same_name(committee: Committee) -> None:
    model = make_model(committee, exact_half="better")
    template = make_template(
        section("mal", "goals.goals", options={"steering_model": "Egen"}), committee=committee
    )
    elsewhere = make_committee()
    make_model(elsewhere)
    assert copied(template, elsewhere) == f"Egen ({committee.municipality.name})"
    assert SteeringModel.objects.get(name__startswith="Egen (").rules == model.rules


def test_a_template_with_mer_is_copied_as_it_is(committee: Committee) -> None:
    template = make_template(section("mal", "goals.goals"), committee=committee)
    (spec,) = sections_in(make_committee(), template, by=make_user(committee))
    assert spec["options"] == template.sections[0]["options"]
