"""A saved steering model never changes: a report is judged by the version that its rapportmall names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from goals.models import SteeringModel
from goals.sections.goals_options import GoalsOptions
from reporting.models import Committee
from tests.factories import make_committee

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
